// 23. The build: the same sources give the same page, the program serves that page, and its packages' licences come along.
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { expect, test } from "./harness";

const run = promisify(execFile);
const ui = fileURLToPath(new URL("..", import.meta.url));
const dist = join(ui, "dist");

/** Where the program has the page's files. */
async function place(address: string): Promise<string> {
  const html = await (await fetch(`${address}/ui`)).text();
  const found = /"([^"]*\/ui\/[0-9a-f]{16}\/assets\/)app\.js"/.exec(html)?.[1];
  if (found === undefined) throw new Error(`the program was built without the page: ${html}`);
  return new URL(found, address).href;
}

test("23 the program serves the page that was built", async ({ server }) => {
  const base = await place(server.addon("universal-webhook").address);
  for (const name of (await readdir(join(dist, "assets"))).filter((name) => !/\.(br|gz)$/.test(name))) {
    const built = await readFile(join(dist, "assets", name));
    for (const encoding of ["identity", "gzip", "br"]) {
      const answer = await fetch(base + name, { headers: { "accept-encoding": encoding } });
      expect(answer.status, name).toBe(200);
      expect(answer.headers.get("cache-control"), name).toContain("immutable");
      expect(Buffer.from(await answer.arrayBuffer()).equals(built), `${name} as ${encoding}`).toBe(true);
    }
  }
});

test("23 the sources are those that the page was built from", async () => {
  await run(process.execPath, [join(ui, "scripts/source-hash.mjs"), "--check"]);
});

test("23 the same sources give the same page, byte for byte", async () => {
  const folder = await mkdtemp(join(tmpdir(), "clockify-addons-ui-"));
  const vite = join(ui, "node_modules/vite/bin/vite.js");
  await run(process.execPath, [vite, "build", "--outDir", folder, "--emptyOutDir", "--logLevel", "error"], { cwd: ui });
  const names = ["index.html", ...(await readdir(join(folder, "assets"))).map((name) => `assets/${name}`)];
  expect(names.length).toBeGreaterThan(3);
  for (const name of names) {
    const [one, two] = [await readFile(join(dist, name)), await readFile(join(folder, name))];
    expect(one.equals(two), name).toBe(true);
  }
  await rm(folder, { recursive: true });
});

test("23 the licences of what is bundled are listed", async ({ server }) => {
  const text = await (await fetch(`${await place(server.addon("api-studio").address)}licences.txt`)).text();
  const { dependencies } = JSON.parse(await readFile(join(ui, "package.json"), "utf8")) as { dependencies: Record<string, string> };
  for (const [name, version] of Object.entries(dependencies)) expect(text).toContain(`${name} ${version}: `);
  expect(text).toContain("Permission is hereby granted");
});
