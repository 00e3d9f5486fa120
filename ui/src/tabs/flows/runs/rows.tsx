// Runs in a list, each in a line.
import type { Run } from "../../../api/types/runs";
import { Time } from "../../../components";
import { href } from "../../../router";
import { nameOf, useNames } from "../parts/flows";
import { StateBadge } from "../parts/state";
import { lasted } from "../../../wall-clock";
import { t } from "./strings";

/** `withFlow`: each says whose it is. */
export function RunRows({ runs, withFlow = false }: { runs: readonly Run[]; withFlow?: boolean }) {
  useNames(withFlow ? runs.map(({ flow }) => flow) : []);
  return (
    <ul class="list run-rows">
      {runs.map((run) => (
        <li key={run.id}>
          <StateBadge state={run.state} />
          <a href={href(["flows", "runs", run.id])}>{withFlow ? nameOf(run.flow) : <Time at={run.created_at} />}</a>
          {withFlow && <span class="muted"><Time at={run.created_at} /></span>}
          <span>{run.event_type !== null ? <code>{run.event_type}</code> : t(`cause_${run.cause}`)}</span>
          <span class="muted">
            {t("version", { version: run.version })}
            {run.started_at !== null && run.finished_at !== null && ` · ${lasted(run.started_at, run.finished_at)}`}
            {run.cause === "replay" && ` · ${t("cause_replay")}`}
          </span>
          {run.why !== null && <span class="why muted">{run.why}</span>}
        </li>
      ))}
    </ul>
  );
}
