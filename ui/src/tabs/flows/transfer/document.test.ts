import { describe, expect, it } from "vitest";

import { flowsIn, inputsOf, kindOf, nameOf, secretsOf } from "./document";

const exported = { schema: "clockify-addons/flow-export/v1", inputs: [{ name: "project1", kind: "project", title: "/when/right" }, "x", { name: 1 }], secrets: ["CHAT", 2], flow: { name: "A" } };
const legacy = { name: "Old", trigger_event_types: ["NEW_TAG"], actions: [] };

describe("a document from elsewhere", () => {
  it("is told apart", () => {
    expect([exported, { schema: "clockify-addons/flow/v1" }, { schema: "clockify-addons/flow-export/v9" }, legacy, {}, [], null, 3].map(kindOf)).toEqual(["export", "flow", "export", "legacy", "other", "other", "other", "other"]);
  });
  it("tells its inputs, secrets and name, and nothing that isn't one", () => {
    expect(inputsOf(exported)).toEqual([{ name: "project1", kind: "project", title: "/when/right" }]);
    expect([secretsOf(exported), secretsOf(legacy), inputsOf({ inputs: [{ name: "a", kind: "tag" }] })]).toEqual([["CHAT"], [], []]);
    expect([exported, legacy, {}, null].map(nameOf)).toEqual(["A", "Old", "", ""]);
  });
  it("may hold several flows", () => {
    expect(flowsIn([legacy, exported])).toEqual([legacy, exported]);
    expect(flowsIn({ flows: [legacy] })).toEqual([legacy]);
    expect(flowsIn({ ...legacy, flows: [1] })).toEqual([{ ...legacy, flows: [1] }]);
    expect(flowsIn(exported)).toEqual([exported]);
  });
});
