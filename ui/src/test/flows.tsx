// What the units of the flows have in common: the tab at a place, things to press and to fill in, examples.
import { act } from "preact/test-utils";
import { expect } from "vitest";

import type { Definition, Flow } from "../api/types/flows";
import type { Run, RunStep } from "../api/types/runs";
import { Questions } from "../components/dialog";
import { Status } from "../components/status";
import { route } from "../router";
import Flows from "../tabs/flows";
import { flows } from "../tabs/flows/parts/flows";
// The parts that come over later are here from the start, so that nothing has to be waited for.
import "../tabs/flows/replays/list";
import "../tabs/flows/replays/replay";
import "../tabs/flows/templates/gallery";
import "../tabs/flows/templates/template";
import "../tabs/flows/transfer/export";
import "../tabs/flows/transfer/import";
import "../tabs/flows/trial/trial";
import "../tabs/flows/versions/versions";
import { fireEvent } from "./events";
import { mount, serve, settled } from "./mount";

/** A text that would do something if anybody took it for markup. */
export const MARKUP = '<img src=x onerror="alert(1)">';

/** The tab follows the address, as in the page. */
function Tab() {
  return <><Flows path={route.value.path} query={route.value.query} /><Questions /><Status /></>;
}

/** Opens the tab at a place: `runs/1?state=failed`. */
export async function open(at: string, answers: Record<string, unknown>) {
  flows.value = null;
  await act(() => {
    location.hash = `#/flows/${at}`;
    window.dispatchEvent(new HashChangeEvent("hashchange"));
  });
  const asked = serve(answers);
  const place = await mount(<Tab />);
  await calm();
  return { asked, place };
}

/** Waits until parts that come over, and what they ask for, are there. */
export async function calm() {
  for (let turn = 0; turn < 8; turn++) await settled();
}

export const text = (place: Element) => place.textContent ?? "";

const named = (each: Element) => each.getAttribute("aria-label") ?? each.textContent;

export function button(place: Element, name: string): HTMLElement {
  const all = [...place.querySelectorAll<HTMLElement>("button, a")];
  return all.find((each) => named(each) === name) ?? expect.fail(`no button ${name} among ${all.map(named).join(" | ")}`);
}

export async function press(place: Element, name: string) {
  await act(() => button(place, name).click());
  await calm();
}

/** Answers the question that is asked. */
export async function answer(name: string) {
  const all = [...document.querySelectorAll("dialog")];
  await press(all.at(-1) ?? expect.fail("nothing is asked"), name);
}

export function field(place: Element, name: string): HTMLInputElement {
  const all = [...place.querySelectorAll("label")];
  const label = all.find((each) => each.textContent?.startsWith(name)) ?? expect.fail(`no field ${name} among ${all.map(text).join(" | ")}`);
  return (document.getElementById(label.htmlFor) as HTMLInputElement | null) ?? expect.fail(`no control for ${name}`);
}

export async function fill(place: Element, name: string, value: string) {
  const control = field(place, name);
  await fireEvent(control, control.tagName === "SELECT" ? "change" : "input", { value });
  await calm();
}

/** Writes an id into a picker and leaves it. */
export async function pick(place: Element, name: string, id: string) {
  await fireEvent(field(place, name), "input", { value: id });
  await fireEvent(field(place, name), "keydown", { key: "Enter" });
  await calm();
}

export const refusal = (status: number, code: string, detail: string, more: Record<string, unknown> = {}) => Response.json({ status, code, detail, ...more }, { status });

const T = "2026-03-02T10:00:00Z";

export const definition: Definition = {
  schema: "clockify-addons/flow/v1",
  name: "Required tag",
  description: "An entry without a tag gets one.",
  triggers: [{ event: "TIMER_STOPPED" }, { daily: "17:00", zone: "Europe/Vienna" }],
  when: { all: [{ left: "$.tagIds", op: "empty" }, { left: "$.user.name", op: "equals", right: "x" }] },
  steps: [
    { id: "tags", name: "Look for the tag", call: { operation: "getTags" } },
    { id: "each", forEach: { items: "steps.tags.body", steps: [{ id: "mark", onlyIf: { left: "item.id", op: "exists" }, update: { operation: "updateTimeEntry" } }] } },
    { id: "last", stop: { outcome: "succeeded" } },
  ],
};

export const flow = (more: Partial<Flow> = {}): Flow => ({ id: "f1", name: "Required tag", version: 3, enabled: true, held: null, created_at: T, updated_at: T, updated_by: "operator", ...more });

export const run = (more: Partial<Run> = {}): Run => ({
  id: "r1", flow: "f1", version: 2, state: "succeeded", reason: null, why: null, cause: "event", event: "e1", event_type: "TIMER_STOPPED", entity: "t1",
  replay_of: null, replay: null, caused_by: null, depth: 0, created_at: T, started_at: T, due_at: null, finished_at: "2026-03-02T10:00:02.5Z", ...more,
});

export const step = (position: string, more: Partial<RunStep> = {}): RunStep => ({
  position, state: "succeeded", attempts: 1, request: null, response: null, reason: null, why: null, started_at: T, due_at: null, finished_at: T, ...more,
});
