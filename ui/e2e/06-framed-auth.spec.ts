// 6. The token: out of the address at once, renewed in every shape, believed from Clockify's page only.
import type { Request } from "@playwright/test";

import { expect, type Host, test } from "./harness";

/** The shapes that a new token may come in. */
const SHAPES = [
  "title-body",
  "title-object",
  "title-body-json",
  "title-object-json",
  "action-payload",
  "action-object",
  "action-payload-json",
  "action-object-json",
  "renamed",
  "bare",
];

const theme = (host: Host) => host.addon.locator("html").getAttribute("data-theme");

/** Sets something on the page's own objects that a page that is loaded anew doesn't have. */
async function marked(host: Host) {
  const frame = await host.frame();
  await frame.evaluate(() => Object.assign(window, { stillHere: true }));
  return async () => expect(await (await host.frame()).evaluate(() => "stillHere" in window)).toBe(true);
}

/** The tokens of the calls that the page makes from now on. */
function tokens(host: Host): string[] {
  const seen: string[] = [];
  host.page.on("request", (request: Request) => {
    const token = request.headers()["x-addon-token"];
    if (token !== undefined) seen.push(token);
  });
  return seen;
}

test("6 the token leaves the address within 100 ms of the load", async ({ host, context }) => {
  await context.addInitScript(() => {
    const has = () => location.search.includes("auth_token");
    if (!has()) return;
    const timer = setInterval(() => {
      if (!has()) {
        clearInterval(timer);
        Object.assign(window, { goneAt: performance.now() });
      }
    }, 1);
  });
  await host.open();
  const frame = await host.frame();
  await expect.poll(() => frame.evaluate(() => "goneAt" in window)).toBe(true);
  const [goneAt, loadedAt] = await frame.evaluate(() => {
    const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
    return [(window as unknown as { goneAt: number }).goneAt, navigation?.loadEventStart ?? 0];
  });
  expect(goneAt - loadedAt).toBeLessThanOrEqual(100);
  expect(await frame.evaluate(() => location.href)).not.toContain("eyJ");
  expect(await frame.evaluate(() => document.documentElement.outerHTML)).not.toContain("eyJ");
  const stored = await frame.evaluate(() => {
    // A browser that keeps nothing for pages in frames of others says so by throwing.
    const of = (read: () => unknown) => {
      try {
        return read();
      } catch {
        return null;
      }
    };
    return JSON.stringify([of(() => ({ ...localStorage })), of(() => ({ ...sessionStorage })), of(() => document.cookie)]);
  });
  expect(stored).not.toContain("eyJ");
});

for (const shape of SHAPES) {
  test(`6 a new token is taken as: ${shape}`, async ({ host }) => {
    await host.open({ reply: shape });
    const stillHere = await marked(host);
    await host.choose("Theme", "DARK");
    await expect.poll(() => theme(host)).toBe("dark");
    await stillHere();
  });
}

test("6 the token is renewed before it ends", async ({ host, page }) => {
  await page.clock.install();
  await host.open();
  const stillHere = await marked(host);
  await page.getByRole("button", { name: "Clear" }).click();
  await page.clock.fastForward("24:00");
  await expect(page.locator("#log")).toBeEmpty();
  await page.clock.fastForward("01:30");
  await expect(page.locator("#log li").first()).toContainText("(token)");
  await expect(page.locator("#log")).toContainText("refreshAddonToken");
  await stillHere();
});

test("6 a token that has ended is renewed by the first call that is refused", async ({ host, page, server, watch }) => {
  watch.expect(/status of 401/);
  await page.goto(`${server.host}/?addon=universal-webhook&lifetime=-120`);
  // The page holds one that has ended, and is given others that have.
  await expect(host.addon.getByRole("button", { name: "Try again" })).toBeVisible();
  await host.choose("It is good for", "1800");
  await host.addon.getByRole("button", { name: "Try again" }).click();
  await expect(host.addon.getByRole("navigation", { name: "Sections" })).toBeVisible();
});

test("6 while no new token comes the page says so, and goes on when one does", async ({ host, page, watch }) => {
  watch.expect(/status of 401/);
  await page.clock.install();
  await host.open({ reply: "none" });
  const stillHere = await marked(host);
  await page.clock.fastForward("25:30");
  await page.clock.fastForward("31:00");
  await expect(host.addon.getByText("Your session has ended")).toBeVisible();
  await host.choose("A new one comes as", "title-body");
  await page.clock.fastForward("01:00");
  await expect(host.addon.getByText("Your session has ended")).toHaveCount(0);
  await stillHere();
});

for (const reply of ["forged", "another", "failed"]) {
  test(`6 a token is not taken if it is: ${reply}`, async ({ host, page, watch }) => {
    watch.expect(/status of 401/);
    await host.open({ reply });
    const used = tokens(host);
    await host.choose("Theme", "DARK");
    await expect(page.locator("#log li").first()).toContainText("→ {\"title\":\"refreshAddonToken");
    await host.go("#/settings");
    await host.go("#/dashboard");
    await expect.poll(() => used.length).toBeGreaterThan(0);
    expect(await theme(host)).toBe("light");
  });
}

test("6 what a stranger's page sends is ignored", async ({ host, page }) => {
  await host.open({ reply: "none" });
  await page.getByRole("button", { name: "Clear" }).click();
  await host.press("Have a stranger send one");
  await expect(page.locator("#log")).toContainText("a stranger's messages");
  // Whatever it sent was handled before this is.
  await page.waitForTimeout(500);
  expect(await theme(host)).toBe("light");
  await expect(page.locator("#log")).not.toContainText("←");
});

test("6 without a token the page says where to open it", async ({ page, server, watch }) => {
  const { address } = server.addon("universal-webhook");
  await page.goto(`${address}/ui`);
  await expect(page.getByText(/Clockify/).first()).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Sections" })).toHaveCount(0);
  expect(watch.left()).toEqual([]);
});
