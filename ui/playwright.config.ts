import { defineConfig } from "@playwright/test";

/** What a browser of tests has no use for; some of it would call home. */
const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // Whatever isn't on this machine can't be found, so that a page that asks for it fails here as it would offline.
  "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1",
];

export default defineConfig({
  testDir: "e2e",
  testMatch: "**/*.spec.ts",
  outputDir: "e2e/results",
  forbidOnly: process.env.CI !== undefined,
  // Two processors are shared by the server, the browser and this.
  workers: 1,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"]],
  use: {
    browserName: "chromium",
    headless: true,
    viewport: { width: 1360, height: 900 },
    launchOptions: { executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", chromiumSandbox: false, args: QUIET },
    trace: "retain-on-failure",
  },
});
