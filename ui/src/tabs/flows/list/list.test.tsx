import { beforeEach, describe, expect, it } from "vitest";

import type { Me } from "../../../api/types/me";
import { me } from "../../../me";
import { answer, button, definition, fill, flow, MARKUP, open, press, refusal, run, text } from "../../../test/flows";
import { group } from "./last-runs";

const held = flow({ id: "f2", name: MARKUP, held: { reason: "LOOP", note: "more than 20 runs for one entry", since: "2026-03-02T10:00:00Z" } });
const off = flow({ id: "f3", name: "Off", enabled: false });
const answers = {
  "GET flows": { flows: [flow(), held, off] },
  "GET runs": ({ query }: { query: URLSearchParams }) =>
    query.get("flow") === null ? { runs: [run(), run({ id: "r2", state: "failed" })], next: "r2" } : { runs: [], next: null },
};

beforeEach(() => {
  me.value = { runs_flows: true, has_custom_webhooks: false, has_http_steps: true, limits: { flows: 200, definition_bytes: 1, body_bytes: 1 } } as Me;
});

describe("the list of flows", () => {
  it("says what is on, what is held and why, and how the last runs went", async () => {
    const { place, asked } = await open("", answers);
    expect(text(place)).toContain("3 of 200 flows");
    const [first, second, third] = [...place.querySelectorAll("li.card")].map(text);
    expect(first).toContain("✓ on");
    expect(second).toContain(`${MARKUP} ✓ on‖ held: LOOP`);
    expect(second).toContain("more than 20 runs for one entry");
    expect(third).toContain("○ off");
    expect(third).toContain("no runs yet");
    expect(button(place, "Switch on: Off").className).toContain("primary");
    const runs = [...place.querySelectorAll(".run-sign")].map((link) => [link.getAttribute("href"), link.getAttribute("aria-label")?.split(",")[0], link.textContent]);
    expect(runs).toEqual([["#/flows/runs/r1", "Required tag: succeeded", "✓"], ["#/flows/runs/r2", "Required tag: failed", "✕"]]);
    // Those that the page of all runs doesn't tell of are asked for by themselves.
    expect(asked.filter(({ path }) => path === "runs").map(({ query }) => query.get("flow"))).toEqual([null, "f2", "f3"]);
    expect(place.querySelector("img")).toBeNull();
  });
  it("is searched by name", async () => {
    const { place } = await open("", answers);
    await fill(place, "Find a flow", "REQ");
    expect(place.querySelectorAll("li.card").length).toBe(1);
    await fill(place, "Find a flow", "nothing");
    expect(text(place)).toContain("No flow is called like that.");
  });
  it("begins with templates where there are none", async () => {
    const { place } = await open("", { "GET flows": { flows: [] } });
    expect(text(place)).toContain("There are no flows yet");
    expect(button(place, "From a template").getAttribute("href")).toBe("#/flows/templates");
  });
  it("says that there is no room, and that nothing runs", async () => {
    me.value = { ...(me.value as Me), runs_flows: false, limits: { flows: 3, definition_bytes: 1, body_bytes: 1 } };
    const { place } = await open("", answers);
    expect(text(place)).toContain("There are as many flows as there may be");
    expect(text(place)).toContain("Flows are not run here");
    expect(place.querySelector('a[href="#/flows/new"]')).toBeNull();
  });
  it("can be loaded again", async () => {
    let isDown = true;
    const { place } = await open("", { ...answers, "GET flows": () => (isDown ? refusal(503, "unavailable", "later") : { flows: [flow()] }) });
    expect(text(place)).toContain("later");
    isDown = false;
    await press(place, "Try again");
    expect(place.querySelectorAll("li.card").length).toBe(1);
  });
  it("switches off only after a question, and on at once", async () => {
    const { place, asked } = await open("", { ...answers, "POST flows/f1/disable": flow({ enabled: false }), "POST flows/f3/enable": { ...off, enabled: true } });
    const posts = () => asked.filter(({ method }) => method === "POST").map(({ path }) => path);
    await press(place, "Switch off: Required tag");
    await answer("Cancel");
    expect(posts()).toEqual([]);
    await press(place, "Switch off: Required tag");
    await answer("Switch off");
    await press(place, "Switch on: Off");
    expect(posts()).toEqual(["flows/f1/disable", "flows/f3/enable"]);
    expect(text(place.querySelector("li.card") as Element)).toContain("○ off");
    expect(text(document.querySelector(".status") as Element)).toBe("Off is on.");
  });
  it("holds with a note and resumes", async () => {
    const { place, asked } = await open("", { ...answers, "POST flows/f1/hold": flow({ held: { reason: "ASKED", note: "n", since: null } }), "POST flows/f2/resume": { ...held, held: null } });
    await press(place, "Hold: Required tag");
    await fill(document.querySelector("dialog") as Element, "Why", "audit");
    await answer("Hold");
    expect(document.querySelector("dialog")).toBeNull();
    await press(place, `Resume: ${MARKUP}`);
    expect(asked.filter(({ method }) => method === "POST").map(({ path, body }) => [path, body])).toEqual([["flows/f1/hold", { note: "audit" }], ["flows/f2/resume", {}]]);
    expect([...place.querySelectorAll("li.card")].slice(0, 2).map((card) => text(card).includes("held"))).toEqual([true, false]);
  });
  it("deletes after a question, and says why it can't", async () => {
    const { place } = await open("", { ...answers, "DELETE flows/f1": new Response(null, { status: 204 }), "DELETE flows/f3": refusal(404, "not_found", "there is no such flow") });
    await press(place, "Delete: Off");
    await answer("Delete");
    expect(text(document.querySelector(".status") as Element)).toBe("there is no such flow");
    await press(place, "Delete: Required tag");
    await answer("Delete");
    expect(place.querySelectorAll("li.card").length).toBe(2);
    expect(document.activeElement?.tagName).toBe("H2");
  });
});

