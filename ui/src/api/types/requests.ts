/** `GET/POST /api/requests`, `PUT/DELETE /api/requests/{id}`: saved requests, which belong to the workspace. */

import type { As, QueryValue } from "./calls";

/** `GET /api/requests`: by name. Everybody sees them. */
export interface SavedRequests {
  requests: SavedRequest[];
  /** How many there may be in a workspace. */
  limit: number;
}

/** What is sent to `POST` (201 with `SavedRequest`) and `PUT` (200). Admins only. */
export interface RequestDraft {
  /** Unique in the workspace, 1 to 100 characters. 409 `taken` otherwise. */
  name: string;
  operation: string;
  as: As;
  path: Record<string, QueryValue>;
  query: Record<string, QueryValue | QueryValue[]>;
  /** Absent: no body. Files (`FileValue`) and secrets can't be saved, nor more than 64 KiB: 422. */
  body?: unknown;
}

export interface SavedRequest extends RequestDraft {
  id: string;
  /** Id of the user who made it. */
  created_by: string;
  created_at: string;
  updated_at: string;
}

/** `DELETE`: 204. 404 for one of another workspace; 409 `limit` when there are as many as there may be. */
