import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { BootstrapRun } from "../../api/types/bootstrap";
import type { Coverage } from "../../api/types/coverage";
import type { Me } from "../../api/types/me";
import type { Overview } from "../../api/types/overview";
import { Questions } from "../../components/dialog";
import { me } from "../../me";
import { mount, serve, settled } from "../../test/mount";
import Dashboard from ".";
import { roundUp } from "./chart";

const overview: Overview = {
  installation: { status: "ACTIVE", installed_at: "2027-01-15T08:00:00.000Z" },
  entities: [{ type: "tag", count: 100_001, fetched_at: null }, { type: "user", count: 3, fetched_at: "2027-01-15T08:00:00.000Z" }],
  hours: Array.from({ length: 24 }, (_, at) => ({ hour: new Date(Date.UTC(2027, 0, 14, 9 + at)).toISOString(), count: at === 23 ? 41 : 0 })),
  runs: [{ state: "succeeded", count: 7 }, { state: "failed", count: 10_001 }],
  warnings: [{ code: "flows_held", count: 2, text: "2 flows are held", link: "#/flows" }, { code: "new_code", count: 1, text: "<b>something new</b>", link: null }],
};
const coverage: Coverage = {
  active: true,
  token_refused_since: null,
  compared_at: null,
  summary: { events: 51, subscribed: 50, available: 0, unavailable: 1, not_delivering: 1 },
  events: [
    { event: "NEW_TAG", state: "subscribed", how: "manifest", delivery: "on", reason: null, checked_at: null, last_seen_at: "2027-01-15T08:00:00.000Z" },
    { event: "NEW_TASK", state: "subscribed", how: "registered", delivery: "given_up", reason: null, checked_at: null, last_seen_at: null },
    { event: "NEW_INVOICE", state: "unavailable", how: null, delivery: null, reason: "the plan has no invoices", checked_at: null, last_seen_at: null },
  ],
  looked_at: 10_000,
};
const run = (more: Partial<BootstrapRun>): BootstrapRun => ({
  id: "b1",
  state: "IN_PROGRESS",
  worked_on: true,
  reason: null,
  started_at: "2027-01-15T08:00:00.000Z",
  finished_at: null,
  done: 2,
  total: 20,
  entities: 120,
  operations: [{ operation: "getTags", entity: "tag", parent: null, state: "failed", reason: "503", pages: 1, inserted: 2, updated: 3, unchanged: 4, removed: 0 }],
  ...more,
});
const api = (more: Record<string, unknown> = {}) => serve({ "GET overview": overview, "GET coverage": coverage, "GET bootstrap": { run: null }, ...more });
const show = async (path: string[] = [], query = "") => {
  const place = await mount(<><Dashboard path={path} query={new URLSearchParams(query)} /><Questions /></>);
  await settled();
  await settled();
  return place;
};
const button = (place: ParentNode, text: string) => [...place.querySelectorAll("button")].find((each) => each.textContent === text);
const click = async (target: Element | undefined) => {
  await act(() => (target as HTMLElement).click());
  await settled();
};

