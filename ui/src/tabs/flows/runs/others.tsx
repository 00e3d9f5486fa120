// What else the run's event started: through other flows, and in replays.
import { api } from "../../../api/client";
import type { Run, Runs } from "../../../api/types/runs";
import { useLoad } from "../../../components";
import { href } from "../../../router";
import { RunRows } from "./rows";
import { t } from "./strings";

const SHOWN = 20;

export function Others({ run, event }: { run: Run; event: string }) {
  const { value } = useLoad((signal) => api.get<Runs>("runs", { query: { event, limit: SHOWN }, signal }), [event, run.state]);
  const others = value?.runs.filter(({ id }) => id !== run.id) ?? [];
  if (others.length === 0) return null;
  return (
    <section class="stack" aria-label={t("others")}>
      <h3>{t("others")}</h3>
      <RunRows runs={others} withFlow />
      {value?.next !== null && <p><a href={href(["flows", "runs"], { event })}>{t("all_runs")}</a></p>}
    </section>
  );
}
