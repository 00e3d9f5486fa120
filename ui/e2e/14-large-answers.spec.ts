// 14. An answer of 10 MB: its beginning is there at once, the page stays quick, the rest is a download.
import type { CallAnswer } from "../src/api/types/calls";
import { expect, test } from "./harness";

const whole = JSON.stringify(Array.from({ length: 90_000 }, (_, at) => ({ id: `64a1f0c2e4b0a1b2c3d4${at}`, name: `<b>Tag ${at}</b>`, nested: { list: [1, 2, { deep: null }], archived: false } })));

const answer: CallAnswer = {
  id: "64a1f0c2e4b0a1b2c3d4e5f6", operation: "getTags", as: "me", method: "GET", url: "https://api.example.com/v1/tags", status: 200,
  headers: { "content-type": "application/json" }, kind: "json", text: whole.slice(0, 256 * 1024), bytes: whole.length, truncated: true, took_ms: 900, attempts: 1, next: null,
  sent: { headers: {}, body: null, form: null },
};

test("14 a large answer doesn't hold up the page", async ({ host, page }) => {
  expect(whole.length).toBeGreaterThan(9_000_000);
  await page.route("**/api/calls", (route) => route.fulfill({ json: answer }));
  await page.route("**/api/calls/*/body", (route) => route.fulfill({ body: whole, headers: { "content-disposition": 'attachment; filename="tags.json"' } }));
  await host.open({ hash: "#/explorer/getTags" });
  const { addon } = host;
  await expect(addon.getByRole("button", { name: "Send", exact: true })).toBeVisible();
  const frame = await host.frame();
  const seen = await frame.evaluate(async () => {
    const long: number[] = [];
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => long.push(entry.duration))).observe({ entryTypes: ["longtask"] });
    const press = (text: string) => [...document.querySelectorAll("button")].find((each) => each.textContent === text)?.click();
    const from = performance.now();
    press("Send");
    while (document.querySelectorAll(".tree-branch").length < 50) await new Promise((resolve) => setTimeout(resolve, 5));
    const first = performance.now() - from;
    const rows = document.querySelectorAll(".tree-branch, .tree-leaf").length;
    press("Raw");
    await new Promise((resolve) => setTimeout(resolve, 500));
    press("Tree");
    await new Promise((resolve) => setTimeout(resolve, 500));
    return { first, rows, longest: Math.max(0, ...long), heap: (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize };
  });
  expect(seen.first).toBeLessThan(500);
  expect(seen.longest).toBeLessThan(200);
  expect(seen.rows).toBeLessThan(500);
  expect(seen.heap).toBeLessThan(150_000_000);
  await expect(addon.getByText(/this is only its beginning/)).toBeVisible();
  const download = page.waitForEvent("download");
  await addon.getByRole("button", { name: "Download all of it" }).click();
  expect((await download).suggestedFilename()).toBe("tags.json");
});
