import { describe, expect, it } from "vitest";

import type { Trial } from "../../../api/types/flows";
import { entityOf, find, preview, resultsOf, suggestions, worldAt } from "./world";

const trial: Trial = {
  state: "succeeded", conditions: [], writes: [],
  steps: [
    { position: "tags", state: "succeeded", response: { status: 200, headers: {}, body: [{ id: "t1", name: "Draft" }] } },
    { position: "each[0].one", state: "succeeded", response: { status: 200, body: { id: "x" } } },
    { position: "each[1].one", state: "succeeded", response: { status: 200, body: { id: "y" } } },
  ],
};
const document = { steps: [{ id: "tags", call: {} }, { id: "each", forEach: { items: "steps.tags.body", steps: [{ id: "one", call: {} }, { id: "two", call: {} }] } }, { id: "end", stop: {} }] };
const payload = { id: "1", "odd name": 2, tags: [{ id: "t9", name: "Late" }], projectId: null };
const world = (pointer: string) => worldAt(document, pointer, payload, resultsOf(trial));

describe("references find", () => {
  it.each([
    ["$.id", "/when", "1"],
    ["trigger['odd name']", "/when", 2],
    ["$.tags[-1].name", "/when", "Late"],
    ["$.projectId", "/when", null],
    ["$.nothing", "/when", undefined],
    ["$.id | upper", "/when", undefined],
    ["{{ $.id }}", "/when", "1"],
    ["steps.tags.body[0].name", "/steps/1", "Draft"],
    ["steps.tags.body", "/steps/0", undefined],
    ["item.name", "/steps/1/forEach/steps/0", "Draft"],
    ["item.name", "/steps/2", undefined],
    ["steps.one.body.id", "/steps/1/forEach/steps/1", "x"],
  ])("%s at %s", (reference, pointer, expected) => expect(find(reference, world(pointer))).toEqual(expected));
});

it("what can be chosen is what is there", () => {
  const names = (pointer: string) => suggestions(world(pointer)).map(({ reference }) => reference);
  expect(names("/when")).toEqual(expect.arrayContaining(["$.id", "$['odd name']", "$.tags", "$.tags[*].id", "$.tags[0].name", "now"]));
  expect(names("/when").some((name) => name.startsWith("steps.") || name.startsWith("item"))).toBe(false);
  expect(names("/steps/1/forEach/steps/1")).toEqual(expect.arrayContaining(["item", "item.name", "index", "steps.tags.body[*].name", "steps.one.body.id", "steps.one.status"]));
  expect(suggestions(world("/steps/2"), ["KEY"]).map(({ reference }) => reference)).toContain("secret.KEY");
});

it("a text reads as it would for the sample", () => {
  expect(preview("Hello {{ $.tags[0].name }}, {{ $.projectId }}{{ $.id | lower }}", world("/when")).map(({ text }) => text).join("")).toBe("Hello Late, $.id | lower");
});

it("ids are of something", () => {
  expect(["$.projectId", "$.project.id", "$.tagIds", "$.tags[*].id", "$.tags[0].id", "$.user.id", "$.userId", "item.clientId | string"].map(entityOf)).toEqual(["project", "project", "tag", "tag", "tag", "user", "user", "client"]);
  expect(["$.id", "$.description", "steps.a.body", ""].map(entityOf)).toEqual([undefined, undefined, undefined, undefined]);
});
