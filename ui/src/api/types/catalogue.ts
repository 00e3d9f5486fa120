/** What `GET /api/catalogue` and `GET /api/catalogue/{operation}` answer. */

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/**
 * What a call does: `read` changes nothing (some reads are POST), `write` one thing, `bulk` many at once, `destroy`
 * can't be taken back. The last two need `confirm`.
 */
export type Effect = "read" | "write" | "bulk" | "destroy";

/** `GET /api/catalogue`: every operation, by group and path. With `?search=words` see `Found`. */
export interface Catalogue {
  groups: Group[];
  writes: Writes;
}

/** `GET /api/catalogue?search=words`: the ids whose facts hold every word (names of fields too), the best first. */
export interface Found {
  operations: string[];
}

/** Whether this user may make calls that change something, and as what calls can be made. */
export interface Writes {
  allowed: boolean;
  /** Why not, in words for the user, where `allowed` is false. */
  reason: string | null;
  /** Whether the user may call as the add-on. */
  as_addon: boolean;
}

export interface Group {
  name: string;
  operations: OperationLine[];
}

export interface OperationLine {
  /** Unique, not always telling: show `summary`. */
  id: string;
  method: Method;
  /** Below the host, `{name}` for each path parameter: `/v1/workspaces/{workspaceId}/tags/{id}`. */
  path: string;
  summary: string;
  effect: Effect;
  /** Names of the query's parameters with blanks between, for the search. Absent: none. */
  query?: string;
  /** Absent: false. */
  deprecated?: true;
  /** The add-on doesn't have the scope that it needs, so Clockify will refuse. Absent: false. */
  lacks_scope?: true;
}

/** `GET /api/catalogue/{operation}`. 404 for one that there isn't. */
export interface Operation {
  id: string;
  group: string;
  method: Method;
  path: string;
  summary: string;
  effect: Effect;
  deprecated: boolean;
  /** Expensive at Clockify's. */
  heavy: boolean;
  /** Which of Clockify's hosts serves it. */
  host: "regular" | "reports";
  /** The scope that the add-on needs for it: `TAG_READ`. */
  scope: string | null;
  /** The add-on doesn't have that scope, so Clockify will refuse. */
  lacks_scope: boolean;
  /** Events that a successful call may cause. */
  raises: string[];
  /** Without `workspaceId`, which is always the token's. In order. */
  parameters: Parameter[];
  body: Body | null;
  paging: Paging | null;
  /** What a successful call answers. */
  answer: "list" | "envelope" | "one" | "other";
  /** Where the list is in an envelope, with dots where it lies deeper. */
  list: string | null;
}

export interface Parameter extends Omit<Schema, "entity"> {
  name: string;
  in: "path" | "query";
  required: boolean;
  /** Type of the entity whose id it is, as the cache names it (`GET /api/entities?type=`): for a picker. */
  entity: string | null;
}

export interface Body {
  required: boolean;
  media_type: "application/json" | "multipart/form-data";
  schema: Schema;
}

export type Kind = "any" | "string" | "integer" | "number" | "boolean" | "array" | "object";

/** The shape of a value. What is absent isn't known or doesn't matter. */
export interface Schema {
  type: Kind;
  /** `date-time`, `date`, `int32`, `int64`, `double`, `binary` (a file, see `FileValue` of calls), … */
  format?: string;
  enum?: unknown[];
  default?: unknown;
  /** Smallest number, shortest text, fewest items. */
  min?: number;
  max?: number;
  nullable?: true;
  /** What an array holds. */
  items?: Schema;
  /** The fields of an object, in order. None: any fields. */
  fields?: Field[];
  /** Type of the entity whose id it is, or whose ids an array holds. */
  entity?: string;
}

export interface Field extends Schema {
  name: string;
  /** Absent: false. */
  required?: true;
}

export interface Paging {
  /** Parameter with the number of the page; in a body with dots where it lies deeper. */
  page: string;
  size: string;
  /** Number of the first page. */
  first: number;
  /** The most that can be asked for on a page, as far as that is known. */
  most: number;
  in: "query" | "body";
}
