import { beforeEach, describe, expect, it, vi } from "vitest";

import type { CallAnswer } from "../../api/types/calls";
import { Questions } from "../../components/dialog";
import { me } from "../../me";
import { catalogueOf, operations } from "../../test/catalogue";
import { fireEvent } from "../../test/events";
import { owner } from "../../test/me";
import { type Asked, mount, serve, settled } from "../../test/mount";
import { kept } from "../flows/builder/from-call";
import Explorer from ".";
import { forget } from "./data";
import { keeping } from "./draft";

const MARKUP = '<img src=x onerror="alert(1)">';
const answer: CallAnswer = {
  id: "c1", operation: "getTags", as: "me", method: "GET", url: "https://api.test/v1/workspaces/w/tags", status: 200,
  headers: { "content-type": "application/json" }, kind: "json", text: JSON.stringify([{ id: "t1", name: MARKUP }]), bytes: 50, truncated: false,
  took_ms: 12, attempts: 1, next: null, sent: { headers: { accept: "application/json" }, body: null, form: null },
};
const one = (id: string) => operations.find((operation) => operation.id === id);

let writes: { allowed?: boolean; reason?: string | null; as_addon?: boolean } = {};
function answers(more: Record<string, unknown> = {}) {
  return serve({
    "GET catalogue": ({ query }: Asked) => (query.has("search") ? { operations: ["createNewTag"] } : catalogueOf(operations, writes)),
    ...Object.fromEntries(operations.map((operation) => [`GET catalogue/${operation.id}`, operation])),
    "GET entities": { entities: [], next: null },
    "POST calls": answer,
    ...more,
  });
}

async function open(path: string[], query = "") {
  const place = await mount(<><Explorer path={path} query={new URLSearchParams(query)} /><Questions /></>);
  await settled();
  await settled();
  return place;
}

const button = (place: Element, text: string) => {
  const found = [...place.querySelectorAll<HTMLButtonElement>("button")].find((each) => each.textContent === text || each.getAttribute("aria-label") === text);
  if (found === undefined) throw new Error(`no button ${text}`);
  return found;
};
const press = async (place: Element, text: string) => {
  await fireEvent(button(place, text), "click");
  await settled();
};
const field = (place: Element, label: string) => {
  const found = [...place.querySelectorAll("label")].find((each) => each.textContent?.startsWith(label));
  return document.getElementById(found?.htmlFor ?? "") as HTMLInputElement;
};

beforeEach(() => {
  forget();
  keeping.clear();
  writes = {};
  me.value = { ...owner, role: "ADMIN", has_http_steps: false, has_custom_webhooks: false };
});

describe("the list of operations", () => {
  it("has every operation in its group", async () => {
    answers();
    const place = await open([]);
    expect(place.querySelectorAll(".operation-line")).toHaveLength(158);
    expect(place.querySelectorAll("details.operations")).toHaveLength(23);
  });
  it("folds what is deprecated", async () => {
    const old = operations.slice(0, 2).map((operation) => ({ ...operation, deprecated: true }));
    answers({ "GET catalogue": catalogueOf([...old, ...operations.slice(2)]) });
    const place = await open([]);
    const inner = place.querySelector("details.operations details.operations");
    expect([inner?.querySelectorAll("a").length, (inner as HTMLDetailsElement).open]).toEqual([2, false]);
  });
  it("is searched", async () => {
    answers();
    const place = await open([]);
    await fireEvent(field(place, "Find an operation"), "input", { value: "get-week-before" });
    expect(place.querySelectorAll(".operation-line")).toHaveLength(1);
    expect(place.querySelector("[role=status]")?.textContent).toBe("1 operation found");
  });
  it("says what went wrong, and tries again", async () => {
    answers({ "GET catalogue": Response.json({ code: "x", detail: "broken" }, { status: 500 }) });
    const place = await open([]);
    expect(place.querySelector("[role=alert]")?.textContent).toContain("broken");
    answers();
    await press(place, "Try again");
    expect(place.querySelectorAll(".operation-line")).toHaveLength(158);
  });
});

