// Where in the page one is: `#/tab/more/parts?name=value`.
import { signal } from "@preact/signals";

export interface Route {
  tab: string;
  path: string[];
  query: URLSearchParams;
}

export function parse(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const [tab = "", ...rest] = path.split("/").filter((part) => part !== "").map(decode);
  return { tab, path: rest, query: new URLSearchParams(query) };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The address of a place in the page. */
export function href(parts: string[], query: Record<string, string | null | undefined> = {}): string {
  const pairs = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== null && pair[1] !== undefined && pair[1] !== "");
  const text = new URLSearchParams(pairs).toString();
  return `#/${parts.map(encodeURIComponent).join("/")}${text === "" ? "" : `?${text}`}`;
}

export const route = signal<Route>(parse(location.hash));

/** Whether one may leave; asked before the route changes, while there are edits that would be lost. */
let mayLeave: (() => Promise<boolean>) | null = null;
let current = location.hash;

/** Has `ask` decide whether the place may be left, until it is called with null. */
export function guard(ask: (() => Promise<boolean>) | null) {
  mayLeave = ask;
}

export function go(to: string) {
  if (to !== location.hash) location.hash = to;
}

/** Goes there without a step in the browser's history: for filters that change while one types. */
export function replace(to: string) {
  history.replaceState(null, "", to);
  current = to;
  route.value = parse(to);
}

window.addEventListener("hashchange", async () => {
  const wanted = location.hash;
  if (wanted === current) return;
  if (mayLeave !== null) {
    history.replaceState(null, "", current);
    if (!(await mayLeave())) return;
    mayLeave = null;
    history.replaceState(null, "", wanted);
  }
  const isOtherTab = parse(wanted).tab !== route.value.tab;
  current = wanted;
  route.value = parse(wanted);
  if (isOtherTab) document.getElementById("main")?.focus({ preventScroll: true });
});

window.addEventListener("beforeunload", (event) => {
  if (mayLeave !== null) event.preventDefault();
});
