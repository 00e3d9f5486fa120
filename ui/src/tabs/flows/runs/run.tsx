// One run: why it is where it is, every step of it, where it comes from, and what can be done about it.
import { api } from "../../../api/client";
import type { Definition, FlowVersionWhole } from "../../../api/types/flows";
import type { RunWhole } from "../../../api/types/runs";
import { Button, Failure, Time, useLoad, Waiting } from "../../../components";
import { href } from "../../../router";
import { shell } from "../../../strings";
import { isGone, nameOf, useNames } from "../parts/flows";
import { Page } from "../parts/page";
import { usePolling } from "../../../components/poll";
import { RunLink, Why } from "../parts/reason";
import { isEnd, kind, StateBadge } from "../parts/state";
import { lasted } from "../../../wall-clock";
import { t as all } from "../strings";
import { Actions } from "./actions";
import { Others } from "./others";
import { t } from "./strings";
import { Timeline } from "./timeline";

export function RunPage({ id }: { id: string }) {
  const loaded = useLoad((signal) => api.get<RunWhole>(`runs/${id}`, { signal }), [id]);
  const run = loaded.value;
  const isUnderWay = run !== null && !isEnd(run.state);
  usePolling(loaded.again, isUnderWay, run === null ? null : `${run.state} ${run.steps.map(({ state, attempts }) => state + attempts).join()}`);
  const definition = useDefinition(run);
  useNames(run === null ? [] : [run.flow]);
  const back = { href: href(["flows", "runs"]), label: t("all_runs") };
  if (run === null) {
    return (
      <Page title={t("run")} back={back}>
        {loaded.isLoading && <Waiting label={shell("loading")} />}
        <Failure problem={loaded.problem}><Button onClick={loaded.again}>{shell("again")}</Button></Failure>
      </Page>
    );
  }
  return (
    <Page title={`${t("run")}: ${nameOf(run.flow)}`} back={back} beside={<StateBadge state={run.state} />} actions={<Actions run={run} again={loaded.again} />}>
      <Failure problem={loaded.problem}><Button onClick={loaded.again}>{shell("again")}</Button></Failure>
      <div class={`card edge ${kind(run.state)}`} role="status">
        <p>{all(`means_${run.state}`)}{run.due_at !== null && !isEnd(run.state) && <> {t("due")}: <Time at={run.due_at} />.</>}</p>
        <Why reason={run.reason} why={run.why} document={definition} />
        {run.state === "held" && run.reason?.kind === "held" && !isGone(run.flow) && <p><a href={href(["flows", run.flow])}>{t("see_held")}</a></p>}
        {isUnderWay && <p class="muted">{t("watching")}</p>}
      </div>
      <Facts run={run} />
      <section class="stack" aria-label={t("steps")}>
        <h3>{t("steps")}</h3>
        <Timeline steps={run.steps} definition={definition} isOver={isEnd(run.state)} isBegun={run.started_at !== null} />
      </section>
      {run.event !== null && <Others run={run} event={run.event} />}
    </Page>
  );
}

/** The document of the version that is run; null where it is gone with its flow. */
function useDefinition(run: RunWhole | null): Definition | null {
  const { value } = useLoad(async (signal) => (run === null ? null : api.get<FlowVersionWhole>(`flows/${run.flow}/versions/${run.version}`, { signal })), [run?.flow, run?.version]);
  return value?.definition ?? null;
}

function Facts({ run }: { run: RunWhole }) {
  const { event, event_type, entity, replay_of, replay, caused_by, depth } = run;
  return (
    <dl class="facts card">
      <dt>{t("flow")}</dt>
      <dd>{isGone(run.flow) ? `${nameOf(run.flow)}, ${t("version", { version: run.version })}` : <><a href={href(["flows", run.flow])}>{nameOf(run.flow)}</a>, <a href={href(["flows", run.flow, "versions"])}>{t("version", { version: run.version })}</a></>}</dd>
      <dt>{t("started_by")}</dt>
      <dd>{t(`cause_${run.cause}`)}{event_type !== null && <> <code>{event_type}</code></>}{event !== null && <> <a href={href(["events", event])}>{t("see_event")}</a></>}</dd>
      {entity !== null && <><dt>{t("entity")}</dt><dd><code>{entity}</code></dd></>}
      {replay_of !== null && <><dt>{t("repeats")}</dt><dd><RunLink id={replay_of} /></dd></>}
      {replay !== null && <><dt>{t("of_replay")}</dt><dd><a href={href(["flows", "replays", replay])}>{t("see_replay", { id: replay.slice(-8) })}</a></dd></>}
      {caused_by !== null && <><dt>{t("caused_by")}</dt><dd><RunLink id={caused_by} /> ({t("depth", { depth })})</dd></>}
      <dt>{t("created")}</dt><dd><Time at={run.created_at} /></dd>
      {run.started_at !== null && <><dt>{t("started")}</dt><dd><Time at={run.started_at} /></dd></>}
      {run.finished_at !== null && <><dt>{t("finished")}</dt><dd><Time at={run.finished_at} /></dd></>}
      {run.started_at !== null && run.finished_at !== null && <><dt>{t("took")}</dt><dd>{lasted(run.started_at, run.finished_at)}</dd></>}
      <dt>{t("id")}</dt><dd><code>{run.id}</code></dd>
    </dl>
  );
}
