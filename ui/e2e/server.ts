// The program itself, on free ports and in a folder of its own, with the sandbox inside.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** What a test may change of a server. */
export interface Setup {
  /** Settings, as in .env. */
  settings?: Record<string, string>;
  /** No events but those that the test causes. */
  quiet?: boolean;
}

export interface Addon {
  name: string;
  title: string;
  label: string;
  address: string;
  installed: boolean;
  events: string[];
}

export interface Person {
  id: string;
  name: string;
  role: "OWNER" | "ADMIN" | "USER";
}

export interface Stage {
  workspace: { id: string; name: string };
  addons: Addon[];
  people: Person[];
}

/** The program: CLOCKIFY_ADDONS names it, or else it is the debug build. */
export function program(): string {
  const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
  const path = process.env.CLOCKIFY_ADDONS ?? join(target, "debug", "clockify-addons");
  if (!existsSync(path)) throw new Error(`${path} isn't there: run \`make ui\` and \`cargo build\` first`);
  return resolve(path);
}

/** A server that runs, with its folder. */
export class Server {
  private constructor(
    private readonly process: ChildProcess,
    private readonly folder: string,
    /** The address of the page like Clockify's. */
    readonly host: string,
    /** The address of the simulated API. */
    readonly api: string,
    readonly stage: Stage,
  ) {}

  static async start({ settings = {}, quiet = true }: Setup = {}): Promise<Server> {
    const folder = await mkdtemp(join(tmpdir(), "clockify-addons-e2e-"));
    const args = ["serve", "--sandbox", "--sandbox-page", "0", ...(quiet ? ["--sandbox-quiet"] : [])];
    const env = {
      PATH: process.env.PATH,
      API_STUDIO_PORT: "0",
      UNIVERSAL_WEBHOOK_PORT: "0",
      PORT: "0",
      LOG_FORMAT: "json",
      LOG_LEVEL: "WARNING",
      ...settings,
    };
    const child = spawn(program(), args, { cwd: folder, env, stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    child.stderr.on("data", (bytes: Buffer) => (said = (said + bytes.toString()).slice(-20_000)));
    const found = (pattern: RegExp) => pattern.exec(said)?.[1];
    for (const end = Date.now() + 30_000; Date.now() < end; await pause(50)) {
      if (child.exitCode !== null) break;
      const host = found(/inside a simulated Clockify: {2}(http:\/\/\S+)\//);
      const api = found(/sandbox API +(http:\/\/\S+)/);
      if (host === undefined || api === undefined) continue;
      const stage = (await (await fetch(`${host}/state`)).json()) as Stage;
      if (stage.addons.every((addon) => addon.installed)) return new Server(child, folder, host, api, stage);
    }
    child.kill("SIGKILL");
    throw new Error(`the server did not start:\n${said}`);
  }

  addon(name: string): Addon {
    const found = this.stage.addons.find((addon) => addon.name === name);
    if (found === undefined) throw new Error(`there is no add-on ${name}`);
    return found;
  }

  person(role: Person["role"]): Person {
    const found = this.stage.people.find((person) => person.role === role);
    if (found === undefined) throw new Error(`there is nobody with the role ${role}`);
    return found;
  }

  /** Asks the sandbox for something, as its page does. */
  async ask<T>(path: string, body: unknown): Promise<T> {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`${this.host}/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  /** A token of a user, and the address of the add-on's page with it. */
  token(addon: string, more: Partial<Viewer> = {}): Promise<{ token: string; page: string }> {
    const person = this.person("OWNER");
    const viewer = { user: person.id, role: person.role, theme: "DEFAULT", language: "EN", lifetime: 1800, ...more };
    return this.ask("token", { addon, ...viewer });
  }

  /** Does something in Clockify: an operation of its API, below the workspace. */
  async act<T>(method: string, path: string, body?: unknown, user = this.person("OWNER").id): Promise<T> {
    const done = await this.ask<{ status: number; answer: T }>("clockify", { user, method, path, body });
    if (done.status >= 300) throw new Error(`${method} ${path}: ${done.status} ${JSON.stringify(done.answer)}`);
    return done.answer;
  }

  /** Has an event delivered. */
  async deliver(addon: string, event: string, payload?: unknown) {
    const done = await this.ask<{ status: string }>("deliver", { addon, event, payload });
    if (done.status !== "SUCCEEDED") throw new Error(`${event}: ${done.status}`);
  }

  /** Calls the add-on's JSON API as the owner. */
  async call<T>(addon: string, path: string, init: { method?: string; body?: unknown } = {}): Promise<T> {
    const { token } = await this.token(addon);
    const answer = await fetch(`${this.addon(addon).address}/api/${path}`, {
      method: init.method ?? "GET",
      headers: { "x-addon-token": token, ...(init.body === undefined ? {} : { "content-type": "application/json" }) },
      ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (answer.status === 204 ? undefined : await answer.json()) as T;
  }

  async stop() {
    const ended = new Promise((resolve) => this.process.once("exit", resolve));
    if (this.process.exitCode === null) {
      this.process.kill("SIGTERM");
      await Promise.race([ended, pause(10_000)]);
      if (this.process.exitCode === null) this.process.kill("SIGKILL");
    }
    await rm(this.folder, { recursive: true, force: true });
  }
}

interface Viewer {
  user: string;
  role: string;
  theme: string;
  language: string;
  lifetime: number;
}

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
