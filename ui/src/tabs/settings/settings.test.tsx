import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { Me } from "../../api/types/me";
import type { Settings as Found } from "../../api/types/settings";
import { Questions } from "../../components/dialog";
import { me } from "../../me";
import { owner } from "../../test/me";
import { mount, serve, settled } from "../../test/mount";
import { saysEnd } from "./download";
import Settings from ".";

const WORKSPACE = "64a1f0c2e4b0a1b2c3d4e5f6";
const MARKUP = '<img src=x onerror="alert(1)">';

const who = (more: Partial<Me> = {}): Me => ({ ...owner, workspace: WORKSPACE, ...more });

const retention = [
  { kind: "events", days: 90, operator_days: 90, clockify_days: null, clockify_setting: null, own_days: null, is_changeable: true },
  { kind: "audit", days: 730, operator_days: 730, clockify_days: null, clockify_setting: null, own_days: null, is_changeable: false },
] as const;

const settings: Found = {
  tabs: [{ id: "a", name: MARKUP, settings: [{ id: "b", name: "Days", description: "How many", type: "NUMBER", default: 7, value: 7, is_set: false }] }],
  retention: [...retention],
  limits: [{ name: "flows", most: 10, used: 9, by: null }, { name: "sources", most: 5, used: 5, by: null }, { name: "items", most: 200, used: null, by: null }],
  flow_holds: [{ id: "f1", name: MARKUP, reason: "LOOP", note: "more than 20 runs", since: "2026-01-01T00:00:00Z", runs: 3, runs_are_more: false }],
  legal_hold: { reason: "case 4711", since: "2026-01-01T00:00:00Z" },
};

async function open(section: string, answers: Record<string, unknown>, is: Me = who()) {
  me.value = is;
  const asked = serve(answers);
  const place = await mount(<><Settings path={section === "" ? [] : [section]} query={new URLSearchParams()} /><Questions /></>);
  await settled();
  return { asked, place };
}

const text = (place: HTMLElement) => place.textContent ?? "";
const button = (place: HTMLElement, name: string) =>
  [...place.querySelectorAll("button")].find((each) => (each.getAttribute("aria-label") ?? each.textContent) === name) ?? expect.fail(`no button ${name}`);
const press = async (place: HTMLElement, name: string) => {
  await act(() => button(place, name).click());
  await settled();
};
const field = (place: HTMLElement, name: string): HTMLInputElement => {
  const label = [...place.querySelectorAll("label")].find((each) => each.textContent?.startsWith(name)) ?? expect.fail(`no field ${name}`);
  return (document.getElementById(label.htmlFor) as HTMLInputElement | null) ?? expect.fail(`no control for ${name}`);
};
const type = (place: HTMLElement, name: string, value: string) =>
  act(() => {
    const input = field(place, name);
    input.value = value;
    input.dispatchEvent(new Event(input.tagName === "SELECT" ? "change" : "input", { bubbles: true }));
  });
const submit = async (place: HTMLElement) => {
  await act(() => {
    place.querySelector("form")?.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
  });
  await settled();
};
const places = (place: HTMLElement) => [...place.querySelectorAll(".subnav a")].map((link) => link.textContent);
/** What a control says is wrong with it. */
const error = (place: HTMLElement, name: string) => {
  const input = field(place, name);
  const id = input.getAttribute("aria-describedby")?.split(" ").at(-1) ?? "";
  return input.getAttribute("aria-invalid") === "true" ? document.getElementById(id)?.textContent : null;
};

beforeEach(() => {
  me.value = null;
});
afterEach(() => vi.unstubAllGlobals());

describe("the sections", () => {
  it("are those that the add-on has", async () => {
    const { place } = await open("", { "GET settings": settings }, who({ has_custom_webhooks: false, has_http_steps: false }));
    expect(places(place)).toEqual(["General", "Retention", "Limits and holds", "Audit", "Data"]);
  });
  it("show what was set as text, whatever it looks like", async () => {
    const { place } = await open("", { "GET settings": settings });
    expect(places(place)).toHaveLength(7);
    expect(text(place)).toContain(MARKUP);
    expect(place.querySelector("img")).toBeNull();
    expect(text(place)).toContain("7, by default");
  });
});

