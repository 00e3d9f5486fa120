// 13. Calls by hand are safe: what deletes or changes many is asked about with its target, and only admins may write or call as
// the add-on.
import { execFile } from "node:child_process";
import { promisify } from "node:util";

import type { CallAnswer } from "../src/api/types/calls";
import { expect, type Host, test } from "./harness";
import { ADDON, asked, fresh, known, type Named } from "./workspace";

const run = promisify(execFile);

async function operation(host: Host, id: string, query = "") {
  await host.go(`#/explorer/${id}${query}`);
  await expect(host.addon.getByRole("button", { name: "Send", exact: true })).toBeVisible();
}

test("13 a deletion names what it deletes before it does", async ({ host, server, watch }) => {
  watch.expect(/status of 428/);
  await known(server);
  const tag = await server.act<Named>("POST", "/tags", { name: fresh("To be deleted") });
  const deletions = async () => (await asked(server)).deleteTag ?? 0;
  const before = await deletions();
  await host.open();
  await operation(host, "deleteTag");
  const { addon } = host;
  await addon.getByRole("combobox", { name: /^(id|tagId)/ }).fill(tag.id);
  await addon.getByRole("combobox", { name: /^(id|tagId)/ }).press("Tab");
  const send = addon.getByRole("button", { name: "Send", exact: true });
  await send.click();
  const dialog = addon.getByRole("dialog", { name: "Delete this?" });
  await expect(dialog).toContainText(`DELETE tags/${tag.id}`);
  await expect(dialog).toContainText("This can’t be taken back here.");
  // Nothing was sent, and nothing is when one says no.
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(send).toBeFocused();
  expect(await deletions()).toBe(before);
  await send.click();
  await dialog.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(addon.getByText("200 OK")).toBeVisible();
  expect(await deletions()).toBe(before + 1);
  const audit = await server.call<{ entries: unknown[] }>(ADDON, "audit?limit=5");
  expect(JSON.stringify(audit.entries)).toContain("deleteTag");
});

test("13 a change of many says how many", async ({ host, server, watch }) => {
  watch.expect(/status of 428/);
  await known(server);
  const user = server.person("OWNER").id;
  await host.open();
  await operation(host, "replaceMany");
  const { addon } = host;
  await addon.getByRole("combobox", { name: /^userId/ }).fill(user);
  await addon.getByRole("combobox", { name: /^userId/ }).press("Tab");
  await addon.getByRole("region", { name: "Body" }).getByRole("button", { name: "JSON" }).click();
  const entries = await server.act<{ id: string; timeInterval: { start: string } }[]>("GET", `/user/${user}/time-entries?page-size=2`);
  const body = entries.map(({ id, timeInterval: { start } }) => ({ id, start }));
  await addon.getByLabel("Body as JSON").fill(JSON.stringify(body));
  await addon.getByRole("button", { name: "Send", exact: true }).click();
  const dialog = addon.getByRole("dialog", { name: "Change all of this?" });
  await expect(dialog).toContainText(`${body.length} things are affected.`);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  expect((await asked(server)).replaceMany ?? 0).toBe(0);
});

test("13 the add-on's rights are for admins, and a change is too", async ({ host, server, page }) => {
  await host.open({ role: "USER" });
  await operation(host, "getTags");
  const { addon } = host;
  await expect(addon.getByLabel("Call as")).toHaveCount(0);
  await addon.getByRole("button", { name: "Send", exact: true }).click();
  await expect(addon.getByText("200 OK")).toBeVisible();
  await operation(host, "createNewTag");
  await expect(addon.getByText("You can look, but not change")).toBeVisible();
  await expect(addon.getByRole("button", { name: "Send", exact: true })).toBeDisabled();
  // The server says the same to whoever asks it past the page.
  const member = server.person("USER");
  const { token } = await server.token(ADDON, { user: member.id, role: "USER" });
  const call = (body: object) =>
    page.request.post(`${server.addon(ADDON).address}/api/calls`, { headers: { "x-addon-token": token }, data: body });
  expect((await call({ operation: "getTags", as: "addon" })).status()).toBe(403);
  expect((await call({ operation: "createNewTag", as: "me", body: { name: "no" } })).status()).toBe(403);

  await host.open({ role: "ADMIN" });
  await operation(host, "getTags");
  await addon.getByLabel("Call as").selectOption("addon");
  await addon.getByRole("button", { name: "Send", exact: true }).click();
  await expect(addon.getByText("200 OK")).toBeVisible();
  await host.go("#/explorer/history");
  await expect(addon.getByRole("listitem").filter({ hasText: "getTags" }).or(addon.getByRole("listitem").filter({ hasText: "/tags" })).first()).toContainText("the add-on");
});

