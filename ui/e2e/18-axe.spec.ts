// 18. Who sees little, or hears the page, or has it large: no rule of axe is broken in any tab, theme and state, and nothing sticks
// out at the side. Pictures of the tabs are left in e2e/screenshots/.
import AxeBuilder from "@axe-core/playwright";
import type { Page, Route } from "@playwright/test";

import { type Filled, fill } from "./filled";
import { expect, type Host, test } from "./harness";

// Secrets are there where flows may call others.
test.use({ setup: { settings: { UW_ENABLE_GENERIC_HTTP_ACTIONS: "true" } } });

const TABS = ["dashboard", "events", "explorer", "flows", "settings"] as const;
type Tab = (typeof TABS)[number];

/** The places of the tabs, when there is something in them. */
const PLACES: Record<Tab, (filled: Filled) => string[]> = {
  dashboard: () => ["", "entities/tag"],
  events: ({ event }) => ["", event],
  explorer: () => ["", "getTags", "createTimeEntry", "history", "saved"],
  flows: ({ flow, run }) => ["", flow, "new", `${flow}/edit`, `${flow}/versions`, `${flow}/export`, "import", "runs", `runs/${run}`, "templates", "templates/required-tag", "replays"],
  settings: () => ["", "retention", "limits", "sources", "secrets", "audit", "data"],
};

/** The dialogs of each tab that has some: where each is, and the button that opens it. */
const DIALOGS: Partial<Record<Tab, (filled: Filled) => [place: string, button: RegExp][]>> = {
  events: ({ event }) => [[event, /^Replay/]],
  explorer: () => [["getTags", /^Save…/]],
  flows: ({ flow }) => [[flow, /^Hold/], [flow, /^Delete/], [`${flow}/edit`, /^Browse/]],
  settings: () => [["sources", /^Register a source/], ["sources", /^New secret for/], ["sources", /^Remove/], ["secrets", /^Set a secret/], ["secrets", /^Remove/]],
};

/** Where the picture of a place goes. */
function picture(tab: Tab, place: string, how: string): string {
  const parts = [tab, ...place.split("/").map((part) => (/^[0-9a-f]{32}$/.test(part) ? "one" : part)), how];
  return `e2e/screenshots/${parts.filter((part) => part !== "").join("-")}.png`;
}

/** Everything that axe knows, best practice included. */
async function violations(page: Page): Promise<string[]> {
  const frame: { fromFrames: [string, string] } = { fromFrames: ["iframe[name=addon]", "html"] };
  const { violations } = await new AxeBuilder({ page }).include(frame).options({ resultTypes: ["violations"] }).analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help}: ${target.join(" ")}: ${failureSummary?.split("\n").slice(1).join(";")}`),
  );
}

async function settled(host: Host) {
  await expect(host.addon.locator("main")).not.toBeEmpty();
  await expect(host.addon.locator("main .waiting")).toHaveCount(0);
}

async function go(host: Host, tab: Tab, place = "") {
  await host.go(`#/${tab}${place === "" ? "" : `/${place}`}`);
  await settled(host);
}

for (const theme of ["DEFAULT", "DARK"] as const) {
  for (const tab of TABS) {
    test(`18 axe finds nothing: ${tab}, ${theme}, empty`, async ({ host, page }) => {
      await page.route(/\/api\//, empty);
      await host.open({ theme });
      await go(host, tab);
      expect(await violations(page)).toEqual([]);
    });

    test(`18 axe finds nothing: ${tab}, ${theme}, loaded`, async ({ host, page, server }) => {
      test.setTimeout(180_000);
      const places = PLACES[tab](await fill(server));
      await host.open({ theme });
      for (const place of places) {
        await go(host, tab, place);
        expect(await violations(page), `${tab}/${place}`).toEqual([]);
        await page.locator("iframe[name=addon]").screenshot({ path: picture(tab, place, theme === "DARK" ? "dark" : "light") });
      }
    });

    test(`18 axe finds nothing: ${tab}, ${theme}, error`, async ({ host, page, watch }) => {
      watch.expect(/status of 503/);
      await page.route(/\/api\/(?!me\b)/, (route) => {
        const body = JSON.stringify({ type: "about:blank", title: "Service Unavailable", status: 503, code: "unavailable", detail: "not now" });
        return route.fulfill({ status: 503, contentType: "application/problem+json", body });
      });
      await host.open({ theme });
      await go(host, tab);
      expect(await violations(page)).toEqual([]);
    });

    const dialogsOf = DIALOGS[tab];
    if (dialogsOf === undefined) continue;
    test(`18 axe finds nothing: ${tab}, ${theme}, dialogs`, async ({ host, page, server }) => {
      test.setTimeout(180_000);
      const dialogs = dialogsOf(await fill(server));
      await host.open({ theme });
      for (const [place, button] of dialogs) {
        await go(host, tab, place);
        await host.addon.getByRole("button", { name: button }).first().click();
        await expect(host.addon.getByRole("dialog")).toBeVisible();
        expect(await violations(page), `${place} ${button}`).toEqual([]);
        await page.keyboard.press("Escape");
        await expect(host.addon.getByRole("dialog")).toHaveCount(0);
      }
    });
  }
}

/** Whatever is a list in the server's answer has nothing in it. */
async function empty(route: Route) {
  if (route.request().method() !== "GET" || /\/(me|catalogue|templates|events\/stream)\b/.test(route.request().url())) return route.continue();
  const answer = await route.fetch();
  if (!(answer.headers()["content-type"] ?? "").includes("json")) return route.fulfill({ response: answer });
  const document = (await answer.json()) as Record<string, unknown>;
  const without = Object.entries(document).map(([name, value]) => [name, Array.isArray(value) && name !== "hours" ? [] : name === "next" ? null : value]);
  return route.fulfill({ response: answer, json: Object.fromEntries(without) });
}

test("18 axe finds nothing before anybody is known", async ({ page, server, watch }) => {
  watch.expect(/status of 401/);
  for (const path of ["/ui", "/ui?auth_token=x"]) {
    await page.goto(server.addon("universal-webhook").address + path);
    await expect(page.locator("main")).not.toBeEmpty();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(" ")}`)).toEqual([]);
  }
});

for (const [what, width] of [["320 pixels", 320], ["200 % of 1280 pixels", 640]] as const) {
  test(`18 nothing sticks out at ${what}`, async ({ page, server }) => {
    const filled = await fill(server);
    await page.setViewportSize({ width, height: 720 });
    const { page: address } = await server.token("universal-webhook");
    await page.goto(address);
    await expect(page.getByRole("navigation", { name: "Sections" })).toBeVisible();
    for (const tab of TABS) {
      for (const place of PLACES[tab](filled)) {
        await page.evaluate((hash) => {
          location.hash = hash;
        }, `#/${tab}/${place}`);
        await expect(page.locator("header.top [aria-current=page]")).toHaveAttribute("href", `#/${tab}`);
        await expect(page.locator("main")).not.toBeEmpty();
        await expect(page.locator("main .waiting")).toHaveCount(0);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect.soft(over, `${tab}/${place}`).toBe(0);
        await page.screenshot({ path: picture(tab, place, String(width)) });
      }
    }
  });
}
