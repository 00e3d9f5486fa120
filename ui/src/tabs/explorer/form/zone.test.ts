import { describe, expect, it } from "vitest";

import { instantOf, wallOf } from "./zone";

const VIENNA = "Europe/Vienna";

describe("a clock", () => {
  it.each([
    ["2026-01-15T10:00:00Z", "2026-01-15T11:00:00"],
    ["2026-07-15T10:00:00Z", "2026-07-15T12:00:00"],
    ["2026-07-15T10:00:00.123Z", "2026-07-15T12:00:00"],
    ["2026-07-15T10:00:00+02:00", "2026-07-15T10:00:00"],
    ["2025-12-31T23:30:00Z", "2026-01-01T00:30:00"],
  ])("at %s shows %s", (moment, shown) => expect(wallOf(moment, VIENNA)).toBe(shown));
  it.each(["", "soon", "2026-01-15", "2026-13-15T10:00:00Z", "2026-01-15T10:00:00"])("shows nothing at %j", (text) => expect(wallOf(text, VIENNA)).toBeNull());
  it.each([["January", 0, 1], ["March", 2, 28], ["July", 6, 1], ["October", 9, 24], ["December", 11, 30]] as const)("comes back to every half hour of days in %s", (_, month, day) => {
    const from = Date.UTC(2026, month, day);
    for (let at = from; at < from + 3 * 86_400_000; at += 1_800_000) {
      const moment = new Date(at).toISOString();
      const shown = wallOf(moment, VIENNA) ?? "";
      // An hour comes twice in October: the first counts.
      expect(instantOf(shown, VIENNA)).toBe(moment.replace(".000Z", "Z").replace("2026-10-25T01:", "2026-10-25T00:"));
    }
  });
  it("is put forward over the times that are left out", () => expect(instantOf("2026-03-29T02:30", VIENNA)).toBe("2026-03-29T01:30:00Z"));
  it("goes by the zone", () => expect(instantOf("2026-01-15T10:00", "America/New_York")).toBe("2026-01-15T15:00:00Z"));
});
