import { act } from "preact/test-utils";
import { describe, expect, it, vi } from "vitest";

import { mount, serve, settled } from "../test/mount";
import { EntityPicker } from "./entity-picker";

const ID = "64a1f0c2e4b0a1b2c3d4e5f6";

async function open(value: string) {
  const taken: string[] = [];
  serve({ "GET entities": { entities: [{ id: ID, type: "tag", name: "Sample tag", parent: null, fetched_at: "2026-01-01T00:00:00Z" }], next: null } });
  const place = await mount(<EntityPicker label="Tag" type="tag" value={value} onValue={(id) => taken.push(id)} />);
  const input = place.querySelector("input") as HTMLInputElement;
  const send = (type: string, more: Partial<KeyboardEvent> = {}, text?: string) => act(async () => {
    if (text !== undefined) input.value = text;
    input.dispatchEvent(Object.assign(new Event(type, { bubbles: true, cancelable: true }), more));
    await settled();
  });
  const options = () => vi.waitFor(async () => {
    await settled();
    expect(place.querySelector("[role=option]")).not.toBeNull();
  });
  return { place, options, send, taken };
}

describe("a picker", () => {
  it("that is looked into and left keeps what was chosen", async () => {
    const { send, taken } = await open(ID);
    await send("click");
    await send("blur");
    expect(taken).toEqual([]);
  });
  it("that is emptied is empty", async () => {
    const { send, taken } = await open(ID);
    await send("input", {}, "");
    await send("blur");
    expect(taken).toEqual([""]);
  });
  it("takes what is chosen from the list", async () => {
    const { options, send, taken } = await open("");
    await send("input", {}, "sam");
    await options();
    await send("keydown", { key: "ArrowDown" });
    await send("keydown", { key: "Enter" });
    expect(taken).toEqual([ID]);
  });
  it("takes nothing from a list that was found for another text", async () => {
    const { options, send, taken } = await open("");
    await send("click");
    await options();
    await send("input", {}, "other");
    await send("keydown", { key: "ArrowDown" });
    await send("keydown", { key: "Enter" });
    expect(taken).toEqual([]);
  });
  it("takes an id, and no half of a name for one", async () => {
    const { place, send, taken } = await open("");
    await send("input", {}, "sam");
    await send("blur");
    expect([taken, place.querySelector(".error")?.textContent]).toEqual([[], "There is nothing called “sam”. Choose from the list, or paste an id."]);
    await send("input", {}, ID.toUpperCase());
    await send("blur");
    expect([taken, place.querySelector(".error")]).toEqual([[ID.toUpperCase()], null]);
  });
});
