/** Where a run is. */
export type RunState = "queued" | "waiting" | "running" | "held" | "succeeded" | "filtered" | "failed" | "cancelled";

/** Where a step of a run is. */
export type StepState = "sending" | "waiting" | "succeeded" | "skipped" | "failed" | "unknown";

/** `GET /api/runs`, `GET /api/events/{id}/runs`. */
export interface Runs {
  runs: Run[];
  next: string | null;
}

/** `POST /api/events/{id}/replay`. */
export interface Replayed {
  runs: Run[];
}

export interface Run {
  id: string;
  flow: string;
  version: number;
  state: RunState;
  /** Why it is there. */
  reason: Reason | null;
  /** The same in a line. */
  why: string | null;
  cause: "event" | "schedule" | "manual" | "replay";
  event: string | null;
  event_type: string | null;
  entity: string | null;
  /** The run that it repeats. */
  replay_of: string | null;
  /** The replay that it is part of. */
  replay: string | null;
  /** The run whose write caused the event. */
  caused_by: string | null;
  /** How many runs stand before it in that chain. */
  depth: number;
  created_at: string;
  started_at: string | null;
  due_at: string | null;
  finished_at: string | null;
}

/** `GET /api/runs/{id}`. */
export interface RunWhole extends Run {
  /** In the order in which they began. */
  steps: RunStep[];
}

export interface RunStep {
  /** The step's id, with the number of the item where it stands in a loop: `each[3].update`. */
  position: string;
  state: StepState;
  attempts: number;
  /** What was sent, secrets masked. */
  request: StepRequest | null;
  /** What later steps see of it. */
  response: unknown;
  reason: Reason | null;
  why: string | null;
  started_at: string;
  due_at: string | null;
  finished_at: string | null;
}

/** A call of Clockify has an operation, one of another system a URL. */
export interface StepRequest {
  operation?: string;
  method: string;
  url?: string;
  path?: Record<string, string>;
  query?: [string, string][] | Record<string, string>;
  headers?: Record<string, string>;
  body?: unknown;
  differences?: FieldChange[];
}

/** A field of an entity, with dots where it lies deeper. */
export interface FieldChange {
  path: string;
  before: unknown;
  after: unknown;
}

/** Why a run or a step is where it is. */
export type Reason =
  | { kind: "condition"; path: string; op: string; left: unknown; right: unknown; why?: string }
  | { kind: "payload"; message: string }
  | { kind: "echo"; run: string }
  | { kind: "loop"; runs: string[] }
  | { kind: "once"; run: string }
  | { kind: "dropped"; run: string }
  | { kind: "held"; reason: string; note: string }
  | { kind: "turn"; message: string }
  | ({ kind: "step" } & StepFailure)
  | { kind: "unknown"; step: string }
  | { kind: "stopped"; message: string }
  | { kind: "operator"; by: string }
  | { kind: "disabled" | "uninstalled" | "inactive" | "unauthorized" | "delay" | "no_change" };

/** How a step failed. */
export interface StepFailure {
  step: string;
  /** The field of the step, as a JSON pointer. */
  field?: string;
  /** The reference that was followed. */
  path?: string;
  message: string;
  /** What was there. */
  left?: unknown;
  /** What was expected. */
  right?: unknown;
  class?: string;
  /** The status of the answer. */
  status?: number;
}