describe("one flow", () => {
  it("says what starts it, what it does, and how it goes", async () => {
    const { place } = await open("f1", { ...answers, "GET flows/f1": { ...flow(), definition }, "GET runs": { runs: [run({ state: "failed", why: "tags: no" })], next: null } });
    expect(text(place)).toContain("TIMER_STOPPEDevery day at 17:00 (Europe/Vienna)");
    expect(text(place)).toContain("Look for the tag Clockify call getTags");
    expect(text(place)).toContain("version 3");
    expect(text(place)).toContain("the operator");
    expect(text(place.querySelector(".run-rows") as Element)).toContain("✕ failed");
    for (const [name, to] of [["Edit", "f1/edit"], ["Versions", "f1/versions"], ["Export", "f1/export"]] as const) expect(button(place, name).getAttribute("href")).toBe(`#/flows/${to}`);
  });
  it("explains why it is held", async () => {
    const { place } = await open("f2", { ...answers, "GET flows/f2": { ...held, definition } });
    expect(text(place)).toContain("This flow is held (held: LOOP)");
    expect(text(place)).toContain("may start it again and again");
  });
  it("is tried on an event", async () => {
    const report = { state: "succeeded", conditions: [], steps: [], writes: [{ step: "mark", method: "PUT", url: "https://api.test/x", differences: [{ path: "tagIds", before: [], after: ["t"] }] }] };
    const { place, asked } = await open("f1", { ...answers, "GET flows/f1": { ...flow(), definition }, "GET events": { events: [{ id: "e1", event_type: "TIMER_STOPPED", received_at: "2026-03-02T10:00:00Z", entity: null }] }, "POST flows/test": report });
    await press(place, "Dry run");
    await press(place, "Start the dry run");
    expect(asked.find(({ path }) => path === "events")?.query.get("type")).toBe("TIMER_STOPPED");
    expect(asked.find(({ path }) => path === "flows/test")?.body).toEqual({ definition, event: "e1" });
    expect(text(place)).toContain("The run would succeed.");
    expect(text(place)).toContain("PUT https://api.test/x");
    expect(text(place)).toContain('tagIds[]["t"]');
    expect(document.activeElement?.textContent).toBe("What would happen");
  });
  it("that isn't there is no flow", async () => {
    const { place } = await open("none", { "GET flows/none": refusal(404, "not_found", "there is no such flow") });
    expect(text(place)).toContain("there is no such flow");
  });
});

describe("last runs", () => {
  it("are five at most of each flow", () => {
    const runs = Array.from({ length: 12 }, (_, index) => run({ id: `r${index}`, flow: index % 2 === 0 ? "a" : "b" }));
    expect([...group(runs)].map(([id, some]) => [id, some.length, some[0]?.id])).toEqual([["a", 5, "r0"], ["b", 5, "r1"]]);
  });
});
