import { describe, expect, it } from "vitest";

import { matches, read, tokenIn } from "./session";

const encode = (value: unknown) => btoa(JSON.stringify(value)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const claims = { exp: 1_800_000_000, addonId: "addon", workspaceId: "workspace", user: "user" };
const token = `${encode({ alg: "RS256" })}.${encode(claims)}.c2lnbmF0dXJl`;

describe("the token of a message", () => {
  const shapes: [string, unknown][] = [
    ["a bare token", token],
    ["the JSON text of one", JSON.stringify(token)],
    ["title and body", { title: "refreshAddonToken", body: token }],
    ["title and an object", { title: "refreshAddonToken", body: { auth_token: token } }],
    ["action and payload as JSON text", JSON.stringify({ action: "refreshAddonToken", payload: token })],
    ["a payload that is JSON text", JSON.stringify({ action: "x", payload: JSON.stringify({ token }) })],
  ];
  it.each(shapes)("is found in %s", (_, message) => expect(tokenIn(message)).toBe(token));

  const others: unknown[] = [null, 3, "text", "a.b.c", "{", [], {}, { title: "URL_CHANGED", body: "https://x.test/a.b.c" }];
  it.each(others.map((other) => [other]))("is not found in %j", (message) => expect(tokenIn(message)).toBeNull());
});

describe("what a token says", () => {
  it("is read", () => expect(read(token)).toEqual(claims));
  it("is nothing where a claim is missing", () => expect(read(`a.${encode({ ...claims, user: undefined })}.c`)).toBeNull());
});

describe("who may embed the page", () => {
  const cases: [string, string, boolean][] = [
    ["https://*.clockify.me", "https://app.clockify.me", true],
    ["https://*.clockify.me", "https://a.b.clockify.me", true],
    ["https://*.clockify.me", "https://clockify.me", false],
    ["https://clockify.me", "https://clockify.me", true],
    ["https://*.clockify.me", "https://notclockify.me", false],
    ["https://*.clockify.me", "https://app.clockify.me.example.com", false],
    ["https://*.clockify.me", "http://app.clockify.me", false],
    ["https://*.clockify.me", "https://app.clockify.me:8443", false],
    ["http://localhost:*", "http://localhost:3000", true],
    ["http://localhost:3001", "http://localhost:3000", false],
    ["*", "https://app.clockify.me", false],
  ];
  it.each(cases)("%s and %s: %s", (pattern, origin, expected) => expect(matches(pattern, origin)).toBe(expected));
});
