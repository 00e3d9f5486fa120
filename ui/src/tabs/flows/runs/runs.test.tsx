import { render } from "preact";
import { act } from "preact/test-utils";
import { beforeEach, describe, expect, it } from "vitest";

import type { Me } from "../../../api/types/me";
import type { Reason, RunWhole } from "../../../api/types/runs";
import { me } from "../../../me";
import { answer, button, definition, field, fill, flow, MARKUP, open, press, refusal, run, step, text } from "../../../test/flows";

const ID = "0123456789abcdef0123456789abcdef";

beforeEach(() => {
  me.value = { runs_flows: true, has_custom_webhooks: false, limits: { flows: 200, definition_bytes: 1, body_bytes: 1 } } as Me;
});

const around = (whole: RunWhole, others: unknown[] = []) => ({
  "GET runs/r1": whole,
  "GET runs": { runs: [whole, ...others], next: null },
  "GET flows": { flows: [flow(), flow({ id: "f2", name: "Other" })] },
  "GET flows/f1/versions/2": { version: 2, created_at: whole.created_at, created_by: "system", definition },
});

describe("the list of runs", () => {
  const page = { runs: [run(), run({ id: "r2", flow: "f9", state: "filtered", why: "/when is false" })], next: "r2" };
  it("takes its filters from the address and puts them there", async () => {
    const { place, asked } = await open(`runs?state=failed&event=${ID}&since=2026-03-02T10:00:00Z`, { "GET runs": page, "GET flows": { flows: [flow()] } });
    const [first] = asked.filter(({ path }) => path === "runs");
    expect(Object.fromEntries(first?.query ?? [])).toEqual({ state: "failed", event: ID, since: "2026-03-02T10:00:00Z", limit: "50" });
    await fill(place, "Flow", "f1");
    expect(location.hash).toContain("flow=f1");
    expect(asked.filter(({ path }) => path === "runs").at(-1)?.query.get("flow")).toBe("f1");
    await press(place, "Clear the filters");
    expect(location.hash).toBe("#/flows/runs");
  });
  it("goes on from where a page ended", async () => {
    const { place, asked } = await open("runs", { "GET runs": ({ query }: { query: URLSearchParams }) => (query.get("cursor") === "r2" ? { runs: [run({ id: "r3" })], next: null } : page), "GET flows": { flows: [flow()] } });
    await press(place, "Show more");
    expect([...place.querySelectorAll(".run-rows a")].map((link) => link.getAttribute("href"))).toEqual(["r1", "r2", "r3"].map((id) => `#/flows/runs/${id}`));
    expect(asked.filter(({ path }) => path === "runs").map(({ query }) => query.get("cursor"))).toEqual([null, "r2"]);
    expect(text(place)).toContain("deleted flow f9");
  });
  it("asks for an event by a whole id", async () => {
    const { place, asked } = await open("runs", { "GET runs": { runs: [], next: null }, "GET flows": { flows: [] } });
    await fill(place, "Event", "012");
    expect(field(place, "Event").getAttribute("aria-invalid")).toBe("true");
    expect(asked.filter(({ path }) => path === "runs").length).toBe(1);
    await fill(place, "Event", ` ${ID} `);
    expect(asked.filter(({ path }) => path === "runs").at(-1)?.query.get("event")).toBe(ID);
    expect(text(place)).toContain("No run fits the filters.");
  });
});

