// Writes a .br and a .gz beside every asset, so that the server has nothing to compress. A copy that isn't smaller is left out.
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const dist = fileURLToPath(new URL("../dist/assets", import.meta.url));

for (const name of readdirSync(dist)) {
  const path = join(dist, name);
  if (/\.(br|gz)$/.test(name)) {
    rmSync(path);
    continue;
  }
  if (!statSync(path).isFile()) throw new Error(`${path} is a folder; assets lie side by side`);
  const bytes = readFileSync(path);
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  for (const [end, small] of [["br", brotliCompressSync(bytes, { params })], ["gz", gzipSync(bytes, { level: 9 })]]) {
    if (small.length < bytes.length) writeFileSync(`${path}.${end}`, small);
  }
}
