// What tests find in the simulated workspace, and what they put into it.
import { expect } from "@playwright/test";

import type { Catalogue } from "../src/api/types/catalogue";
import type { EventLine, EventPage } from "../src/api/types/events";
import type { Definition, Flow } from "../src/api/types/flows";
import type { RunWhole, Runs } from "../src/api/types/runs";
import type { Server } from "./server";

/** The add-on that has everything. */
export const ADDON = "universal-webhook";

export interface Named {
  id: string;
  name: string;
}

export interface Entry {
  id: string;
  description: string;
  projectId: string | null;
  tagIds: string[] | null;
}

let number = 0;

/** A name that nothing has yet. */
export const fresh = (what: string) => `${what} ${process.pid % 1000}-${(number += 1)}`;

/** Waits until the add-on remembers the workspace's things: before, they can't be found by their names. */
export async function known(server: Server) {
  const state = async () => (await server.call<{ run: { state: string } | null }>(ADDON, "bootstrap")).run?.state;
  await expect.poll(state, { timeout: 60_000 }).toBe("COMPLETE");
}

/** The first of a list of Clockify's. */
export async function first(server: Server, list: "tags" | "projects" | "clients"): Promise<Named> {
  const [found] = await server.act<Named[]>("GET", `/${list}?archived=false&page-size=1`);
  if (found === undefined) throw new Error(`the workspace has no ${list}`);
  return found;
}

/** Somebody tracks an hour. */
export function trackAnHour(server: Server, more: object = {}): Promise<Entry> {
  const at = (ms: number) => new Date(ms).toISOString().replace(/\.\d+/, "");
  const hour = { description: fresh("Work"), start: at(Date.now() - 3_600_000), end: at(Date.now()), billable: false };
  return server.act<Entry>("POST", "/time-entries", { ...hour, ...more });
}

/** The event that told of something, once it is there. */
export async function eventOf(server: Server, type: string, entity: string): Promise<EventLine> {
  let found: EventLine | undefined;
  const look = async () => {
    const { events } = await server.call<EventPage>(ADDON, `events?type=${type}&limit=50`);
    found = events.find((event) => event.entity === entity);
    return found !== undefined;
  };
  await expect.poll(look).toBe(true);
  return found as EventLine;
}

export const SCHEMA = "clockify-addons/flow/v1";

/** Stores a flow. */
export function makeFlow(server: Server, flow: Omit<Definition, "schema">, enabled = true, addon: string = ADDON): Promise<Flow> {
  return server.call<Flow>(addon, "flows", { method: "POST", body: { definition: { schema: SCHEMA, ...flow }, enabled } });
}

/** The newest run of a flow, once it has ended. */
export async function ended(server: Server, flow: string): Promise<RunWhole> {
  let id = "";
  const look = async () => {
    const [run] = (await server.call<Runs>(ADDON, `runs?flow=${flow}&limit=1`)).runs;
    id = run?.id ?? "";
    return run?.finished_at ?? null;
  };
  await expect.poll(look, { timeout: 20_000 }).not.toBeNull();
  return await server.call<RunWhole>(ADDON, `runs/${id}`);
}

/** How often the simulated Clockify was asked for each of its operations, by add-ons. */
export async function asked(server: Server): Promise<Record<string, number>> {
  const answer = await fetch(`${server.api}/sandbox/requests`);
  return ((await answer.json()) as { operations: Record<string, number> }).operations;
}

/** The operations that were asked for since, but for reading ones. */
export async function written(server: Server, since: Record<string, number>): Promise<Record<string, number>> {
  const { groups } = await server.call<Catalogue>(ADDON, "catalogue");
  const effects = new Map(groups.flatMap(({ operations }) => operations).map(({ id, effect }) => [id, effect]));
  const now = await asked(server);
  const more = Object.entries(now).map(([id, count]): [string, number] => [id, count - (since[id] ?? 0)]);
  return Object.fromEntries(more.filter(([id, count]) => count > 0 && effects.get(id) !== "read"));
}

/** Has the simulated Clockify do something wrong. */
export async function spoil(server: Server, operation: string, fault: object, when: unknown = "once") {
  const answer = await fetch(`${server.api}/sandbox/faults`, { method: "POST", body: JSON.stringify({ operation, fault, when }) });
  if (!answer.ok) throw new Error(await answer.text());
}