beforeEach(() => void (me.value = { is_admin: true, has_flows: true } as Me));
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("the dashboard", () => {
  it("tells what needs attention, in the page's own words where it has some", async () => {
    api();
    const place = await show();
    expect(place.textContent).toContain("Flows that are held: 2");
    expect(place.querySelector('.notice a[href="#/flows"]')).not.toBeNull();
    expect(place.textContent).toContain("<b>something new</b>");
    expect(place.querySelector("b")).toBeNull();
  });

  it("draws charts whose numbers stand in tables too", async () => {
    api();
    const place = await show();
    const charts = [...place.querySelectorAll("figure")];
    expect(charts.map((chart) => chart.querySelector("svg")?.getAttribute("aria-label"))).toEqual([
      "Events per hour: 41 events in the last 24 hours, most in an hour: 41",
      "Runs by state: succeeded 7, failed more than 10,000",
    ]);
    expect(charts[0]?.querySelectorAll("tbody tr")).toHaveLength(24);
    expect(charts[0]?.querySelector("tbody tr:last-child td")?.textContent).toBe("41");
    expect(charts[1]?.querySelector("tbody tr:last-child")?.textContent).toBe("failedmore than 10,000");
  });

  it("shows others the numbers alone", async () => {
    me.value = { is_admin: false, has_flows: true } as Me;
    const asked = api();
    const place = await show(["entities", "tag"]);
    expect(place.textContent).toContain("more than 100,000");
    expect(place.querySelector('a[href="#/dashboard/entities/tag"]')).toBeNull();
    expect(asked.map(({ path }) => path)).toEqual(["overview"]);
  });

  it("has no runs where there are no flows", async () => {
    api({ "GET overview": { ...overview, runs: null } });
    expect((await show()).querySelectorAll("figure")).toHaveLength(1);
  });

  it("says of each event how it stands, and which don't come", async () => {
    api();
    const place = await show();
    const section = place.querySelector('section[aria-labelledby="coverage"]') as Element;
    expect(section.textContent).toContain("50 of 51");
    expect(section.textContent).toContain("Clockify gave up delivering");
    expect(section.textContent).toContain("the plan has no invoices");
    expect(section.textContent).toContain("not among the last 10,000 events");
    const select = section.querySelector("select") as HTMLSelectElement;
    await act(() => {
      select.value = "missing";
      select.dispatchEvent(new Event("change", { bubbles: true }));
    });
    expect([...section.querySelectorAll("li > a")].map(({ textContent }) => textContent)).toEqual(["NEW_TASK", "NEW_INVOICE"]);
  });

  it("follows a fetch to its end", async () => {
    const states = [run({}), run({ done: 20, state: "COMPLETE", worked_on: false, finished_at: "2027-01-15T08:01:00.000Z" })];
    const asked = api({ "POST bootstrap": { run: run({ worked_on: false, done: 0 }) }, "GET bootstrap": () => ({ run: asked.some(({ method }) => method === "POST") ? (states.shift() ?? null) : null }) });
    const place = await show();
    expect(place.textContent).toContain("Nothing was fetched yet.");
    vi.useFakeTimers();
    await act(async () => {
      button(place, "Fetch now")?.click();
      await vi.advanceTimersByTimeAsync(10);
    });
    expect(place.textContent).toContain("waits for its turn");
    await act(async () => {
      await vi.advanceTimersByTimeAsync(1_600);
    });
    expect(place.querySelector("progress")?.value).toBe(2);
    await act(async () => {
      await vi.advanceTimersByTimeAsync(1_600);
    });
    expect(place.querySelector("progress")).toBeNull();
    expect(button(place, "Fetch now")).toBeDefined();
    const looked = asked.filter(({ path }) => path === "overview").length;
    expect(looked).toBe(2);
  });

  it("asks before it stops one, and says why it can't begin another", async () => {
    let running = true;
    const asked = api({
      "GET bootstrap": () => ({ run: running ? run({}) : run({ state: "CANCELLED" }) }),
      "POST bootstrap/cancel": () => {
        running = false;
        return { run: run({ state: "CANCELLED" }) };
      },
      "POST bootstrap": () => Response.json({ code: "state", detail: "it is being fetched already" }, { status: 409 }),
    });
    const place = await show();
    await click(button(place, "Cancel"));
    await click(button(place, "Go on fetching"));
    expect(asked.some(({ method }) => method === "POST")).toBe(false);
    await click(button(place, "Cancel"));
    await click(button(place, "Stop"));
    expect(place.textContent).toContain("cancelled");
    await click(button(place, "Fetch now"));
    expect(asked.filter(({ method }) => method === "POST").map(({ path }) => path)).toEqual(["bootstrap/cancel", "bootstrap"]);
  });

  it("leads to what the cache has", async () => {
    const entity = { id: "t1", type: "tag", name: "<i>Slanted</i>", parent: null, fetched_at: "2027-01-15T08:00:00.000Z" };
    const asked = api({ "GET entities": { entities: [entity], next: "t1" }, "GET entities/tag/t1": { ...entity, payload: { name: "<i>Slanted</i>" } } });
    const list = await show(["entities", "tag"], "search=sla");
    expect(asked[0]?.query.toString()).toBe("type=tag&search=sla&limit=100");
    expect(list.querySelector('a[href="#/dashboard/entities/tag/t1"]')?.textContent).toBe("<i>Slanted</i>");
    const one = await show(["entities", "tag", "t1"]);
    expect(one.querySelector(".tree")?.textContent).toContain('"<i>Slanted</i>"');
    expect(document.querySelector("i")).toBeNull();
  });

  it("says what went wrong, and tries again", async () => {
    let fails = true;
    api({ "GET overview": () => (fails ? Response.json({ code: "unavailable", detail: "come again" }, { status: 503 }) : overview) });
    const place = await show();
    expect(place.querySelector('[role="alert"]')?.textContent).toContain("come again");
    fails = false;
    await click(button(place, "Try again"));
    expect(place.querySelectorAll("figure")).toHaveLength(2);
  });
});

it("scales end at round numbers", () => {
  expect([0, 1, 3, 7, 11, 41, 99, 100, 101].map(roundUp)).toEqual([1, 1, 5, 10, 20, 50, 100, 100, 200]);
});
