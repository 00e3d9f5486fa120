// What was written for inputs, and what of it goes to the server.
import type { Input, InputKind } from "../../../api/types/templates";

/** What is in the fields: text, a tick, or several texts. */
export type Written = Record<string, string | boolean | string[]>;

/** The types of what is chosen from the cache, as the cache calls them. */
export const ENTITIES: Partial<Record<InputKind, string>> = { project: "project", task: "task", tag: "tag", client: "client", user: "user", group: "userGroup" };

const shown = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

/** What the fields begin with. */
export function beginning(inputs: readonly Input[]): Written {
  return Object.fromEntries(inputs.map(({ name, kind, many, default: value }) => {
    if (many === true) return [name, Array.isArray(value) ? value.map(shown) : []];
    if (kind === "flag") return [name, value === true];
    return [name, value === undefined ? "" : shown(value)];
  }));
}

const typed = (kind: InputKind, text: string): unknown => {
  if (kind === "number") return text.trim() === "" || Number.isNaN(Number(text)) ? text : Number(text);
  if (kind === "flag") return text === "true";
  return kind === "text" || kind === "credential" ? text : text.trim();
};

/** What is sent: with its types, and without what is empty, so that the server says what is missing. */
export function collect(inputs: readonly Input[], written: Written): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const { name, kind, many } of inputs) {
    const value = written[name];
    if (many === true) {
      const list = Array.isArray(value) ? value.filter((each) => each.trim() !== "") : [];
      if (list.length > 0) values[name] = list.map((each) => typed(kind, each));
    } else if (typeof value === "boolean") {
      values[name] = value;
    } else if (typeof value === "string" && value !== "") {
      values[name] = typed(kind, value);
    }
  }
  return values;
}

/** Kinds whose samples stand for something of the workspace. */
const NAMED: InputKind[] = ["project", "task", "tag", "client", "user", "group", "workspace", "id"];

/** A sample with what was chosen in the place of what the inputs' own samples name, so that it fits the filled flow. */
export function fitted<T>(sample: T, inputs: readonly Input[], values: Record<string, unknown>): T {
  const places = new Map<unknown, unknown>();
  const first = (value: unknown) => (Array.isArray(value) ? value[0] : value);
  for (const { name, kind, sample } of inputs) {
    const [from, to] = [first(sample), first(values[name])];
    if (NAMED.includes(kind) && typeof from === "string" && typeof to === "string") places.set(from, to);
  }
  const put = (value: unknown): unknown => {
    if (places.has(value)) return places.get(value);
    if (Array.isArray(value)) return value.map(put);
    if (typeof value === "object" && value !== null) return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, put(member)]));
    return value;
  };
  return put(sample) as T;
}
