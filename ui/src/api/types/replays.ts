import type { RunState } from "./runs";

export interface ReplayFilter {
  /** Received at or after. */
  since?: string;
  /** Received before. */
  until?: string;
  types?: string[];
  /** `clockify`, or the name of a custom source. */
  source?: string;
  /** Of the flow's latest run for the event. */
  states?: RunState[];
  flows?: string[];
  version?: "current" | "original";
  /** Without any of the above: that every event is meant. */
  all?: boolean;
}

/** `GET /api/replays`, the newest first. */
export interface Replays {
  replays: Replay[];
  next: string | null;
}

export interface Replay {
  id: string;
  state: "running" | "done" | "cancelled" | "failed";
  why: string | null;
  filter: ReplayFilter;
  /** Events that fit when it was asked for. */
  total: number;
  done: number;
  /** Runs that were made. */
  runs: number;
  /** Events a second. */
  rate: number;
  requested_by: string;
  created_at: string;
  finished_at: string | null;
}

/** `GET /api/replays/{id}`, `POST /api/replays/{id}/cancel`. */
export interface ReplayWhole extends Replay {
  percent: number;
  states: Partial<Record<RunState, number>>;
  cancelled_runs?: number;
}

/** `POST /api/replays` with `dry_run`. */
export interface ReplayPreview {
  dry_run: true;
  /** Events that fit. */
  events: number;
  /** The oldest of them, which were looked at. */
  looked_at: number;
  /** Runs that would be made of those. */
  runs: number;
  /** Runs that would end at once. */
  ended: number;
}
