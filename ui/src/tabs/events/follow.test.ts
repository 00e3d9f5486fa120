import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { EventLine } from "../../api/types/events";
import { follow, type FollowState, pause } from "./follow";
import { event } from "./sample";

const encoder = new TextEncoder();
const message = (id: string, kind: string, data: unknown) => `id: ${id}\nevent: ${kind}\ndata: ${JSON.stringify(data)}\n\n`;

/** Connections one after the other, each of some text; the last one stays open. */
function streams(...texts: string[]) {
  const asked: Headers[] = [];
  vi.stubGlobal("fetch", async (_: string, init: RequestInit) => {
    asked.push(new Headers(init.headers));
    const [text, isLast] = [texts.shift(), texts.length === 0];
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(encoder.encode(text ?? ""));
        if (!isLast) controller.close();
        init.signal?.addEventListener("abort", () => controller.error(new DOMException("", "AbortError")));
      },
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  });
  return asked;
}

function followed() {
  const [events, ready, states]: [EventLine[], boolean[], FollowState[]] = [[], [], []];
  const stop = follow({
    query: {},
    onEvents: (more) => void events.push(...more),
    onReady: (anew) => void ready.push(anew),
    onState: (state) => void states.push(state),
  });
  return { events, ready, states, stop };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("who follows the stream", () => {
  it("goes on from the place after an interruption", async () => {
    const asked = streams(message("a.1", "ready", {}) + message("b.2", "event", event(1)), message("b.2", "ready", {}) + message("c.3", "event", event(2)));
    const { events, ready, stop } = followed();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(asked.map((headers) => headers.get("last-event-id"))).toEqual([null, "b.2"]);
    expect(events.map(({ id }) => id)).toEqual([event(1).id, event(2).id]);
    expect(ready).toEqual([true, false]);
    stop();
  });

  it("takes the place of a message without data too", async () => {
    const asked = streams(`${message("a.1", "ready", {})}: still here\nid: a.9\n\n`, "");
    const { stop } = followed();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(asked[1]?.get("last-event-id")).toBe("a.9");
    stop();
  });

  it("loads again where it was away for too long", async () => {
    streams(message("a.1", "reset", {}));
    const { ready, stop } = followed();
    await vi.advanceTimersByTimeAsync(100);
    expect(ready).toEqual([true]);
    stop();
  });

  it("leaves a place that another page has taken", async () => {
    const asked = streams(message("a.1", "ready", {}) + 'event: end\ndata: {"reason":"replaced"}\n\n', "");
    const { states, stop } = followed();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(states.at(-1)).toMatchObject({ is: "over", reason: "replaced" });
    expect(asked).toHaveLength(1);
    stop();
  });

  it("gives up a connection that says nothing any more", async () => {
    const asked = streams(message("a.1", "ready", {}));
    const { stop } = followed();
    await vi.advanceTimersByTimeAsync(39_000);
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked).toHaveLength(2);
    stop();
  });

  it("says when it isn't let in, and stays away", async () => {
    const refusals = vi.fn(async () => Response.json({ status: 403, code: "forbidden", detail: "no" }, { status: 403 }));
    vi.stubGlobal("fetch", refusals);
    const { states, stop } = followed();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(states.at(-1)).toMatchObject({ is: "over", reason: "refused" });
    expect(refusals).toHaveBeenCalledTimes(1);
    stop();
  });

  it("waits longer each time, up to half a minute and a bit", () => {
    expect([0, 1, 2, 5, 60].map((attempt) => pause(attempt, 0.5))).toEqual([1000, 2000, 4000, 30_000, 30_000]);
    expect(pause(60, 1)).toBeLessThanOrEqual(37_500);
  });
});
