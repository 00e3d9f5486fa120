// 24. A flow goes from one add-on to another as a document that knows nothing of the workspace.
import type { Flow, FlowWhole } from "../src/api/types/flows";
import type { Export } from "../src/api/types/templates";
import { expect, test } from "./harness";
import { ADDON, first, fresh, known, makeFlow } from "./workspace";

test("24 an export has no ids, asks for them again, and becomes the same flow elsewhere", async ({ host, server }) => {
  await known(server);
  const [tag, project] = [await first(server, "tags"), await first(server, "projects")];
  const person = server.person("ADMIN");
  const flow: Flow = await makeFlow(server, {
    name: fresh("Travels"),
    triggers: [{ event: "NEW_TIME_ENTRY" }],
    when: { all: [{ left: "$.projectId", op: "in", right: [project.id] }, { left: "$.userId", op: "equals", right: person.id }] },
    steps: [{ id: "mark", update: { operation: "updateTimeEntry", path: { id: "{{ trigger.id }}" }, add: { tagIds: [tag.id] } } }],
  }, false);
  await host.open({ hash: `#/flows/${flow.id}` });
  const { addon } = host;
  await addon.getByRole("link", { name: "Export" }).click();
  const document = addon.getByRole("textbox", { name: "The document" });
  const text = await document.inputValue();
  expect(text).not.toMatch(/[0-9a-f]{24}/);
  for (const { name } of [tag, project, person]) expect(text).not.toContain(name);
  const taken = addon.getByRole("table", { name: "What was taken out" }).locator("tbody tr");
  const { inputs } = JSON.parse(text) as Export;
  expect(inputs).toHaveLength(3);
  await expect(taken).toHaveCount(3);

  await host.open({ addon: "api-studio", hash: "#/flows/import" });
  await addon.getByLabel("Or the document itself").fill(text);
  await expect(addon.getByText("This is an export.", { exact: false })).toBeVisible();
  const check = addon.getByRole("button", { name: "Check it" });
  // Without them it can't be used, and the first that is missing gets the focus.
  await check.click();
  await expect(addon.getByText(/This has to be chosen|Choose one at least/).first()).toBeVisible();
  const wanted: Record<string, string> = { tag: tag.id, project: project.id, user: person.id };
  for (const { name, kind } of inputs) {
    const field = addon.getByRole("combobox", { name: new RegExp(`\\(${name}\\)`) });
    await field.fill(wanted[kind] ?? "");
    await field.press("Tab");
  }
  await check.click();
  await expect(addon.getByRole("heading", { name: "It can be imported" })).toBeFocused();
  await addon.getByRole("button", { name: "Create, switched off" }).click();
  await expect(addon.getByText("This flow is switched off")).toBeVisible();
  const { flows } = await server.call<{ flows: Flow[] }>("api-studio", "flows");
  const created = flows.find(({ name }) => name === flow.name);
  const one = await server.call<FlowWhole>(ADDON, `flows/${flow.id}`);
  const two = await server.call<FlowWhole>("api-studio", `flows/${created?.id}`);
  expect(two.definition).toEqual(one.definition);
  expect(two.enabled).toBe(false);
});

test("24 what this version doesn't know is refused, with the place and the name", async ({ host, server, watch }) => {
  watch.expect(/status of 422/);
  const document = {
    schema: "clockify-addons/flow/v1",
    name: fresh("From later"),
    triggers: [{ event: "NEW_TAG" }],
    steps: [{ id: "wait", delay: { for: "1s" }, telepathy: true }],
  };
  await host.open({ hash: "#/flows/import" });
  const { addon } = host;
  await addon.getByLabel("Or the document itself").fill(JSON.stringify(document));
  await addon.getByRole("button", { name: "Check it" }).click();
  await expect(addon.getByRole("alert").or(addon.locator(".notice.error")).first()).toContainText("telepathy");
  expect((await server.call<{ flows: Flow[] }>(ADDON, "flows")).flows.some(({ name }) => name === document.name)).toBe(false);
});

test("24 every save is a version; an old one can be compared and restored", async ({ host, server }) => {
  const flow = await makeFlow(server, { name: fresh("Versions"), description: "the first", triggers: [{ event: "NEW_TAG" }], steps: [{ id: "wait", delay: { for: "1s" } }] }, false);
  const { definition } = await server.call<FlowWhole>(ADDON, `flows/${flow.id}`);
  await server.call(ADDON, `flows/${flow.id}`, { method: "PUT", body: { definition: { ...definition, description: "the second" }, version: 1 } });
  await host.open({ hash: `#/flows/${flow.id}/versions` });
  const { addon } = host;
  await addon.getByRole("button", { name: /^Compare.*version 1/ }).or(addon.getByRole("link", { name: /^Compare.*version 1/ })).click();
  const differs = addon.getByRole("table").filter({ hasText: "/description" });
  await expect(differs).toContainText("the first");
  await expect(differs).toContainText("the second");
  await addon.getByRole("button", { name: "Restore: version 1" }).click();
  await addon.getByRole("dialog").getByRole("button", { name: "Restore" }).click();
  await expect(addon.getByText("Version 1 counts again, as version 3.").first()).toBeVisible();
  const restored = await server.call<FlowWhole>(ADDON, `flows/${flow.id}`);
  expect(restored.version).toBe(3);
  expect(restored.definition).toEqual(definition);
});

test("24 numbers keep their digits, on the way in and when a version is restored", async ({ host, server }) => {
  const name = fresh("Exact");
  const document = { schema: "clockify-addons/flow/v1", name, triggers: [{ event: "NEW_TAG" }], when: { left: "$.total", op: "=", right: "DIGITS" }, steps: [{ id: "wait", delay: { for: "1s" } }] };
  await host.open({ hash: "#/flows/import" });
  const { addon } = host;
  await addon.getByLabel("Or the document itself").fill(JSON.stringify(document).replace('"DIGITS"', "9007199254740993"));
  await addon.getByRole("button", { name: "Check it" }).click();
  await addon.getByRole("button", { name: "Create, switched off" }).click();
  await expect(addon.getByText("This flow is switched off")).toBeVisible();
  const flow = (await server.call<{ flows: Flow[] }>(ADDON, "flows")).flows.find((each) => each.name === name);
  const change = { definition: { ...document, when: { left: "$.total", op: "=", right: 1 } }, version: 1 };
  await server.call(ADDON, `flows/${flow?.id}`, { method: "PUT", body: change });
  await host.go(`#/flows/${flow?.id}/versions`);
  await addon.getByRole("button", { name: "Restore: version 1" }).click();
  await addon.getByRole("dialog").getByRole("button", { name: "Restore" }).click();
  await expect(addon.getByText("Version 1 counts again, as version 3.")).toBeVisible();
  const { token } = await server.token(ADDON);
  const answer = await fetch(`${server.addon(ADDON).address}/api/flows/${flow?.id}`, { headers: { "x-addon-token": token } });
  expect(await answer.text()).toContain("9007199254740993");
});
