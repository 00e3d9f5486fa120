import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { EventLine } from "../../api/types/events";
import type { Me } from "../../api/types/me";
import { me } from "../../me";
import { route } from "../../router";
import { mount, serve, settled } from "../../test/mount";
import Events from ".";
import { event } from "./sample";

const MARKUP = '<img src=x onerror="alert(1)"><script>alert(2)</script>';
const encoder = new TextEncoder();

/** The API with a stream that the test writes to. */
function page(lines: EventLine[], more: Record<string, unknown> = {}) {
  let stream: ReadableStreamDefaultController<Uint8Array> | null = null;
  const tell = (text: string) => stream?.enqueue(encoder.encode(text));
  const asked = serve({
    "GET events": { events: lines, next: null },
    "GET events/stream": () => {
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          stream = controller;
          tell("id: a.1\nevent: ready\ndata: {}\n\n");
        },
      });
      return new Response(body);
    },
    ...more,
  });
  const send = (line: EventLine) => act(async () => {
    tell(`id: ${line.id}.2\nevent: event\ndata: ${JSON.stringify(line)}\n\n`);
    await new Promise((resolve) => setTimeout(resolve, 150));
  });
  return { asked, send };
}

const whole = (line: EventLine, body: unknown) => ({ ...line, headers: { "x-markup": MARKUP }, body, cached: { entity: { type: "tag", id: "t1", name: MARKUP }, user: null, project: null } });

const Shown = () => <Events path={route.value.path} query={route.value.query} />;

const show = async () => {
  const place = await mount(<Shown />);
  await settled();
  await settled();
  return place;
};

const press = (target: EventTarget, key: string) => act(() => void target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })));
const click = async (button: Element | undefined) => {
  await act(() => (button as HTMLElement).click());
  await settled();
};
const button = (place: ParentNode, text: string) => [...place.querySelectorAll("button")].find((each) => each.textContent?.includes(text));
const names = (place: ParentNode) => [...place.querySelectorAll(".event-name")].map((each) => each.textContent);

beforeEach(() => {
  me.value = { is_admin: true, has_flows: true } as Me;
  route.value = { tab: "events", path: [], query: new URLSearchParams() };
});
afterEach(() => void vi.unstubAllGlobals());

describe("the events tab", () => {
  it("shows what is there and what comes, the newest first", async () => {
    const { send } = page([event(2, { event_type: "TWO" }), event(1, { event_type: "ONE" })]);
    const place = await show();
    expect(names(place)).toEqual(["TWO", "ONE"]);
    await send(event(3, { event_type: "THREE", duplicate_of: event(1).id }));
    expect(names(place)).toEqual(["THREE", "TWO", "ONE"]);
    expect(place.querySelector(".event-list li")?.textContent).toContain("repeat");
  });

  it("counts what comes while it is paused, and shows it when it goes on", async () => {
    const lines = [event(1, { event_type: "ONE" })];
    const { send } = page(lines);
    const place = await show();
    await click(button(place, "Pause"));
    await send(event(2, { event_type: "TWO" }));
    expect(names(place)).toEqual(["ONE"]);
    lines.unshift(event(2, { event_type: "TWO" }));
    await click(button(place, "Resume (1 new event)"));
    expect(names(place)).toEqual(["TWO", "ONE"]);
  });

  it("asks the list and the stream for the same", async () => {
    route.value = { tab: "events", path: [], query: new URLSearchParams("type=NEW_TAG&text=door&unique=true") };
    const { asked } = page([]);
    const place = await show();
    for (const path of ["events", "events/stream"]) {
      const { query } = asked.find((each) => each.path === path) ?? { query: new URLSearchParams() };
      expect([query.get("type"), query.get("text"), query.get("unique"), query.get("user")]).toEqual(["NEW_TAG", "door", "true", null]);
    }
    expect(place.textContent).toContain("No event fits the filters");
  });

  it("is walked with the arrows", async () => {
    page([event(3), event(2), event(1)]);
    const place = await show();
    const links = [...place.querySelectorAll<HTMLAnchorElement>("a[data-row]")];
    expect(links.map(({ tabIndex }) => tabIndex)).toEqual([0, -1, -1]);
    links[0]?.focus();
    await press(links[0] as HTMLAnchorElement, "ArrowDown");
    expect(document.activeElement).toBe(links[1]);
    await press(links[1] as HTMLAnchorElement, "End");
    expect(document.activeElement).toBe(links[2]);
  });

  it("shows a payload full of markup as text", async () => {
    const line = event(1, { event_type: MARKUP, entity: "t1", custom_source: MARKUP });
    route.value = { tab: "events", path: [line.id], query: new URLSearchParams() };
    page([line], { [`GET events/${line.id}`]: whole(line, { [MARKUP]: MARKUP }), [`GET events/${line.id}/runs`]: { runs: [], next: null }, "GET flows": { flows: [] } });
    const place = await show();
    await settled();
    const detail = place.querySelector(".event-detail");
    expect(detail?.querySelector(".tree")?.textContent).toContain(JSON.stringify(MARKUP));
    expect(detail?.querySelector('a[href="#/dashboard/entities/tag/t1"]')?.textContent).toBe(MARKUP);
    await click(button(detail as Element, "Raw JSON"));
    expect(detail?.querySelector("pre")?.textContent).toBe(JSON.stringify({ [MARKUP]: MARKUP }, null, 2));
    expect(place.querySelectorAll("img, script")).toHaveLength(0);
  });

  it("leads to the runs, and replays", async () => {
    const line = event(1);
    const run = { id: "r1", flow: "f1", version: 3, state: "filtered", why: "the name is another", cause: "event", created_at: "2027-01-15T08:00:00.000Z" };
    route.value = { tab: "events", path: [line.id], query: new URLSearchParams() };
    const { asked } = page([line], {
      [`GET events/${line.id}`]: whole(line, {}),
      [`GET events/${line.id}/runs`]: { runs: [run], next: null },
      "GET flows": { flows: [{ id: "f1", name: "Tidy up", enabled: true }] },
      [`POST events/${line.id}/replay`]: { runs: [run] },
      "POST flows/f1/test": { state: "succeeded", writes: [{ method: "PUT", url: "https://api.example.com/x", body: { name: "x" } }] },
    });
    const place = await show();
    await settled();
    expect(place.querySelector('a[href="#/flows/runs/r1"]')?.textContent).toBe("Tidy up");
    await click(button(place, "Replay…"));
    const dialog = document.querySelector("dialog") as HTMLDialogElement;
    await click(button(dialog, "Dry run"));
    await settled();
    expect(dialog.textContent).toContain("PUT https://api.example.com/x");
    expect(asked.filter(({ method }) => method === "POST").map(({ path, body }) => [path, body])).toEqual([
      [`events/${line.id}/replay`, { version: "current", dry_run: true }],
      ["flows/f1/test", { event: line.id, version: 3 }],
    ]);
    await click([...dialog.querySelectorAll("footer button")].at(-1));
    expect(asked.findLast(({ method }) => method === "POST")?.body).toEqual({ version: "current" });
    expect(document.querySelector("dialog")).toBeNull();
  });
});
