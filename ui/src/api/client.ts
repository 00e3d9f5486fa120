// Calls of the JSON API: the token goes along in a header, one that has ended is renewed once, and what goes wrong is a
// `Problem` with something to say.
import { signal } from "@preact/signals";

import { read } from "../json";
import { shell as t } from "../strings";
import { currentToken, renew, session, verifyWith } from "../session";

/** Whether the server can be reached. */
export const connection = signal<"on" | "lost">("on");

/** One mistake in what was sent: where (a JSON pointer), and what about it. */
export interface Mistake {
  path: string;
  message: string;
}

/** What went wrong, as the server says it (RFC 9457) or as it is known here. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** Every mistake with its place, where there are some. */
    readonly errors: Mistake[] = [],
    /** The whole document. */
    readonly document: Record<string, unknown> = {},
  ) {
    super(message);
    this.name = "Problem";
  }

  static of(error: unknown): Problem {
    if (error instanceof Problem) return error;
    return new Problem(0, "unexpected", error instanceof Error ? error.message : String(error));
  }

  /** Whether nobody wants to hear of it: the call was given up on purpose. */
  get isAborted() {
    return this.code === "aborted";
  }
}

export type Query = Record<string, string | number | boolean | null | undefined>;

export interface Options {
  query?: Query;
  body?: unknown;
  signal?: AbortSignal;
  headers?: Record<string, string>;
  /** Numbers of the answer are kept as they are written: for documents that are sent back. */
  exact?: boolean;
}

/** The address of a path of the API. */
export function address(path: string, query: Query = {}): string {
  const base = document.documentElement.dataset.base ?? "";
  const pairs = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== "");
  const text = new URLSearchParams(pairs.map(([name, value]) => [name, String(value)])).toString();
  return `${base}/api/${path}${text === "" ? "" : `?${text}`}`;
}

/** An answer as it comes, for those who read it themselves: streams and downloads. */
export async function raw(method: string, path: string, options: Options = {}): Promise<Response> {
  const first = await send(method, path, options, currentToken());
  if (first.status !== 401) return first;
  if (!(await renew())) {
    session.value = "ended";
    return first;
  }
  return send(method, path, options, currentToken());
}

async function send(method: string, path: string, options: Options, token: string | null): Promise<Response> {
  const headers = new Headers(options.headers);
  if (token !== null) headers.set("x-addon-token", token);
  const init: RequestInit = { method, headers, credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer" };
  if (options.body !== undefined) {
    headers.set("content-type", "application/json");
    init.body = JSON.stringify(options.body);
  }
  if (options.signal !== undefined) init.signal = options.signal;
  try {
    const answer = await fetch(address(path, options.query), init);
    connection.value = "on";
    return answer;
  } catch (error) {
    if (options.signal?.aborted === true) throw new Problem(0, "aborted", "");
    lose();
    throw new Problem(0, "offline", t("offline"), [], { cause: String(error) });
  }
}

/** The problem that an answer tells of. */
export async function problemOf(answer: Response): Promise<Problem> {
  let document: Record<string, unknown> = {};
  try {
    document = await answer.json();
  } catch {
    // No document: a proxy answered in our place.
  }
  const { code, detail, errors } = document as { code?: string; detail?: string; errors?: Mistake[] };
  return new Problem(answer.status, code ?? "unknown", detail ?? t("status", { status: answer.status }), errors ?? [], document);
}

async function call<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const answer = await raw(method, path, options);
  if (!answer.ok) throw await problemOf(answer);
  if (answer.status === 204) return undefined as T;
  try {
    if (options.exact !== true) return (await answer.json()) as T;
    const found = read(await answer.text());
    if ("why" in found) throw new Error(found.why);
    return found.value as T;
  } catch (error) {
    if (options.signal?.aborted === true) throw new Problem(0, "aborted", "");
    throw Problem.of(error);
  }
}

export const api = {
  get: <T>(path: string, options?: Options) => call<T>("GET", path, options),
  post: <T>(path: string, body: unknown = {}, options?: Options) => call<T>("POST", path, { ...options, body }),
  put: <T>(path: string, body: unknown, options?: Options) => call<T>("PUT", path, { ...options, body }),
  remove: (path: string, options?: Options) => call<void>("DELETE", path, options),
};

/** Looks again and again whether the server is back. */
function lose() {
  if (connection.value === "lost") return;
  connection.value = "lost";
  let wait = 1000;
  const look = async () => {
    try {
      await fetch(address("me"), { headers: { "x-addon-token": currentToken() ?? "" }, cache: "no-store" });
      connection.value = "on";
    } catch {
      wait = Math.min(wait * 2, 30_000);
      setTimeout(look, wait * (0.75 + Math.random() / 2));
    }
  };
  setTimeout(look, wait);
}

// A new token counts once the server has accepted it.
verifyWith(async (token) => {
  try {
    return (await fetch(address("me"), { headers: { "x-addon-token": token }, cache: "no-store" })).ok;
  } catch {
    return false;
  }
});
