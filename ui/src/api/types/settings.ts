/** `GET /api/settings`: what the workspace has set, may have, and has used. */
export interface Settings {
  /** The settings of the manifest, by tab. Clockify's own page changes them; this one shows them. */
  tabs: SettingTab[];
  /** How long what is kept, in the order in which it is shown. */
  retention: Retention[];
  /** What the workspace may have, and what of it is used. */
  limits: Limit[];
  /** Flows whose runs are kept back. Empty where the add-on has no flows. */
  flow_holds: FlowHold[];
  /** While it is there nothing of the workspace is removed. The operator's: it can only be shown. */
  legal_hold: LegalHold | null;
}

export interface SettingTab {
  id: string;
  name: string;
  settings: Setting[];
}

export interface Setting {
  id: string;
  name: string;
  description: string;
  type: "CHECKBOX" | "NUMBER";
  default: boolean | number;
  /** What counts: what the workspace has set, or else the default. */
  value: boolean | number;
  /** Whether the workspace has set it. */
  is_set: boolean;
}

export type RetentionKind = "events" | "runs" | "filtered_runs" | "cache" | "calls" | "audit";

/** Days that one kind of row is kept; null is for ever. The smallest number counts. */
export interface Retention {
  kind: RetentionKind;
  /** What counts. */
  days: number | null;
  /** What the operator allows at most. */
  operator_days: number | null;
  /** What was set in Clockify, where the add-on has such a setting there. */
  clockify_days: number | null;
  /** The name of that setting. */
  clockify_setting: string | null;
  /** What was set here. */
  own_days: number | null;
  /** Whether it can be set here. */
  is_changeable: boolean;
}

/** `PUT /api/settings/retention`: days, or null to take back what was set here. What isn't named stays as it is. */
export interface RetentionChange {
  events?: number | null;
  runs?: number | null;
  filtered_runs?: number | null;
  cache?: number | null;
  calls?: number | null;
}

/** What it answers. */
export interface RetentionAnswer {
  retention: Retention[];
  changed: boolean;
}

export type LimitName =
  | "flows"
  | "steps"
  | "items"
  | "runs_per_hour"
  | "runs_per_entity"
  | "definition_bytes"
  | "secrets"
  | "sources"
  | "replays"
  | "calls_per_second"
  | "body_bytes";

export interface Limit {
  name: LimitName;
  most: number;
  /** What is used now; null where there is nothing to count. */
  used: number | null;
  /** What has used so much, where it is one thing of many: a flow. */
  by: { id: string; name: string } | null;
}

export interface FlowHold {
  id: string;
  name: string;
  reason: "LOOP" | "FLOOD" | "ASKED" | string;
  note: string;
  since: string | null;
  /** Runs that are kept back; `runs_are_more` where there are more than were counted. */
  runs: number;
  runs_are_more: boolean;
}

export interface LegalHold {
  reason: string;
  since: string;
}
