import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { Definition } from "../../../api/types/flows";
import { Questions } from "../../../components/dialog";
import { me } from "../../../me";
import { route } from "../../../router";
import { type Asked, mount, serve } from "../../../test/mount";
import { Builder } from "./index";
import { forgetAll } from "./outside";

const definition: Definition = {
  schema: "clockify-addons/flow/v1",
  name: "Required tag",
  triggers: [{ event: "TIMER_STOPPED" }],
  when: { all: [{ left: "$.tags", op: "empty" }, { left: "$.projectId", op: "in", right: ["p1"] }] },
  steps: [
    { id: "tags", call: { operation: "getTags", query: { name: "Needs tag" } } },
    { id: "mark", update: { operation: "updateTimeEntry", path: { id: "{{ trigger.id }}" }, add: { tagIds: ["{{ steps.tags.body[0].id }}"] } } },
  ],
};
const flow = { id: "f1", name: "Required tag", version: 3, enabled: true, held: null, created_at: "2027-01-15T08:00:00Z", updated_at: "2027-01-15T08:00:00Z", updated_by: "u1" };
const payload = { id: "e1", description: "Workshop", projectId: "p1", tags: [], user: { name: "Sample Person" } };
const leaf = (path: string, outcome: string) => ({ path, reference: "", op: "empty", left: [], right: null, outcome, why: null });
const operation = (id: string, more: object) => ({ id, group: "Tag", method: "GET", path: `/v1/workspaces/{workspaceId}/${id}`, summary: `Summary of ${id}`, effect: "read", deprecated: false, heavy: false, host: "regular", scope: null, raises: [], parameters: [], body: null, paging: null, answer: "list", list: null, ...more });

const answers = (): Record<string, unknown> => ({
  "GET flows/f1": { ...flow, definition },
  "GET events": { events: [{ id: "v1", event_type: "TIMER_STOPPED", received_at: "2027-01-15T08:00:00Z", custom_source: null, entity: "e1" }], next: null },
  "GET events/v1": { id: "v1", event_type: "TIMER_STOPPED", body: payload },
  "GET coverage": { events: [{ event: "TIMER_STOPPED", state: "subscribed", reason: null }, { event: "NEW_TAG", state: "available", reason: null }, { event: "USER_UPDATED", state: "unavailable", reason: "the plan has no room" }] },
  "GET catalogue": { groups: [{ name: "Tag", operations: [{ id: "getTags", method: "GET", path: "/tags", summary: "List tags", effect: "read" }, { id: "updateTimeEntry", method: "PUT", path: "/time-entries/{id}", summary: "Update a time entry", effect: "write" }] }], writes: { allowed: true, reason: null, as_addon: true } },
  "GET catalogue/getTags": operation("getTags", { parameters: [{ name: "name", in: "query", required: false, type: "string", entity: null }, { name: "archived", in: "query", required: false, type: "boolean", entity: null }] }),
  "GET catalogue/updateTimeEntry": operation("updateTimeEntry", { method: "PUT", effect: "write", parameters: [{ name: "id", in: "path", required: true, type: "string", entity: "timeEntry" }], body: { required: true, media_type: "application/json", schema: { type: "object", fields: [{ name: "billable", type: "boolean" }, { name: "tagIds", type: "array", items: { type: "string" }, entity: "tag" }] } } }),
  "GET entities": { entities: [], next: null },
  "POST flows/validate": { valid: true, errors: [] },
  "POST flows/test": ({ body }: Asked) => {
    const { definition } = body as { definition: { name: string; when: { all: unknown[] } } };
    if (definition.name === "probe") return { state: "filtered", conditions: definition.when.all.map((_, index) => leaf(`/all/${index}`, index === 0 ? "true" : "false")), steps: [], writes: [] };
    return {
      state: "succeeded", conditions: [],
      steps: [{ position: "tags", state: "succeeded", response: { status: 200, body: [{ id: "t1", name: "Needs tag" }] } }, { position: "mark", state: "succeeded" }],
      writes: [{ step: "mark", method: "PUT", url: "http://api.test/time-entries/e1", body: { tagIds: ["t1"] }, differences: [{ path: "tagIds", before: [], after: ["t1"] }] }],
    };
  },
});

