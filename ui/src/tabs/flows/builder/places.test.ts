import fc from "fast-check";
import { expect, it } from "vitest";

import { always, definition } from "../../../test/definitions";
import { at, names, place } from "./document";
import { locate, placed, told } from "./places";

it("a mistake belongs to the field that stands nearest around it", () => {
  const mistakes = ["/steps/0/call/path/id", "/steps/0/call/body/x", "/steps/1/if", "/name", "/more", ""].map((path) => ({ path, message: "m" }));
  const found = placed(mistakes, new Set(["/name", "/steps", "/steps/0", "/steps/0/call/path/id", "/steps/0/call/body"]));
  expect([...found].map(([field, list]) => [field, list.map(({ path }) => path)])).toEqual([
    ["/steps/0/call/path/id", ["/steps/0/call/path/id"]],
    ["/steps/0/call/body", ["/steps/0/call/body/x"]],
    ["/steps", ["/steps/1/if"]],
    ["/name", ["/name"]],
    ["", ["/more", ""]],
  ]);
  expect(told(found.get("/steps/0/call/body") ?? [], "/steps/0/call/body")).toBe("/x: m");
  expect(told(found.get("/name") ?? [], "/name")).toBe("m");
});

it("every place is found in the text of the document", () => {
  const places = (value: unknown, pointer: string): string[] => (typeof value !== "object" || value === null ? [pointer] : [pointer, ...Object.entries(value).flatMap(([name, each]) => places(each, place(pointer, name)))]);
  always(fc.tuple(definition, fc.constantFrom(0, 2)), ([document, indent]) => {
    const text = JSON.stringify(document, null, indent);
    for (const pointer of places(document, "").filter((_, index, all) => index % Math.ceil(all.length / 40) === 0)) {
      const [from, to] = locate(text, names(pointer)) ?? [0, 0];
      const found = text.slice(from, to);
      const value = JSON.stringify(at(document, pointer));
      expect(JSON.stringify(JSON.parse(/^"(?:[^"\\]|\\.)*"\s*:/.test(found) ? found.replace(/^"(?:[^"\\]|\\.)*"\s*:/, "") : found)), pointer).toBe(value);
    }
  }, 20);
  expect(locate('{"a": [1', ["a", "1"])).toBeNull();
  expect(locate("{", ["a"])).toBeNull();
  expect(locate('{"a" 1', ["b"])).toBeNull();
});