describe("a call", () => {
  it("sends what is switched on, and nothing else", async () => {
    const asked = answers();
    const place = await open(["getTags"]);
    await fireEvent(place.querySelector('[aria-label="Send name"]') as Element, "change", { checked: true });
    await fireEvent(field(place, "name"), "input", { value: "a b" });
    await press(place, "Send");
    expect(asked.find(({ path }) => path === "calls")?.body).toEqual({ operation: "getTags", as: "me", path: {}, query: { name: "a b" } });
  });
  it("shows the answer, and no markup of it", async () => {
    answers();
    const place = await open(["getTags"]);
    await press(place, "Send");
    expect(place.querySelector(".tree")?.textContent).toContain(JSON.stringify(MARKUP));
    expect(place.querySelector("img")).toBeNull();
    expect(place.textContent).toContain("200 OK");
    await press(place, "Raw");
    expect(place.querySelector("pre")?.textContent).toBe(answer.text);
    expect(place.querySelector('[aria-label="Copy the path $[0].name"]')).toBeNull();
    await press(place, "Tree");
    expect(place.querySelector('[aria-label="Copy the path $[0].name"]')).not.toBeNull();
  });
  it("doesn't go without what the path needs", async () => {
    const asked = answers();
    const place = await open(["deleteTag"]);
    await press(place, "Send");
    expect(asked.some(({ path }) => path === "calls")).toBe(false);
    expect(place.querySelector(".explorer-actions [role=alert]")?.textContent).toContain("Fill in what the path needs");
  });
  it("asks before it deletes, and names the target", async () => {
    const target = { text: "DELETE tags/t1", effect: "destroy", count: null, entities: [{ type: "tag", id: "t1", name: MARKUP }] };
    const asked = answers({
      "POST calls": ({ body }: Asked) => ((body as { confirm?: string }).confirm === target.text ? answer : Response.json({ code: "confirm", detail: "x", target }, { status: 428 })),
    });
    keeping.set("deleteTag", { draft: { as: "me", path: { tagId: "t1", id: "t1" }, query: {}, body: undefined, text: null, from: null }, answered: null });
    const place = await open(["deleteTag"]);
    await press(place, "Send");
    const dialog = place.querySelector("dialog");
    expect(dialog?.textContent).toContain(target.text);
    expect(dialog?.textContent).toContain(MARKUP);
    await press(dialog as Element, "Cancel");
    expect(asked.filter(({ path }) => path === "calls")).toHaveLength(1);
    await press(place, "Send");
    await press(place.querySelector("dialog") as Element, "Delete");
    expect(asked.filter(({ path }) => path === "calls").at(-1)?.body).toMatchObject({ confirm: target.text });
    expect(place.textContent).toContain("200 OK");
  });
  it("tells mistakes at their fields", async () => {
    answers({ "POST calls": Response.json({ code: "invalid", detail: "no", errors: [{ path: "/query/page", message: "too large" }] }, { status: 422 }) });
    keeping.set("getTags", { draft: { as: "me", path: {}, query: { page: 3 }, body: undefined, text: null, from: null }, answered: null });
    const place = await open(["getTags"]);
    await press(place, "Send");
    const page = field(place, "page");
    expect(page.getAttribute("aria-invalid")).toBe("true");
    expect(document.getElementById(page.getAttribute("aria-describedby") ?? "")?.textContent).toBe("too large");
  });
  it("says what looks wrong, and goes all the same when told", async () => {
    const asked = answers();
    keeping.set("getTags", { draft: { as: "me", path: {}, query: { page: "x" }, body: undefined, text: null, from: null }, answered: null });
    const place = await open(["getTags"]);
    await press(place, "Send");
    expect(asked.some(({ path }) => path === "calls")).toBe(false);
    await press(place, "Send anyway");
    expect(asked.some(({ path }) => path === "calls")).toBe(true);
  });
  it("goes on to the next page", async () => {
    const asked = answers({ "POST calls": { ...answer, next: { page: 2, query: { page: 2 }, body: null } } });
    const place = await open(["getTags"]);
    await press(place, "Send");
    await press(place, "Next page (2)");
    expect(asked.filter(({ path }) => path === "calls").at(-1)?.body).toMatchObject({ query: { page: 2 } });
    expect(field(place, "page").value).toBe("2");
  });
  it("is sent as the add-on where that is allowed", async () => {
    const asked = answers();
    const place = await open(["getTags"]);
    await fireEvent(field(place, "Call as"), "change", { value: "addon" });
    await press(place, "Send");
    expect(asked.find(({ path }) => path === "calls")?.body).toMatchObject({ as: "addon" });
    writes = { as_addon: false };
    forget();
    answers();
    expect(field(await open(["getTags"]), "Call as")).toBeNull();
  });
  it("that changes something is explained where it isn't allowed", async () => {
    writes = { allowed: false, reason: "Writes are switched off here." };
    answers();
    const place = await open(["createNewTag"]);
    expect(button(place, "Send").disabled).toBe(true);
    expect(place.textContent).toContain("Writes are switched off here.");
    expect(button(await open(["getTags"]), "Send").disabled).toBe(false);
  });
  it("shows of a large answer the beginning, and has the rest as a file", async () => {
    const text = JSON.stringify(Array.from({ length: 5000 }, (_, at) => ({ id: at }))).slice(0, 30_000);
    answers({ "POST calls": { ...answer, text, truncated: true, bytes: 10_000_000 } });
    const place = await open(["getTags"]);
    await press(place, "Send");
    expect(place.textContent).toContain("this is only its beginning");
    expect(place.querySelectorAll(".tree-branch, .tree-leaf").length).toBeLessThan(250);
    expect(button(place, "Download all of it")).toBeDefined();
    await press(place, "Raw");
    expect(place.querySelector("pre")?.textContent?.length).toBe(20_000);
  });
  it("becomes a step of a flow", async () => {
    answers();
    keeping.set("getTags", { draft: { as: "me", path: {}, query: { name: "{{ x" }, body: undefined, text: null, from: null }, answered: null });
    await press(await open(["getTags"]), "Use as a flow step");
    const [, key = ""] = /^#\/flows\/new\?step=(.+)$/.exec(location.hash) ?? [];
    expect(kept(key)).toEqual({ id: "get-tags", call: { operation: "getTags", query: { name: "{{{{ x" } } });
  });
  it("keeps its draft while one looks elsewhere", async () => {
    answers();
    const place = await open(["createNewTag"]);
    await fireEvent(field(place, "name"), "input", { value: "kept" });
    expect(field(await open(["createNewTag"]), "name").value).toBe("kept");
  });
  it("has its body as JSON, and the form shows what was written there", async () => {
    answers();
    const place = await open(["createNewTag"]);
    await press(place, "JSON");
    const text = '{ "name": "a",  "unknown": [1] }';
    await fireEvent(field(place, "Body as JSON"), "input", { value: text });
    await press(place, "Form");
    expect([field(place, "name").value, field(place, "unknown").value]).toEqual(["a", "[\n  1\n]"]);
    await press(place, "JSON");
    expect(field(place, "Body as JSON").value).toBe(text);
    await fireEvent(field(place, "Body as JSON"), "input", { value: "{" });
    await press(place, "Form");
    expect(place.querySelector("[role=alert]")?.textContent).toContain("Fix the JSON first");
  });
});

