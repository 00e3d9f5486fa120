import { describe, expect, it } from "vitest";

import type { Retention } from "../../api/types/settings";
import { change, mistake, shorter, typed } from "./days";

const row = (more: Partial<Retention>): Retention => ({
  kind: "events", days: 90, operator_days: 90, clockify_days: null, clockify_setting: null, own_days: null, is_changeable: true, ...more,
});

describe("days that were typed", () => {
  it.each(["", " ", "1", " 90 "])("%j are fine", (text) => expect(mistake(text, row({}))).toBeNull());
  it.each(["0", "91", "-1", "1.5", "1e1", "ten", "0x10"])("%j are not", (text) => expect(mistake(text, row({}))).toContain("1 to 90"));
  it("have a bound of their own where the operator sets none", () => expect(mistake("36501", row({ operator_days: null }))).toContain("36500"));
});

describe("a change", () => {
  const rows = [row({ own_days: 30, days: 30 }), row({ kind: "calls" }), row({ kind: "audit", is_changeable: false })];
  it("has nothing that is as it was", () => expect(change(rows, typed(rows))).toEqual({}));
  it("takes back what was emptied", () => expect(change(rows, { events: "", calls: "5" })).toEqual({ events: null, calls: 5 }));
  it("never has what can't be changed", () => expect(change(rows, { ...typed(rows), audit: "1" })).toEqual({}));
  it("is told of where less is kept than now", () => expect(shorter(rows, { events: 40, calls: 5 })).toEqual([["calls", 5]]));
  it("is less than without an end", () => expect(shorter([row({ days: null, operator_days: null })], { events: 1000 })).toEqual([["events", 1000]]));
});
