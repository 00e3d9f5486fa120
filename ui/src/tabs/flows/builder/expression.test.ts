import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { asData, escaped, expressionOf, join, mapExpressions, modeOf, pieces, said, split, step, way } from "./expression";
import { always, text } from "../../../test/definitions";

describe("a text", () => {
  it.each([
    ["Website", "value"],
    ["", "value"],
    ["{{ $.id }}", "data"],
    ["{{ $.tagIds | push('}}') }}", "data"],
    ["$.id", "data"],
    ["$", "data"],
    ["$5", "value"],
    ["$$.id", "value"],
    ["Hello {{ $.user.name }}", "text"],
    [" {{ $.id }}", "text"],
    ["{{{{ x }}", "value"],
    ["{{ open", "text"],
  ])("%s is given as %s", (text, mode) => expect(modeOf(text)).toBe(mode));
  it("says what it says", () => {
    expect(said("{{{{ x }}")).toBe("{{ x }}");
    expect(said("$$.count")).toBe("$.count");
    expect(said("$$")).toBe("$");
    expect(pieces("a {{ b | c('{{') }} d {{{{")).toEqual([{ text: "a " }, { expression: "b | c('{{')" }, { text: " d {{" }]);
  });
  it("that is written out is read as it was meant", () => always(fc.oneof(fc.string(), text), (meant) => {
    expect(modeOf(escaped(meant))).toBe("value");
    expect(said(escaped(meant))).toBe(meant);
  }, 500));
  it("without expressions is the same when it is written again", () => always(text.filter((each) => modeOf(each) === "value"), (each) => expect(said(escaped(said(each)))).toBe(said(each)), 500));
  it("stays as it is where no expression is changed", () => always(text, (each) => expect(mapExpressions(each, (expression) => expression)).toBe(each), 500));
});

describe("an expression", () => {
  it("has a reference and filters", () => {
    expect(split("$.x | default('a|b') | upper")).toEqual({ reference: "$.x", filters: [{ name: "default", args: "'a|b'" }, { name: "upper", args: null }] });
    expect(split("$.items[?@.a == 'x' || @.b].n")).toEqual({ reference: "$.items[?@.a == 'x' || @.b].n", filters: [] });
    expect(split("$.x | default('open")).toBeNull();
  });
  it("is put together as it was", () => {
    for (const each of ["$.x", "$.x | upper", "$.x | replace('a', 'b') | truncate(80, '…')", "steps.a-b.body['x | y'] | json"]) expect(join(split(each) ?? { reference: "", filters: [] })).toBe(each);
  });
  it("keeps the way it is written", () => {
    expect(asData("$.b", "$.a")).toBe("$.b");
    expect(asData("$.b", "{{ $.a }}")).toBe("{{ $.b }}");
    expect(asData("steps.a.body", "$.a")).toBe("{{ steps.a.body }}");
    expect(expressionOf("{{ $.a | upper }}")).toBe("$.a | upper");
    expect(expressionOf("$.a")).toBe("$.a");
  });
  it("leads somewhere", () => {
    expect(way("$.tags[0]['odd name'].x")).toEqual(["$", "tags", "0", "odd name", "x"]);
    expect(way("steps.get-it.body.id")).toEqual(["steps", "get-it", "body", "id"]);
    expect(way("$.tags[*].id")).toBeNull();
    expect(way("$.tags[?@.a].id")).toBeNull();
  });
  it("leads where its steps lead", () => always(fc.array(fc.oneof(fc.string({ minLength: 1 }), fc.nat(9))), (path) => {
    const reference = path.reduce<string>(step, "$");
    expect(way(reference)).toEqual(["$", ...path.map(String)]);
  }, 500));
});
