import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { at, insert, isObject, move, put } from "./document";
import { always, definition } from "../../../test/definitions";
import { copyOf, depthOf, doneAt, freeId, idOf, kindOf, kinds, loopAround, newStep, renamed, renameStep, walk } from "./step-ops";

const call = (id: string, body?: unknown) => ({ id, call: { operation: "x", body } });
const document = {
  steps: [
    call("a"),
    { id: "choose", if: { condition: { left: "steps.a.body", op: "empty" }, then: [call("yes"), call("yes2")], else: [call("no")] }, onError: { run: [call("repair")] } },
    { id: "each", forEach: { items: "steps.a.body", steps: [call("one"), call("two", "{{ steps.one.body.id }} of steps.a.body")] } },
    call("last", "{{ steps.a.body | default('steps.a.body') }}"),
  ],
  onFailure: [call("sorry")],
};

const ids = (pointer: string) => doneAt(document, pointer).map(({ id }) => id);

describe("results can be used", () => {
  it.each([
    ["/steps/0/call/body", []],
    ["/steps/1/if/condition", ["a"]],
    ["/steps/1/if/then/1", ["a", "yes"]],
    ["/steps/1/if/else/0", ["a"]],
    ["/steps/1/onError/run/0", ["a", "choose"]],
    ["/steps/2/forEach/steps/1", ["a", "choose", "one"]],
    ["/steps/3", ["a", "choose", "each"]],
    ["/onFailure/0", ["a", "choose", "each", "last"]],
    ["/when", []],
  ])("at %s", (pointer, expected) => expect(ids(pointer)).toEqual(expected));
});

describe("steps", () => {
  it("are all found", () => expect([...walk(document)].map(({ step }) => idOf(step))).toEqual(["a", "choose", "yes", "yes2", "no", "repair", "each", "one", "two", "last", "sorry"]));
  it("are of a kind, or only JSON", () => {
    for (const kind of kinds) expect(kindOf(newStep(document, kind))).toBe(kind);
    expect(kindOf({ id: "x" })).toBeNull();
    expect(kindOf({ id: "x", call: {}, stop: {} })).toBeNull();
    expect(kindOf({ id: "x", call: 1 })).toBeNull();
  });
  it("get ids that are free", () => {
    expect(freeId(document, "a")).toBe("a-2");
    expect(freeId(document, "new")).toBe("new");
    expect(freeId(document, "")).toBe("step-2");
  });
  it("are renamed wherever their result is used, and nowhere else", () => {
    const after = renameStep(document, "/steps/0", "first");
    expect(at(after, "/steps/1/if/condition/left")).toBe("steps.first.body");
    expect(at(after, "/steps/2/forEach/items")).toBe("steps.first.body");
    expect(at(after, "/steps/2/forEach/steps/1/call/body")).toBe("{{ steps.one.body.id }} of steps.a.body");
    expect(at(after, "/steps/3/call/body")).toBe("{{ steps.first.body | default('steps.a.body') }}");
    expect(renameStep(after, "/steps/0", "a")).toEqual(document);
  });
  it("are copied with ids of their own, and refer to each other", () => {
    const copy = copyOf(document, document.steps[2]);
    expect(idOf(copy)).toBe("each-2");
    expect(at(copy, "/forEach/steps/0/id")).toBe("one-2");
    expect(at(copy, "/forEach/steps/1/call/body")).toBe("{{ steps.one-2.body.id }} of steps.a.body");
    expect(at(copy, "/forEach/items")).toBe("steps.a.body");
  });
  it("lie in each other", () => {
    expect([depthOf("/steps"), depthOf("/steps/1/if/then"), depthOf("/steps/1/if/then/0/onError/run"), depthOf("/onFailure")]).toEqual([1, 2, 3, 1]);
    expect([loopAround("/steps/2/forEach/steps/1/call"), loopAround("/steps/2/forEach/items")]).toEqual(["/steps/2", null]);
  });
});

describe("any document", () => {
  it("is what it was after a step came, moved and went", () => {
    always(fc.tuple(definition, fc.constantFrom(...kinds)), ([document, kind]) => {
      const count = document.steps as unknown[];
      const with_ = insert(document, "/steps", count.length, newStep(document, kind));
      const moved = move(move(with_, "/steps", count.length, 0), "/steps", 0, count.length);
      expect(JSON.stringify(put(moved, `/steps/${count.length}`, undefined))).toBe(JSON.stringify(document));
    });
  });
  it("says what it said when nothing is renamed", () => always(definition, (document) => expect(JSON.stringify(renamed(document, new Map()))).toBe(JSON.stringify(document))));
  it("has copies with ids that nothing else has", () => {
    always(definition, (document) => {
      for (const { step } of walk(document)) {
        const mine = [...walk([copyOf(document, step)], [""])].filter(({ step }) => isObject(step)).map(({ step }) => idOf(step));
        expect(new Set(mine).size).toBe(mine.length);
      }
    }, 30);
  });
});
