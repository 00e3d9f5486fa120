// All flows: whether they are on or held, and how their last runs went.
import { useState } from "preact/hooks";

import type { Flow } from "../../../api/types/flows";
import type { Run } from "../../../api/types/runs";
import { Button, Failure, Notice, shown, TextField, Time, useLoad, Waiting } from "../../../components";
import { number } from "../../../locale";
import { me } from "../../../me";
import { href } from "../../../router";
import { shell } from "../../../strings";
import { flows, loadFlows } from "../parts/flows";
import { focusHeading, Page } from "../parts/page";
import { FlowBadges, heldHint, kind, sign, word } from "../parts/state";
import { t as all } from "../strings";
import { Delete, HoldOrResume, Switch } from "./actions";
import { type LastRuns, useLastRuns } from "./last-runs";
import { t } from "./strings";

export function FlowList() {
  const loaded = useLoad(loadFlows, []);
  const list = flows.value ?? [];
  const runs = useLastRuns(loaded.value ?? []);
  const [text, setText] = useState("");
  const most = me.value?.limits.flows ?? 0;
  const isFull = most > 0 && list.length >= most;
  const fitting = list.filter(({ name }) => name.toLowerCase().includes(text.trim().toLowerCase()));
  const actions = !isFull && (
    <>
      <a class="button primary" href={href(["flows", "new"])}>{t("new")}</a>
      <a class="button" href={href(["flows", "templates"])}>{t("from_template")}</a>
      <a class="button" href={href(["flows", "import"])}>{t("import")}</a>
    </>
  );
  return (
    <Page title={all("flows")} actions={actions}>
      {me.value?.runs_flows === false && <Notice kind="warning" title={t("not_run")}>{t("not_run_hint")}</Notice>}
      {isFull && <Notice kind="warning" title={t("full")} />}
      <Failure problem={loaded.problem}><Button onClick={loaded.again}>{shell("again")}</Button></Failure>
      {flows.value === null && loaded.isLoading && <Waiting label={shell("loading")} />}
      {loaded.value !== null && list.length === 0 && (
        <Notice kind="info" title={t("none")}><p>{t("none_hint")}</p><a href={href(["flows", "templates"])}>{t("from_template")}</a></Notice>
      )}
      {list.length > 0 && (
        <>
          <div class="row spread end">
            <TextField label={t("find")} value={text} onValue={setText} input={{ type: "search" }} />
            {most > 0 && <p class="muted">{t("used", { count: number(list.length), most: number(most) })}</p>}
          </div>
          {fitting.length === 0 && <p role="status">{t("none_found")}</p>}
          <ul class="list cards">{fitting.map((flow) => <Row key={flow.id} flow={flow} runs={runs} />)}</ul>
        </>
      )}
    </Page>
  );
}

const nothing = () => undefined;

function Row({ flow, runs }: { flow: Flow; runs: LastRuns }) {
  return (
    <li class="card">
      <div class="row spread">
        <h3 class="row"><a href={href(["flows", flow.id])}>{flow.name}</a> <FlowBadges flow={flow} /></h3>
        <p class="muted">{t("version", { version: flow.version })} · {t("changed")} <Time at={flow.updated_at} /></p>
      </div>
      {flow.held !== null && <p>{flow.held.note !== "" ? flow.held.note : heldHint(flow.held)}</p>}
      <div class="row spread">
        <LastRunLinks flow={flow} runs={runs.get(flow.id)} />
        <div class="row">
          <Switch flow={flow} onChange={nothing} />
          <HoldOrResume flow={flow} onChange={nothing} />
          <a class="button" href={href(["flows", flow.id, "edit"])} aria-label={t("of", { action: t("edit"), flow: flow.name })}>{t("edit")}</a>
          <Delete flow={flow} onDelete={focusHeading} />
        </div>
      </div>
    </li>
  );
}

function LastRunLinks({ flow, runs }: { flow: Flow; runs: Run[] | undefined }) {
  if (runs === undefined) return <p class="muted">{t("last_runs")}: …</p>;
  if (runs.length === 0) return <p class="muted">{t("no_runs")}</p>;
  return (
    <p class="row">
      <span class="muted">{t("last_runs")}:</span>
      {runs.map((run) => {
        const label = t("run_at", { flow: flow.name, state: word(run.state), at: shown(run.created_at) });
        return <a key={run.id} class={`run-sign badge ${kind(run.state)}`} href={href(["flows", "runs", run.id])} aria-label={label} title={`${word(run.state)}, ${shown(run.created_at)}`}>{sign(run.state)}</a>;
      })}
    </p>
  );
}