describe("retention", () => {
  it("says at the field what is wrong, and sends nothing", async () => {
    const { place, asked } = await open("retention", { "GET settings": settings });
    await type(place, "Events", "91");
    await submit(place);
    expect(error(place, "Events")).toContain("from 1 to 90");
    expect(asked.filter(({ method }) => method === "PUT")).toEqual([]);
  });
  it("asks before less is kept, and then sends what differs", async () => {
    const answer = { retention: [{ ...retention[0], days: 10, own_days: 10 }, retention[1]], changed: true };
    const { place, asked } = await open("retention", { "GET settings": settings, "PUT settings/retention": answer });
    await type(place, "Events", "10");
    await submit(place);
    expect(text(place)).toContain("Events: 10 days");
    await press(place, "Keep less");
    expect(asked.at(-1)).toMatchObject({ method: "PUT", path: "settings/retention", body: { events: 10 } });
    expect(text(place)).toContain("Now kept for 10 days.");
  });
  it("shows the server's word at the field", async () => {
    const refusal = () => Response.json({ status: 422, code: "invalid", detail: "no", errors: [{ path: "/events", message: "must be 1 to 30 days" }] }, { status: 422 });
    const { place } = await open("retention", { "GET settings": settings, "PUT settings/retention": refusal });
    await type(place, "Events", "40");
    await submit(place);
    await press(place, "Keep less");
    expect(error(place, "Events")).toBe("must be 1 to 30 days");
  });
});

describe("limits and holds", () => {
  it("say what is nearly used up, and what is held", async () => {
    const { place, asked } = await open("limits", { "GET settings": settings, "POST flows/f1/resume": { id: "f1" } });
    const rows = [...place.querySelectorAll("tbody tr")].map((row) => row.textContent);
    expect(rows[0]).toContain("nearly used up");
    expect(rows[1]).toContain("used up");
    expect(rows[2]).toBe("Items of a “for each”200");
    expect(text(place)).toContain("case 4711");
    expect(text(place)).toContain("It starts itself");
    await press(place, `Resume ${MARKUP}`);
    expect(asked.some(({ path }) => path === "flows/f1/resume")).toBe(true);
  });
});

describe("sources", () => {
  const found = {
    sources: [], schemes: [{ name: "github", header: "x-hub-signature-256", has_header: false }, { name: "hmac-sha256", header: "x-signature-256", has_header: true }],
    most: 50, is_enabled: true, disabled_by: null,
  };
  const made = { name: "shop", scheme: "hmac-sha256", header: "x-own", url: "https://addons.example.com/webhooks/custom/shop", previous_secret_until: null, created_at: "2026-01-01T00:00:00Z", updated_at: "2026-01-01T00:00:00Z", secret: "made-once" };
  it("are registered, and the secret is shown once", async () => {
    const { place, asked } = await open("sources", { "GET sources": found, "POST sources": () => Response.json(made, { status: 201 }) });
    await press(place, "Register a source");
    await submit(place);
    expect(error(place, "Name")).toContain("lower-case");
    expect(error(place, "Signed as")).toContain("Choose");
    await type(place, "Name", "shop");
    await type(place, "Signed as", "hmac-sha256");
    await type(place, "Header", "x-own");
    await submit(place);
    expect(asked.find(({ method }) => method === "POST")?.body).toEqual({ name: "shop", scheme: "hmac-sha256", header: "x-own" });
    expect(text(place)).toContain("made-once");
    await press(place, "Done");
    expect(text(place)).not.toContain("made-once");
  });
  it("say that the name is in use where it is typed", async () => {
    const taken = () => Response.json({ status: 409, code: "taken", detail: "a source named `shop` exists already" }, { status: 409 });
    const { place } = await open("sources", { "GET sources": found, "POST sources": taken });
    await press(place, "Register a source");
    await type(place, "Name", "shop");
    await type(place, "Signed as", "github");
    await submit(place);
    expect(error(place, "Name")).toContain("exists already");
  });
});

