/** `GET /api/flows/{id}/versions`, the newest first. */
export interface Versions {
  versions: Version[];
}

export interface Version {
  version: number;
  created_at: string;
  created_by: string;
}

/** `GET /api/flows/{id}/versions/{n}`. */
export interface VersionWhole extends Version {
  definition: Record<string, unknown>;
}

/** `GET /api/flows/{id}/difference?from&to`. */
export interface Difference {
  from: number;
  to: number;
  changes: Change[];
}

/** `before` is null for what is new, `after` for what is gone. */
export interface Change {
  /** A JSON pointer. */
  path: string;
  before: unknown;
  after: unknown;
}
