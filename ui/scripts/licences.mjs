// Writes the licences of the packages that are bundled, which ask for that, to dist/assets/licences.txt. Fails on a licence that
// isn't on the list, and on a package that the sources import although it isn't a dependency.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The licences of deny.toml, as far as packages of npm have them. */
const ALLOWED = ["MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "Zlib", "MPL-2.0", "Unicode-3.0", "CC0-1.0", "0BSD"];

const ui = fileURLToPath(new URL("..", import.meta.url));
const lock = JSON.parse(readFileSync(join(ui, "package-lock.json"), "utf8"));
const bundled = Object.entries(lock.packages)
  .filter(([path, entry]) => path !== "" && !entry.dev && !entry.devOptional)
  .sort(([one], [other]) => (one < other ? -1 : 1));

const problems = [];
const parts = [];
for (const [path, { version, license }] of bundled) {
  const name = path.replace(/^.*node_modules\//, "");
  if (!ALLOWED.includes(license)) problems.push(`${name} ${version} has the licence ${license}, which is not on the list`);
  const folder = join(ui, path);
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  const text = file === undefined ? "" : readFileSync(join(folder, file), "utf8").trim();
  parts.push(`${name} ${version}: ${license}\n\n${text}\n`);
  console.log(`${name.padEnd(28)} ${String(version).padEnd(10)} ${license}`);
}

const { dependencies = {} } = JSON.parse(readFileSync(join(ui, "package.json"), "utf8"));
for (const entry of readdirSync(join(ui, "src"), { recursive: true })) {
  if (!/\.tsx?$/.test(entry) || /\.test\.tsx?$/.test(entry) || entry.startsWith("test/")) continue;
  const text = readFileSync(join(ui, "src", entry), "utf8");
  for (const [, from] of text.matchAll(/(?:^(?:import|export)\s(?:[^"';]*\sfrom\s)?|\bimport\()"([^."\n][^"\n]*)"/gm)) {
    const name = from.split("/").slice(0, from.startsWith("@") ? 2 : 1).join("/");
    if (!(name in dependencies)) problems.push(`src/${entry} imports ${name}, which is not among the dependencies`);
  }
}

writeFileSync(join(ui, "dist/assets/licences.txt"), parts.join(`\n${"-".repeat(80)}\n\n`));
for (const problem of problems) console.log(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
