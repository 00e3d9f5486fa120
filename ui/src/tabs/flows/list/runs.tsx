// The last runs of a flow, which come in while one looks.
import { api } from "../../../api/client";
import type { Flow } from "../../../api/types/flows";
import type { Runs } from "../../../api/types/runs";
import { Button, Failure, Notice, useLoad, Waiting } from "../../../components";
import { href } from "../../../router";
import { shell } from "../../../strings";
import { usePolling } from "../../../components/poll";
import { RunRows } from "../runs/rows";
import { t } from "./strings";

const SHOWN = 10;

export function FlowRuns({ flow }: { flow: Flow }) {
  const loaded = useLoad((signal) => api.get<Runs>("runs", { query: { flow: flow.id, limit: SHOWN }, signal }), [flow.id, flow.enabled, flow.held === null]);
  const runs = loaded.value?.runs ?? null;
  // What has changed since makes the next look come sooner.
  const news = runs?.map(({ id, state }) => `${id} ${state}`).join() ?? "";
  usePolling(loaded.again, flow.enabled, news);
  return (
    <section class="stack" aria-label={t("last_runs")}>
      <div class="row spread">
        <h3>{t("last_runs")}</h3>
        <div class="row">
          <Button kind="quiet" onClick={loaded.again}>{t("refresh")}</Button>
          {runs !== null && runs.length > 0 && <a href={href(["flows", "runs"], { flow: flow.id })}>{t("all_runs")}</a>}
        </div>
      </div>
      <Failure problem={loaded.problem}><Button onClick={loaded.again}>{shell("again")}</Button></Failure>
      {runs === null && loaded.isLoading && <Waiting label={shell("loading")} />}
      {runs !== null && runs.length === 0 && (flow.enabled && flow.held === null ? <Notice kind="info" title={t("on_title")}><p role="status">{t("on_hint")}</p></Notice> : <p class="muted">{t("no_runs")}</p>)}
      {runs !== null && runs.length > 0 && <RunRows runs={runs} />}
    </section>
  );
}
