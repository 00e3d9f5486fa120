// 20. The theme: right from the first paint on, and followed without loading the page anew.
import { inflateSync } from "node:zlib";

import type { Page } from "@playwright/test";

import { expect, test } from "./harness";

/** The colour of a page's upper left corner: red, green, blue. */
async function corner(page: Page): Promise<number[]> {
  const png = await page.screenshot({ clip: { x: 2, y: 2, width: 1, height: 1 }, animations: "disabled" });
  const data: Buffer[] = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    if (png.toString("latin1", at + 4, at + 8) === "IDAT") data.push(png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  // One pixel is a filter's number and its colours; whatever the filter, there is nothing to the left and above.
  return [...inflateSync(Buffer.concat(data)).subarray(1, 4)];
}

const brightness = (colour: number[]) => colour.reduce((sum, part) => sum + part, 0) / 3;

for (const [theme, isDark] of [["DARK", true], ["DEFAULT", false]] as const) {
  test(`20 the first paint is right before any script runs: ${theme}`, async ({ browser, server }) => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    const { page: address } = await server.token("universal-webhook", { theme });
    await page.goto(address);
    const colour = await corner(page);
    expect(brightness(colour) < 90, `the corner is ${colour}`).toBe(isDark);
    await context.close();
  });
}

test("20 another theme in Clockify is followed without loading the page anew", async ({ host }) => {
  await host.open({ theme: "DEFAULT" });
  const frame = await host.frame();
  await frame.evaluate(() => Object.assign(window, { stillHere: true }));
  const background = () => frame.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await background();
  await host.choose("Theme", "DARK");
  await expect(host.addon.locator("html")).toHaveAttribute("data-theme", "dark");
  expect(await background()).not.toBe(light);
  await host.choose("Theme", "DEFAULT");
  await expect(host.addon.locator("html")).toHaveAttribute("data-theme", "light");
  expect(await background()).toBe(light);
  expect(await frame.evaluate(() => "stillHere" in window)).toBe(true);
});

test("20 the language of the page is that of its texts", async ({ host }) => {
  await host.open({ language: "DE" });
  await expect(host.addon.locator("html")).toHaveAttribute("lang", "en");
});
