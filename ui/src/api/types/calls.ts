/** `POST /api/calls`, `GET /api/calls`, `GET /api/calls/{id}`, `GET /api/calls/{id}/body`. */

import type { Effect, Method } from "./catalogue";

export type As = "me" | "addon";

export type QueryValue = string | number | boolean;

/** What is sent to `POST /api/calls`. The body of the request may have 8 MiB. */
export interface CallRequest {
  operation: string;
  as: As;
  /** Path parameters by name. `workspaceId` may be left out; another workspace than the token's is refused. */
  path?: Record<string, QueryValue>;
  /** Query parameters by name; a list is its name repeated. What isn't to be sent is left out. */
  query?: Record<string, QueryValue | QueryValue[]>;
  /** JSON as it is to be sent. Absent: no body. In a form (multipart) an object; fields of the format `binary` are a `FileValue`. */
  body?: unknown;
  /** For `bulk` and `destroy`: the `target.text` of the problem that a call without it is answered with. */
  confirm?: string;
}

/** A file in a form, at most 5 MiB. */
export interface FileValue {
  name: string;
  /** `image/png`; absent: `application/octet-stream`. */
  type?: string;
  base64: string;
}

/**
 * Answer to a call of the effect `bulk` or `destroy` without `confirm`, or with another one: 428, nothing was sent.
 * A problem document with `code` = `confirm` and, beside `detail`, this.
 */
export interface ConfirmProblem {
  status: 428;
  code: "confirm";
  detail: string;
  target: Target;
}

/** What a call is going to change. Show all of it; send `text` as `confirm`. */
export interface Target {
  /** `DELETE tags/64a1f0c2e4b0a1b2c3d4e5f6`, `PUT user/…/time-entries (3 items)`. */
  text: string;
  effect: Effect;
  /** How many things, where a call is about many. */
  count: number | null;
  /** The entities that its path names, as far as the cache has them. */
  entities: TargetEntity[];
}

export interface TargetEntity {
  type: string;
  id: string;
  name: string | null;
}

/** Answer of `POST /api/calls`, whatever status Clockify gave: 200. */
export interface CallAnswer {
  /** Null: it was answered, and the history had no room for it just now. */
  id: string | null;
  operation: string;
  as: As;
  method: Method;
  /** Without the token, which is in no part of it. */
  url: string;
  /** Clockify's status. */
  status: number;
  /** Small letters; a header that is repeated has its values joined with `, `. */
  headers: Record<string, string>;
  /** `json`: `text` is JSON unless it is truncated. `binary`: no `text`; download it. */
  kind: "json" | "text" | "binary" | "empty";
  /** The body as it came, at most its first 256 KiB; the rest by `GET /api/calls/{id}/body`. */
  text: string | null;
  /** Bytes of the whole body. */
  bytes: number;
  /** Whether `text` is only the beginning. */
  truncated: boolean;
  took_ms: number;
  attempts: number;
  /** The next page, where the operation pages and there is one: what is to be put in the place of `query` or `body`. */
  next: Next | null;
  sent: Sent;
}

export interface Next {
  page: number;
  /** The whole query of the next page, where pages are asked for by the query. */
  query: Record<string, QueryValue | QueryValue[]> | null;
  /** The whole body of the next page, where pages are asked for by the body. */
  body: unknown;
}

/** What was sent, for cURL: with `url` and `method` everything but the header `x-addon-token`. */
export interface Sent {
  /** `accept`, and `content-type` where there is a body of JSON. */
  headers: Record<string, string>;
  /** The body, byte for byte. Null: none, or a form. */
  body: string | null;
  /** The fields of a form in order. */
  form: FormField[] | null;
}

export interface FormField {
  name: string;
  /** Null: a file. */
  value: string | null;
  /** Name and type of a file. */
  file: string | null;
  type: string | null;
}

/** `GET /api/calls?operation&limit&cursor`: the newest first, without bodies. One's own; admins also see those of the add-on. */
export interface Calls {
  calls: CallLine[];
  next: string | null;
}

export interface CallLine {
  id: string;
  at: string;
  /** Id of the user. */
  user: string;
  as: As;
  operation: string;
  method: Method;
  /** The path as it was called, without host and query. */
  path: string;
  /** Null: there was no answer; `error` says why. */
  status: number | null;
  error: string | null;
  took_ms: number;
  bytes: number;
}

/** `GET /api/calls/{id}`. Secrets and tokens are masked with `***`; otherwise what `CallAnswer` says. */
export interface Call extends CallLine {
  url: string;
  request: {
    path: Record<string, QueryValue>;
    query: Record<string, QueryValue | QueryValue[]>;
    /** Absent: none, or larger than 64 KiB. Of files `base64` is left out and `bytes` says how many there were. */
    body?: unknown;
  };
  headers: Record<string, string>;
  kind: "json" | "text" | "binary" | "empty";
  text: string | null;
  truncated: boolean;
  /** Whether `GET /api/calls/{id}/body` still has the whole body; 410 otherwise. */
  has_body: boolean;
}

/**
 * `GET /api/calls/{id}/body`: the whole body as a download (`content-disposition: attachment`), secrets masked in text.
 *
 * What else `POST /api/calls` is answered with, as problems (`status` `code`):
 * 400 `bad_request`  the request can't be read, there is no such operation
 * 403 `forbidden`    only admins may write, and call as the add-on
 * 403 `disabled`     the add-on is read only here; `detail` says which setting changes that
 * 403 `workspace`    another workspace than the token's
 * 403 `host_not_allowed`  the installation's host may not be called
 * 409 `state`        the installation can't be used (switched off, or its token is refused)
 * 413 `too_large`    the request is larger than 8 MiB
 * 422 `invalid`      `errors`: [{path: "/path/tagId", message}], a JSON pointer into the request
 * 428 `confirm`      see `ConfirmProblem`
 * 429 `too_many_requests`  more calls at once than there may be, or the workspace's calls are used up (`retry-after`)
 * 502 `upstream`     Clockify can't be reached, or its answer is too large; `call` has the id in the history
 * 504 `upstream`     no answer in time; a write may have been done all the same, `detail` says so
 */
export type CallProblemCode =
  | "bad_request" | "forbidden" | "disabled" | "workspace" | "state" | "too_large" | "invalid" | "confirm"
  | "too_many_requests" | "upstream";