describe("secrets", () => {
  it("are set with a name and a value that fit", async () => {
    const { place, asked } = await open("secrets", { "GET secrets": { secrets: [] }, "PUT secrets/CHAT_URL": { name: "CHAT_URL", is_new: true } });
    await press(place, "Set a secret");
    await type(place, "Name", "chat");
    await type(place, "Value", "short");
    await submit(place);
    expect(error(place, "Name")).toContain("capital");
    expect(error(place, "Value")).toContain("this one has 5");
    await type(place, "Name", "CHAT_URL");
    await type(place, "Value", "long enough");
    await submit(place);
    expect(asked.find(({ method }) => method === "PUT")).toMatchObject({ path: "secrets/CHAT_URL", body: { value: "long enough" } });
    expect(place.querySelector("dialog")).toBeNull();
  });
});

describe("the audit", () => {
  it("is filtered, shown as text, and comes a page at a time", async () => {
    const entry = { id: "1", at: "2026-01-01T00:00:00Z", actor: "operator", action: "flow.save", subject: "flow:1", before: null, after: { name: MARKUP } };
    const page = ({ query }: { query: URLSearchParams }) => (query.get("cursor") === null ? { entries: [entry], next: "1" } : { entries: [{ ...entry, id: "2" }], next: null });
    const { place, asked } = await open("audit", { "GET audit": page });
    expect(text(place)).toContain("the operator");
    await press(place, "Show more");
    expect(place.querySelectorAll("li")).toHaveLength(7 + 2);
    await type(place, "What", "secret.");
    await settled();
    expect(asked.at(-1)?.query.get("action")).toBe("secret.");
    expect(place.querySelector("img")).toBeNull();
  });
});

describe("data", () => {
  const nothing = { rows: { webhook_event: 10001, flow_run: 3 }, counted_up_to: 10000, refused: null, last: null };
  it("is erased only by whoever types the workspace's id", async () => {
    const begun = { state: "running", began_at: "2026-01-01T00:00:00Z", ended_at: null, rows: {} };
    const { place, asked } = await open("data", { "GET erase": nothing, "POST erase": () => Response.json(begun, { status: 202 }) });
    expect(text(place)).toContain("more than 10,000");
    await press(place, "Erase…");
    await type(place, "Type the workspace's id", "yes");
    await submit(place);
    expect(error(place, "Type the workspace's id")).toContain(WORKSPACE);
    expect(asked.some(({ method }) => method === "POST")).toBe(false);
    await type(place, "Type the workspace's id", WORKSPACE);
    await submit(place);
    expect(asked.find(({ method }) => method === "POST")).toMatchObject({ path: "erase", body: { confirm: WORKSPACE } });
  });
  it("can't be erased while it is held, and says why", async () => {
    const { place } = await open("data", { "GET erase": { ...nothing, refused: { code: "held", detail: "the workspace is on hold" } } });
    expect(button(place, "Erase…").disabled).toBe(true);
    expect(text(place)).toContain("the workspace is on hold");
  });
  it("is taken away in the parts that were chosen, and a file that broke off is no file", async () => {
    const lines = '{"type":"export"}\n{"type":"end","counts":{}}\n';
    let body = lines;
    URL.createObjectURL = vi.fn(() => "blob:x");
    URL.revokeObjectURL = vi.fn();
    const click = vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => undefined);
    const { place, asked } = await open("data", { "GET erase": nothing, "GET export": () => new Response(body, { headers: { "content-disposition": 'attachment; filename="x.jsonl"' } }) });
    const events = [...place.querySelectorAll("label")].find((label) => label.textContent === "Events");
    await act(() => events?.click());
    await press(place, "Download");
    await settled();
    expect(asked.find(({ path }) => path === "export")?.query.get("parts")).not.toContain("events");
    expect(click).toHaveBeenCalledOnce();
    expect(text(place)).toContain("2 lines");
    body = lines.slice(0, 20);
    await press(place, "Download");
    await settled();
    expect(click).toHaveBeenCalledOnce();
    expect(text(place)).toContain("broke off");
  });
  it("ends with a line that says so", () => {
    expect(saysEnd('{"a":1}\n{"type":"end","counts":{}}\n')).toBe(true);
    for (const text of ["", '{"type":"end","counts":{}}', '{"type":"export"}\n', '{"type":"end","counts":{}}\n{"a":1}\n']) expect(saysEnd(text), text).toBe(false);
  });
});
