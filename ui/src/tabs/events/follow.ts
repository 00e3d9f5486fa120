// Follows the stream of events: goes on where it was after an interruption, waits longer each time, and leaves the server
// alone while nobody looks.
import { Problem, problemOf, type Query, raw } from "../../api/client";
import type { EventLine, StreamEnd } from "../../api/types/events";
import { currentToken, renew } from "../../session";
import { Parser } from "./sse";

export type FollowState =
  | { is: "connecting" }
  | { is: "live" }
  /** Tried again at this time. */
  | { is: "waiting"; until: number; problem: Problem | null }
  /** Nobody has looked for a while. */
  | { is: "asleep" }
  /** It won't go on by itself. */
  | { is: "over"; reason: "replaced" | "gone" | "refused"; problem: Problem | null };

export interface Follow {
  query: Query;
  /** From here on nothing is missed; true where what is shown has to be loaded again. */
  onReady: (anew: boolean) => void;
  onEvents: (events: EventLine[]) => void;
  onState: (state: FollowState) => void;
}

const SHORTEST_MS = 1_000;
const LONGEST_MS = 30_000;
/** Without a word for so long the connection has gone: the server says something every 15 seconds. */
const SILENCE_MS = 40_000;
/** How long a page that nobody sees goes on. */
const HIDDEN_MS = 5 * 60_000;

/** How long to wait before the next attempt: longer each time, and never all pages at once. */
export function pause(attempt: number, random = Math.random()): number {
  return Math.min(LONGEST_MS, SHORTEST_MS * 2 ** attempt) * (0.75 + random / 2);
}

/** Follows until the function that it gives is called. */
export function follow(options: Follow): () => void {
  const stop = new AbortController();
  void run(options, stop.signal);
  return () => stop.abort();
}

async function run(options: Follow, stop: AbortSignal) {
  let place: string | null = null;
  let attempt = 0;
  while (!stop.aborted) {
    await visible(options, stop);
    if (stop.aborted) return;
    options.onState({ is: "connecting" });
    let problem: Problem | null = null;
    const token = currentToken();
    try {
      const end = await connect(options, stop, place, (id) => {
        place = id;
        attempt = 0;
      });
      if (stop.aborted) return;
      if (end === "replaced" || end === "gone") return options.onState({ is: "over", reason: end, problem: null });
      // The token has mostly been renewed long before its end.
      if (end === "expired" && (currentToken() !== token || (await renew()))) continue;
      // Hidden: asleep until somebody looks. It goes on from its place.
      if (end === "hidden") continue;
    } catch (error) {
      problem = Problem.of(error);
      if (stop.aborted || problem.isAborted) return;
      if (problem.status === 400 && place !== null) {
        // It doesn't know the place: it begins anew.
        place = null;
        options.onReady(true);
      } else if (problem.status !== 429 && problem.status >= 400 && problem.status < 500) {
        return options.onState({ is: "over", reason: "refused", problem });
      }
    }
    const wait = pause(attempt++);
    options.onState({ is: "waiting", until: Date.now() + wait, problem });
    await sleep(wait, stop);
  }
}

/** One connection, to its end. */
async function connect(
  options: Follow,
  stop: AbortSignal,
  place: string | null,
  moved: (place: string) => void,
): Promise<StreamEnd["reason"] | "lost" | "hidden"> {
  const mine = new AbortController();
  const give = () => mine.abort();
  stop.addEventListener("abort", give);
  let reason: "lost" | "hidden" = "lost";
  let silence: ReturnType<typeof setTimeout> | undefined;
  const heard = () => {
    clearTimeout(silence);
    silence = setTimeout(give, SILENCE_MS);
  };
  let hidden: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    clearTimeout(hidden);
    if (!document.hidden) return;
    hidden = setTimeout(() => {
      reason = "hidden";
      give();
    }, HIDDEN_MS);
  };
  document.addEventListener("visibilitychange", look);
  look();
  heard();
  try {
    const headers: Record<string, string> = { accept: "text/event-stream" };
    if (place !== null) headers["last-event-id"] = place;
    const answer = await raw("GET", "events/stream", { query: options.query, headers, signal: mine.signal });
    if (!answer.ok) throw await problemOf(answer);
    const reader = answer.body?.getReader();
    if (reader === undefined) return "lost";
    options.onState({ is: "live" });
    const [parser, decoder] = [new Parser(), new TextDecoder()];
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return "lost";
      heard();
      const events: EventLine[] = [];
      let end: StreamEnd["reason"] | null = null;
      for (const message of parser.push(decoder.decode(value, { stream: true }))) {
        if (message.event === "event") events.push(JSON.parse(message.data));
        else if (message.event === "ready") options.onReady(place === null);
        else if (message.event === "reset") options.onReady(true);
        else if (message.event === "end") end = (JSON.parse(message.data) as StreamEnd).reason;
      }
      // The events first: what is told is behind the place.
      if (events.length > 0) options.onEvents(events);
      if (parser.id !== "") {
        place = parser.id;
        moved(parser.id);
      }
      if (end !== null) return end;
    }
  } catch (error) {
    // Given up on purpose, or the connection broke while it was read.
    if (mine.signal.aborted || !(error instanceof Problem)) return reason;
    throw error;
  } finally {
    clearTimeout(silence);
    clearTimeout(hidden);
    document.removeEventListener("visibilitychange", look);
    stop.removeEventListener("abort", give);
    mine.abort();
  }
}

/** Waits until somebody looks. */
async function visible(options: Follow, stop: AbortSignal) {
  if (!document.hidden) return;
  options.onState({ is: "asleep" });
  await new Promise<void>((resolve) => {
    const look = () => {
      if (document.hidden && !stop.aborted) return;
      document.removeEventListener("visibilitychange", look);
      resolve();
    };
    document.addEventListener("visibilitychange", look);
    stop.addEventListener("abort", look, { once: true });
  });
}

function sleep(ms: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    const wake = () => {
      clearTimeout(timer);
      resolve();
    };
    stop.addEventListener("abort", wake, { once: true });
  });
}