/** Waits until something holds. */
async function soon<T>(holds: () => T): Promise<T> {
  for (let tries = 0; ; tries++) {
    await act(async () => { await new Promise((resolve) => setTimeout(resolve, 5)); });
    try {
      return holds();
    } catch (error) {
      if (tries > 400) throw error;
    }
  }
}
const byText = (place: ParentNode, selector: string, text: string) => [...place.querySelectorAll<HTMLElement>(selector)].find((each) => (each.getAttribute("aria-label") ?? each.textContent ?? "").includes(text));
const press = async (place: ParentNode, text: string) => {
  const button = byText(place, "button", text);
  if (button === undefined) throw new Error(`no button ${text}`);
  await act(() => {
    button.focus();
    button.click();
  });
  await soon(() => undefined);
};
const type = async (field: Element | null | undefined, value: string) => {
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement)) throw new Error("no field");
  await act(() => {
    field.value = value;
    field.dispatchEvent(new Event(field instanceof HTMLSelectElement ? "change" : "input", { bubbles: true }));
  });
};
const labelled = (place: ParentNode, label: string) => {
  const found = [...place.querySelectorAll("label")].find((each) => each.textContent?.replace(/ \(.*\)$/, "") === label);
  return found === undefined ? place.querySelector(`[aria-label="${label}"]`) : document.getElementById(found.htmlFor);
};
const openStep = (place: ParentNode) => act(() => { place.querySelector<HTMLElement>(".step-toggle")?.click(); });
const inJson = async (place: ParentNode): Promise<unknown> => {
  await press(place, "JSON");
  const text = place.querySelector<HTMLTextAreaElement>(".builder-json textarea")?.value ?? "";
  await press(place, "Builder");
  return JSON.parse(text);
};

beforeEach(() => {
  me.value = { is_admin: true, has_flows: true, runs_flows: true, has_http_steps: true, has_custom_webhooks: true } as NonNullable<typeof me.value>;
});
afterEach(() => {
  vi.unstubAllGlobals();
  forgetAll();
});

async function open(more: Record<string, unknown> = {}, id: string | null = "f1", draft?: Definition) {
  const asked = serve({ ...answers(), ...more });
  const place = await mount(<><Builder id={id} {...(draft === undefined ? {} : { draft })} /><Questions /></>);
  await soon(() => expect(place.querySelector(".builder-aside")?.textContent).toMatch(/Show the payload|Payload as JSON/));
  return { place, asked };
}

describe("a flow that is opened", () => {
  it("shows its parts, and the latest event as a sample", async () => {
    const { place } = await open();
    expect(place.querySelector("h2")?.textContent).toBe("Required tag");
    expect([...place.querySelectorAll("h3")].map((each) => each.textContent)).toEqual(expect.arrayContaining(["Flow", "Trigger", "Conditions", "Steps", "On failure"]));
    expect((labelled(place, "Event") as HTMLInputElement).value).toBe("TIMER_STOPPED");
    await soon(() => expect(place.textContent).toContain("Subscribed"));
    expect(place.querySelector(".builder-aside")?.textContent).toContain("TIMER_STOPPED");
  });
  it("has each comparison evaluated for it, and the whole", async () => {
    const { place } = await open();
    await soon(() => expect([...place.querySelectorAll(".outcome")].map((each) => each.textContent?.split(":")[0])).toEqual(["✓ Holds", "✕ Doesn't hold"]));
    expect(place.querySelector(".group .badge")?.textContent).toBe("Doesn't hold for the sample");
  });
  it("isn't changed by being looked at", async () => {
    const { place, asked } = await open();
    for (const toggle of place.querySelectorAll<HTMLElement>(".step-toggle")) await act(() => { toggle.click(); });
    await soon(() => expect(place.querySelectorAll(".facts-line")).toHaveLength(2));
    expect(await inJson(place)).toEqual(definition);
    expect(place.textContent).not.toContain("Not saved");
    expect(asked.filter(({ method }) => method === "PUT")).toEqual([]);
  });
});

