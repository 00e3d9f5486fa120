// 18. Who sees little, or hears the page, or has it large: no rule of axe is broken in any tab, theme and state, and nothing sticks
// out at the side. Pictures of the tabs are left in e2e/screenshots/.
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";

import { expect, type Host, type Opened, test } from "./harness";
import type { Server } from "./server";

const TABS = ["dashboard", "events", "explorer", "flows", "settings"] as const;
type Tab = (typeof TABS)[number];

/** What opens a dialog of a tab, by the name of the button; a tab without an entry has none. */
const DIALOGS: Partial<Record<Tab, string>> = {};

/** Everything that axe knows, best practice included. */
async function violations(page: Page): Promise<string[]> {
  const frame = { fromFrames: ["iframe[name=addon]", "html"] };
  const { violations } = await new AxeBuilder({ page }).include(frame).options({ resultTypes: ["violations"] }).analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help}: ${target.join(" ")}: ${failureSummary?.split("\n").slice(1).join(";")}`),
  );
}

async function settle(host: Host) {
  await expect(host.addon.locator("main")).not.toBeEmpty();
  await expect(host.addon.locator("main [aria-busy=true]")).toHaveCount(0);
}

async function open(host: Host, tab: Tab, theme: Opened["theme"] = "DEFAULT") {
  await host.open({ theme, hash: `#/${tab}` });
  await settle(host);
}

/** Something of each kind that the tabs show. */
async function fill(server: Server) {
  for (const event of ["NEW_TAG", "TIMER_STOPPED", "NEW_PROJECT"]) await server.deliver("universal-webhook", event);
  const { templates } = await server.call<{ templates: { name: string }[] }>("universal-webhook", "templates");
  if (templates.length === 0) throw new Error("there are no templates");
}

for (const theme of ["DEFAULT", "DARK"] as const) {
  for (const tab of TABS) {
    test(`18 axe finds nothing: ${tab}, ${theme}, empty`, async ({ host, page }) => {
      await open(host, tab, theme);
      expect(await violations(page)).toEqual([]);
    });

    test(`18 axe finds nothing: ${tab}, ${theme}, loaded`, async ({ host, page, server }) => {
      await fill(server);
      await open(host, tab, theme);
      expect(await violations(page)).toEqual([]);
      const name = `${tab}-${theme === "DARK" ? "dark" : "light"}`;
      await page.locator("iframe[name=addon]").screenshot({ path: `e2e/screenshots/${name}.png` });
    });

    test(`18 axe finds nothing: ${tab}, ${theme}, error`, async ({ host, page, watch }) => {
      watch.expect(/status of 503/);
      await page.route(/\/api\/(?!me\b)/, (route) => {
        const body = JSON.stringify({ type: "about:blank", title: "Service Unavailable", status: 503, code: "unavailable", detail: "not now" });
        return route.fulfill({ status: 503, contentType: "application/problem+json", body });
      });
      await open(host, tab, theme);
      expect(await violations(page)).toEqual([]);
    });

    const dialog = DIALOGS[tab];
    if (dialog !== undefined) {
      test(`18 axe finds nothing: ${tab}, ${theme}, dialog`, async ({ host, page, server }) => {
        await fill(server);
        await open(host, tab, theme);
        await host.addon.getByRole("button", { name: dialog }).first().click();
        await expect(host.addon.getByRole("dialog")).toBeVisible();
        expect(await violations(page)).toEqual([]);
      });
    }
  }
}

test("18 axe finds nothing before anybody is known", async ({ page, server }) => {
  for (const path of ["/ui", "/ui?auth_token=x"]) {
    await page.goto(server.addon("universal-webhook").address + path);
    await expect(page.locator("main")).not.toBeEmpty();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(" ")}`)).toEqual([]);
  }
});

for (const [what, width] of [["320 pixels", 320], ["200 % of 1280 pixels", 640]] as const) {
  test(`18 nothing sticks out at ${what}`, async ({ page, server }) => {
    await fill(server);
    await page.setViewportSize({ width, height: 720 });
    for (const tab of TABS) {
      const { page: address } = await server.token("universal-webhook");
      await page.goto(`${address}#/${tab}`);
      await expect(page.getByRole("navigation")).toBeVisible();
      await expect(page.locator("main [aria-busy=true]")).toHaveCount(0);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(over, tab).toBe(0);
    }
  });
}
