// The user's token: it comes in the address, leaves it at once, is kept in memory only, and is renewed by the page of
// Clockify around this one before it ends.
import { signal } from "@preact/signals";

/** How long before its end the token is renewed, and how long an answer may take. */
const AHEAD_MS = 5 * 60_000;
const PATIENCE_MS = 10_000;
/** How long after a renewal in vain the next one is tried. */
const AGAIN_MS = 30_000;

/** Events around this page after which the user may look different: another theme, another language. */
const CHANGES = ["USER_SETTINGS_UPDATED", "PROFILE_UPDATED", "WORKSPACE_SETTINGS_UPDATED"];

/** The languages that the page has texts in. */
const languages = ["en"];

/** What a token says of itself. Only the server can tell whether it is true. */
export interface Claims {
  exp: number;
  addonId: string;
  workspaceId: string;
  user: string;
  theme?: string;
  language?: string;
  /** Clockify's hosts. */
  backendUrl?: string;
  reportsUrl?: string;
}

export const session = signal<"none" | "on" | "ended">("none");

let token: string | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
let renewal: Promise<boolean> | null = null;
/** Takes the token of an answer; there while one is waited for. */
let receive: ((token: string) => void) | null = null;
/** Whether the server accepts a token: asked before it takes the place of the one that is held. */
let verify: (token: string) => Promise<boolean> = async () => false;

export const hasToken = () => token !== null;
export const currentToken = () => token;

/** Takes the token out of the address. */
export function begin() {
  const url = new URL(location.href);
  const sent = url.searchParams.get("auth_token");
  if (sent !== null) {
    url.searchParams.delete("auth_token");
    history.replaceState(null, "", url.pathname + url.search + url.hash);
  }
  window.addEventListener("message", hear);
  if (sent !== null) hold(sent);
}

export function verifyWith(ask: (token: string) => Promise<boolean>) {
  verify = ask;
}

function hold(next: string) {
  token = next;
  session.value = "on";
  const claims = read(next);
  if (claims === null) return;
  dress(claims);
  clearTimeout(timer);
  timer = setTimeout(renewLater, Math.max(0, claims.exp * 1000 - Date.now() - AHEAD_MS));
}

async function renewLater() {
  if (await renew()) return;
  const claims = token === null ? null : read(token);
  if (claims === null || claims.exp * 1000 <= Date.now()) session.value = "ended";
  timer = setTimeout(renewLater, AGAIN_MS);
}

/** Asks the page around this one for a new token. Whoever asks meanwhile waits for the same answer. */
export function renew(): Promise<boolean> {
  renewal ??= ask().finally(() => {
    renewal = null;
  });
  return renewal;
}

async function ask(): Promise<boolean> {
  const origin = parentOrigin();
  const before = token === null ? null : read(token);
  if (origin === null || before === null) return false;
  const sent = await new Promise<string | null>((resolve) => {
    const giveUp = setTimeout(() => resolve(null), PATIENCE_MS);
    receive = (next) => {
      const after = read(next);
      if (after === null || !same(before, after)) return;
      clearTimeout(giveUp);
      resolve(next);
    };
    tell("refreshAddonToken");
  });
  receive = null;
  if (sent === null || !(await verify(sent))) return false;
  hold(sent);
  return true;
}

function same(one: Claims, other: Claims) {
  return one.addonId === other.addonId && one.workspaceId === other.workspaceId && one.user === other.user;
}

/** Tells the page around this one something. */
export function tell(action: string, payload?: unknown) {
  const origin = parentOrigin();
  if (origin !== null) window.top?.postMessage(JSON.stringify({ action, payload }), origin);
}

/** Hears the page around this one, and nobody else. */
function hear(event: MessageEvent) {
  if (event.origin !== parentOrigin() || (event.source !== window.parent && event.source !== window.top)) return;
  const found = tokenIn(event.data);
  if (found !== null) receive?.(found);
  const title = titleOf(event.data);
  if (title !== null && CHANGES.includes(title)) void renew();
}

/** A message is an object or its JSON text. */
function unpacked(data: unknown): unknown {
  if (typeof data !== "string" || !/^\s*[{"]/.test(data)) return data;
  try {
    return JSON.parse(data);
  } catch {
    return data;
  }
}

function titleOf(data: unknown): string | null {
  const message = unpacked(data);
  if (typeof message !== "object" || message === null) return null;
  const { title, action } = message as { title?: unknown; action?: unknown };
  return typeof title === "string" ? title : typeof action === "string" ? action : null;
}

/** The token in a message, in whichever of the shapes that are in use: Clockify documents none. */
export function tokenIn(data: unknown, depth = 0): string | null {
  const message = unpacked(data);
  if (typeof message === "string") return read(message) === null ? null : message;
  if (typeof message !== "object" || message === null || depth > 3) return null;
  const parts = message as Record<string, unknown>;
  for (const name of ["body", "payload", "auth_token", "authToken", "token", "data"]) {
    const found = name in parts ? tokenIn(parts[name], depth + 1) : null;
    if (found !== null) return found;
  }
  return null;
}

/** The claims of a token, or null for what is none. */
export function read(text: string): Claims | null {
  const body = /^[\w-]+\.([\w-]+)\.[\w-]+$/.exec(text)?.[1];
  if (body === undefined) return null;
  try {
    const bytes = Uint8Array.from(atob(body.replace(/-/g, "+").replace(/_/g, "/")), (char) => char.charCodeAt(0));
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof claims !== "object" || claims === null) return null;
    const { exp, addonId, workspaceId, user } = claims as Partial<Claims>;
    const isWhole = typeof exp === "number" && [addonId, workspaceId, user].every((id) => typeof id === "string");
    return isWhole ? (claims as Claims) : null;
  } catch {
    return null;
  }
}

/** The origin of the page around this one, if it is one of those that may embed it. */
export function parentOrigin(): string | null {
  if (window.parent === window) return null;
  const origin = location.ancestorOrigins?.[0] ?? originOf(document.referrer);
  const allowed = (document.documentElement.dataset.parents ?? "").split(" ");
  return origin !== null && allowed.some((pattern) => matches(pattern, origin)) ? origin : null;
}

function originOf(address: string): string | null {
  try {
    return new URL(address).origin;
  } catch {
    return null;
  }
}

/** Whether an origin is one of a source as in `frame-ancestors`: `https://*.example.com`, `http://localhost:*`. */
export function matches(pattern: string, origin: string): boolean {
  const parts = /^(https?):\/\/(\*\.)?([^:*/]+)(?::(\*|\d+))?$/.exec(pattern);
  if (parts === null) return false;
  const [, scheme, below, host, port] = parts;
  const url = new URL(origin);
  if (url.protocol !== `${scheme}:`) return false;
  if (port !== "*" && url.port !== (port ?? "")) return false;
  return below === undefined ? url.hostname === host : url.hostname.endsWith(`.${host}`);
}

/** Follows the theme and the language of the user. */
function dress({ theme, language }: Claims) {
  document.documentElement.dataset.theme = theme?.toUpperCase() === "DARK" ? "dark" : "light";
  // The texts' language, not the user's, where there are none in the user's.
  const known = languages.find((each) => each === language?.toLowerCase());
  document.documentElement.lang = known ?? "en";
}
