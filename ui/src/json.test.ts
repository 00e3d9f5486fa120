import { describe, expect, it } from "vitest";

import { exact, having, isExact, read, reference, unkept, without, write } from "./json";
import { mended } from "./tabs/explorer/mend";
import { random, someJson } from "./test/catalogue";

const canKeep = "rawJSON" in JSON;

describe("JSON", () => {
  it("comes back as it was", () => {
    const next = random(1);
    for (let turn = 0; turn < 300; turn++) {
      const value = someJson(next, 4);
      expect(read(write(value))).toEqual({ value });
    }
  });
  it.skipIf(!canKeep).each(["9007199254740993", "1.0", "1e2", "-0", "0.10"])("keeps %s", (text) => {
    const found = read(`[${text}]`);
    expect("value" in found && JSON.stringify(found.value)).toBe(`[${text}]`);
    expect(isExact(exact(text))).toBe(true);
  });
  it.skipIf(canKeep)("tells which number this browser can't keep", () => {
    expect(unkept('{"a": "9007199254740993", "b\\"": [1, 2.50, 9007199254740993]}')).toBe("9007199254740993");
    expect(unkept('{"a": 9007199254740992, "b": 1.0}')).toBeNull();
  });
  it("tells why it can't be read", () => expect(read("{")).toHaveProperty("why"));
  it("has members of any name", () => {
    const object = (read('{"__proto__": 1, "a": 2}') as { value: Record<string, unknown> }).value;
    expect(JSON.stringify(having(object, "a", 3))).toBe('{"__proto__":1,"a":3}');
    expect(JSON.stringify(without(object, "a"))).toBe('{"__proto__":1}');
    expect(JSON.stringify(having({}, "__proto__", 1))).toBe('{"__proto__":1}');
  });
});

describe("a place in JSON", () => {
  it("is written as flows write it", () => expect(reference(["a", 0, "odd name", `it's "so" \\`, "b_1"])).toBe(`$.a[0]['odd name']['it\\'s "so" \\\\'].b_1`));
});

describe("JSON that is cut off", () => {
  it("is what of it is whole, wherever it is cut", () => {
    const whole = [{ id: "a\\\"],{", list: [1, [2, {}]], name: null }, { id: "b", more: { deep: [true] } }];
    const text = JSON.stringify(whole);
    for (let at = 1; at <= text.length; at++) expect(mended(text.slice(0, at)), text.slice(0, at)).not.toBeNull();
    expect(mended(text)).toEqual({ value: whole });
    expect(mended(text.slice(0, text.indexOf('"name"')))).toEqual({ value: [{ id: "a\\\"],{", list: [1, [2, {}]] }] });
  });
  it.each(["", '"text', "12", "nul"])("is nothing in %j", (text) => expect(mended(text)).toBeNull());
});
