import { describe, expect, it } from "vitest";

import { Ahead } from "./ahead";

describe("texts that come back", () => {
  it("are known, one by one or several at once", () => {
    const ahead = new Ahead("");
    for (const text of ["a", "ab", "abc"]) ahead.sent(text);
    expect(["a", "abc", "abc"].map((text) => ahead.isNew(text))).toEqual([false, false, false]);
  });
  it("are told from those of elsewhere", () => {
    const ahead = new Ahead("");
    ahead.sent("a");
    expect([ahead.isNew("a"), ahead.isNew("other"), ahead.isNew("a")]).toEqual([false, true, true]);
  });
  it("aren't waited for when one is back where one was", () => {
    const ahead = new Ahead("a");
    for (const text of ["ab", "a"]) ahead.sent(text);
    expect([ahead.isNew("a"), ahead.isNew("ab")]).toEqual([false, true]);
  });
  it("let a page be drawn again that is behind", () => {
    const ahead = new Ahead("a");
    ahead.sent("ab");
    expect([ahead.isNew("a"), ahead.isNew("ab")]).toEqual([false, false]);
  });
});
