import { fireEvent } from "../../../test/events";
import { describe, expect, it } from "vitest";

import type { Operation } from "../../../api/types/catalogue";
import { mount, serve, settled } from "../../../test/mount";
import { operations, random, someValue } from "../../../test/catalogue";
import { type Draft, fieldsOf, fresh, inPath, inQuery, textOf, written } from "../draft";
import { isObject } from "../../../json";
import { mistakes } from "../schema";
import { Fields } from "./object";
import { Value } from "./value";

const withBody = operations.filter((operation) => operation.body !== null);

/** Draws the form of a body; what it would change is in the list. */
async function form(operation: Operation, value: unknown) {
  const changed: unknown[] = [];
  const schema = operation.body?.schema ?? { type: "any" };
  const place = await mount(isObject(value) && schema.fields !== undefined
    ? <Fields schema={schema} value={value} path={["body"]} onValue={(next) => changed.push(next)} />
    : <Value schema={schema} label="body" value={value} path={["body"]} onValue={(next) => changed.push(next)} />);
  return { place, changed };
}

const bare: Draft = { as: "me", path: {}, query: {}, body: undefined, text: null, from: null };

describe("check 12: every operation", () => {
  it("is there", () => expect(operations).toHaveLength(158));

  it.each(operations.map((operation) => [operation.id, operation] as const))("%s opens with a form", async (_, operation) => {
    serve({ "GET entities": { entities: [], next: null } });
    const draft = fresh(operation);
    const place = await mount(
      <>
        <Fields schema={fieldsOf(inPath(operation))} value={draft.path} path={["path"]} onValue={() => undefined} />
        <Fields schema={fieldsOf(inQuery(operation))} value={draft.query} path={["query"]} onValue={() => undefined} />
        {operation.body !== null && isObject(draft.body) && <Fields schema={operation.body.schema} value={draft.body} path={["body"]} onValue={() => undefined} />}
      </>,
    );
    for (const control of place.querySelectorAll("input, select, textarea, button")) expect(nameOf(control), control.outerHTML).not.toBe("");
    // What is required is there, and nothing that is optional.
    expect(Object.keys(draft.query)).toEqual(inQuery(operation).filter(({ required }) => required).map(({ name }) => name));
    const fields = operation.body?.schema.fields ?? [];
    if (operation.body?.required === true && operation.body.schema.type === "object") {
      expect(Object.keys(draft.body as object)).toEqual(fields.filter((field) => field.required === true).map((field) => field.name));
    }
  });

  it.each(withBody.map((operation) => [operation.id, operation] as const))("%s loses nothing between form and JSON", async (id, operation) => {
    serve({ "GET entities": { entities: [], next: null } });
    const next = random(id.length * 7919 + 1);
    for (let turn = 0; turn < 4; turn++) {
      const value = someValue(operation.body?.schema ?? { type: "any" }, next);
      // From JSON to the value, which the form shows without touching it, and back.
      const draft = written(bare, JSON.stringify(value));
      expect(draft.body).toEqual(value);
      const { changed } = await form(operation, draft.body);
      expect(changed).toEqual([]);
      expect(JSON.parse(textOf({ ...draft, text: null }))).toEqual(value);
    }
  });
});

function nameOf(control: Element): string {
  const label = control.getAttribute("aria-label") ?? "";
  const own = control.id === "" ? null : document.querySelector(`label[for="${control.id}"]`);
  return label || own?.textContent || control.textContent || "";
}

const entry = operations.find(({ id }) => id === "updateTimeEntry") as Operation;
const control = (place: Element, label: string) => {
  const found = [...place.querySelectorAll("input, select, textarea, button")].find((each) => nameOf(each).startsWith(label));
  if (found === undefined) throw new Error(`no control ${label}: ${place.innerHTML}`);
  return found as HTMLInputElement;
};

describe("a form", () => {
  const value = { start: "2026-03-01T10:00:00Z", description: "old", billable: true, unknown: { deep: [1, "2"] }, tagIds: ["a"] };
  serve({});

  it("changes one field and leaves the others, unknown ones too", async () => {
    const { place, changed } = await form(entry, value);
    await fireEvent(control(place, "description"), "input", { value: 'new "<b>"' });
    expect(changed).toEqual([{ ...value, description: 'new "<b>"' }]);
  });
  it("leaves out what is switched off, and puts in what is switched on", async () => {
    const { place, changed } = await form(entry, value);
    await fireEvent(control(place, "Send description"), "change", { checked: false });
    const { description: _, ...rest } = value;
    expect(changed.pop()).toEqual(rest);
    await fireEvent(control(place, "Send projectId"), "change", { checked: true });
    expect(changed.pop()).toEqual({ ...value, projectId: "" });
  });
  it("has three states for what is true, false or not sent", async () => {
    const { place, changed } = await form(entry, value);
    const billable = control(place, "billable");
    expect(billable.value).toBe("true");
    await fireEvent(billable, "change", { value: "false" });
    await fireEvent(billable, "change", { value: "" });
    const { billable: _, ...rest } = value;
    expect(changed).toEqual([{ ...value, billable: false }, rest]);
  });
  it("has chips for lists", async () => {
    const { place, changed } = await form(entry, value);
    await fireEvent(control(place, "Remove a"), "click");
    expect(changed.pop()).toEqual({ ...value, tagIds: [] });
    await fireEvent(control(place, "Add: tagIds"), "input", { value: "b" });
    await fireEvent(control(place, "Add: tagIds"), "keydown", { key: "Enter" });
    expect(changed.pop()).toEqual({ ...value, tagIds: ["a", "b"] });
  });
  it("shows as JSON what isn't what the catalogue expects", async () => {
    const { place, changed } = await form(entry, { ...value, description: { not: "a text" } });
    const field = control(place, "description");
    expect(JSON.parse(field.value)).toEqual({ not: "a text" });
    await fireEvent(field, "input", { value: "{" });
    expect(changed).toEqual([]);
    await fireEvent(field, "input", { value: '"now"' });
    expect(changed).toEqual([{ ...value, description: "now" }]);
  });
  it("keeps the line breaks of a text", async () => {
    const { place } = await form(entry, { ...value, description: "a\nb" });
    expect(control(place, "description").value).toBe("a\nb");
  });
  it("interprets no markup", async () => {
    const text = '<img src=x onerror="alert(1)">';
    const { place } = await form(entry, { start: text, description: text, tagIds: [text], [text]: text });
    await settled();
    expect(place.querySelector("img")).toBeNull();
    expect(place.textContent).toContain(text);
  });
});

describe("what is amiss with a value", () => {
  const schema = entry.body?.schema ?? { type: "any" };
  const cases: [unknown, string[]][] = [
    [{ start: "2026-03-01T10:00:00Z" }, []],
    [{}, ["/start"]],
    [{ start: "soon" }, ["/start"]],
    [{ start: "2026-03-01T10:00:00Z", billable: "yes", tagIds: "a", type: "NONE" }, ["/billable", "/tagIds", "/type"]],
    [{ start: "2026-03-01T10:00:00Z", customFields: [{ customFieldId: 3 }] }, ["/customFields/0/customFieldId"]],
    [[], [""]],
  ];
  it.each(cases)("of %j", (value, paths) => expect(mistakes(schema, value).map(({ path }) => path).toSorted()).toEqual(paths));
});
