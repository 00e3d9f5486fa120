import { describe, expect, it } from "vitest";

import { catalogue, catalogues, counted } from "./strings";
// Each tab brings its catalogue along.
const parts = import.meta.glob(["./tabs/**/*.{ts,tsx}", "!**/*.test.*"], { eager: true });

describe("texts", () => {
  it("of every tab are found", () => expect(Object.keys(parts).length).toBeGreaterThan(0));
  it("are there in every language", () => {
    for (const texts of catalogues) {
      for (const [language, found] of Object.entries(texts)) {
        expect(Object.keys(texts.en).filter((key) => !found[key]), language).toEqual([]);
      }
    }
  });
  it("take values", () => {
    const t = catalogue({ en: { greeting: "{name} has {count} of {count} {unknown}" } });
    expect(t("greeting", { name: "<b>", count: 3 })).toBe("<b> has 3 of 3 {unknown}");
  });
  it("are counted", () => expect([counted(1, { one: "event", other: "events" }), counted(1200, { one: "event", other: "events" })]).toEqual(["1 event", "1,200 events"]));
});
