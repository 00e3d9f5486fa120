import { describe, expect, it } from "vitest";

import { lasted, momentOf, wallOf } from "./wall-clock";

describe("a wall clock's time", () => {
  const cases: [string, string, string][] = [
    ["2026-01-31T09:00", "UTC", "2026-01-31T09:00:00Z"],
    ["2026-01-31T09:00", "Europe/Vienna", "2026-01-31T08:00:00Z"],
    ["2026-07-31T09:00", "Europe/Vienna", "2026-07-31T07:00:00Z"],
    // The clocks go forward at 2 and back at 3 on these days.
    ["2026-03-29T01:59", "Europe/Vienna", "2026-03-29T00:59:00Z"],
    ["2026-03-29T03:00", "Europe/Vienna", "2026-03-29T01:00:00Z"],
    ["2026-10-25T01:30", "Europe/Vienna", "2026-10-24T23:30:00Z"],
    ["2026-10-25T03:30", "Europe/Vienna", "2026-10-25T02:30:00Z"],
    ["2026-03-08T03:30", "America/New_York", "2026-03-08T07:30:00Z"],
    ["2026-01-01T00:15", "Asia/Kathmandu", "2025-12-31T18:30:00Z"],
    ["0026-01-01T00:00", "Europe/Vienna", "0025-12-31T22:54:39Z"],
  ];
  it.each(cases)("%s in %s is %s, and back", (wall, zone, moment) => {
    expect(momentOf(wall, zone)).toBe(moment);
    expect(wallOf(moment, zone)).toBe(wall);
  });
  it("that comes twice is one of both", () => expect(["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"]).toContain(momentOf("2026-10-25T02:30", "Europe/Vienna")));
  it.each(["", "2026-13-01T00:00", "soon"])("%j is no time", (wall) => expect(momentOf(wall, "UTC")).toBeNull());
  it("of nothing is empty", () => expect([wallOf(null), wallOf(undefined), wallOf("x")]).toEqual(["", "", ""]));
});

describe("how long something took", () => {
  const from = Date.parse("2026-01-01T00:00:00Z");
  const cases: [number, string][] = [[0, "0 ms"], [37, "37 ms"], [2450, "2.4 s"], [59_999, "59.9 s"], [185_000, "3 min 5 s"], [3_599_900, "59 min 59 s"], [7_260_000, "2 h 1 min"], [200_000_000, "2 d 7 h"], [-5, "0 ms"]];
  it.each(cases)("%d ms: %s", (ms, words) => expect(lasted(new Date(from).toISOString(), new Date(from + ms).toISOString())).toBe(words));
});