test("13 another workspace than one's own can't be called", async ({ server }) => {
  const other = "0123456789abcdef01234567";
  const body = { operation: "getTags", as: "me", path: { workspaceId: other } };
  await expect(server.call(ADDON, "calls", { method: "POST", body })).rejects.toThrow(/403/);
  const own = await server.call<CallAnswer>(ADDON, "calls", { method: "POST", body: { operation: "getTags", as: "me" } });
  expect(own.url).toContain(server.stage.workspace.id);
  expect(own.url.startsWith(server.api)).toBe(true);
});

test("13 API Studio's explorer only reads, and says what would change that", async ({ host }) => {
  const { addon } = host;
  await host.open({ addon: "api-studio", hash: "#/explorer/createNewTag" });
  await expect(addon.getByText("You can look, but not change")).toBeVisible();
  await expect(addon.getByRole("button", { name: "Send", exact: true })).toBeDisabled();
  await host.go("#/explorer/getTags");
  await addon.getByRole("button", { name: "Send", exact: true }).click();
  await expect(addon.getByText("200 OK")).toBeVisible();
});

test("13 the command that is shown makes the same call in bash", async ({ host, server }) => {
  const { addon } = host;
  await host.open({ hash: "#/explorer/createNewTag" });
  const name = `it's "a" $HOME \`tag\` | ü 😀 ${Date.now()}`;
  await addon.getByRole("checkbox", { name: "Send name" }).check();
  await addon.getByRole("textbox", { name: "name", exact: true }).fill(name);
  await addon.getByText("As a command", { exact: true }).click();
  const command = await addon.getByRole("group", { name: "bash (cURL)" }).innerText();
  const { token } = await server.token(ADDON);
  expect(command).not.toContain(token.slice(0, 40));
  const { stdout } = await run("bash", ["-c", command], { env: { PATH: process.env.PATH, CLOCKIFY_TOKEN: token } });
  expect((JSON.parse(stdout) as Named).name).toBe(name);
});

test("13 a call is in the history with its answer, and is sent again from there", async ({ host }) => {
  const { addon } = host;
  await host.open({ hash: "#/explorer/getTags" });
  await addon.getByRole("checkbox", { name: "Send name" }).check();
  await addon.getByRole("textbox", { name: "name", exact: true }).fill("nothing has this name");
  await addon.getByRole("button", { name: "Send", exact: true }).click();
  await expect(addon.getByText("200 OK")).toBeVisible();
  await addon.getByRole("link", { name: "History", exact: true }).click();
  await addon.getByRole("link", { name: "List the tags of a workspace" }).first().click();
  await expect(addon.getByText(/^ℹ This is a call from the history/)).toBeVisible();
  await expect(addon.getByRole("textbox", { name: "name", exact: true })).toHaveValue("nothing has this name");
  await expect(addon.getByText("200 OK")).toBeVisible();
  await addon.getByRole("button", { name: "Send", exact: true }).click();
  await addon.getByRole("link", { name: "History", exact: true }).click();
  await expect(addon.getByRole("link", { name: "List the tags of a workspace" })).not.toHaveCount(1);
});

test("13 a call becomes a step of a flow", async ({ host }) => {
  const { addon } = host;
  await host.open({ hash: "#/explorer/createNewTag" });
  await addon.getByRole("checkbox", { name: "Send name" }).check();
  await addon.getByRole("textbox", { name: "name", exact: true }).fill("{{ not a placeholder }}");
  await addon.getByRole("button", { name: "Use as a flow step" }).click();
  await expect(addon.getByRole("article", { name: /Create a tag|create-new-tag|createNewTag/ }).first()).toBeVisible();
});
