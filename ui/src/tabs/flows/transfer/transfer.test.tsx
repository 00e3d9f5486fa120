import { beforeEach, describe, expect, it, vi } from "vitest";

import type { Me } from "../../../api/types/me";
import { me } from "../../../me";
import { button, calm, definition, field, fill, flow, open, pick, press, refusal, text } from "../../../test/flows";
import { fireEvent } from "../../../test/events";

beforeEach(() => {
  me.value = { limits: { flows: 200, definition_bytes: 1, body_bytes: 100_000 } } as Me;
});

const exported = {
  schema: "clockify-addons/flow-export/v1", secrets: ["CHAT"], flow: definition,
  inputs: [{ name: "project1", kind: "project", title: "/when/all/0/right" }, { name: "email1", kind: "email", title: "/name" }],
};
const created = { "POST flows": flow({ id: "new", enabled: false }), "GET flows/new": { ...flow({ id: "new" }), definition } };

describe("an import", () => {
  it("of an export asks for what was taken out, checks, and makes a flow that is switched off", async () => {
    const { place, asked } = await open("import", { ...created, "POST flows/import": { definition, notes: [] } });
    await fill(place, "Or the document itself", JSON.stringify(exported));
    expect(text(place)).toContain("They have to be stored under these names before it runs: CHAT.");
    expect(text(place)).toContain("In the flow at /when/all/0/right");
    await press(place, "Check it");
    expect([...place.querySelectorAll(".error")].map(text)).toEqual(["This has to be chosen.", "This has to be chosen."]);
    await pick(place, "Project (project1)", "64a1f0c2e4b0a1b2c3d4e5a9");
    await fill(place, "E-mail address (email1)", "somebody@example.com");
    await press(place, "Check it");
    expect(asked.find(({ path }) => path === "flows/import")?.body).toEqual({ document: exported, inputs: { project1: "64a1f0c2e4b0a1b2c3d4e5a9", email1: "somebody@example.com" }, dry_run: true });
    expect(document.activeElement?.textContent).toBe("It can be imported");
    await fill(place, "Name of the flow", "Mine");
    await press(place, "Create, switched off");
    expect(asked.find(({ path, method }) => path === "flows" && method === "POST")?.body).toEqual({ definition: { ...definition, name: "Mine" }, enabled: false });
    expect(location.hash).toBe("#/flows/new");
  });
  it("of an older flow shows what there is to note; what was checked goes when the document changes", async () => {
    const legacy = { name: "Old", trigger_event_types: ["NEW_TAG"], actions: [] };
    const { place, asked } = await open("import", { "POST flows/import": { definition, notes: ["/actions/0: <i>text</i> before"] } });
    await fill(place, "Or the document itself", JSON.stringify([legacy, { ...legacy, name: "Second" }]));
    await fill(place, "Flow", "1");
    expect(text(place)).toContain("This is a flow of an older Python add-on.");
    await press(place, "Check it");
    expect(asked.find(({ path }) => path === "flows/import")?.body).toEqual({ document: { ...legacy, name: "Second" }, inputs: {}, dry_run: true });
    expect(text(place.querySelector(".notice.warning") as Element)).toContain("/actions/0: <i>text</i> before");
    await fill(place, "Or the document itself", JSON.stringify(legacy));
    expect(text(place)).not.toContain("It can be imported");
  });
  it("tells every mistake with its place", async () => {
    const { place } = await open("import", { "POST flows/import": refusal(422, "invalid", "the definition can't be used", { errors: [{ path: "/future", message: "there is no field 'future'" }] }) });
    await fill(place, "Or the document itself", JSON.stringify({ ...definition, future: 1 }));
    await press(place, "Check it");
    expect(text(place.querySelector(".notice.error") as Element)).toContain("/future there is no field 'future'");
  });
  it("takes a file, and neither a large one nor what is no JSON", async () => {
    const { place } = await open("import", {});
    const choose = async (file: File) => {
      Object.defineProperty(field(place, "File"), "files", { value: [file], configurable: true });
      await fireEvent(field(place, "File"), "change");
      await calm();
    };
    await choose(new File(["x".repeat(100_001)], "large.json"));
    expect(text(place)).toContain("This file is larger than 100 kB.");
    await choose(new File(["{"], "broken.json"));
    expect(field(place, "Or the document").getAttribute("aria-invalid")).toBe("true");
    await choose(new File([JSON.stringify(definition)], "flow.json"));
    expect(text(place)).toContain("This is a flow. It names what it names");
  });
});

describe("an export", () => {
  it("shows what was taken out and the document, and gives a file", async () => {
    vi.stubGlobal("URL", Object.assign(URL, { createObjectURL: () => "blob:x", revokeObjectURL: () => undefined }));
    const click = vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => undefined);
    const { place } = await open("f1/export", { "GET flows/f1": { ...flow({ name: "Ä flow!" }), definition }, "GET flows/f1/export": exported });
    expect([...place.querySelectorAll("tbody tr")].map(text)).toEqual(["project1Project/when/all/0/right", "email1E-mail address/name"]);
    expect(text(place)).toContain("CHAT");
    expect(field(place, "The document").value).toBe(JSON.stringify(exported, null, 2));
    await press(place, "Download");
    expect((click.mock.instances[0] as HTMLAnchorElement | undefined)?.download).toBe("flow.flow.json");
    expect(text(place)).toContain("copy the text instead");
    expect(button(place, "Copy: The document")).toBeTruthy();
    click.mockRestore();
  });
});
