import type { Flow, Held } from "../../../api/types/flows";
import type { RunState, StepState } from "../../../api/types/runs";
import { Badge } from "../../../components";
import { t } from "../strings";

type State = RunState | StepState;
type Kind = "plain" | "success" | "warning" | "error" | "info";

/** A sign for each, so that a state can be told apart where there is no room for its word. */
const looks: Record<State, [string, Kind]> = {
  queued: ["○", "info"], waiting: ["◔", "info"], running: ["▶", "info"], sending: ["▶", "info"], held: ["‖", "warning"],
  succeeded: ["✓", "success"], filtered: ["⊘", "plain"], skipped: ["⊘", "plain"], failed: ["✕", "error"], cancelled: ["■", "plain"],
  unknown: ["?", "warning"],
};

export const sign = (state: State) => looks[state]?.[0] ?? "·";
export const kind = (state: State): Kind => looks[state]?.[1] ?? "plain";
export const word = (state: State) => t(`state_${state}`);

export const StateBadge = ({ state }: { state: State }) => <Badge kind={kind(state)}>{`${sign(state)} ${word(state)}`}</Badge>;

/** Whether a run is at its end. */
export const isEnd = (state: RunState) => ["succeeded", "filtered", "failed", "cancelled"].includes(state);

export const RUN_STATES: RunState[] = ["queued", "waiting", "running", "held", "succeeded", "filtered", "failed", "cancelled"];

const REASONS = ["LOOP", "FLOOD", "ASKED"] as const;
const known = (reason: string) => REASONS.find((each) => each === reason);

export function heldWord({ reason }: Held): string {
  const found = known(reason);
  return found === undefined ? t("held_other", { reason }) : t(`held_${found}`);
}

export function heldHint({ reason }: Held): string | null {
  const found = known(reason);
  return found === undefined ? null : t(`held_${found}_hint`);
}

/** Whether a flow is on, and whether it is held. */
export function FlowBadges({ flow }: { flow: Flow }) {
  return (
    <>
      <Badge kind={flow.enabled ? "success" : "plain"}>{flow.enabled ? `✓ ${t("on")}` : `○ ${t("off")}`}</Badge>
      {flow.held !== null && <Badge kind="warning">{`‖ ${heldWord(flow.held)}`}</Badge>}
    </>
  );
}
