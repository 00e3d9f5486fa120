// States of runs: their words, and how they look.
import type { RunState } from "../../api/types/overview";
import { catalogue } from "../../strings";

const en = {
  queued: "queued",
  waiting: "waiting",
  running: "running",
  held: "held",
  succeeded: "succeeded",
  filtered: "filtered",
  failed: "failed",
  cancelled: "cancelled",
} as const;

const t = catalogue({ en });

export const KINDS: Record<RunState, "plain" | "success" | "warning" | "error" | "info"> = {
  queued: "info",
  waiting: "info",
  running: "info",
  held: "warning",
  succeeded: "success",
  filtered: "plain",
  failed: "error",
  cancelled: "plain",
};

/** A state in words. */
export function stateName(state: string): string {
  return state in KINDS ? t(state as RunState) : state;
}