describe("a run", () => {
  it("names the first comparison that was false, with both values", async () => {
    const reason = { kind: "condition", path: "/when/all/1", op: "equals", left: MARKUP, right: null } as const;
    const { place } = await open("runs/r1", around({ ...run({ state: "filtered", reason, why: "x", started_at: null }), steps: [] }));
    const told = text(place.querySelector(".edge") as Element);
    for (const part of ["The first comparison that did not hold", "$.user.name", JSON.stringify(MARKUP), "equals", "null", "/when/all/1"]) expect(told).toContain(part);
    expect(text(place)).toContain("– not reached Look for the tag");
    expect(place.querySelector("img")).toBeNull();
  });
  it("shows each step: what was sent, what came back, attempts, times, reasons", async () => {
    const steps = [
      step("tags", { attempts: 3, finished_at: "2026-03-02T10:00:01Z", request: { operation: "getTags", method: "GET", path: { id: "x" }, query: [["name", "a"], ["name", "b"]] }, response: { status: 200, headers: { "x-a": "1" }, body: [{ name: MARKUP }] } }),
      step("each[1].mark", { state: "skipped", attempts: 0, reason: { kind: "condition", path: "/onlyIf", op: "exists", left: null, right: null } }),
      step("each[2].mark", { state: "failed", reason: { kind: "step", step: "each[2].mark", field: "/update/path/id", path: "item.id", message: "there is no 'id'", left: "number", right: "text", status: 404 }, request: { operation: "updateTimeEntry", method: "PUT", body: { a: 1 }, differences: [{ path: "tagIds", before: [], after: ["t"] }] } }),
    ];
    const { place } = await open("runs/r1", around({ ...run({ state: "failed" }), steps }));
    const [first, second, third, fourth] = [...place.querySelectorAll(".timeline > li")].map(text);
    for (const part of ["✓ succeeded", "Look for the tag", "3 attempts", "(1 s)", "GET getTags", "id: x", "name: a", "name: b", "Status200", "x-a: 1", JSON.stringify(MARKUP)]) expect(first).toContain(part);
    for (const part of ["⊘ skipped", "item 1", "item.id", "exists"]) expect(second).toContain(part);
    expect(second).not.toContain("attempt");
    for (const part of ["✕ failed", "item 2", "there is no 'id'", "/update/path/id", "Found\"number\"", "Expected\"text\"", "404", "tagIds[][\"t\"]"]) expect(third).toContain(part);
    expect(fourth).toContain("not reached");
    expect([...place.querySelectorAll("details")].map(({ open }) => open)).toEqual([false, true]);
  });
  it("says where it comes from and what else its event started", async () => {
    const whole = { ...run({ cause: "replay", replay_of: "ra", replay: "rb", caused_by: "rc", depth: 2 }), steps: [] };
    const { place } = await open("runs/r1", around(whole, [run({ id: "r7", flow: "f2" })]));
    const links = [...place.querySelectorAll("a")].map((link) => link.getAttribute("href"));
    for (const to of ["#/flows/f1", "#/flows/f1/versions", "#/events/e1", "#/flows/runs/ra", "#/flows/replays/rb", "#/flows/runs/rc", "#/flows/runs/r7"]) expect(links).toContain(to);
    expect(text(place)).toContain("2 in the chain of flows");
    expect(text(place)).toContain("Took2.5 s");
  });
  it("has links to the runs that its reason names", async () => {
    const reasons: Reason[] = [{ kind: "echo", run: "rx" }, { kind: "once", run: "rx" }, { kind: "dropped", run: "rx" }, { kind: "loop", runs: ["ry", "rx"] }];
    for (const reason of reasons) {
      const { place } = await open("runs/r1", around({ ...run({ state: "filtered", reason, why: "w" }), steps: [] }));
      expect(place.querySelector('.edge a[href="#/flows/runs/rx"]')).not.toBeNull();
      await act(() => render(null, place));
    }
  });
  it("is tried again, and only after a question where nobody knows what was done", async () => {
    let state: "failed" | "queued" = "failed";
    const reason = { kind: "unknown", step: "tags" } as const;
    const whole = () => ({ ...run({ state, reason: state === "failed" ? reason : null, why: "w" }), steps: [step("tags", { state: "unknown", reason, why: "may have been done" })] });
    const retried = () => { state = "queued"; return whole(); };
    const { place, asked } = await open("runs/r1", { ...around(whole()), "GET runs/r1": whole, "POST runs/r1/retry": retried });
    expect(text(place)).toContain("Nobody knows whether this write was done");
    await press(place, "Retry from the failed step");
    await answer("Cancel");
    expect(asked.some(({ method }) => method === "POST")).toBe(false);
    await press(place, "Retry from the failed step");
    await answer("Send it again");
    expect(asked.filter(({ method }) => method === "POST").map(({ path }) => path)).toEqual(["runs/r1/retry"]);
    expect(text(place)).toContain("○ queued");
    expect(button(place, "Cancel the run")).toBeTruthy();
  });
  it("says why it can't be tried again", async () => {
    const { place } = await open("runs/r1", { ...around({ ...run({ state: "failed" }), steps: [] }), "POST runs/r1/retry": refusal(409, "flow", "its flow is switched off") });
    await press(place, "Retry from the failed step");
    expect(text(document.querySelector(".status") as Element)).toBe("its flow is switched off");
  });
  it("can be cancelled while it is under way, after a question", async () => {
    const { place, asked } = await open("runs/r1", { ...around({ ...run({ state: "held", finished_at: null, reason: { kind: "held", reason: "LOOP", note: "n" }, why: "LOOP: n" }), steps: [] }), "POST runs/r1/cancel": run({ state: "cancelled" }) });
    expect(text(place)).toContain("This view follows the run by itself.");
    expect(button(place, "See the flow, to resume it").getAttribute("href")).toBe("#/flows/f1");
    await press(place, "Cancel the run");
    await answer("Let it go on");
    await press(place, "Cancel the run");
    await answer("Cancel the run");
    expect(asked.filter(({ method }) => method === "POST").map(({ path }) => path)).toEqual(["runs/r1/cancel"]);
  });
});