describe("steps", () => {
  const names = (place: ParentNode) => [...place.querySelectorAll(".step-name")].map((each) => each.textContent);
  it("move by keys and buttons, and the focus goes along", async () => {
    const { place } = await open();
    await press(place, "Move mark up");
    expect(names(place)).toEqual(["mark", "tags"]);
    // It is the first now: the button is off, and the focus is on the step.
    expect(document.activeElement?.textContent).toContain("mark");
    expect(place.querySelector("[role=status]")?.textContent).toContain("mark is now step 1 of 2");
    await act(() => { document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", altKey: true, bubbles: true })); });
    expect(names(place)).toEqual(["tags", "mark"]);
    await soon(() => expect(document.activeElement?.textContent).toContain("mark"));
  });
  it("are copied, removed, and brought back", async () => {
    const { place } = await open();
    await press(place, "Copy tags");
    expect(names(place)).toEqual(["tags", "tags-2", "mark"]);
    await press(place, "Remove tags-2");
    expect(names(place)).toEqual(["tags", "mark"]);
    expect(document.activeElement?.textContent).toContain("mark");
    await press(place, "Undo");
    expect(names(place)).toEqual(["tags", "tags-2", "mark"]);
  });
  it.each(["Call Clockify", "Change fields", "For each", "If", "Wait", "Call another system", "End the run"])("of the kind “%s” are added, open and with the focus in them", async (kind) => {
    const { place } = await open();
    const list = place.querySelector("[aria-labelledby=builder-steps]") ?? place;
    const choice = [...(labelled(list, "Add to Steps") as HTMLSelectElement).options].find((each) => each.textContent === kind);
    await type(labelled(list, "Add to Steps"), choice?.value ?? "");
    await press(list, `Add: ${kind}, to Steps`);
    expect(names(list)).toHaveLength(3);
    await soon(() => expect(document.activeElement?.closest("[data-step]")?.getAttribute("data-step")).toBe("/steps/2"));
  });
  it("are renamed with what refers to them", async () => {
    const { place } = await open();
    await openStep(place);
    const field = labelled(place, "Id");
    await type(field, "find-tags");
    await act(() => { field?.dispatchEvent(new FocusEvent("focusout", { bubbles: true })); });
    expect(JSON.stringify(await inJson(place))).toContain("{{ steps.find-tags.body[0].id }}");
  });
});

describe("a value", () => {
  it("is given in three ways, and comes back as it was", async () => {
    const { place } = await open();
    await openStep(place);
    await soon(() => expect(labelled(place, "How name is given")).toBeTruthy());
    const way = () => labelled(place, "How name is given");
    const name = async () => ((await inJson(place)) as typeof definition).steps[0]?.call?.query?.name;
    await type(way(), "text");
    await type(labelled(place, "name"), "For {{ $.user.name }}");
    expect(await name()).toBe("For {{ $.user.name }}");
    expect(place.querySelector(".reads")?.textContent).toContain("For Sample Person");
    await type(way(), "value");
    await type(way(), "data");
    const field = labelled(place, "name");
    await type(field, "$.description");
    await act(() => { field?.dispatchEvent(new FocusEvent("blur")); });
    expect(await name()).toBe("{{ $.description }}");
    expect(place.textContent).toContain('In the sample: "Workshop"');
    await type(labelled(place, "Add a filter to name"), "upper");
    expect(await name()).toBe("{{ $.description | upper }}");
  });
});

describe("conditions", () => {
  it("are grouped to three levels", async () => {
    const { place } = await open();
    const when = place.querySelector("[aria-labelledby=builder-when]") ?? place;
    await press(when, "Add a group");
    const inner = when.querySelector(".group .group") ?? when;
    await press(inner, "Add a group");
    const innermost = inner.querySelector(".group") ?? inner;
    expect(byText(innermost, "button", "Add a group")).toBeUndefined();
    await type(innermost.querySelector("select"), "not");
    expect(((await inJson(place)) as { when: unknown }).when).toMatchObject({ all: [{}, {}, { any: [{}, { not: { left: "$.id", op: "exists" } }] }] });
  });
  it("take what an operator compares with along, where it fits", async () => {
    const { place } = await open();
    const operators = () => [...place.querySelectorAll<HTMLSelectElement>(".comparison select")].filter((each) => each.querySelector("optgroup") !== null);
    await type(operators()[1], "not-in");
    await type(operators()[0], "has-more-than");
    const after = (await inJson(place)) as { when: { all: unknown[] } };
    expect(after.when.all).toEqual([{ left: "$.tags", op: "has-more-than", right: 0 }, { left: "$.projectId", op: "not-in", right: ["p1"] }]);
    expect(operators()[0]?.querySelectorAll("option").length).toBeGreaterThanOrEqual(25);
  });
});

describe("mistakes", () => {
  const errors = [{ path: "/steps/1/update/path/id", message: "updateTimeEntry needs it" }, { path: "/when/all/0/op", message: "there is no operator 'x'" }, { path: "/limits/runsPerHour", message: "a whole number belongs here" }];
  it("stand at their fields, and the summary leads there", async () => {
    const { place } = await open({ "PUT flows/f1": () => Response.json({ code: "invalid", detail: "the definition can't be used", errors }, { status: 422 }) });
    await press(place, "Save");
    await soon(() => expect(document.activeElement?.textContent).toBe("/steps/1/update/path/id"));
    expect(labelled(place, "Comparison")?.getAttribute("aria-invalid")).toBe("true");
    await press(place, "/steps/1/update/path/id");
    await soon(() => expect(document.activeElement?.closest("[data-at]")?.getAttribute("data-at")).toBe("/steps/1/update/path/id"));
    expect(document.activeElement?.getAttribute("aria-invalid")).toBe("true");
    expect(document.activeElement?.closest(".field")?.textContent).toContain("updateTimeEntry needs it");
    await press(place, "/limits/runsPerHour");
    await soon(() => expect(document.activeElement?.id).toBe(labelled(place, "Runs per hour")?.id ?? "none"));
  });
  it("are found in the JSON as well", async () => {
    const { place } = await open({ "POST flows/validate": { valid: false, errors } });
    await press(place, "JSON");
    await soon(() => expect(byText(place, "button", "/when/all/0/op")).toBeTruthy());
    await press(place, "/when/all/0/op");
    const area = place.querySelector<HTMLTextAreaElement>(".builder-json textarea");
    await soon(() => expect(area?.value.slice(area.selectionStart, area.selectionEnd)).toBe('"op": "empty"'));
  });
});

describe("saving", () => {
  it("makes a new version of the one that was read", async () => {
    const { place, asked } = await open({ "PUT flows/f1": { ...flow, version: 4, changed: true } });
    await type(labelled(place, "Name"), "Another name");
    expect(place.textContent).toContain("Not saved");
    await press(place, "Save");
    await soon(() => expect(place.textContent).toContain("Version 4"));
    expect(asked.find(({ method }) => method === "PUT")?.body).toEqual({ definition: { ...definition, name: "Another name" }, version: 3 });
    expect(place.textContent).not.toContain("Not saved");
  });
  it("shows what was changed meanwhile, and keeps the edits", async () => {
    let stored = 3;
    const { place, asked } = await open({
      "GET flows/f1": () => ({ ...flow, version: stored, definition }),
      "PUT flows/f1": ({ body }: Asked) => ((body as { version: number }).version === stored ? { ...flow, version: ++stored, changed: true } : Response.json({ code: "conflict", detail: "changed", version: stored }, { status: 409 })),
      "GET flows/f1/difference": { from: 3, to: 5, changes: [{ path: "/name", before: "Required tag", after: "Theirs" }, { path: "/description", before: null, after: "New" }] },
    });
    stored = 5;
    await type(labelled(place, "Name"), "Mine");
    await press(place, "Save");
    await soon(() => expect([...place.querySelectorAll(".conflict tbody tr")].map((row) => row.lastElementChild?.textContent)).toEqual(["changed here too", ""]));
    expect(place.querySelector(".conflict")?.textContent).toContain("version 5 counts now");
    expect((labelled(place, "Name") as HTMLInputElement).value).toBe("Mine");
    await press(place, "Save mine as version 6");
    await soon(() => expect(place.querySelector(".conflict") === null).toBe(true));
    expect(asked.filter(({ method }) => method === "PUT").at(-1)?.body).toMatchObject({ definition: { name: "Mine" }, version: 5 });
    expect(place.textContent).toContain("Version 6");
  });
  it("loses nothing to a token that has ended", async () => {
    const { place } = await open({ "PUT flows/f1": () => Response.json({ code: "unauthorized", detail: "the token has ended" }, { status: 401 }) });
    await type(labelled(place, "Name"), "Kept");
    await press(place, "Save");
    await soon(() => expect(place.textContent).toContain("the token has ended"));
    expect((labelled(place, "Name") as HTMLInputElement).value).toBe("Kept");
    expect(place.textContent).toContain("Not saved");
  });
  it("a new flow gets its own address", async () => {
    const { place, asked } = await open({ "POST flows": () => Response.json({ ...flow, version: 1, notes: [] }, { status: 201 }) }, null, definition);
    await press(place, "Save");
    await soon(() => expect(route.value.path).toEqual(["f1", "edit"]));
    expect(asked.find(({ path }) => path === "flows")?.body).toEqual({ definition, enabled: false });
  });
  it("a name that is taken is a mistake of the name", async () => {
    const { place } = await open({ "PUT flows/f1": () => Response.json({ code: "taken", detail: "there is a flow 'x' already" }, { status: 409 }) });
    await press(place, "Save");
    await soon(() => expect(labelled(place, "Name")?.getAttribute("aria-invalid")).toBe("true"));
  });
  it("leaving with edits is asked first", async () => {
    const { place } = await open();
    await type(labelled(place, "Name"), "Edited");
    location.hash = "#/flows";
    await soon(() => expect(document.querySelector("dialog")?.textContent).toContain("Leave without saving?"));
    await press(document, "Stay");
    expect((labelled(place, "Name") as HTMLInputElement).value).toBe("Edited");
  });
});

describe("the dry run", () => {
  it("tells every write with its differences, and changes nothing", async () => {
    const { place, asked } = await open();
    await press(place, "Dry run");
    await soon(() => expect(document.activeElement?.id).toBe("builder-trial"));
    const panel = place.querySelector("[aria-labelledby=builder-trial]");
    expect(panel?.textContent).toContain("PUT");
    expect(panel?.textContent).toContain("http://api.test/time-entries/e1");
    expect([...(panel?.querySelectorAll("tbody td") ?? [])].map((cell) => cell.textContent)).toEqual(["[]", '["t1"]']);
    expect(asked.filter(({ method, path }) => method !== "GET" && !["flows/test", "flows/validate"].includes(path))).toEqual([]);
    expect(place.querySelector(".step-trial")?.textContent).toBe("would be done");
    expect(place.querySelector("[role=status]")?.textContent).toContain("1 writes");
  });
});

it("JSON that can't be read is said, and isn't taken over", async () => {
  const { place } = await open();
  await press(place, "JSON");
  const area = place.querySelector(".builder-json textarea");
  await type(area, "{");
  expect(place.querySelector(".builder-json")?.textContent).toContain("This is not JSON");
  await press(place, "Builder");
  await soon(() => expect(document.querySelector("dialog")?.textContent).toContain("can't be read"));
  await press(document, "Cancel");
  await type(area, JSON.stringify({ ...definition, later: { kept: true }, name: "From JSON" }));
  await press(place, "Builder");
  expect((labelled(place, "Name") as HTMLInputElement).value).toBe("From JSON");
  expect(await inJson(place)).toMatchObject({ later: { kept: true } });
});

it("what the page doesn't know is shown as JSON and kept", async () => {
  const odd = { ...definition, triggers: [{ moon: "full" }], when: { all: [{ some: [] }] }, steps: [{ id: "x", fly: {} }], later: [1] } as unknown as Definition;
  const { place } = await open({ "GET flows/f1": { ...flow, definition: odd } });
  await openStep(place);
  for (const label of ["Trigger as JSON", "Condition as JSON", "Step as JSON"]) expect(labelled(place, label) !== null, label).toBe(true);
  expect(await inJson(place)).toEqual(odd);
});

it("markup in data stays text", async () => {
  const markup = "<img src=x onerror=alert(1)><script>1</script>";
  const { place } = await open({ "GET flows/f1": { ...flow, name: markup, definition: { ...definition, name: markup } }, "GET events/v1": { id: "v1", event_type: "TIMER_STOPPED", body: { [markup]: markup } } });
  expect(place.querySelector("img, script") === null).toBe(true);
  expect(place.querySelector("h2")?.textContent).toBe(markup);
});
