// The versions of a flow: what they say, how two differ, and an older one that is to count again.
import { useState } from "preact/hooks";

import { api, Problem } from "../../../api/client";
import type { FlowChanged, FlowVersion, FlowVersions, FlowVersionWhole, FlowWhole } from "../../../api/types/flows";
import { ask, Badge, Button, Failure, JsonTree, say, Time, useLoad, Waiting } from "../../../components";
import { href, replace } from "../../../router";
import { shell } from "../../../strings";
import { Page } from "../parts/page";
import { Who } from "../parts/who";
import { Compare } from "./compare";
import { t } from "./strings";

const SHOWN = 20;

export function Versions({ id, query }: { id: string; query: URLSearchParams }) {
  const loaded = useLoad(async (signal) => {
    const [flow, { versions }] = await Promise.all([api.get<FlowWhole>(`flows/${id}`, { signal }), api.get<FlowVersions>(`flows/${id}/versions`, { signal })]);
    return { flow, versions };
  }, [id]);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [most, setMost] = useState(SHOWN);
  const back = { href: href(["flows", id]), label: t("back") };
  if (loaded.value === null) {
    return (
      <Page title={t("title")} back={back}>
        {loaded.isLoading && <Waiting label={shell("loading")} />}
        <Failure problem={loaded.problem}><Button onClick={loaded.again}>{shell("again")}</Button></Failure>
      </Page>
    );
  }
  const { flow, versions } = loaded.value;
  const from = query.get("from") ?? String(versions[1]?.version ?? flow.version);
  const to = query.get("to") ?? String(flow.version);
  const compare = (from: string, to: string) => replace(href(["flows", id, "versions"], { from, to }));
  const restore = async (version: number) => {
    setProblem(null);
    const next = flow.version + 1;
    if (!(await ask(t("restore_title", { version }), { text: <p>{t("restore_text", { next })}</p>, yes: t("restore") }))) return;
    try {
      const { definition } = await api.get<FlowVersionWhole>(`flows/${id}/versions/${version}`, { exact: true });
      const saved = await api.put<FlowChanged>(`flows/${id}`, { definition, version: flow.version });
      say("success", t("restored", { version, next: saved.version }));
      replace(href(["flows", id, "versions"]));
    } catch (error) {
      const failed = Problem.of(error);
      setProblem(failed.code === "conflict" ? new Problem(failed.status, failed.code, t("conflict")) : failed);
    }
    await loaded.again();
  };
  return (
    <Page title={t("of", { name: flow.name })} back={back}>
      <p>{t("hint")}</p>
      <Failure problem={problem} />
      {versions.length > 1 && <Compare id={id} versions={versions} from={from} to={to} onChoose={compare} />}
      <ul class="list">
        {versions.slice(0, most).map((version) => (
          <Row key={version.version} id={id} version={version} counts={version.version === flow.version} onRestore={() => restore(version.version)} onCompare={() => compare(String(version.version), String(flow.version))} />
        ))}
      </ul>
      {versions.length > most && <div><Button onClick={() => setMost(most + SHOWN)}>{t("more")}</Button></div>}
    </Page>
  );
}

interface RowProps {
  id: string;
  version: FlowVersion;
  /** Whether it is the one that counts. */
  counts: boolean;
  onRestore: () => Promise<void>;
  onCompare: () => void;
}

function Row({ id, version: { version, created_at, created_by }, counts, onRestore, onCompare }: RowProps) {
  const [isOpen, setOpen] = useState(false);
  const label = (action: string) => t("action_of", { action, version });
  return (
    <li class="stack">
      <div class="row spread">
        <p class="row"><strong>{t("version", { version })}</strong> {counts && <Badge kind="success">{`✓ ${t("counts")}`}</Badge>} <span class="muted"><Time at={created_at} />, <Who actor={created_by} /></span></p>
        <div class="row">
          <Button kind="quiet" expanded={isOpen} label={label(t("show"))} onClick={() => setOpen(!isOpen)}>{t("show")}</Button>
          {!counts && <Button kind="quiet" label={label(t("compare"))} onClick={onCompare}>{t("compare")}</Button>}
          {!counts && <Button label={label(t("restore"))} onClick={onRestore}>{t("restore")}</Button>}
        </div>
      </div>
      {isOpen && <Document id={id} version={version} />}
    </li>
  );
}

function Document({ id, version }: { id: string; version: number }) {
  const loaded = useLoad((signal) => api.get<FlowVersionWhole>(`flows/${id}/versions/${version}`, { signal }), [id, version]);
  if (loaded.value === null) return loaded.problem === null ? <Waiting label={shell("loading")} /> : <Failure problem={loaded.problem} />;
  return <JsonTree label={t("document", { version })} value={loaded.value.definition} depth={3} />;
}
