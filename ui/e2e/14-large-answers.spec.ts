// 14. An answer of 10 MB doesn't make the page wait: its beginning is shown, the rest can be downloaded.
import { stat } from "node:fs/promises";

import { expect, test } from "./harness";
import { known, spoil } from "./workspace";

const BYTES = 10 * 1024 * 1024;

interface Marks {
  tasks: number[];
  answered: number;
  shown: number;
}

test("14 10 MB of JSON: no task of more than 200 ms, the first rows within 500 ms", async ({ page, server }) => {
  // Whoever else asks for tags would get the 10 MB.
  await known(server);
  await page.addInitScript(() => {
    const marks: Marks = { tasks: [], answered: 0, shown: 0 };
    Object.assign(window, { marks });
    new PerformanceObserver((list) => marks.tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: "longtask" });
    new MutationObserver(() => {
      if (marks.shown > 0 || document.querySelector(".tree-members .tree-branch, .tree-members .tree-leaf") === null) return;
      const answers = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
      marks.answered = answers.findLast(({ name }) => name.endsWith("/api/calls"))?.responseEnd ?? 0;
      marks.shown = performance.now();
    }).observe(document, { childList: true, subtree: true });
  });
  const rounds: Marks[] = [];
  // The machine may be busy with something else: what counts is what the page can do.
  for (let round = 0; round < 2; round += 1) {
    await spoil(server, "getTags", { kind: "big", bytes: BYTES });
    const { page: address } = await server.token("universal-webhook");
    await page.goto(address);
    await page.evaluate(() => {
      location.hash = "#/explorer/getTags";
    });
    const send = page.getByRole("button", { name: "Send", exact: true });
    await expect(send).toBeVisible();
    await page.evaluate(() => void (window as unknown as { marks: Marks }).marks.tasks.splice(0));
    await send.click();
    await expect(page.getByText("The answer has 10.5 MB; this is only its beginning.")).toBeVisible({ timeout: 30_000 });
    await expect(page.locator(".tree-members").first()).toBeVisible();
    for (let more = 0; more < 3; more += 1) await page.getByRole("button", { name: /Show more$/ }).first().click();
    await page.getByRole("button", { name: "Raw", exact: true }).click();
    await expect(page.locator("main pre").first()).toContainText('"id":"000000000000000000000000"');
    // What is measured is told when there is time for it.
    await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve, { timeout: 1000 })));
    rounds.push(await page.evaluate(() => (window as unknown as { marks: Marks }).marks));
  }
  const longest = rounds.map(({ tasks }) => Math.max(0, ...tasks));
  expect(Math.min(...longest), `the longest tasks took ${longest.map(Math.round)} ms`).toBeLessThanOrEqual(200);
  const waits = rounds.map(({ answered, shown }) => shown - answered);
  expect(Math.min(...waits), `the first rows took ${waits.map(Math.round)} ms`).toBeLessThanOrEqual(500);

  const client = await page.context().newCDPSession(page);
  const { usedSize } = await client.send("Runtime.getHeapUsage");
  expect(usedSize).toBeLessThan(150 * 1024 * 1024);

  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download all of it" }).click()]);
  expect((await stat(await download.path())).size).toBeGreaterThan(BYTES - 100);
});