describe("a replay of a run's event", () => {
  const opened = async (answers: Record<string, unknown>) => {
    const { place, asked } = await open("runs/r1", { ...around({ ...run(), steps: [] }), ...answers });
    await press(place, "Replay its event");
    return { dialog: document.querySelector("dialog") as Element, bodies: () => asked.filter(({ method }) => method === "POST").map(({ body }) => body) };
  };
  it("is tried first, through this flow, those that are chosen, or all", async () => {
    const { dialog, bodies } = await opened({ "POST events/e1/replay": { runs: [run({ id: "n1", state: "filtered", why: "/when is false", cause: "replay" })] } });
    await press(dialog, "Dry run");
    expect(text(dialog)).toContain("These runs would be made:");
    expect(dialog.querySelector('a[href="#/flows/runs/n1"]')).toBeNull();
    await fill(dialog, "Flows", "chosen");
    await press(dialog, "Replay");
    expect(text(dialog)).toContain("Choose at least one flow.");
    await act(() => field(dialog, "Other").click());
    await fill(dialog, "Version", "original");
    await press(dialog, "Replay");
    expect(text(dialog)).toContain("These runs were made:");
    expect(dialog.querySelector('a[href="#/flows/runs/n1"]')).not.toBeNull();
    await fill(dialog, "Flows", "on");
    expect(text(dialog)).not.toContain("These runs were made:");
    await press(dialog, "Dry run");
    expect(bodies()).toEqual([
      { flows: ["f1"], version: "current", dry_run: true },
      { flows: ["f2"], version: "original", dry_run: false },
      { flows: [], version: "original", dry_run: true },
    ]);
  });
  it("says when there is nothing to replay, and when it can't", async () => {
    let runs: unknown = { runs: [] };
    const { dialog } = await opened({ "POST events/e1/replay": () => runs });
    await press(dialog, "Replay");
    expect(text(dialog)).toContain("No run was made");
    runs = refusal(404, "not_found", "there is no such event");
    await press(dialog, "Replay");
    expect(text(dialog)).toContain("there is no such event");
  });
});
