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
  it("comes back to every hour of the year", () => {
    for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += 3_600_000) {
      const moment = new Date(at).toISOString();
      const shown = wallOf(moment, VIENNA) ?? "";
      // An hour comes twice in October: the first counts.
      if (moment !== "2026-10-25T01:00:00.000Z") expect(instantOf(shown, VIENNA)).toBe(moment.replace(".000Z", "Z"));
      else expect(instantOf(shown, VIENNA)).toBe("2026-10-25T00:00:00Z");
    }
  });
  it("is put forward over the times that are left out", () => expect(instantOf("2026-03-29T02:30", VIENNA)).toBe("2026-03-29T01:30:00Z"));
  it("goes by the zone", () => expect(instantOf("2026-01-15T10:00", "America/New_York")).toBe("2026-01-15T15:00:00Z"));
});
