import { describe, expect, it } from "vitest";

import type { Leaf } from "../../../api/types/flows";
import { comparisonsOf, conditionsOf, outcomeOf, probe } from "./probe";

const leaf = (left: string) => ({ left, op: "exists" });
const document = {
  when: { all: [leaf("$.a"), { any: [leaf("$.b"), { not: leaf("$.c") }] }] },
  tables: { t: {} },
  steps: [{ id: "s", onlyIf: leaf("$.d"), if: { condition: leaf("steps.x.body"), then: [{ id: "i", onlyIf: leaf("item.x"), stop: {} }] } }],
};

it("every condition is found", () => {
  expect(conditionsOf(document)).toEqual(["/when", "/steps/0/onlyIf", "/steps/0/if/condition", "/steps/0/if/then/0/onlyIf"]);
  expect(comparisonsOf(document.when, "/when").map(({ pointer }) => pointer)).toEqual(["/when/all/0", "/when/all/1/any/0", "/when/all/1/any/1/not"]);
});

it("the server is asked for what the event decides", () => {
  const asked = probe(document, () => false);
  expect(asked?.places).toEqual(["/when/all/0", "/when/all/1/any/0", "/when/all/1/any/1/not", "/steps/0/onlyIf"]);
  expect(asked?.definition).toMatchObject({ when: { all: [leaf("$.a"), leaf("$.b"), leaf("$.c"), leaf("$.d")] }, tables: { t: {} } });
  expect(probe(document, (comparison) => comparison.includes("$.b"))?.places).not.toContain("/when/all/1/any/0");
  expect(probe({ steps: [] }, () => false)).toBeNull();
});

describe("groups", () => {
  const leaves = (outcomes: Record<string, Leaf["outcome"]>) => new Map(Object.entries(outcomes).map(([path, outcome]) => [path, { outcome } as Leaf]));
  // As the engine decides: what can't be compared decides nothing, nor does its opposite.
  it.each([
    [{ all: [1, 2] }, ["true", "true"], "true"],
    [{ all: [1, 2] }, ["true", "false"], "false"],
    [{ all: [1, 2] }, ["undecided", "false"], "false"],
    [{ all: [1, 2] }, ["undecided", "true"], "undecided"],
    [{ any: [1, 2] }, ["false", "true"], "true"],
    [{ any: [1, 2] }, ["false", "false"], "false"],
    [{ any: [1, 2] }, ["undecided", "true"], "true"],
    [{ any: [1, 2] }, ["undecided", "false"], "undecided"],
    [{ any: [1, 2] }, ["false"], null],
    [{ any: [1, 2] }, ["true"], "true"],
  ] as const)("%j of %j", (shape, outcomes, expected) => {
    const [name = ""] = Object.keys(shape);
    const condition = { [name]: [leaf("$.a"), leaf("$.b")] };
    expect(outcomeOf(condition, "/when", leaves(Object.fromEntries(outcomes.map((each, index) => [`/when/${name}/${index}`, each]))))).toBe(expected);
    expect(outcomeOf({ not: condition }, "", leaves(Object.fromEntries(outcomes.map((each, index) => [`/not/${name}/${index}`, each]))))).toBe(expected === "true" ? "false" : expected === "false" ? "true" : expected);
  });
});
