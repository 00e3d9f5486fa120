// What this tab needs to know of flows and runs.

import type { RunState } from "../../api/types/overview";

export interface StartedRun {
  id: string;
  flow: string;
  version: number;
  state: RunState;
  why: string | null;
  cause: "event" | "schedule" | "manual" | "replay";
  created_at: string;
}

export interface FlowName {
  id: string;
  name: string;
  enabled: boolean;
}

/** What `POST /api/flows/{id}/test` says of a flow, as far as it is shown here. */
export interface Trial {
  state: string;
  why?: string | null;
  writes: { method: string; url: string; body?: unknown }[];
}
