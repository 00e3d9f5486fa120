// All of the workspace's data: to take away, and to be rid of what was collected.
import { useEffect, useRef, useState } from "preact/hooks";

import { api, Problem } from "../../api/client";
import type { Erase as Found, Erasure } from "../../api/types/data";
import { Button, Checkbox, Dialog, Failure, Notice, say, TextField, Time, useLoad, usePolling, useSubmit, Waiting } from "../../components";
import { number, size } from "../../locale";
import { me } from "../../me";
import { counted, shell } from "../../strings";
import { download, hand } from "./download";
import { mistakeAt } from "./mistakes";
import { t } from "./strings";

export function Data() {
  return <div class="grid"><Export /><Erase /></div>;
}

const PARTS = ["settings", "flows", "secrets", "sources", "events", "runs", "replays", "calls", "entities", "fetches", "requests", "history", "audit"] as const;
type Part = (typeof PARTS)[number];

/** The parts that this add-on has. */
function parts(): Part[] {
  const who = me.value;
  return PARTS.filter((part) => {
    if (part === "flows" || part === "runs" || part === "replays") return who?.has_flows === true;
    if (part === "secrets") return who?.has_http_steps === true;
    if (part === "sources") return who?.has_custom_webhooks === true;
    return true;
  });
}

function Export() {
  const all = parts();
  const [left, setLeft] = useState<ReadonlySet<Part>>(new Set());
  const [bytes, setBytes] = useState<number | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [done, setDone] = useState<{ kind: "success" | "error"; text: string } | null>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);
  const chosen = all.filter((part) => !left.has(part));
  const choose = (part: Part, isChosen: boolean) => {
    const after = new Set(left);
    if (isChosen) after.delete(part);
    else after.add(part);
    setLeft(after);
  };
  const start = async () => {
    const mine = new AbortController();
    running.current = mine;
    [setProblem, setDone].forEach((set) => set(null));
    setBytes(0);
    try {
      const query = chosen.length === all.length ? {} : { parts: chosen.join(",") };
      const file = await download("export", query, mine.signal, setBytes);
      if (!file.isWhole) return setDone({ kind: "error", text: t("cut_off") });
      hand(file.blob, file.name);
      setDone({ kind: "success", text: t("downloaded", { size: size(file.bytes), lines: counted(file.lines, { one: t("lines_one"), other: t("lines_other") }) }) });
    } catch (error) {
      const found = Problem.of(error);
      if (!mine.signal.aborted) setProblem(found);
    } finally {
      setBytes(null);
    }
  };
  return (
    <section class="card" aria-labelledby="settings-export">
      <h3 id="settings-export">{t("export_title")}</h3>
      <p>{t("export_hint")}</p>
      <fieldset class="settings-parts">
        <legend>{t("parts")}</legend>
        {all.map((part) => <Checkbox key={part} label={t(`part_${part}`)} checked={!left.has(part)} onValue={(isChosen) => choose(part, isChosen)} />)}
      </fieldset>
      {chosen.length === 0 && <p class="hint">{t("no_parts")}</p>}
      <Failure problem={problem} />
      {done !== null && <Notice kind={done.kind} title={done.text} />}
      <div class="row">
        <Button kind="primary" disabled={chosen.length === 0} busy={bytes !== null} onClick={start}>{t("download")}</Button>
        {bytes !== null && <Button onClick={() => running.current?.abort()}>{t("stop")}</Button>}
        {bytes !== null && <span>{t("downloading", { size: size(bytes) })}</span>}
      </div>
    </section>
  );
}

function Erase() {
  const found = useLoad((signal) => api.get<Found>("erase", { signal }), []);
  const [isAsked, setAsked] = useState(false);
  const data = found.value;
  const isRunning = data?.last?.state === "running";
  usePolling(found.again, isRunning);
  const began = () => {
    setAsked(false);
    say("info", t("erase_began"));
    void found.again();
  };
  return (
    <section class="card" aria-labelledby="settings-erase">
      <h3 id="settings-erase">{t("erase_title")}</h3>
      <p>{t("erase_hint")}</p>
      <Failure problem={found.problem}><Button onClick={found.again}>{shell("again")}</Button></Failure>
      {data === null && found.isLoading && <Waiting label={shell("loading")} />}
      {data !== null && (
        <>
          {data.last !== null && <Last last={data.last} />}
          {!isRunning && <Rows title={t("erase_goes")} rows={data.rows} most={data.counted_up_to} />}
          <h4>{t("erase_stays")}</h4>
          <p>{t("erase_stays_list")}</p>
          <p>{t("erase_all")}</p>
          {data.refused !== null && !isRunning && <Notice kind="warning" title={data.refused.detail} />}
          <div><Button kind="danger" disabled={data.refused !== null} onClick={() => setAsked(true)}>{t("erase")}</Button></div>
        </>
      )}
      {isAsked && <Confirm onClose={() => setAsked(false)} onBegan={began} />}
    </section>
  );
}

function Last({ last }: { last: Erasure }) {
  if (last.state === "running") {
    return <Notice kind="info" title={t("erase_running")}><Time at={last.began_at} /><p>{t("erase_running_hint")}</p></Notice>;
  }
  return (
    <Notice kind="success" title={t("erase_done")}>
      <Time at={last.ended_at ?? last.began_at} />
      {Object.keys(last.rows).length > 0 && <Rows title={t("rows")} rows={last.rows} most={Infinity} />}
    </Notice>
  );
}

const KINDS = ["webhook_event", "flow_run", "flow_step", "replay", "api_call", "cached_entity", "bootstrap_run", "explorer_call", "explorer_body", "job"] as const;

function Rows({ title, rows, most }: { title: string; rows: Record<string, number>; most: number }) {
  const name = (kind: string) => {
    const known = KINDS.find((each) => each === kind);
    return known === undefined ? kind : t(`row_${known}`);
  };
  return (
    <table>
      <caption class="hidden-text">{title}</caption>
      <thead><tr><th scope="col">{t("kind")}</th><th scope="col" class="number">{t("rows")}</th></tr></thead>
      <tbody>
        {Object.entries(rows).map(([kind, count]) => (
          <tr key={kind}>
            <th scope="row">{name(kind)}</th>
            <td class="number">{count > most ? t("more_than", { count: number(most) }) : number(count)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Confirm({ onClose, onBegan }: { onClose: () => void; onBegan: () => void }) {
  const [typed, setTyped] = useState("");
  const [isTried, setTried] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const id = me.value?.workspace ?? "";
  const wrong = typed.trim() === id ? null : t("erase_typed_wrong", { id });
  const { isBusy, submit } = useSubmit(async () => {
    setTried(true);
    if (wrong !== null) return;
    try {
      await api.post("erase", { confirm: typed.trim() });
      onBegan();
    } catch (error) {
      setProblem(Problem.of(error));
    }
  });
  return (
    <Dialog title={t("erase_ask")} onClose={onClose}>
      <form class="stack" onSubmit={submit} noValidate>
        <p>{t("erase_hint")}</p>
        <p>{t("erase_stays_list")}</p>
        <TextField label={t("erase_type", { id })} required error={mistakeAt(problem, "/confirm") ?? (isTried ? wrong : null)} value={typed} onValue={setTyped} />
        {problem !== null && problem.errors.length === 0 && <Failure problem={problem} />}
        <footer class="row">
          <Button kind="danger" type="submit" busy={isBusy}>{t("erase_do")}</Button>
          <Button onClick={onClose}>{shell("cancel")}</Button>
        </footer>
      </form>
    </Dialog>
  );
}