describe("the history", () => {
  const line = { id: "c9", at: "2026-03-01T10:00:00Z", user: "u", as: "me", operation: "createNewTag", method: "POST", path: "/v1/workspaces/w/tags", status: 400, error: null, took_ms: 8, bytes: 20 };
  it("lists calls and opens them with request and answer", async () => {
    answers({
      "GET calls": { calls: [line], next: null },
      "GET calls/c9": { ...line, url: "https://api.test/v1/workspaces/w/tags", request: { path: {}, query: {}, body: { name: "***" } }, headers: {}, kind: "json", text: '{"code":501}', truncated: false, has_body: true },
    });
    const list = await open(["history"]);
    expect(list.querySelector("a[href='#/explorer/createNewTag?call=c9']")).not.toBeNull();
    expect(list.textContent).toContain("400 refused");
    const place = await open(["createNewTag"], "call=c9");
    expect(field(place, "name").value).toBe("***");
    expect(place.querySelector(".tree")?.textContent).toContain("501");
    expect(place.textContent).toContain("Secrets are masked");
  });
});

describe("saved requests", () => {
  const saved = { id: "r1", name: "My tags", operation: "getTags", as: "me", path: {}, query: { name: "x" }, created_by: "u", created_at: "2026-03-01T10:00:00Z", updated_at: "2026-03-01T10:00:00Z" };
  it("are saved, and opened again", async () => {
    const asked = answers({ "GET requests": { requests: [saved], limit: 100 }, "POST requests": saved });
    const place = await open(["getTags"], "saved=r1");
    expect(field(place, "name").value).toBe("x");
    await press(place, "Save…");
    const dialog = place.querySelector("dialog") as Element;
    await fireEvent(field(dialog, "Name"), "input", { value: "Other" });
    await press(dialog, "Save as new");
    expect(asked.find(({ method, path }) => method === "POST" && path === "requests")?.body).toEqual({ name: "Other", operation: "getTags", as: "me", path: {}, query: { name: "x" } });
  });
  it("are removed after a question", async () => {
    const asked = answers({ "GET requests": { requests: [saved], limit: 100 }, "DELETE requests/r1": new Response(null, { status: 204 }) });
    const place = await open(["saved"]);
    await press(place, "Remove My tags");
    await press(place.querySelector("dialog") as Element, "Remove");
    expect(asked.some(({ method }) => method === "DELETE")).toBe(true);
  });
});

it("an operation that there isn't is said to be none", async () => {
  answers();
  expect((await open(["nosuch"])).textContent).toContain("There is no operation “nosuch”.");
  expect(one("getTags")).toBeDefined();
  vi.unstubAllGlobals();
});
