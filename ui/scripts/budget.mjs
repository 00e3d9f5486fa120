// Fails if the page weighs more than it may, or names a host that isn't its own. Sizes are those of level 9 of gzip, in KB of
// 1,000 bytes; what counts for the first load is what index.html names, with everything that imports at once.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const LIMITS = { "first load": 90, "its scripts": 60, "largest editor chunk": 140, "all files, as they are": 700 };
/** Names of things that nobody calls: XML namespaces, and hosts that are reserved for examples. */
const HARMLESS = /^https?:\/\/(www\.w3\.org|([\w-]+\.)*example\.(com|org|net)|localhost|127\.0\.0\.1)(?=[/:\s"'`)<]|$)/;

const dist = fileURLToPath(new URL("../dist/", import.meta.url));
const read = (name) => readFileSync(join(dist, name));
const gzip = (name) => gzipSync(read(name), { level: 9 }).length;

const assets = readdirSync(join(dist, "assets")).filter((name) => !/\.(br|gz)$/.test(name)).map((name) => `assets/${name}`);
const html = read("index.html").toString();
const first = new Set();
function take(name) {
  if (first.has(name) || !existsSync(join(dist, name))) return;
  first.add(name);
  if (!name.endsWith(".js")) return;
  for (const [, other] of read(name).toString().matchAll(/\b(?:from|import)\s*["']\.\/([^"']+)["']/g)) take(`assets/${other}`);
}
for (const [, name] of html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g)) take(name);

const sum = (names) => names.reduce((all, name) => all + gzip(name), 0);
const editors = assets.filter((name) => /editor|codemirror/i.test(name) && name.endsWith(".js"));
const sizes = {
  "first load": sum(["index.html", ...first]),
  "its scripts": sum([...first].filter((name) => name.endsWith(".js"))),
  "largest editor chunk": Math.max(0, ...editors.map(gzip)),
  "all files, as they are": ["index.html", ...assets].reduce((all, name) => all + read(name).length, 0),
};
for (const [what, bytes] of Object.entries(sizes)) {
  const fits = bytes <= LIMITS[what] * 1000;
  console.log(`${what.padEnd(24)} ${(bytes / 1000).toFixed(1).padStart(6)} KB of ${LIMITS[what]}${fits ? "" : "   TOO MUCH"}`);
  if (!fits) process.exitCode = 1;
}
for (const name of ["index.html", ...assets.filter((name) => /\.(js|css|svg)$/.test(name))]) {
  const foreign = [...read(name).toString().matchAll(/https?:\/\/[\w*][\w.*-]*[^\s"'`)<]*/g)].map(([url]) => url);
  for (const url of foreign.filter((url) => !HARMLESS.test(url))) {
    console.log(`${name} names ${url.slice(0, 100)}, which is somebody else's`);
    process.exitCode = 1;
  }
}
