// One add-on in a process of its own that can be ended and started again, with a Clockify that is no more than a key: it installs
// the add-on, signs tokens for those who look, and delivers events.
import { type ChildProcess, spawn } from "node:child_process";
import { generateKeyPairSync, sign as signed } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { pause, program } from "./server";

const WORKSPACE = "64a1f0c2e4b0a1b2c3d4e5f6";
const INSTALLATION = "64a1f0c2e4b0a1b2c3d4e5f7";
const USER = "64a1f0c2e4b0a1b2c3d4e505";

export class Alone {
  private readonly keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
  private process: ChildProcess | null = null;

  private constructor(
    private readonly folder: string,
    private readonly port: number,
  ) {}

  /** Starts Universal Webhook and installs it. */
  static async start(): Promise<Alone> {
    const folder = await mkdtemp(join(tmpdir(), "clockify-addons-e2e-"));
    const alone = new Alone(folder, await freePort());
    await alone.begin();
    await alone.install();
    return alone;
  }

  get address(): string {
    return `http://localhost:${this.port}`;
  }

  /** The process, with what it left behind when it ended. */
  async begin() {
    const key = this.keys.publicKey.export({ type: "spki", format: "pem" }).toString();
    const env = { PATH: process.env.PATH, CLOCKIFY_ADDONS_PUBLIC_KEYS: key, UNIVERSAL_WEBHOOK_PORT: String(this.port), LOG_LEVEL: "ERROR" };
    this.process = spawn(program(), ["serve", "--addon", "universal-webhook"], { cwd: this.folder, env, stdio: "ignore" });
    for (const end = Date.now() + 30_000; Date.now() < end; await pause(50)) {
      const answer = await fetch(`${this.address}/readyz`).catch(() => null);
      if (answer?.ok === true) return;
    }
    throw new Error("the server did not start");
  }

  async end() {
    const { process } = this;
    if (process === null || process.exitCode !== null) return;
    const ended = new Promise((resolve) => process.once("exit", resolve));
    process.kill("SIGTERM");
    await Promise.race([ended, pause(15_000)]);
    if (process.exitCode === null) process.kill("SIGKILL");
  }

  async stop() {
    await this.end();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** The page's address with a token of the owner's. */
  page(hash: string): string {
    return `${this.address}/ui?auth_token=${this.viewer()}${hash}`;
  }

  viewer(): string {
    const claims = { user: USER, workspaceRole: "OWNER", theme: "DEFAULT", language: "EN", exp: soon(1800) };
    return this.token({ ...claims, backendUrl: "https://api.clockify.me/api", reportsUrl: "https://reports.api.clockify.me" });
  }

  /** Delivers an event; false where nobody took it. */
  async deliver(payload: object): Promise<boolean> {
    const headers = { "clockify-signature": this.webhook(), "clockify-webhook-event-type": "NEW_TAG", "content-type": "application/json" };
    const answer = await fetch(`${this.address}${PATH}`, { method: "POST", headers, body: JSON.stringify({ workspaceId: WORKSPACE, ...payload }) }).catch(() => null);
    return answer?.ok === true;
  }

  private async install() {
    const token = this.token({ user: USER, backendUrl: "https://api.clockify.me/api" });
    const body = { addonId: INSTALLATION, authToken: token, workspaceId: WORKSPACE, asUser: USER, webhooks: [{ webhookType: "ADDON", path: PATH, authToken: this.webhook() }] };
    const headers = { "x-addon-lifecycle-token": this.token({ exp: soon(300) }), "content-type": "application/json" };
    const answer = await fetch(`${this.address}/lifecycle/installed`, { method: "POST", headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`the install was answered with ${answer.status}: ${await answer.text()}`);
  }

  private webhook(): string {
    return this.token({ webhookId: "64a1f0c2e4b0a1b2c3d4e5f8" });
  }

  private token(claims: object): string {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const about = { iss: "clockify", sub: "universal-webhook-api", type: "addon", workspaceId: WORKSPACE, addonId: INSTALLATION };
    const text = `${part({ alg: "RS256", typ: "JWT" })}.${part({ ...about, ...claims })}`;
    return `${text}.${signed("RSA-SHA256", Buffer.from(text), this.keys.privateKey).toString("base64url")}`;
  }
}

/** Where the event of a new tag is delivered. */
const PATH = "/webhooks/generic/tag-new";

const soon = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const listener = createServer();
    listener.once("error", reject);
    listener.listen(0, "127.0.0.1", () => {
      const { port } = listener.address() as { port: number };
      listener.close(() => resolve(port));
    });
  });
}
