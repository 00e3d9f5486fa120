import { describe, expect, it } from "vitest";

import { answer, button, definition, field, fill, flow, open, press, refusal, text } from "../../../test/flows";

const version = (number: number, by = "operator") => ({ version: number, created_at: `2026-03-0${number}T10:00:00Z`, created_by: by });
const old = { ...definition, name: "Old" };
const around = {
  "GET flows/f1": { ...flow(), definition },
  "GET flows/f1/versions": { versions: [version(3, "user:u1"), version(2, "system"), version(1)] },
  "GET flows/f1/versions/1": { ...version(1), definition: old },
  "GET flows/f1/difference": { from: 2, to: 3, changes: [{ path: "/steps/0/name", before: "<b>a</b>", after: "b" }, { path: "/limits", before: null, after: { runsPerHour: 5 } }, { path: "/once", before: "x", after: null }] },
  "GET entities": { entities: [{ id: "u1", type: "user", name: "Sample Person", parent: null, fetched_at: "" }], next: null },
};

describe("versions", () => {
  it("say when they were saved, by whom, and which counts", async () => {
    const { place } = await open("f1/versions", around);
    const rows = [...place.querySelectorAll(".list > li")].map(text);
    expect(rows[0]).toMatch(/^Version 3 ✓ counts now.*Sample Person/);
    expect(rows[1]).toContain("the add-on itself");
    expect(rows[2]).toContain("the operator");
    expect(rows[0]).not.toContain("Restore");
  });
  it("are compared, any two, place by place", async () => {
    const { place, asked } = await open("f1/versions", around);
    const asks = () => asked.filter(({ path }) => path === "flows/f1/difference").map(({ query }) => [query.get("from"), query.get("to")]);
    expect([...place.querySelectorAll("tbody tr")].map(text)).toEqual(['/steps/0/name~ changed"<b>a</b>""b"', '/limits+ added{"runsPerHour":5}', '/once− removed"x"']);
    await fill(place, "From", "1");
    await press(place, "Compare with what counts: version 2");
    expect(asks()).toEqual([["2", "3"], ["1", "3"], ["2", "3"]]);
    await fill(place, "To", "2");
    expect(text(place)).toContain("Choose two different versions.");
    expect(location.hash).toBe("#/flows/f1/versions?from=2&to=2");
    expect(field(place, "From").value).toBe("2");
  });
  it("are shown whole", async () => {
    const { place } = await open("f1/versions", around);
    await press(place, "Show it: version 1");
    expect(text(place.querySelector(".tree") as Element)).toContain('name: "Old"');
  });
  it("are restored as a new version, on top of what counts", async () => {
    const { place, asked } = await open("f1/versions", { ...around, "PUT flows/f1": { ...flow({ version: 4 }), changed: true } });
    await press(place, "Restore: version 1");
    await answer("Cancel");
    expect(asked.some(({ method }) => method === "PUT")).toBe(false);
    await press(place, "Restore: version 1");
    await answer("Restore");
    expect(asked.find(({ method }) => method === "PUT")?.body).toEqual({ definition: old, version: 3 });
    expect(text(document.querySelector(".status") as Element)).toBe("Version 1 counts again, as version 4.");
  });
  it("are not restored over what somebody else has saved", async () => {
    const { place, asked } = await open("f1/versions", { ...around, "PUT flows/f1": refusal(409, "conflict", "the flow was changed meanwhile") });
    await press(place, "Restore: version 1");
    await answer("Restore");
    expect(text(place)).toContain("Somebody else has saved the flow meanwhile.");
    expect(asked.filter(({ path }) => path === "flows/f1/versions").length).toBe(2);
    expect(button(place, "Restore: version 1")).toBeTruthy();
  });
});
