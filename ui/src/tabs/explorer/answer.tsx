// What came back: how it went, and the body as a tree and as it came.
import { useMemo, useState } from "preact/hooks";

import { problemOf, raw } from "../../api/client";
import type { CallAnswer } from "../../api/types/calls";
import { Badge, Button, JsonTree, Notice, say } from "../../components";
import { number, size } from "../../locale";
import { type Path, read, reference } from "../../json";
import { mended } from "./mend";
import { Raw } from "./raw";
import { explorer as t } from "./strings";

/** What a call and one of the history have in common. */
export type Answered = Pick<CallAnswer, "id" | "method" | "url" | "headers" | "kind" | "text" | "bytes" | "truncated" | "took_ms"> & {
  status: number | null;
  attempts?: number;
  /** Whether the whole body can be had. */
  has_body?: boolean;
};

type View = "tree" | "raw" | "headers";

export function AnswerView({ answer }: { answer: Answered }) {
  const [view, setView] = useState<View>("tree");
  const isJson = answer.kind === "json" && answer.text !== null;
  const at = view === "tree" && !isJson ? "raw" : view;
  const views: View[] = isJson ? ["tree", "raw", "headers"] : ["raw", "headers"];
  return (
    <div class="stack">
      <p class="code explorer-url">{answer.method} {answer.url}</p>
      <div class="row spread">
        <div class="row" role="group" aria-label={t("view")}>
          {views.map((each) => <Button key={each} pressed={each === at} onClick={() => setView(each)}>{t(each)}</Button>)}
        </div>
        {isThere(answer) && <Button kind="quiet" onClick={() => download(answer)}>{t(answer.truncated ? "download_all" : "download")}</Button>}
      </div>
      {answer.truncated && <Notice kind="info" title={t("cut", { size: size(answer.bytes) })} />}
      {at === "headers" ? <Headers headers={answer.headers} /> : <Content answer={answer} asTree={at === "tree"} />}
    </div>
  );
}

/** Whether the whole body can be had. */
const isThere = ({ id, bytes, has_body, text, truncated }: Answered) => bytes > 0 && has_body !== false && (id !== null || (text !== null && !truncated));

/** How a call went, in a line. */
export function Outcome({ answer }: { answer: Answered }) {
  return (
    <span class="row">
      <StatusBadge status={answer.status} /> <span>{t("took", { ms: number(answer.took_ms) })}</span> <span>{size(answer.bytes)}</span>
      {(answer.attempts ?? 1) > 1 && <span>{t("attempts", { count: answer.attempts ?? 1 })}</span>}
    </span>
  );
}

export function StatusBadge({ status }: { status: number | null }) {
  if (status === null) return <Badge kind="error">{t("no_answer")}</Badge>;
  if (status >= 500) return <Badge kind="error">{`${status} ${t("status_failed")}`}</Badge>;
  if (status >= 400) return <Badge kind="warning">{`${status} ${t("status_refused")}`}</Badge>;
  return <Badge kind="success">{`${status} ${t(status >= 300 ? "status_moved" : "status_ok")}`}</Badge>;
}

function Content({ answer, asTree }: { answer: Answered; asTree: boolean }) {
  const { kind, text, truncated } = answer;
  if (kind === "empty") return <p class="muted">{t("no_content")}</p>;
  if (kind === "binary" || text === null) return <p class="muted">{t("is_binary", { size: size(answer.bytes) })}</p>;
  return asTree ? <Tree text={text} isCut={truncated} /> : <Raw key={answer.id} text={text} />;
}

/** From here on only the first branch is open: every row that is drawn costs time, and long lists are looked through first. */
const LARGE = 64 * 1024;
const MANY = 10;

function Tree({ text, isCut }: { text: string; isCut: boolean }) {
  const found = useMemo(() => {
    if (isCut) return mended(text);
    const whole = read(text);
    return "value" in whole ? whole : null;
  }, [text, isCut]);
  if (found === null) return <Notice kind="warning" title={t("not_shown")} />;
  const isLong = text.length > LARGE || (Array.isArray(found.value) && found.value.length > MANY);
  return <JsonTree value={found.value} label={t("answer")} depth={isLong ? 1 : 2} beside={(path) => <CopyPath path={path} />} />;
}

/** Copies where in the body a value stands, as flows refer to it. */
function CopyPath({ path }: { path: Path }) {
  if (path.length === 0) return null;
  const text = reference(path);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      say("success", t("copied_path", { path: text }));
    } catch {
      // The page around this one forbids it: there it stands, to be copied by hand.
      say("info", text);
    }
  };
  return <button type="button" class="copy-path" aria-label={t("copy_path", { path: text })} title={text} onClick={copy}>⧉</button>;
}

function Headers({ headers }: { headers: Record<string, string> }) {
  return (
    <dl class="facts code">
      {Object.entries(headers).map(([name, value]) => (
        <div key={name} class="explorer-header"><dt>{name}</dt><dd>{value}</dd></div>
      ))}
    </dl>
  );
}

/** The whole body, as a file. */
async function download({ id, kind, text }: Answered) {
  const extension = kind === "json" ? "json" : kind === "text" ? "txt" : "bin";
  // The history may have had no room for it; what is shown is there all the same.
  if (id === null) return give(new Blob([text ?? ""]), `answer.${extension}`);
  const answer = await raw("GET", `calls/${encodeURIComponent(id)}/body`);
  if (!answer.ok) return say("error", (await problemOf(answer)).message);
  give(await answer.blob(), nameOf(answer) ?? `${id}.${extension}`);
}

function give(content: Blob, name: string) {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

const nameOf = (answer: Response) => /filename="([^"]+)"/.exec(answer.headers.get("content-disposition") ?? "")?.[1];
