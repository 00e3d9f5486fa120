import { describe, expect, it } from "vitest";

import { index, search } from "./search";
import { catalogueOf, operations } from "../../test/catalogue";

const all = index(catalogueOf(operations));
const ids = (text: string) => search(all, text).map(({ id }) => id);

describe("the search for operations", () => {
  it("knows all of them", () => expect(search(all, "")).toHaveLength(158));
  it("goes over summaries", () => expect(ids("create a tag")[0]).toBe("createNewTag"));
  it("goes over paths", () => expect(ids("/approval-requests")).toContain("getApprovalRequests"));
  it("goes over methods", () => expect(search(all, "delete tag").map(({ method }) => method)).toContain("DELETE"));
  it("goes over names and their words", () => expect([ids("getTimeEntries")[0], ids("time entries get").includes("getTimeEntries")]).toEqual(["getTimeEntries", true]));
  it("goes over parameters", () => expect(ids("get-week-before")).toEqual(["getTimeEntries"]));
  it("goes over groups", () => expect(ids("holiday").length).toBeGreaterThanOrEqual(5));
  it("wants every word", () => expect(ids("tag nosuchword")).toEqual([]));
});
