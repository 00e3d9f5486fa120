import { describe, expect, it } from "vitest";

import { keep, kept, literal, stepFromCall } from "./from-call";

describe("a step made of a call", () => {
  it("has what was sent, and not the workspace", () => {
    const step = stepFromCall("updateTimeEntry", { workspaceId: "w", id: "e" }, { "page-size": 5 }, { billable: true });
    expect(step).toEqual({ id: "update-time-entry", call: { operation: "updateTimeEntry", path: { id: "e" }, query: { "page-size": 5 }, body: { billable: true } } });
  });
  it("leaves out what wasn't sent", () => expect(stepFromCall("getTags", { workspaceId: "w" }, {})).toEqual({ id: "get-tags", call: { operation: "getTags" } }));
  it.each([["a".repeat(60), "a".repeat(40)], ["1", "1"], ["--", "call"], ["getURL", "get-url"]])("is called by its operation: %s", (operation, id) => expect(stepFromCall(operation).id).toBe(id));
  const texts: [string, string][] = [
    ["{{ trigger.id }}", "{{{{ trigger.id }}"], ["a {{{ b", "a {{{{{ b"], ["$.id", "$$.id"], ["$$.id", "$$$.id"], ["$", "$$"], ["$5", "$5"], ["cost $.5", "cost $.5"], ["plain", "plain"],
  ];
  it.each(texts)("has %j as a text", (text, written) => expect(literal([{ a: text }])).toEqual([{ a: written }]));
  it("waits for the builder", () => {
    const step = stepFromCall("getTags");
    expect(kept(keep(step))).toBe(step);
    expect(kept("none")).toBeNull();
  });
});
