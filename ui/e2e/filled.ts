// A workspace in which something of everything happened: what tabs look like when they are in use.
import { expect } from "@playwright/test";

import type { Server } from "./server";

const ADDON = "universal-webhook";

/** Ids of what is there. */
export interface Filled {
  event: string;
  flow: string;
  run: string;
  tag: string;
}

interface Named {
  id: string;
  name: string;
}

const filled = new WeakMap<Server, Promise<Filled>>();

/** Fills the workspace of a server, once. */
export function fill(server: Server): Promise<Filled> {
  const found = filled.get(server) ?? made(server);
  filled.set(server, found);
  return found;
}

/** Makes a flow of the template "Required tag", which runs when an entry of a project ends without a tag. */
export async function requiredTag(server: Server): Promise<{ flow: string; project: Named; tag: Named }> {
  const [project] = await server.act<Named[]>("GET", "/projects?page-size=1&archived=false");
  if (project === undefined) throw new Error("the workspace has no project");
  const tag = await server.act<Named>("POST", "/tags", { name: `Needs a tag ${Date.now()}` });
  const inputs = { projects: [project.id], tag: tag.id };
  const body = { template: "required-tag", inputs, enabled: true };
  const answer = await server.call<{ flow: { id: string } } | { id: string }>(ADDON, "flows/import", { method: "POST", body });
  return { flow: "flow" in answer ? answer.flow.id : answer.id, project, tag };
}

/** Adds an entry of a project that has no tag, as somebody does who forgot it. */
export function forget(server: Server, project: string): Promise<{ id: string }> {
  const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString().replace(/\.\d+/, "");
  return server.act("POST", "/time-entries", { description: "Workshop", projectId: project, start: at(-60), end: at(0) });
}

async function made(server: Server): Promise<Filled> {
  const { flow, project, tag } = await requiredTag(server);
  await forget(server, project.id);
  let run = "";
  await expect
    .poll(async () => {
      const { runs } = await server.call<{ runs: { id: string; state: string }[] }>(ADDON, "runs?state=succeeded");
      run = runs[0]?.id ?? "";
      return run;
    })
    .not.toBe("");
  for (const event of ["NEW_TAG", "PROJECT_UPDATED", "TIME_OFF_REQUESTED"]) await server.deliver(ADDON, event);
  const call = { operation: "getTags", as: "me", query: { "page-size": 2 } };
  await server.call(ADDON, "calls", { method: "POST", body: call });
  await server.call(ADDON, "sources", { method: "POST", body: { name: "ci", scheme: "github" } });
  await server.call(ADDON, "secrets/CHAT", { method: "PUT", body: { value: "not-really-secret" } });
  const { events } = await server.call<{ events: { id: string }[] }>(ADDON, "events?limit=1");
  return { event: events[0]?.id ?? "", flow, run, tag: tag.id };
}
