import { describe, expect, it } from "vitest";

import { href, parse } from "./router";

describe("an address", () => {
  it("is what was put together", () => {
    const parts = ["events", "a/b", "ü?#%"];
    const { tab, path, query } = parse(href(parts, { type: "NEW_TAG", text: "a&b=c", none: null }));
    expect([tab, ...path]).toEqual(parts);
    expect([...query]).toEqual([["type", "NEW_TAG"], ["text", "a&b=c"]]);
  });
  it.each(["", "#", "#/"])("%j leads to no tab", (hash) => expect(parse(hash).tab).toBe(""));
  it("that can't be decoded stays as it is", () => expect(parse("#/events/%E0%A4%A").path).toEqual(["%E0%A4%A"]));
});
