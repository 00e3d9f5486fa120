import { describe, expect, it } from "vitest";

import { definition } from "../../../test/flows";
import { events, idAt, outer, steps, triggers } from "./definition";
import { at } from "./value";

describe("a flow's document", () => {
  it("tells what starts it", () => {
    const more = { triggers: [...definition.triggers, { every: "15m" }, { weekly: { days: ["MON", "FRI"], at: "09:00" } }, { source: "ci", event: "push" }, { source: "ci" }] };
    expect(triggers(more)).toEqual(["TIMER_STOPPED", "every day at 17:00 (Europe/Vienna)", "every 15m", "MON, FRI at 09:00", "ci: push", "ci"]);
    expect(events(definition)).toEqual(["TIMER_STOPPED"]);
  });
  it("tells its steps, wherever they lie", () => {
    expect(outer(definition).map(({ id, kind, what }) => [id, kind, what])).toEqual([["tags", "call", "getTags"], ["each", "forEach", ""], ["last", "stop", ""]]);
    expect([...steps({ ...definition, onFailure: [{ id: "tell", http: { method: "POST", url: "https://x.test" } }] }).keys()]).toEqual(["tags", "each", "mark", "last", "tell"]);
  });
  it.each([["tags", "tags"], ["each[3].mark", "mark"], ["each[0]", "each"]])("a position: %s is of %s", (position, id) => expect(idAt(position)).toBe(id));
  it.each([null, 3, [], {}, { steps: "x", triggers: {} }])("may be %j", (document) => expect([triggers(document), outer(document), steps(document).size]).toEqual([[], [], 0]));
  it("is read at a place", () => {
    expect(at(definition, "/when/all/1/left")).toBe("$.user.name");
    expect(at({ "a/b": { "~": 1 } }, "/a~1b/~0")).toBe(1);
    expect([at(definition, "/when/none/1"), at(null, "/a"), at(definition, "")]).toEqual([undefined, undefined, definition]);
  });
});
