// 13. Nothing is deleted by accident, nothing happens without a trace, and a command does what the page did.
import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { expect, test } from "./harness";

const ADDON = "universal-webhook";

interface Tag {
  id: string;
  name: string;
}

test("13 a call that deletes names its target first, and is in the audit", async ({ host, page, server, watch }) => {
  // The question is the server's, and comes with a status that browsers write to the console.
  watch.expect(/428/);
  const { addon } = host;
  const tag = await server.act<Tag>("POST", "/tags", { name: "To be deleted" });
  await host.open({ hash: "#/explorer/deleteTag" });
  const id = addon.getByRole("combobox", { name: /^(id|tagId)/ });
  await id.fill(tag.id);
  await page.keyboard.press("Tab");
  const send = addon.getByRole("button", { name: "Send", exact: true });
  await send.click();
  const dialog = addon.getByRole("dialog");
  await expect(dialog).toContainText(`DELETE tags/${tag.id}`);
  await page.keyboard.press("Escape");
  await expect(send).toBeFocused();
  expect((await server.act<Tag[]>("GET", "/tags?page-size=200")).map((each) => each.id)).toContain(tag.id);

  await send.click();
  await dialog.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(addon.getByText("200 OK")).toBeVisible();
  expect((await server.act<Tag[]>("GET", "/tags?page-size=200")).map((each) => each.id)).not.toContain(tag.id);
  const { entries } = await server.call<{ entries: unknown[] }>(ADDON, "audit");
  expect(JSON.stringify(entries)).toContain(tag.id);
});

test("13 only admins call as the add-on, and only they change anything", async ({ host }) => {
  const { addon } = host;
  await host.open({ hash: "#/explorer/createNewTag" });
  await expect(addon.getByRole("combobox", { name: "Call as" })).toBeVisible();
  await host.open({ role: "USER", hash: "#/explorer/createNewTag" });
  await expect(addon.getByText("You can look, but not change")).toBeVisible();
  await expect(addon.getByRole("button", { name: "Send", exact: true })).toBeDisabled();
  await expect(addon.getByRole("combobox", { name: "Call as" })).toHaveCount(0);
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
  const { stdout } = await promisify(execFile)("bash", ["-c", command], { env: { PATH: process.env.PATH, CLOCKIFY_TOKEN: token } });
  expect((JSON.parse(stdout) as Tag).name).toBe(name);
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
