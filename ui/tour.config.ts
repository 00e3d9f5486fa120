import tests from "./playwright.config";

/** Makes the pictures of docs/guides/page.md: `npm run tour`. */
export default { ...tests, testMatch: "tour.ts", outputDir: "e2e/results/tour", timeout: 180_000 };
