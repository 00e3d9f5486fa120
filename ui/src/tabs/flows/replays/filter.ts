// The form of a new replay, and the filter that it becomes.
import type { ReplayFilter } from "../../../api/types/replays";
import type { RunState } from "../../../api/types/runs";
import { momentOf } from "../../../wall-clock";

export interface Form {
  /** Times of the user's wall clock. */
  since: string;
  until: string;
  types: string[];
  source: string;
  states: RunState[];
  flows: string[];
  version: "current" | "original";
  all: boolean;
  rate: string;
}

export const EMPTY: Form = { since: "", until: "", types: [], source: "", states: [], flows: [], version: "current", all: false, rate: "50" };

export function filterOf(form: Form): ReplayFilter {
  const { types, source, states, flows, version, all } = form;
  const [since, until] = [momentOf(form.since), momentOf(form.until)];
  return {
    ...(since === null ? {} : { since }),
    ...(until === null ? {} : { until }),
    ...(types.length === 0 ? {} : { types }),
    ...(source === "" ? {} : { source }),
    ...(states.length === 0 ? {} : { states }),
    ...(flows.length === 0 ? {} : { flows }),
    version,
    ...(all ? { all } : {}),
  };
}

/** Whether it says which events. */
export function isRestricted(form: Form): boolean {
  const { since, until, types, source, states, flows } = form;
  return since !== "" || until !== "" || source !== "" || [types, states, flows].some((list) => list.length > 0);
}

/** Events a second; null for what a replay can't take. */
export function rateOf({ rate }: Form): number | null {
  const number = Number(rate);
  return Number.isInteger(number) && number >= 1 && number <= 1000 ? number : null;
}
