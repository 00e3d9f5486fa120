import { act } from "preact/test-utils";
import { beforeEach, describe, expect, it } from "vitest";

import type { Me } from "../../../api/types/me";
import type { ReplayWhole } from "../../../api/types/replays";
import { locale } from "../../../locale";
import { me } from "../../../me";
import { answer, field, fill, flow, open, pick, press, refusal, text } from "../../../test/flows";
import { EMPTY, filterOf, isRestricted, rateOf } from "./filter";

const replay = (more: Partial<ReplayWhole> = {}): ReplayWhole => ({
  id: "y1", state: "running", why: null, filter: { since: "2026-03-01T00:00:00Z", states: ["failed"], version: "current" }, total: 1200, done: 300, runs: 410, rate: 50,
  requested_by: "operator", created_at: "2026-03-02T10:00:00Z", finished_at: null, percent: 25, states: { queued: 10, succeeded: 400 }, ...more,
});
const around = { "GET flows": { flows: [flow(), flow({ id: "f2", name: "Other" })] }, "GET replays": { replays: [replay({ state: "done" })], next: null }, "GET coverage": { events: [{ event: "NEW_TAG" }, { event: "TAG_UPDATED" }] } };

beforeEach(() => {
  locale.value = { ...locale.value, time_zone: "Europe/Vienna" };
  me.value = { has_custom_webhooks: false, limits: { flows: 200, definition_bytes: 1, body_bytes: 1 } } as Me;
});

describe("replays", () => {
  it("are listed", async () => {
    const { place } = await open("replays", around);
    expect(text(place.querySelector(".run-rows") as Element)).toContain("300 of 1,200 events410 runs");
    await press(place, "New replay");
    expect(field(place, "Events a second").value).toBe("50");
  });
  it("are tried and started with what was chosen", async () => {
    const post = ({ body }: { body: { dry_run: boolean } }) => (body.dry_run ? { dry_run: true, events: 1200, looked_at: 500, runs: 612, ended: 40 } : Response.json(replay(), { status: 201 }));
    const { place, asked } = await open("replays?new=1", { ...around, "POST replays": post, "GET replays/y1": replay() });
    await fill(place, "Events from", "2026-03-01T00:00");
    await pick(place, "Types of events", "NEW_TAG");
    await act(() => field(place, "failed").click());
    await act(() => field(place, "Other").click());
    await fill(place, "Version", "original");
    await fill(place, "Events a second", "20");
    await press(place, "Dry run");
    const filter = { since: "2026-02-28T23:00:00Z", types: ["NEW_TAG"], states: ["failed"], flows: ["f2"], version: "original" };
    expect(asked.at(-1)?.body).toEqual({ filter, rate: 20, dry_run: true });
    expect(text(place)).toContain("1,200 events would be taken. 612 runs would be made, and 40 would end at once");
    expect(text(place)).toContain("the oldest 500 events");
    await press(place, "Start the replay");
    await answer("Start the replay");
    expect(asked.find(({ method, body }) => method === "POST" && (body as { dry_run: boolean }).dry_run === false)?.body).toEqual({ filter, rate: 20, dry_run: false });
    expect(location.hash).toBe("#/flows/replays/y1");
  });
  it("say why they can't be started", async () => {
    const { place } = await open("replays?new=1", { ...around, "POST replays": refusal(400, "bad_request", "this would replay every event in the log; say which ones, or ask for all of them") });
    await press(place, "Dry run");
    expect(text(place)).toContain("this would replay every event in the log");
    await fill(place, "Events a second", "0");
    await press(place, "Dry run");
    expect(text(place)).toContain("A replay takes 1 to 1000 events a second.");
  });
});

describe("a replay", () => {
  it("says how far it is, and is cancelled after a question", async () => {
    const { place, asked } = await open("replays/y1", { ...around, "GET replays/y1": replay(), "POST replays/y1/cancel": { ...replay({ state: "cancelled" }), cancelled_runs: 10 } });
    expect(place.querySelector("progress")?.value).toBe(25);
    expect([...place.querySelectorAll("tbody tr")].map(text)).toEqual(["○ queued10", "✓ succeeded400"]);
    expect(text(place)).toContain("failed");
    await press(place, "Cancel the replay");
    await answer("Let it go on");
    expect(asked.some(({ method }) => method === "POST")).toBe(false);
    await press(place, "Cancel the replay");
    await answer("Cancel the replay");
    expect(text(place)).toContain("■ cancelled");
    expect(text(document.querySelector(".status") as Element)).toBe("The replay is cancelled, with 10 runs.");
  });
});

describe("the filter of a replay", () => {
  it("has what was chosen and nothing else", () => {
    expect(filterOf(EMPTY)).toEqual({ version: "current" });
    expect(filterOf({ ...EMPTY, all: true, until: "2026-01-01T00:00", source: "ci" })).toEqual({ version: "current", all: true, source: "ci", until: expect.stringMatching(/Z$/) });
  });
  it("is one if it says which events", () => expect([EMPTY, { ...EMPTY, all: true }, { ...EMPTY, source: "x" }, { ...EMPTY, states: ["failed" as const] }].map(isRestricted)).toEqual([false, false, true, true]));
  it.each([["1", 1], ["1000", 1000], ["0", null], ["1001", null], ["1.5", null], ["", null], ["x", null]])("takes %j events a second: %j", (rate, expected) => expect(rateOf({ ...EMPTY, rate })).toBe(expected));
});
