// 7. A dry run changes nothing: nothing that isn't read reaches Clockify, and what would be sent is told.
import type { Flow, Trial } from "../src/api/types/flows";
import type { Imported, Templates, TemplateWhole } from "../src/api/types/templates";
import { expect, test } from "./harness";
import { ADDON, asked, eventOf, first, known, makeFlow, SCHEMA, trackAnHour, written } from "./workspace";

// Some templates call other systems, which are never asked in a dry run.
test.use({ setup: { settings: { UW_ENABLE_GENERIC_HTTP_ACTIONS: "true" } } });

interface Expected {
  method: string;
}

test("7 every template tells what it would send, and sends nothing", async ({ server }) => {
  const before = await asked(server);
  const { templates } = await server.call<Templates>(ADDON, "templates");
  expect(templates.length).toBeGreaterThanOrEqual(20);
  for (const { template, needs } of templates) {
    const { inputs, sample, answers, expect: expected } = await server.call<TemplateWhole>(ADDON, `templates/${template}`);
    const values = Object.fromEntries(inputs.map(({ name, sample, default: preset }) => [name, sample ?? preset]));
    const { definition } = await server.call<Imported>(ADDON, "flows/import", { method: "POST", body: { template, inputs: values, dry_run: true } });
    const body = { definition, payload: sample.payload, answers };
    const trial = await server.call<Trial>(ADDON, "flows/test", { method: "POST", body });
    const tells = trial.writes.map(({ method }) => method);
    const wanted = (expected as Expected[]).map(({ method }) => method);
    // How much one that starts by the clock has to do depends on what time it is.
    if (needs.includes("schedule")) expect(tells, template).toEqual(expect.arrayContaining(wanted));
    else expect(tells, `${template}: ${JSON.stringify(trial.reason)}`).toEqual(wanted);
    for (const { url, method } of trial.writes) {
      expect(url, template).toMatch(/^https?:\/\/[^{}]+$/);
      expect(method, template).not.toBe("GET");
    }
    // What it reads comes from Clockify now. Whatever that leads to, nothing is written.
    await server.call<Trial>(ADDON, "flows/test", { method: "POST", body: { definition, payload: sample.payload } });
  }
  expect(await written(server, before)).toEqual({});
});

test("7 the page's dry run on an event that came reads from Clockify and writes nothing", async ({ host, server }) => {
  await known(server);
  const tag = await first(server, "tags");
  const flow: Flow = await makeFlow(server, {
    name: "Tried only",
    triggers: [{ event: "NEW_TIME_ENTRY" }],
    steps: [
      { id: "mark", update: { operation: "updateTimeEntry", path: { id: "{{ trigger.id }}" }, set: { description: "changed" }, add: { tagIds: [tag.id] } } },
      { id: "more", call: { operation: "createNewTag", body: { name: "{{ trigger.id }}" } } },
    ],
  }, false);
  const entry = await trackAnHour(server);
  await eventOf(server, "NEW_TIME_ENTRY", entry.id);
  const before = await asked(server);
  await host.open({ hash: `#/flows/${flow.id}` });
  const { addon } = host;
  await addon.getByRole("button", { name: "Dry run", exact: true }).click();
  await addon.getByRole("button", { name: "Start the dry run" }).click();
  const outcome = addon.getByRole("region", { name: "What would happen" });
  await expect(outcome).toContainText("The run would succeed.");
  // Each write: how, where to, and what it changes.
  await expect(outcome.getByText("PUT", { exact: true })).toBeVisible();
  await expect(outcome.getByText("POST", { exact: true })).toBeVisible();
  await expect(outcome).toContainText(`/v1/workspaces/${server.stage.workspace.id}/time-entries/${entry.id}`);
  const changes = outcome.getByRole("table", { name: "What it would change" }).first();
  await expect(changes.getByRole("row", { name: /description/ })).toContainText(entry.description);
  await expect(changes.getByRole("row", { name: /tagIds/ })).toContainText(tag.id);
  expect(await written(server, before)).toEqual({});
  expect((await asked(server)).getTimeEntry ?? 0).toBeGreaterThan(before.getTimeEntry ?? 0);
});

test("7 a document that can't be used is told by its places", async ({ server }) => {
  const definition = { schema: SCHEMA, name: "x", triggers: [{ event: "NEW_TAG" }], steps: [{ id: "a", call: { operation: "noSuchThing" } }] };
  const found = await server.call<{ errors: { path: string }[] }>(ADDON, "flows/validate", { method: "POST", body: { definition } });
  expect(found.errors.map(({ path }) => path)).toContain("/steps/0/call/operation");
});
