import { defineConfig } from "vitest/config";

// Where `npm run dev` sends the API's calls: a server that runs beside it.
const server = process.env.ADDON ?? "http://127.0.0.1:8081";

/** A module that is its folder's index is named after the folder. */
function named(name: string, path: string | null): string {
  return name === "index" ? (path?.split("/").at(-2) ?? name) : name;
}

export default defineConfig({
  // The server puts the path that it is reachable under before the addresses in index.html.
  base: "./",
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // The server puts a version before the names, so they can stay the same.
    rolldownOptions: {
      output: {
        entryFileNames: "assets/app.js",
        chunkFileNames: ({ name, facadeModuleId }) => `assets/${named(name, facadeModuleId)}.js`,
        assetFileNames: ({ names }) => `assets/${names[0]?.replace(/^index\.css$/, "app.css") ?? "[name][extname]"}`,
      },
    },
  },
  server: { proxy: { "/api": server } },
  test: { environment: "jsdom", include: ["src/**/*.test.{ts,tsx}"], setupFiles: ["src/test/setup.ts"], testTimeout: 30_000 },
});
