import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { at, clear, insert, keyOf, move, names, place, put, rename, same } from "./document";
import { always, definition, json } from "../../../test/definitions";

/** Every place of a document. */
function places(value: unknown, pointer = ""): string[] {
  if (typeof value !== "object" || value === null) return [pointer];
  return [pointer, ...Object.entries(value).flatMap(([name, each]) => places(each, place(pointer, name)))];
}

const anyPlace = definition.chain((document) => fc.tuple(fc.constant(document), fc.constantFrom(...places(document))));

describe("places", () => {
  it("are pointers", () => always(fc.array(fc.string()), (path) => expect(names(place("", ...path))).toEqual(path)));
  it("are found, and what is put there is there", () => {
    always(fc.tuple(anyPlace, json), ([[document, pointer], value]) => {
      const after = put(document, pointer, value);
      expect(at(after, pointer)).toEqual(value);
      // And back again everything is as it was, in the same order.
      expect(JSON.stringify(put(after, pointer, at(document, pointer)))).toBe(JSON.stringify(document));
    });
  });
  it("keep what a change doesn't mean", () => {
    always(anyPlace, ([document, pointer]) => expect(JSON.stringify(put(document, pointer, at(document, pointer)))).toBe(JSON.stringify(document)));
  });
  it("take members of any name", () => {
    const document = put({}, "/__proto__", 1);
    expect(JSON.stringify(document)).toBe('{"__proto__":1}');
    expect(at(document, "/constructor")).toBeUndefined();
    expect(at(at(document, "/__proto__"), "")).toBe(1);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe("lists", () => {
  it("move there and back", () => {
    always(fc.tuple(fc.array(json, { minLength: 2 }), fc.nat(), fc.nat()), ([list, one, other]) => {
      const document = { steps: list };
      const [from, to] = [one % list.length, other % list.length];
      expect(move(move(document, "/steps", from, to), "/steps", to, from)).toEqual(document);
    });
  });
  it("take a member in, and lose it again", () => {
    const document = insert({ steps: [1, 3] }, "/steps", 1, 2);
    expect(document).toEqual({ steps: [1, 2, 3] });
    expect(put(document, "/steps/1", undefined)).toEqual({ steps: [1, 3] });
    expect(insert({}, "/onFailure", 0, 1)).toEqual({ onFailure: [1] });
  });
  it("leave what can't be moved", () => expect(move({ steps: [1] }, "/steps", 0, 1)).toEqual({ steps: [1] }));
});

it("what held nothing else goes along", () => {
  expect(clear({ limits: { runsPerHour: 1 }, name: "x" }, "/limits/runsPerHour", "/limits")).toEqual({ name: "x" });
  expect(clear({ limits: { runsPerHour: 1, other: 2 } }, "/limits/runsPerHour", "/limits")).toEqual({ limits: { other: 2 } });
  expect(clear({ name: "x" }, "/name", "")).toEqual({});
});

it("members keep their places when they are renamed", () => {
  expect(JSON.stringify(rename({ a: { x: 1, y: 2, z: 3 } }, "/a", "y", "w"))).toBe('{"a":{"x":1,"w":2,"z":3}}');
  expect(rename({ a: { x: 1, y: 2 } }, "/a", "y", "x")).toEqual({ a: { x: 1, y: 2 } });
});

it("parts keep their keys through changes and moves", () => {
  const document = { steps: [{ id: "a" }, { id: "b" }] };
  const keys = document.steps.map(keyOf);
  const changed = put(document, "/steps/1/id", "c");
  expect(keyOf(at(changed, "/steps/1"))).toBe(keys[1]);
  expect((at(move(changed, "/steps", 0, 1), "/steps") as unknown[]).map(keyOf)).toEqual([keys[1], keys[0]]);
});

it("same means the same whatever the order of members", () => {
  expect(same({ a: 1, b: [1, { c: null }] }, { b: [1, { c: null }], a: 1 })).toBe(true);
  expect(same({ a: 1 }, { a: 1, b: undefined })).toBe(false);
  expect(same([1, 2], [2, 1])).toBe(false);
  expect(same({}, [])).toBe(false);
});
