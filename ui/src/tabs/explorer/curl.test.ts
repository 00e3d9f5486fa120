import { execFileSync, spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";

import { bash, powerShell, type Sending } from "./curl";
import { random, someJson, someText } from "../../test/catalogue";

/** Says what it was called with: every argument byte by byte behind their number, and what came through its standard input. */
const STAND_IN = `
curl() { printf '%d\\0' "$#" && printf '%s\\0' "$@"; [ "\${*: -2:1}" != --data-binary ] || { printf 'stdin:'; command cat; printf '\\0'; }; }
CLOCKIFY_TOKEN='t"o$k'
`;

/** The arguments of each of the commands, pasted one behind the other into a shell. */
function run(commands: string[]): string[][] {
  const { stdout, stderr, status } = spawnSync("bash", ["--norc", "-s"], { input: `${STAND_IN}${commands.join("\n")}\n`, maxBuffer: 1 << 28 });
  expect([status, String(stderr)]).toEqual([0, ""]);
  const parts = stdout.toString("utf8").split("\0");
  const calls: string[][] = [];
  for (let at = 0; at < parts.length - 1; ) {
    const count = Number(parts[at]);
    const more = parts[at + count - 1] === "--data-binary" ? 1 : 0;
    calls.push(parts.slice(at + 1, at + 1 + count + more));
    at += 1 + count + more;
  }
  return calls;
}

const call = (more: Partial<Sending>): Sending => ({ method: "POST", url: "https://api.test/v1/workspaces/w/tags", headers: { accept: "application/json", "content-type": "application/json" }, body: null, form: null, ...more });

const around = (...last: string[]) => [
  "--request", "POST", "https://api.test/v1/workspaces/w/tags", "--globoff", "--header", 'x-addon-token: t"o$k',
  "--header", "accept: application/json", "--header", "content-type: application/json", ...last,
];

describe("check 13: a command for bash", () => {
  it("sends 200 generated bodies byte by byte", () => {
    const next = random(13);
    const bodies = Array.from({ length: 200 }, (_, at) => JSON.stringify(at < 20 ? { name: someText(next), all: "'\"$\n|\\`!ü日😀" } : someJson(next)));
    expect(run(bodies.map((body) => bash(call({ body }))))).toEqual(bodies.map((body) => around("--data-raw", body)));
  });
  it("sends bodies that aren't JSON, too", () => {
    const next = random(14);
    const bodies = Array.from({ length: 200 }, () => someText(next).replaceAll("\0", "") || "@file");
    expect(run(bodies.map((body) => bash(call({ body }))))).toEqual(bodies.map((body) => around("--data-raw", body)));
  });
  it("sends a body through the standard input that is too long for an argument", () => {
    const body = JSON.stringify("x'$\n".repeat(60_000));
    expect(run([bash(call({ body }))])).toEqual([around("--data-binary", "@-", `stdin:${body}`)]);
  });
  it("takes addresses and headers as they are", () => {
    const url = "https://api.test/v1/it's?a=$b&c=[1]{2}";
    const [args] = run([bash(call({ method: "GET", url, headers: { accept: "a'b" } }))]);
    expect(args).toEqual(["--request", "GET", url, "--globoff", "--header", 'x-addon-token: t"o$k', "--header", "accept: a'b"]);
  });
  it("sends forms with their files", () => {
    const form = [
      { name: "amount", value: "@1;type=x", file: null, type: null },
      { name: "file", value: null, file: 'a "b"\\c.png', type: "image/png" },
    ];
    const [args] = run([bash(call({ headers: {}, form }))]);
    expect(args?.slice(-4)).toEqual(["--form-string", "amount=@1;type=x", "--form", 'file=@"a \\"b\\"\\\\c.png";type=image/png']);
  });
  it("is understood by curl itself", () => {
    // Nobody listens there; curl only has to take every option.
    const command = bash(call({ url: "http://127.0.0.1:9/", body: '{"a":1}' }));
    const { status } = spawnSync("bash", ["-c", command], { env: { ...process.env, CLOCKIFY_TOKEN: "x" } });
    if (hasCurl()) expect(status).toBe(7);
  });
});

function hasCurl(): boolean {
  try {
    execFileSync("curl", ["--version"]);
    return true;
  } catch {
    return false;
  }
}

describe("a command for PowerShell", () => {
  it("doubles every kind of quote that PowerShell knows", () => {
    const text = powerShell(call({ body: `{"a":"it's ‘so’ $x \`n"}` }));
    expect(text).toContain(`GetBytes('{"a":"it''s ‘‘so’’ $x \`n"}')`);
    expect(text).toContain("'x-addon-token' = $env:CLOCKIFY_TOKEN");
    expect(text).toContain("-ContentType 'application/json'");
    expect(text).not.toContain("'content-type' =");
  });
  it("sends forms", () => {
    const form = [{ name: "amount", value: "1", file: null, type: null }, { name: "file", value: null, file: "a.png", type: null }];
    expect(powerShell(call({ headers: {}, form }))).toContain("-Form @{ 'amount' = '1'; 'file' = Get-Item -LiteralPath 'a.png' }");
  });
});
