/** Lines of `GET /api/export`, which is `application/x-ndjson`: a head, the parts one after another, an end. */
export interface ExportHead {
  type: "export";
  schema: "clockify-addons/export/v1";
  addon: string;
  workspace: string;
  exported_at: string;
}

export interface ExportEnd {
  type: "end";
  /** Lines of each type. */
  counts: Record<string, number>;
}

/** `GET /api/erase`: what an erasure would remove, and how the last one went. */
export interface Erase {
  /** Rows of each kind that would go now, up to `counted_up_to`. */
  rows: Record<string, number>;
  counted_up_to: number;
  /** Why nothing can be erased now. */
  refused: { code: "held" | "state"; detail: string } | null;
  last: Erasure | null;
}

export interface Erasure {
  state: "running" | "done";
  /** Everything from before this moment goes. */
  began_at: string;
  ended_at: string | null;
  /** Rows of each table that went so far. */
  rows: Record<string, number>;
}

/** `POST /api/erase`; it is answered with 202 and an `Erasure`. */
export interface EraseRequest {
  /** The workspace's id, typed by whoever wants it. */
  confirm: string;
}
