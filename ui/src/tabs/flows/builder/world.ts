// What references find, as far as the page knows it: in the sample event, and in what the last dry run got.
import type { Trial } from "../../../api/types/flows";
import { at, isObject, member, place } from "./document";
import { pieces, split, step, unbraced, way } from "./expression";
import { doneAt, loopAround } from "./step-ops";

/** What is known where a field stands. */
export interface World {
  /** The payload of the sample; undefined where there is none. */
  trigger: unknown;
  /** What steps got, by their ids: those that are done where the field stands. */
  steps: Map<string, unknown>;
  /** Whether there is an item, and the first that there would be. */
  item: { value: unknown } | null;
  /** Whether it is known how the run failed. */
  isFailure: boolean;
}

/** What the dry run got, by the id of the step; of a loop's steps what the first item got. */
export function resultsOf(trial: Trial | null): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const { position, response } of trial?.steps ?? []) {
    const id = position.slice(position.lastIndexOf(".") + 1);
    if (response !== undefined && !found.has(id)) found.set(id, response);
  }
  return found;
}

export function worldAt(document: unknown, pointer: string, trigger: unknown, results: ReadonlyMap<string, unknown>): World {
  const steps = new Map(doneAt(document, pointer).filter(({ id }) => id !== "").map(({ id }) => [id, results.get(id)]));
  const loop = loopAround(pointer);
  const world: World = { trigger, steps, item: null, isFailure: pointer.startsWith("/onFailure") };
  if (loop === null) return world;
  const items = at(document, place(loop, "forEach", "items"));
  const list = typeof items === "string" ? find(items, worldAt(document, loop, trigger, results)) : undefined;
  return { ...world, item: { value: Array.isArray(list) ? list[0] : undefined } };
}

/** What a reference finds; undefined where that isn't known. Filters are the server's to apply. */
export function find(expression: string, world: World): unknown {
  const parts = split(unbraced(expression));
  const path = parts === null || parts.filters.length > 0 ? null : way(parts.reference);
  if (path === null) return undefined;
  const [root = "", ...rest] = path;
  switch (root) {
    case "$":
    case "trigger":
      return rest.reduce(inside, world.trigger);
    case "steps": {
      const [id = "", ...inner] = rest;
      return inner.reduce(inside, world.steps.get(id));
    }
    case "item":
      return rest.reduce(inside, world.item?.value);
    default:
      return undefined;
  }
}

function inside(value: unknown, name: string): unknown {
  if (Array.isArray(value) && name.startsWith("-")) return value.at(Number(name));
  return member(value, name);
}

/** A reference that can be chosen. */
export interface Suggestion {
  reference: string;
  value: unknown;
  /** Whether it is known what is there. */
  isKnown: boolean;
}

const MOST = 400;
const DEEPEST = 5;

/** Everything that can be referred to, what the event has first. */
export function suggestions(world: World, secrets: readonly string[] = []): Suggestion[] {
  const found: Suggestion[] = [];
  const add = (reference: string, value: unknown, isKnown = true) => found.push({ reference, value, isKnown });
  const below = (reference: string, value: unknown, depth = 0) => {
    if (found.length >= MOST || depth > DEEPEST) return;
    if (Array.isArray(value)) {
      if (value.length === 0) return;
      if (isObject(value[0])) for (const name of Object.keys(value[0])) add(step(`${reference}[*]`, name), value.map((each) => member(each, name)));
      take(step(reference, 0), value[0], depth);
    } else if (isObject(value)) {
      for (const [name, each] of Object.entries(value)) take(step(reference, name), each, depth);
    }
  };
  const take = (reference: string, value: unknown, depth = 0) => {
    add(reference, value);
    below(reference, value, depth + 1);
  };
  if (world.item !== null) {
    add("item", world.item.value, world.item.value !== undefined);
    below("item", world.item.value);
    add("index", undefined, false);
  }
  if (world.trigger !== undefined) below("$", world.trigger);
  for (const [id, result] of [...world.steps].reverse()) {
    const body = member(result, "body");
    add(`steps.${id}.body`, body, body !== undefined);
    below(`steps.${id}.body`, body);
    add(`steps.${id}.status`, member(result, "status"), member(result, "status") !== undefined);
  }
  if (world.isFailure) for (const name of ["step", "message"]) add(`flow.failure.${name}`, undefined, false);
  for (const reference of ["$", "now", "workspace.id", "workspace.timeZone", "flow.id", "flow.name", "flow.version", "flow.run"]) add(reference, undefined, false);
  for (const name of secrets) add(`secret.${name}`, undefined, false);
  return found;
}

/** A value in a line. */
export function inLine(value: unknown, most = 60): string {
  const text = value === undefined ? "" : JSON.stringify(value);
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/** A text with what its expressions find; expressions of which that isn't known stay. */
export function preview(text: string, world: World): { text: string; isData: boolean }[] {
  return (pieces(text) ?? [{ text }]).map((piece) => {
    if ("text" in piece) return { text: piece.text, isData: false };
    const value = find(piece.expression, world);
    if (value === undefined) return { text: piece.expression, isData: true };
    return { text: value === null ? "" : typeof value === "string" ? value : JSON.stringify(value), isData: true };
  });
}

/** The type of the entity that a reference names by its id, as the cache calls it. */
export function entityOf(expression: unknown): string | undefined {
  const path = typeof expression === "string" ? way(split(expression)?.reference.replaceAll("[*]", "") ?? "") : null;
  const names = (path ?? []).filter((name) => !/^-?\d+$/.test(name));
  const last = names.at(-1) ?? "";
  const whose = last === "id" || last === "ids" ? (names.at(-2) ?? "") : last.replace(/Ids?$/, "");
  if (last !== "id" && !/Ids?$/.test(last)) return undefined;
  return entities[whose];
}

const entities: Record<string, string> = {
  project: "project", projects: "project",
  task: "task", tasks: "task",
  tag: "tag", tags: "tag",
  client: "client", clients: "client",
  user: "user", users: "user", owner: "user", assignee: "user",
  userGroup: "userGroup", group: "userGroup", userGroups: "userGroup",
};

