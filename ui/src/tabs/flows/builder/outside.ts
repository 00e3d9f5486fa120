// What the builder asks the server for beside the flow: operations, events, sources, secrets. Each is asked for once.
import { signal } from "@preact/signals";

import { api, Problem } from "../../../api/client";
import type { Catalogue, Operation, OperationLine } from "../../../api/types/catalogue";

export interface Known<T> {
  value: T | null;
  problem: Problem | null;
}

/** Something that is fetched when it is first read, and again when it could not be had. */
function once<T>(fetch: () => Promise<T>) {
  const known = signal<Known<T>>({ value: null, problem: null });
  let running: Promise<void> | null = null;
  const read = (): Known<T> => {
    if (known.value.value === null) running ??= fetch().then(
      (value) => {
        known.value = { value, problem: null };
      },
      (error: unknown) => {
        known.value = { value: null, problem: Problem.of(error) };
      },
    );
    return known.value;
  };
  const forget = (isAll = false) => {
    running = null;
    known.value = { value: isAll ? null : known.peek().value, problem: null };
  };
  return { read, forget };
}

/** How events get here: what is read of `GET /api/coverage`. */
export interface CoverageLine {
  event: string;
  state: "subscribed" | "available" | "unavailable";
  reason: string | null;
}

export const coverage = once(async () => (await api.get<{ events: CoverageLine[] }>("coverage")).events);
export const sources = once(async () => (await api.get<{ sources: { name: string }[] }>("sources")).sources.map(({ name }) => name));
export const secrets = once(async () => (await api.get<{ secrets: { name: string }[] }>("secrets")).secrets.map(({ name }) => name));
export const operations = once(async () => {
  const { groups } = await api.get<Catalogue>("catalogue");
  return groups.flatMap(({ name, operations }) => operations.map((line) => ({ ...line, group: name })));
});

export type Line = OperationLine & { group: string };

const details = new Map<string, ReturnType<typeof once<Operation>>>();

/** One operation with its parameters and its body. */
export function operation(id: string): Known<Operation> {
  if (id === "") return { value: null, problem: null };
  let known = details.get(id);
  if (known === undefined) {
    known = once(() => api.get<Operation>(`catalogue/${encodeURIComponent(id)}`));
    details.set(id, known);
  }
  return known.read();
}

/** Forgets what could not be had, so that it is asked for again. */
export function forget() {
  for (const each of [coverage, sources, secrets, operations, ...details.values()]) each.forget();
}

/** Asks anew for what may have changed in the settings since. */
export function refresh() {
  for (const each of [coverage, sources, secrets]) each.forget(true);
}

/** Forgets everything, for the units. */
export function forgetAll() {
  for (const each of [coverage, sources, secrets, operations]) each.forget(true);
  details.clear();
}

/** An event of the log: what is read of `GET /api/events`. */
export interface EventLine {
  id: string;
  received_at: string;
  event_type: string;
  custom_source: string | null;
  entity: string | null;
}
