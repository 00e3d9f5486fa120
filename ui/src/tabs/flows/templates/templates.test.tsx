import { beforeEach, describe, expect, it } from "vitest";

import type { Me } from "../../../api/types/me";
import { me } from "../../../me";
import { button, definition, field, fill, flow, open, pick, press, refusal, text } from "../../../test/flows";

const line = (template: string, title: string, group: string, needs = ["clockify"]) => ({ template, title, group, description: `What ${title} does`, needs, inputs: [] });
const whole = {
  ...line("required-tag", "Required tag", "Time entries"),
  inputs: [{ name: "projects", kind: "project", many: true, title: "The projects", sample: ["p-sample"] }, { name: "tag", kind: "tag", title: "The tag", sample: "t-sample" }],
  flow: { ...definition, triggers: [{ event: "TIMER_STOPPED" }] },
  sample: { event: "TIMER_STOPPED", now: "2026-03-02T10:00:00Z", payload: { projectId: "p-sample" } },
  answers: { getTimeEntry: { projectId: "p-sample", tagIds: ["t-sample"] } },
  expect: [],
};
const filled = { ...definition, name: "Required tag" };
const around = {
  "GET templates": { templates: [line("required-tag", "Required tag", "Time entries"), line("budget", "Budgets", "Other systems", ["clockify", "http"]), line("stop", "Stop timers", "Time entries", ["schedule"])] },
  "GET templates/required-tag": whole,
  "GET entities": { entities: [{ id: "64a1f0c2e4b0a1b2c3d4e5a1", type: "project", name: "Sample project", parent: null, fetched_at: "" }], next: null },
  "POST flows/import": { definition: filled, notes: [] },
  "POST flows/test": { state: "succeeded", conditions: [{ path: "/all/0", reference: "$.tagIds", op: "empty", left: [], right: null, outcome: "true", why: null }], steps: [], writes: [] },
  "POST flows": flow({ id: "new", enabled: false }),
  "GET flows/new": { ...flow({ id: "new", enabled: false }), definition },
};

beforeEach(() => {
  me.value = { has_http_steps: false, has_custom_webhooks: false, limits: { flows: 200, definition_bytes: 1, body_bytes: 1 } } as Me;
});

describe("the gallery", () => {
  it("shows templates by what they are about, and finds them by words", async () => {
    const { place } = await open("templates", around);
    expect([...place.querySelectorAll("section section h3")].map(text)).toEqual(["Time entries", "Other systems"]);
    expect(text(place)).toContain("calls another system");
    await fill(place, "Find", "budget");
    expect([...place.querySelectorAll("h4 a")].map((link) => link.getAttribute("href"))).toEqual(["#/flows/templates/budget"]);
    await fill(place, "Find", "zzz");
    expect(text(place)).toContain("No template fits.");
  });
});

describe("a template", () => {
  const choose = async (place: Element) => {
    await pick(place, "The projects", "64a1f0c2e4b0a1b2c3d4e5a1");
    await pick(place, "The tag", "64a1f0c2e4b0a1b2c3d4e5b1");
  };
  it("asks for what is missing before it asks the server", async () => {
    const { place, asked } = await open("templates/required-tag", around);
    await press(place, "Start the dry run");
    expect(asked.some(({ method }) => method === "POST")).toBe(false);
    expect([...place.querySelectorAll(".error")].map(text)).toEqual(["Choose at least one.", "This has to be chosen."]);
    expect(document.activeElement).toBe(field(place, "The projects"));
    await pick(place, "The tag", "64a1f0c2e4b0a1b2c3d4e5b1");
    expect([...place.querySelectorAll(".error")].map(text)).toEqual(["Choose at least one."]);
  });
  it("is tried on its sample, with what was chosen in it", async () => {
    const { place, asked } = await open("templates/required-tag", around);
    await choose(place);
    expect(text(place)).toContain("Sample project");
    await press(place, "Start the dry run");
    expect(asked.find(({ path }) => path === "flows/import")?.body).toEqual({ template: "required-tag", inputs: { projects: ["64a1f0c2e4b0a1b2c3d4e5a1"], tag: "64a1f0c2e4b0a1b2c3d4e5b1" }, dry_run: true });
    expect(asked.find(({ path }) => path === "flows/test")?.body).toEqual({ definition: filled, payload: { projectId: "64a1f0c2e4b0a1b2c3d4e5a1" }, answers: { getTimeEntry: { projectId: "64a1f0c2e4b0a1b2c3d4e5a1", tagIds: ["64a1f0c2e4b0a1b2c3d4e5b1"] } } });
    expect(text(place)).toContain("✓ holds$.tagIds[]empty");
    expect(text(place)).toContain("Nothing would be sent.");
  });
  it("becomes a flow that is switched off, under a name of one's own, and the flow opens", async () => {
    const { place, asked } = await open("templates/required-tag", around);
    await choose(place);
    await fill(place, "Name of the flow", " My own ");
    await press(place, "Create, switched off");
    expect(asked.find(({ path, method }) => path === "flows" && method === "POST")?.body).toEqual({ definition: { ...filled, name: "My own" }, enabled: false });
    expect(location.hash).toBe("#/flows/new");
  });
  it("says why it can't: where an input is wrong, and where the name is taken", async () => {
    const wrong = { errors: [{ path: "/inputs/tag", message: "a tag's id belongs here" }] };
    let imported: unknown = refusal(422, "invalid", "the definition can't be used", wrong);
    const { place } = await open("templates/required-tag", { ...around, "POST flows/import": () => imported, "POST flows": refusal(409, "taken", "there is a flow of this name") });
    await choose(place);
    await press(place, "Create, switched off");
    expect([...place.querySelectorAll(".error")].map(text)).toEqual(["a tag's id belongs here"]);
    expect(document.activeElement).toBe(field(place, "The tag"));
    imported = { definition: filled, notes: [] };
    await press(place, "Create, switched off");
    expect(text(place.querySelector(".notice.error") as Element)).toContain("there is a flow of this name");
  });
  it("that calls another system says so where that is switched off", async () => {
    const { place } = await open("templates/required-tag", { ...around, "GET templates/required-tag": { ...whole, needs: ["http"] } });
    expect(text(place)).toContain("Calls of other systems are switched off here");
    expect(button(place, "Create, switched off")).toBeTruthy();
  });
});
