/** `GET /api/bootstrap`; `POST /api/bootstrap` and `/api/bootstrap/cancel` answer the same, or 409 with code `state`. For admins. */
export interface Bootstrap {
  /** The newest fetch of the workspace's data; null if there was none. */
  run: BootstrapRun | null;
}

export interface BootstrapRun {
  id: string;
  state:
    | "IN_PROGRESS"
    | "COMPLETE"
    | "COMPLETE_WITH_WARNINGS"
    | "COMPLETE_WITH_ERRORS"
    | "FAILED"
    | "DISABLED"
    | "CANCELLED";
  /** Whether somebody works on it at this moment. In progress and not worked on: it waits for its turn. */
  worked_on: boolean;
  reason: string | null;
  started_at: string;
  finished_at: string | null;
  /** Operations at their end, and all. */
  done: number;
  total: number;
  entities: number;
  operations: BootstrapOperation[];
}

export interface BootstrapOperation {
  operation: string;
  entity: string;
  parent: string | null;
  state: "pending" | "done" | "warning" | "skipped" | "failed";
  reason: string | null;
  pages: number;
  inserted: number;
  updated: number;
  unchanged: number;
  removed: number;
}
