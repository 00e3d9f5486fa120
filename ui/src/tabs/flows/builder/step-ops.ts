// Steps of a document: making, copying and renaming them, and which results can be used where.
import { at, isObject, member, names, place, put } from "./document";
import { mapExpressions } from "./expression";

export const kinds = ["call", "update", "forEach", "if", "delay", "http", "stop"] as const;
export type Kind = (typeof kinds)[number];

/** Most steps of a flow, those in others included, and how deep their lists may lie in each other. */
export const MOST_STEPS = 25;
export const DEEPEST = 3;

/** What a step does; null where that isn't one thing that is known here. */
export function kindOf(step: unknown): Kind | null {
  const found = kinds.filter((kind) => member(step, kind) !== undefined);
  return found.length === 1 && isObject(member(step, found[0] ?? "")) ? (found[0] ?? null) : null;
}

/** The lists of steps that lie in a step, as names within it. */
const INNER = [["forEach", "steps"], ["if", "then"], ["if", "else"], ["onError", "run"]] as const;

export function innerLists(step: unknown): string[] {
  return INNER.filter(([outer, inner]) => Array.isArray(member(member(step, outer), inner))).map(([outer, inner]) => `/${outer}/${inner}`);
}

/** Every step with its place, in the order of the document. */
export function* walk(document: unknown, lists: readonly string[] = ["/steps", "/onFailure"]): Generator<{ pointer: string; step: unknown }> {
  for (const list of lists) {
    const steps = at(document, list);
    if (!Array.isArray(steps)) continue;
    for (const [index, step] of steps.entries()) {
      const pointer = place(list, index);
      yield { pointer, step };
      yield* walk(document, innerLists(step).map((inner) => pointer + inner));
    }
  }
}

export const idOf = (step: unknown) => {
  const id = member(step, "id");
  return typeof id === "string" ? id : "";
};

/** An id that no step has yet. */
export function freeId(document: unknown, wanted: string, taken: ReadonlySet<string> = new Set()): string {
  const used = new Set([...walk(document)].map(({ step }) => idOf(step)));
  const isFree = (id: string) => !used.has(id) && !taken.has(id);
  const stem = wanted.replace(/-\d+$/, "").slice(0, 36) || "step";
  if (isFree(wanted) && wanted !== "") return wanted;
  for (let number = 2; ; number++) if (isFree(`${stem}-${number}`)) return `${stem}-${number}`;
}

export const firstComparison = () => ({ left: "$.id", op: "exists" });

/** A step as it is when it is added. */
export function newStep(document: unknown, kind: Kind): Record<string, unknown> {
  const actions: Record<Kind, unknown> = {
    call: { operation: "" },
    update: { operation: "", path: { id: "{{ trigger.id }}" }, set: {} },
    forEach: { items: "", steps: [] },
    if: { condition: { all: [firstComparison()] }, then: [] },
    delay: { for: "1h" },
    http: { method: "POST", url: "https://" },
    stop: { outcome: "succeeded" },
  };
  const stem = { call: "call", update: "update", forEach: "each", if: "choose", delay: "wait", http: "send", stop: "stop" };
  return { id: freeId(document, stem[kind]), [kind]: actions[kind] };
}

/** Fields that are an expression without braces. */
const BARE = new Set(["left", "items"]);

/** Every expression below a value changed; what is no expression stays as it is. */
function mapBelow(value: unknown, change: (expression: string) => string, name = ""): unknown {
  if (typeof value === "string") return BARE.has(name) && !value.includes("{{") ? change(value) : mapExpressions(value, change);
  if (Array.isArray(value)) return value.map((each) => mapBelow(each, change));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([own, each]) => [own, mapBelow(each, change, own)]));
}

/** References to results renamed. Only what names a step is: quotes are left alone. */
export function renamed(value: unknown, ids: ReadonlyMap<string, string>): unknown {
  const change = (expression: string) =>
    expression.replace(/^(\s*steps\.)([\w-]+)/, (whole, root: string, id: string) => (ids.has(id) ? root + ids.get(id) : whole));
  return mapBelow(value, change);
}

/** With another id for the step at that place, wherever its result is used. */
export function renameStep(document: unknown, pointer: string, to: string): unknown {
  const from = idOf(at(document, pointer));
  const isAlone = [...walk(document)].filter(({ step }) => idOf(step) === from).length === 1;
  let after = put(document, place(pointer, "id"), to);
  if (from === "" || to === "" || !isAlone) return after;
  for (const part of ["/steps", "/onFailure", "/when", "/once", "/concurrency"]) {
    const before = at(after, part);
    const changed = renamed(before, new Map([[from, to]]));
    if (JSON.stringify(before) !== JSON.stringify(changed)) after = put(after, part, changed);
  }
  return after;
}

const copied = (value: unknown): unknown => (Array.isArray(value) ? value.map(copied) : isObject(value) ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, copied(each)])) : value);

/** A copy of a step with ids of its own. */
export function copyOf(document: unknown, step: unknown): unknown {
  const ids = new Map<string, string>();
  const taken = new Set<string>();
  let copy: unknown = [copied(step)];
  for (const { pointer, step: each } of [...walk(copy, [""])]) {
    if (!isObject(each)) continue;
    const id = freeId(document, idOf(each), taken);
    taken.add(id);
    ids.set(idOf(each), id);
    copy = put(copy, place(pointer, "id"), id);
  }
  return renamed(at(copy, "/0"), ids);
}

/** How deep a list of steps lies in others; the flow's own lists are 1. */
export const depthOf = (list: string) => 1 + names(list).filter((name, index, all) => INNER.some(([outer, inner]) => outer === all[index - 1] && inner === name)).length;

/** Whether a place is in a loop. */
export function loopAround(pointer: string): string | null {
  const found = pointer.lastIndexOf("/forEach/steps/");
  return found < 0 ? null : pointer.slice(0, found);
}

/** The steps whose results are there at a place, in their order. */
export function doneAt(document: unknown, pointer: string): { pointer: string; id: string }[] {
  const done: { pointer: string; id: string }[] = [];
  const take = (list: string, before: number) => {
    for (let index = 0; index < before; index++) done.push({ pointer: place(list, index), id: idOf(at(document, place(list, index))) });
  };
  const path = names(pointer);
  if (path[0] === "onFailure") take("/steps", lengthOf(document, "/steps"));
  let list = `/${path[0] ?? ""}`;
  for (let index = 1; index < path.length; index += 3) {
    const number = Number(path[index]);
    take(list, number);
    const step = place(list, number);
    const [outer = "", inner = ""] = path.slice(index + 1);
    // Its own result, where it has failed.
    if (outer === "onError") done.push({ pointer: step, id: idOf(at(document, step)) });
    if (!INNER.some(([one, other]) => one === outer && other === inner)) break;
    list = place(step, outer, inner);
  }
  return done;
}

const lengthOf = (document: unknown, list: string) => {
  const steps = at(document, list);
  return Array.isArray(steps) ? steps.length : 0;
};

