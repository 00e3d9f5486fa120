/** GET /api/overview: how the workspace is, in numbers. For every user. */
export interface Overview {
  installation: { status: "ACTIVE" | "INACTIVE"; installed_at: string };
  /** What is in the local cache. `count` stops at 100001; `fetched_at` is the end of the last fetch that brought them. */
  entities: { type: string; count: number; fetched_at: string | null }[];
  /** Events of the last 24 hours, the oldest first, hours without any included. `hour` is where it begins, UTC. */
  hours: { hour: string; count: number }[];
  /** Null for an add-on without flows. `count` stops at 10001. */
  runs: { state: RunState; count: number }[] | null;
  warnings: Warning[];
}

export type RunState =
  | "queued" | "waiting" | "running" | "held"
  | "succeeded" | "filtered" | "failed" | "cancelled";

/** Something that somebody should look at. The page has its own words for each `code`; `text` is for the rest. */
export interface Warning {
  code:
    | "addon_inactive"
    | "token_refused"
    | "webhooks_off"
    | "events_unavailable"
    | "flows_held"
    | "flows_near_limit"
    | "bootstrap_incomplete"
    | string;
  /** How many there are of it. */
  count: number;
  text: string;
  /** A place of the page: `#/dashboard`, `#/flows`, `#/settings`. */
  link: string | null;
}
