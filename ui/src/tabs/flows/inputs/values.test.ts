import { describe, expect, it } from "vitest";

import type { Input } from "../../../api/types/templates";
import { beginning, collect, fitted } from "./values";

const inputs: Input[] = [
  { name: "projects", kind: "project", many: true, sample: ["p-sample"] },
  { name: "tag", kind: "tag", sample: "t-sample" },
  { name: "hours", kind: "number", default: 8 },
  { name: "flag", kind: "flag" },
  { name: "text", kind: "text" },
  { name: "lines", kind: "text", many: true, default: ["a", "b"] },
  { name: "longest", kind: "duration", default: "PT8H", sample: "PT10H" },
];

describe("inputs", () => {
  it("begin with what counts where nobody says otherwise", () => {
    expect(beginning(inputs)).toEqual({ projects: [], tag: "", hours: "8", flag: false, text: "", lines: ["a", "b"], longest: "PT8H" });
  });
  it("are sent with their types, without what is empty", () => {
    const written = { projects: ["p1", " ", "p2"], tag: " t1 ", hours: "7.5", flag: true, text: " kept ", lines: ["", ""], longest: "" };
    expect(collect(inputs, written)).toEqual({ projects: ["p1", "p2"], tag: "t1", hours: 7.5, flag: true, text: " kept " });
  });
  it("send what is no number as it is, for the server to say so", () => {
    expect(collect(inputs, { hours: "many" })).toEqual({ hours: "many" });
    expect(collect(inputs, { hours: "0" })).toEqual({ hours: 0 });
  });
});

describe("a sample", () => {
  it("has what was chosen where it named the samples", () => {
    const sample = { payload: { projectId: "p-sample", tags: [{ id: "t-sample" }], text: "about p-sample", n: null }, answers: { x: ["p-sample", 1] } };
    expect(fitted(sample, inputs, { projects: ["p1", "p2"], tag: "t1", longest: "PT1H" })).toEqual({
      payload: { projectId: "p1", tags: [{ id: "t1" }], text: "about p-sample", n: null }, answers: { x: ["p1", 1] },
    });
  });
  it("stays where nothing was chosen, and durations are nobody's ids", () => {
    expect(fitted({ a: "t-sample", b: "PT10H" }, inputs, { longest: "PT1H" })).toEqual({ a: "t-sample", b: "PT10H" });
  });
});
