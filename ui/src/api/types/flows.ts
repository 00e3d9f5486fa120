// `/api/flows` and what lies below it. docs/reference/flow-document.md explains the document.

/** A flow's document. What a page doesn't know of it has to survive: it is edited in its places, never made anew. */
export interface Definition {
  schema: string;
  name: string;
  description?: string;
  triggers: Trigger[];
  when?: Condition;
  onChangesByFlows?: boolean;
  once?: string;
  concurrency?: Concurrency;
  limits?: { runsPerMinute?: number; runsPerHour?: number; runsPerEntity?: number };
  tables?: Record<string, Record<string, unknown>>;
  steps: Step[];
  onFailure?: Step[];
}

/** Exactly one of `event`, `source` (with or without `event`), `every`, `daily` and `weekly`. */
export interface Trigger {
  event?: string;
  source?: string;
  every?: string;
  daily?: string;
  weekly?: { days: string[]; at: string };
  /** Of `daily` and `weekly`. */
  zone?: string;
}

export type Condition = { all: Condition[] } | { any: Condition[] } | { not: Condition } | Comparison;

export interface Comparison {
  left: string;
  op: string;
  right?: unknown;
}

export type Concurrency = { mode: "parallel"; max?: number } | { mode: "queue" | "drop"; key: string };

/** With exactly one of the actions. */
export interface Step {
  id: string;
  name?: string;
  onlyIf?: Condition;
  retry?: { attempts?: number; base?: string; cap?: string };
  onError?: "stop" | "continue" | { run: Step[] };
  call?: { operation: string; path?: Record<string, unknown>; query?: Record<string, unknown>; body?: unknown };
  update?: { operation: string; path?: Record<string, unknown>; set?: Record<string, unknown>; add?: Record<string, unknown[]> };
  forEach?: { items: string; concurrency?: number; onItemError?: "stop" | "skip"; steps: Step[] };
  if?: { condition: Condition; then: Step[]; else?: Step[] };
  delay?: { for: string } | { until: string };
  http?: { method: string; url: string; headers?: Record<string, unknown>; query?: Record<string, unknown>; body?: unknown; sign?: string };
  stop?: { outcome: "succeeded" | "failed"; reason?: string };
}

/** A flow, without its document. */
export interface Flow {
  id: string;
  name: string;
  /** The version that counts. */
  version: number;
  enabled: boolean;
  held: Held | null;
  created_at: string;
  updated_at: string;
  updated_by: string;
}

/** Why runs of a flow are kept back. */
export interface Held {
  reason: "LOOP" | "FLOOD" | "ASKED";
  note: string;
  since: string | null;
}

/** `GET /api/flows`. */
export interface Flows {
  flows: Flow[];
}

/** `GET /api/flows/{id}`. */
export interface FlowWhole extends Flow {
  definition: Definition;
}

/** `PUT /api/flows/{id}` and `/enable`, `/disable`, `/hold`, `/resume`. A 409 `conflict` has the `version` that counts. */
export interface FlowChanged extends Flow {
  changed: boolean;
}

/** `POST /api/flows` and `/api/flows/import`. */
export interface FlowCreated extends Flow {
  /** What there is to say of it. */
  notes: string[];
}

/** `POST /api/flows/validate`. */
export interface Validation {
  valid: boolean;
  errors: { path: string; message: string }[];
}

/** `GET /api/flows/{id}/versions`, the newest first. */
export interface FlowVersions {
  versions: FlowVersion[];
}

export interface FlowVersion {
  version: number;
  created_at: string;
  created_by: string;
}

/** `GET /api/flows/{id}/versions/{n}`. */
export interface FlowVersionWhole extends FlowVersion {
  definition: Definition;
}

/** `GET /api/flows/{id}/difference?from=&to=`. */
export interface FlowDifference {
  from: number;
  to: number;
  changes: Change[];
}

/** A place that isn't what it was: `path` is its pointer in a document, or a field with dots in what is written. */
export interface Change {
  path: string;
  before: unknown;
  after: unknown;
}

/** `POST /api/flows/test` and `/api/flows/{id}/test`: what would happen. Nothing does. */
export interface Trial {
  state: "succeeded" | "filtered" | "failed" | "cancelled";
  reason?: Reason;
  /** Every comparison of `when`. */
  conditions: Leaf[];
  steps: TriedStep[];
  /** What would be sent. */
  writes: Write[];
}

/** A comparison with what it compared. */
export interface Leaf {
  /** Its pointer within the condition. */
  path: string;
  reference: string;
  op: string;
  left: unknown;
  right: unknown;
  /** `undecided`: the values can't be compared, and neither it nor its opposite holds. */
  outcome: "true" | "false" | "undecided";
  why: string | null;
}

export interface TriedStep {
  /** The id of the step; in a loop behind that of the loop: `loop[0].id`. */
  position: string;
  state: "succeeded" | "skipped" | "failed" | "unknown" | "waiting" | "sending";
  request?: unknown;
  /** What later steps would see: `status`, `headers`, `body`. */
  response?: unknown;
  reason?: Reason;
}

export interface Write {
  /** The step's position. */
  step: string;
  method: string;
  /** The whole address. */
  url: string;
  body?: unknown;
  /** What it would change, where that is known. */
  differences?: Change[];
}

/** Why a run or a step is where it is; `kind` says which of the other fields there are. */
export interface Reason {
  kind: string;
  message?: string;
  /** Of `condition`: the comparison's pointer in the document, and its values. */
  path?: string;
  op?: string;
  left?: unknown;
  right?: unknown;
  why?: string;
  /** Of `step`: where. */
  step?: string;
  field?: string;
  class?: string;
  status?: number;
  run?: string;
  runs?: string[];
  note?: string;
  reason?: string;
  by?: string;
}
