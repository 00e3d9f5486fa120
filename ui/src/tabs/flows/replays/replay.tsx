// One replay: how far it is, what became of its runs, and an end to it.
import { api } from "../../../api/client";
import type { ReplayFilter, ReplayWhole } from "../../../api/types/replays";
import { ask, Button, complain, Failure, say, shown, Time, useLoad, Waiting } from "../../../components";
import { number } from "../../../locale";
import { href } from "../../../router";
import { shell } from "../../../strings";
import { nameOf, useNames } from "../parts/flows";
import { Page } from "../parts/page";
import { usePolling } from "../../../components/poll";
import { RUN_STATES, StateBadge, word } from "../parts/state";
import { Who } from "../parts/who";
import { runCount } from "./form";
import { ReplayBadge } from "./state";
import { t } from "./strings";

export function ReplayPage({ id }: { id: string }) {
  const loaded = useLoad((signal) => api.get<ReplayWhole>(`replays/${id}`, { signal }), [id]);
  const replay = loaded.value;
  const waits = RUN_STATES.slice(0, 3).reduce((sum, state) => sum + (replay?.states[state] ?? 0), 0);
  usePolling(loaded.again, replay !== null && (replay.state === "running" || waits > 0), replay === null ? null : `${replay.state} ${replay.done} ${waits}`);
  useNames(replay?.filter.flows ?? []);
  const cancel = async () => {
    if (!(await ask(t("cancel_title"), { text: <p>{t("cancel_text")}</p>, yes: t("cancel"), no: t("keep_it"), danger: true }))) return;
    try {
      const after = await api.post<ReplayWhole>(`replays/${id}/cancel`);
      loaded.set(after);
      say("success", t("cancelled", { runs: runCount(after.cancelled_runs ?? 0) }));
    } catch (error) {
      complain(error);
      await loaded.again();
    }
  };
  // It stays while there is something to do, so that the focus has a place.
  const actions = replay !== null && (replay.state === "running" ? <Button onClick={cancel}>{t("cancel")}</Button> : <Button onClick={loaded.again}>{t("refresh")}</Button>);
  return (
    <Page title={t("one")} back={{ href: href(["flows", "replays"]), label: t("back") }} beside={replay !== null && <ReplayBadge state={replay.state} />} actions={actions}>
      {replay === null && loaded.isLoading && <Waiting label={shell("loading")} />}
      <Failure problem={loaded.problem}><Button onClick={loaded.again}>{shell("again")}</Button></Failure>
      {replay !== null && <Whole replay={replay} />}
    </Page>
  );
}

function Whole({ replay }: { replay: ReplayWhole }) {
  const { done, total, percent, why, filter, rate, requested_by, created_at, finished_at, runs, states } = replay;
  const some = RUN_STATES.filter((state) => (states[state] ?? 0) > 0);
  return (
    <>
      <div class="card">
        <p>{t("progress", { done: number(done), total: number(total) })} ({percent} %)</p>
        <progress max={100} value={percent} aria-label={t("progress_label")} />
        {why !== null && <p>{why}</p>}
        <dl class="facts">
          <dt>{t("filter")}</dt><dd><Filter filter={filter} /></dd>
          <dt>{t("rate")}</dt><dd>{number(rate)}</dd>
          <dt>{t("by")}</dt><dd><Who actor={requested_by} /></dd>
          <dt>{t("created")}</dt><dd><Time at={created_at} /></dd>
          {finished_at !== null && <><dt>{t("finished")}</dt><dd><Time at={finished_at} /></dd></>}
        </dl>
      </div>
      <section class="card" aria-label={t("runs")}>
        <h3>{runCount(runs)}</h3>
        {some.length === 0 ? <p class="muted">{t("no_runs")}</p> : (
          <table>
            <caption>{t("runs_by_state")}</caption>
            <tbody>{some.map((state) => <tr key={state}><th scope="row"><StateBadge state={state} /></th><td class="number">{number(states[state] ?? 0)}</td></tr>)}</tbody>
          </table>
        )}
      </section>
    </>
  );
}

function Filter({ filter }: { filter: ReplayFilter }) {
  const { since, until, types, source, states, flows, version } = filter;
  const parts = [
    since === undefined ? "" : `${t("since")} ${shown(since)}`,
    until === undefined ? "" : `${t("until")} ${shown(until)}`,
    (types ?? []).join(", "),
    source ?? "",
    (states ?? []).map(word).join(", "),
    (flows ?? []).map(nameOf).join(", "),
  ].filter((part) => part !== "");
  return (
    <>
      {(parts.length === 0 ? [t("all_events")] : parts).map((part) => <div key={part}>{part}</div>)}
      <div class="muted">{version === "original" ? t("original") : t("current")}</div>
    </>
  );
}
