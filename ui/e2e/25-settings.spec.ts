// 25. What is set, kept, allowed and held, who may deliver, who changed what, and the data itself. In every section, in both
// themes, axe finds nothing; pictures of them are left in e2e/screenshots/.
import { readFile } from "node:fs/promises";

import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";

import { expect, type Host, test } from "./harness";

// Secrets are there where flows may call others.
test.use({ setup: { settings: { UW_ENABLE_GENERIC_HTTP_ACTIONS: "true" } } });

const SECTIONS = ["", "retention", "limits", "sources", "secrets", "audit", "data"] as const;

async function violations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).include(["iframe[name=addon]", "html"]).options({ resultTypes: ["violations"] }).analyze();
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${id}: ${help}: ${target.join(" ")}`));
}

async function open(host: Host, section: string, theme: "DARK" | "DEFAULT" = "DEFAULT") {
  await host.open({ theme, hash: section === "" ? "#/settings" : `#/settings/${section}` });
  await expect(host.addon.locator("main h3").first()).toBeVisible();
  await expect(host.addon.locator("main .waiting")).toHaveCount(0);
}

for (const theme of ["DEFAULT", "DARK"] as const) {
  for (const section of SECTIONS) {
    test(`25 axe finds nothing: ${section || "general"}, ${theme}`, async ({ host, page }) => {
      await open(host, section, theme);
      expect(await violations(page)).toEqual([]);
      const name = `settings-${section || "general"}-${theme === "DARK" ? "dark" : "light"}`;
      await page.locator("iframe[name=addon]").screenshot({ path: `e2e/screenshots/${name}.png` });
    });
  }

  for (const [section, button] of [["sources", "Register a source"], ["data", "Erase…"]] as const) {
    test(`25 axe finds nothing: a dialog of ${section}, ${theme}`, async ({ host, page, server }) => {
      test.setTimeout(180_000);
      // Nothing can be erased while the data of the workspace is being fetched.
      const refused = async () => (await server.call<{ refused: unknown }>("universal-webhook", "erase")).refused;
      await expect.poll(refused, { timeout: 120_000 }).toBeNull();
      await open(host, section, theme);
      await host.addon.getByRole("button", { name: button }).click();
      await expect(host.addon.getByRole("dialog")).toBeVisible();
      expect(await violations(page)).toEqual([]);
    });
  }
}

test("25 less is kept once somebody agrees, and the audit says who", async ({ host }) => {
  await open(host, "retention");
  const { addon } = host;
  const events = addon.getByLabel("Events", { exact: true });
  await events.fill("91");
  await addon.getByRole("button", { name: "Save" }).click();
  await expect(addon.getByText("Type a whole number from 1 to 90")).toBeVisible();
  await expect(events).toBeFocused();
  await events.fill("30");
  await events.press("Enter");
  await expect(addon.getByRole("dialog")).toContainText("Events: 30 days");
  await addon.getByRole("button", { name: "Keep less" }).press("Enter");
  await expect(addon.getByText("Now kept for 30 days.").first()).toBeVisible();
  await host.go("#/settings/audit");
  await expect(addon.getByText("settings.retention").first()).toBeVisible();
});

test("25 a source's secret is shown once, and a delivery with it is taken", async ({ host }) => {
  await open(host, "sources");
  const { addon } = host;
  const opener = addon.getByRole("button", { name: "Register a source" });
  await opener.click();
  const dialog = addon.getByRole("dialog");
  await dialog.getByLabel("Name").fill("shop");
  await dialog.getByLabel("Signed as").selectOption("bearer");
  await dialog.getByRole("button", { name: "Register a source" }).click();
  const secret = await addon.locator(".settings-secret").innerText();
  expect(secret.length).toBeGreaterThan(16);
  await addon.getByRole("button", { name: "Done" }).click();
  await expect(addon.getByRole("dialog")).toHaveCount(0);
  await expect(opener).toBeFocused();
  await expect(addon.getByText(secret)).toHaveCount(0);
  const url = await addon.locator("dd code").first().innerText();
  const deliver = (token: string) =>
    fetch(url, { method: "POST", headers: { authorization: `Bearer ${token}`, "content-type": "application/json" }, body: '{"type":"order.paid"}' });
  expect((await deliver(secret)).status).toBe(200);
  expect((await deliver(`${secret}x`)).status).toBe(401);
});

test("25 everything is taken away in one file, and without secrets", async ({ host, page, server }) => {
  test.setTimeout(180_000);
  await server.deliver("universal-webhook", "NEW_TAG");
  const refused = async () => (await server.call<{ refused: unknown }>("universal-webhook", "erase")).refused;
  await expect.poll(refused, { timeout: 120_000 }).toBeNull();
  await open(host, "data");
  const coming = page.waitForEvent("download");
  await host.addon.getByRole("button", { name: "Download" }).click();
  const file = await coming;
  const lines = (await readFile(await file.path(), "utf8")).trimEnd().split("\n").map((line) => JSON.parse(line) as { type: string });
  expect(file.suggestedFilename()).toMatch(/^universal-webhook-[0-9a-f]{24}\.jsonl$/);
  expect([lines[0]?.type, lines.at(-1)?.type]).toEqual(["export", "end"]);
  expect(lines.some(({ type }) => type === "event")).toBe(true);
  await expect(host.addon.getByText("Everything is there")).toBeVisible();
});

test("25 what was collected goes when the workspace's id is typed, and what was made stays", async ({ host, server }) => {
  test.setTimeout(180_000);
  await server.deliver("universal-webhook", "NEW_TAG");
  await open(host, "data");
  const { addon } = host;
  const erase = addon.getByRole("button", { name: "Erase…" });
  // Nothing can be erased while the data of the workspace is being fetched, which begins with the install.
  await expect(async () => {
    await host.go("#/settings/audit");
    await host.go("#/settings/data");
    await expect(erase).toBeEnabled({ timeout: 3000 });
  }).toPass({ timeout: 120_000 });
  await erase.click();
  const dialog = addon.getByRole("dialog");
  await dialog.getByLabel("Type the workspace's id").fill("yes");
  await dialog.getByRole("button", { name: "Erase it now" }).click();
  await expect(dialog.getByText("This is not the workspace's id")).toBeVisible();
  await dialog.getByLabel("Type the workspace's id").fill(server.stage.workspace.id);
  await dialog.getByRole("button", { name: "Erase it now" }).click();
  await expect(addon.getByText("Last erased")).toBeVisible({ timeout: 30_000 });
});

test("25 an add-on shows the sections that it has", async ({ host }) => {
  await host.open({ addon: "api-studio", hash: "#/settings" });
  const places = host.addon.getByRole("navigation", { name: "Settings by subject" });
  await expect(places.getByRole("link")).toHaveText(["General", "Retention", "Limits and holds", "Audit", "Data"]);
});
