import { defineConfig } from "vitest/config";

// Where `npm run dev` sends the API's calls: a server that runs beside it.
const server = process.env.ADDON ?? "http://127.0.0.1:8081";

export default defineConfig({
  // The server puts the path that it is reachable under before the addresses in index.html.
  base: "./",
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: { proxy: { "/api": server } },
  test: { environment: "jsdom", include: ["src/**/*.test.{ts,tsx}"], setupFiles: ["src/test/setup.ts"] },
});
