// Writes what the page was built from into dist/source-hash. build.rs computes the same and refuses a page that is older
// than its sources. `--check` compares instead of writing, and fails if the two differ.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** What counts beside src/. The same list stands in build.rs. */
const FILES = ["index.html", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts"];

const ui = fileURLToPath(new URL("..", import.meta.url));
const target = join(ui, "dist", "source-hash");

/** Every file below a folder, as a path from ui/ with slashes. What begins with a dot doesn't count. */
function below(folder) {
  return readdirSync(join(ui, folder))
    .filter((name) => !name.startsWith("."))
    .map((name) => `${folder}/${name}`)
    .flatMap((path) => (statSync(join(ui, path)).isDirectory() ? below(path) : [path]));
}

export function sourceHash() {
  const paths = [...FILES.filter((name) => existsSync(join(ui, name))), ...below("src")].sort();
  const hash = createHash("sha256");
  for (const path of paths) {
    const bytes = readFileSync(join(ui, path));
    hash.update(`${path}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest("hex");
}

if (process.argv.includes("--check")) {
  const built = existsSync(target) ? readFileSync(target, "utf8").trim() : "";
  process.exitCode = built === sourceHash() ? 0 : 1;
} else {
  writeFileSync(target, `${sourceHash()}\n`);
  // cargo can't watch a folder that isn't there yet, so build.rs has it watch this file until there is one.
  const now = new Date();
  utimesSync(fileURLToPath(import.meta.url), now, now);
}
