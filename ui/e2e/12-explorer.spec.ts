// 12. The explorer knows every operation: each opens with a form, and what the form sends is what was meant.
import type { Catalogue, Operation } from "../src/api/types/catalogue";
import { expect, type Host, test } from "./harness";

const ADDON = "universal-webhook";

async function openOperation(host: Host, id: string) {
  await host.go(`#/explorer/${id}`);
}

test("12 every operation opens with a form", async ({ host, server }) => {
  test.setTimeout(300_000);
  const { groups } = await server.call<Catalogue>(ADDON, "catalogue");
  const lines = groups.flatMap((group) => group.operations);
  expect(lines).toHaveLength(158);
  await host.open({ hash: "#/explorer" });
  await expect(host.addon.locator(".operation-line")).toHaveCount(158);
  for (const { id, summary } of lines) {
    await openOperation(host, id);
    await expect(host.addon.getByRole("heading", { name: summary, level: 2 })).toBeVisible();
    await expect(host.addon.getByRole("button", { name: "Send", exact: true })).toBeVisible();
    await expect(host.addon.getByRole("alert")).toHaveCount(0);
  }
});

test("12 every operation that only reads and needs nothing answers as it opens", async ({ host, server }) => {
  test.setTimeout(300_000);
  const { groups } = await server.call<Catalogue>(ADDON, "catalogue");
  const lines = groups.flatMap((group) => group.operations).filter(({ effect, method, path }) => effect === "read" && method === "GET" && !/\{(?!workspaceId)/.test(path));
  await host.open();
  for (const { id } of lines) {
    const { parameters, lacks_scope } = await server.call<Operation>(ADDON, `catalogue/${id}`);
    if (lacks_scope || parameters.some(({ required }) => required)) continue;
    await openOperation(host, id);
    await host.addon.getByRole("button", { name: "Send", exact: true }).click();
    await expect(host.addon.getByText("200 OK"), id).toBeVisible();
  }
});

test("12 an optional field that is off isn't sent, and form and JSON show the same", async ({ host, page, server }) => {
  const { addon } = host;
  await host.open({ hash: "#/explorer/createNewTag" });
  await addon.getByRole("button", { name: "JSON", exact: true }).click();
  const json = addon.getByRole("textbox", { name: "Body as JSON" });
  await expect(json).toHaveValue("{}");
  await json.fill('{ "name": "Ünïcode \\"tag\\" {{ 1 }}" }');
  await addon.getByRole("button", { name: "Form", exact: true }).click();
  await expect(addon.getByRole("textbox", { name: "name", exact: true })).toHaveValue('Ünïcode "tag" {{ 1 }}');
  const sent = page.waitForRequest((request) => request.url().endsWith("/api/calls"));
  await addon.getByRole("button", { name: "Send", exact: true }).click();
  expect((await sent).postDataJSON()).toEqual({ operation: "createNewTag", as: "me", path: {}, query: {}, body: { name: 'Ünïcode "tag" {{ 1 }}' } });
  await expect(addon.getByText("201 OK")).toBeVisible();
  const tags = await server.act<{ name: string }[]>("GET", "/tags?page-size=200");
  expect(tags.map(({ name }) => name)).toContain('Ünïcode "tag" {{ 1 }}');
});

test("12 the editor is there on request, and Tab leaves it", async ({ host, page }) => {
  const { addon } = host;
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await host.open({ hash: "#/explorer/createNewTag" });
  await addon.getByRole("button", { name: "JSON", exact: true }).click();
  expect(asked.filter((url) => url.includes("codemirror"))).toEqual([]);
  await addon.getByRole("button", { name: "Open the editor" }).click();
  const editor = addon.getByRole("textbox", { name: "Body as JSON" });
  await expect(editor).toBeFocused();
  expect(asked.filter((url) => url.includes("codemirror"))).toHaveLength(1);
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type('{"name": "typed');
  await expect(addon.getByText(/^This is not JSON/)).toBeVisible();
  await page.keyboard.type('"}');
  await expect(addon.getByText(/^This is not JSON/)).toHaveCount(0);
  await page.keyboard.press("Tab");
  await expect(editor).not.toBeFocused();
  await addon.getByRole("button", { name: "Form", exact: true }).click();
  await expect(addon.getByRole("textbox", { name: "name", exact: true })).toHaveValue("typed");
});
