// A call of the explorer becomes a step of a flow. The step waits in memory for the builder, which is told its key in the
// address: `#/flows/new?step=…`.
import type { CallRequest } from "../../../api/types/calls";

export interface CallStep {
  id: string;
  call: { operation: string; path?: Record<string, unknown>; query?: Record<string, unknown>; body?: unknown };
}

/** A step that makes this call. What was sent as a text stays one: nothing of it is read as a reference. */
export function stepFromCall(operation: string, path: CallRequest["path"] = {}, query: CallRequest["query"] = {}, body?: unknown): CallStep {
  const call: CallStep["call"] = { operation };
  // The workspace is the flow's own and never written.
  const own = Object.entries(path).filter(([name]) => name !== "workspaceId");
  if (own.length > 0) call.path = literal(Object.fromEntries(own)) as Record<string, unknown>;
  if (Object.keys(query).length > 0) call.query = literal(query) as Record<string, unknown>;
  if (body !== undefined) call.body = literal(body);
  return { id: idOf(operation), call };
}

/** The name of an operation as ids of steps are written: `getTimeEntries` is `get-time-entries`. */
function idOf(operation: string): string {
  const words = operation.replace(/([a-z0-9])([A-Z])/g, "$1-$2").toLowerCase().replace(/[^a-z0-9_-]+/g, "-");
  return words.slice(0, 40).replace(/^-+|-+$/g, "") || "call";
}

/** A value as the documents of flows write it: placeholders and references in its texts are written as text. */
export function literal(value: unknown): unknown {
  if (typeof value === "string") return literalText(value);
  if (Array.isArray(value)) return value.map(literal);
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, literal(member)]));
}

function literalText(text: string): string {
  const braces = text.replaceAll("{{", "{{{{");
  return /^\$+(\.|$)/.test(braces) ? `$${braces}` : braces;
}

const waiting = new Map<string, CallStep>();

/** Keeps a step for the builder and tells its key. */
export function keep(step: CallStep): string {
  const key = String(waiting.size + 1);
  waiting.set(key, step);
  return key;
}

/** The step of a key, as long as the page is open: going back and forth finds it again. */
export const kept = (key: string): CallStep | null => waiting.get(key) ?? null;
