import { afterEach, describe, expect, it } from "vitest";

import { clock, day, locale, size } from "./locale";

const before = locale.value;
const as = (time_zone: string, date_format: string | null, time_format: string | null) => {
  locale.value = { ...before, time_zone, date_format, time_format };
};

describe("times", () => {
  afterEach(() => {
    locale.value = before;
  });

  it("are in the user's zone, on both sides of a change to summer time", () => {
    as("Europe/Belgrade", "DD/MM/YYYY", "HOUR24");
    const shown = ["2026-03-29T00:59:59Z", "2026-03-29T01:00:00Z", "2026-10-25T00:59:59Z", "2026-10-25T01:00:00Z"].map((at) => `${day(new Date(at))} ${clock(new Date(at))}`);
    expect(shown).toEqual(["29/03/2026 01:59:59", "29/03/2026 03:00:00", "25/10/2026 02:59:59", "25/10/2026 02:00:00"]);
  });

  it.each([
    ["MM/DD/YYYY", "HOUR12", "12/31/2026", "12:05:00 AM"],
    ["YYYY-MM-DD", "HOUR24", "2026-12-31", "00:05:00"],
    ["DD. MM. YYYY", "HOUR24", "31. 12. 2026", "00:05:00"],
    ["<b>YYYY", null, "Dec 31, 2026", "12:05:00 AM"],
  ])("are written as %s, %s", (date, time, expected, at) => {
    as("Asia/Tokyo", date, time);
    const moment = new Date("2026-12-30T15:05:00Z");
    expect([day(moment), clock(moment).replace(/\s/gu, " ")]).toEqual([expected, at]);
  });
});

it.each([[0, "0 byte"], [999, "999 byte"], [1500, "1.5 kB"], [10_000_000, "10 MB"]])("%i bytes are %s", (bytes, expected) => {
  expect(size(bytes)).toBe(expected);
});
