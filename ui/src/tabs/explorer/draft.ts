// What is about to be sent: of each operation one, kept while the page is open.
import type { Body, Operation, Parameter, Schema } from "../../api/types/catalogue";
import type { As, CallAnswer, CallRequest, FormField, QueryValue } from "../../api/types/calls";
import { currentToken, read as readToken } from "../../session";
import type { Sending } from "./curl";
import { isObject, read, write } from "../../json";
import { isFile, type Mistaken, mistakes, seed } from "./schema";

export interface Draft {
  as: As;
  /** By name. */
  path: Record<string, unknown>;
  /** By name; what isn't in it isn't sent. */
  query: Record<string, unknown>;
  /** Undefined: none is sent. */
  body: unknown;
  /** The body as JSON as it was last written by hand; null where the form was used since. */
  text: string | null;
  /** The saved request or the call that this was taken from. */
  from: string | null;
}

export interface Kept {
  draft: Draft;
  /** The last answer, and what it answers. */
  answered: { answer: CallAnswer; draft: Draft } | null;
}

/** By operation. */
export const keeping = new Map<string, Kept>();

export const inPath = (operation: Operation): Parameter[] => operation.parameters.filter((parameter) => parameter.in === "path");
export const inQuery = (operation: Operation): Parameter[] => operation.parameters.filter((parameter) => parameter.in === "query");

/** Parameters as the fields of an object, which a form can show. */
export function fieldsOf(parameters: readonly Parameter[]): Schema {
  return {
    type: "object",
    fields: parameters.map(({ entity, required, ...schema }) => ({ ...schema, ...(entity === null ? {} : { entity }), ...(required ? { required } : {}) })),
  };
}

export const isForm = (body: Body | null): boolean => body?.media_type === "multipart/form-data";

/** What a form begins with: what is required, and nothing else. */
export function fresh(operation: Operation): Draft {
  const { body } = operation;
  const path = seed(fieldsOf(inPath(operation))) as Record<string, unknown>;
  // Which add-on this is, is known.
  if ("addonId" in path) path.addonId = readToken(currentToken() ?? "")?.addonId ?? "";
  return {
    as: "me",
    path,
    query: seed(fieldsOf(inQuery(operation))) as Record<string, unknown>,
    body: body?.required === true ? seed(body.schema) : undefined,
    text: null,
    from: null,
  };
}

export interface Request {
  path?: CallRequest["path"];
  query?: CallRequest["query"];
  body?: unknown;
}

/** A draft of what was sent or saved before. */
export function draftOf(operation: Operation, as: As, request: Request, from: string | null): Draft {
  const { workspaceId: _, ...path } = request.path ?? {};
  const body = isForm(operation.body) ? withoutFiles(request.body) : request.body;
  return { as, path: { ...fresh(operation).path, ...path }, query: request.query ?? {}, body, text: null, from };
}

/** The history keeps no files: they have to be chosen again. */
function withoutFiles(body: unknown): unknown {
  if (!isObject(body)) return body;
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, isObject(value) && !isFile(value) ? "" : value]));
}

/** The draft with the body as it is written now. What can't be read leaves the body as it was. */
export function written(draft: Draft, text: string): Draft {
  const found = text.trim() === "" ? { value: undefined } : read(text);
  return "why" in found ? { ...draft, text } : { ...draft, text, body: found.value };
}

/** The body as text. */
export const textOf = (draft: Draft): string => draft.text ?? (draft.body === undefined ? "" : write(draft.body));

/** Why the body's text can't be read, or null. */
export function unreadable(draft: Draft): string | null {
  if (draft.text === null || draft.text.trim() === "") return null;
  const found = read(draft.text);
  return "why" in found ? found.why : null;
}

/** Everything in a draft that isn't as the catalogue says. The places are those of a request: `/query/page`. */
export function amiss(operation: Operation, draft: Draft): Mistaken[] {
  const under = (place: string, schema: Schema, value: unknown) => mistakes(schema, value, [place]);
  const { body } = operation;
  return [
    ...under("path", fieldsOf(inPath(operation)), draft.path),
    ...under("query", fieldsOf(inQuery(operation)), draft.query),
    ...(body === null || (draft.body === undefined && !body.required) ? [] : under("body", body.schema, draft.body)),
  ];
}

/** Path parameters without a value: without them there is no address. */
export const unnamed = (operation: Operation, draft: Draft): string[] => inPath(operation).map(({ name }) => name).filter((name) => String(draft.path[name] ?? "") === "");

export function requestOf(operation: Operation, draft: Draft): CallRequest {
  return {
    operation: operation.id,
    as: draft.as,
    path: draft.path as NonNullable<CallRequest["path"]>,
    query: draft.query as NonNullable<CallRequest["query"]>,
    ...(draft.body === undefined ? {} : { body: draft.body }),
  };
}

/** The call as it would be sent now, for a command. Null where it isn't known which address it goes to. */
export function sendingOf(operation: Operation, draft: Draft): Sending | null {
  const claims = readToken(currentToken() ?? "");
  const host = operation.host === "reports" ? claims?.reportsUrl : claims?.backendUrl;
  if (claims === null || host === undefined) return null;
  const values: Record<string, unknown> = { ...draft.path, workspaceId: claims.workspaceId };
  const path = operation.path.replace(/\{([^}]+)\}/g, (whole, name: string) => (values[name] === undefined || values[name] === "" ? whole : encodeURIComponent(String(values[name]))));
  const pairs = Object.entries(draft.query).flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((each) => [name, String(each as QueryValue)]));
  const query = new URLSearchParams(pairs).toString().replaceAll("+", "%20");
  const headers = { accept: "application/json" };
  const start = { method: operation.method, url: `${host.replace(/\/$/, "")}${path}${query === "" ? "" : `?${query}`}` };
  if (draft.body === undefined) return { ...start, headers, body: null, form: null };
  if (isForm(operation.body)) return { ...start, headers, body: null, form: formOf(draft.body) };
  return { ...start, headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify(draft.body), form: null };
}

function formOf(body: unknown): FormField[] {
  if (!isObject(body)) return [];
  return Object.entries(body).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((each: unknown) => {
      if (isObject(each)) return { name, value: null, file: String(each.name), type: typeof each.type === "string" ? each.type : null };
      return { name, value: typeof each === "string" ? each : JSON.stringify(each), file: null, type: null };
    }),
  );
}

/** What went out for an answer, for a command. */
export const sentFor = ({ method, url, sent }: CallAnswer): Sending => ({ method, url, ...sent });
