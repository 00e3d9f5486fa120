// 5. Nobody gets a token to see that isn't their own, and nothing of a token is kept.
import type { Response } from "@playwright/test";

import { expect, test } from "./harness";
import { ADDON, first, known, makeFlow, trackAnHour } from "./workspace";

/** Anything that looks like a signed token. */
const TOKEN = /eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}/;

test("5 no token is in what the add-ons answer, nor in what the browser keeps", async ({ host, server, page }) => {
  test.slow();
  await known(server);
  const tag = await first(server, "tags");
  const update = { operation: "updateTimeEntry", path: { id: "{{ trigger.id }}" }, add: { tagIds: [tag.id] } };
  const flow = await makeFlow(server, { name: "Seen by many", triggers: [{ event: "NEW_TIME_ENTRY" }], steps: [{ id: "mark", update }] });
  await trackAnHour(server);
  await server.call(ADDON, "sources", { method: "POST", body: { name: "watched", scheme: "hmac-sha256" } }).catch(() => undefined);

  const addons = server.stage.addons.map(({ address }) => new URL(address).origin);
  const seen: string[] = [];
  const scans: Promise<void>[] = [];
  const scan = async (answer: Response) => {
    const url = new URL(answer.url());
    if (!addons.includes(url.origin)) return;
    seen.push(url.pathname);
    const headers = JSON.stringify(answer.headers());
    // The stream has no end; it is read by itself below.
    const body = url.pathname.endsWith("/stream") ? "" : (await answer.body().catch(() => Buffer.alloc(0))).toString("latin1");
    expect(TOKEN.exec(headers + body)?.[0], url.pathname).toBeUndefined();
  };
  page.on("response", (answer) => void scans.push(scan(answer)));

  await host.open();
  const frame = await host.frame();
  const places = ["#/dashboard", "#/events", "#/explorer", "#/explorer/getTags", "#/explorer/history", "#/explorer/saved", "#/flows", `#/flows/${flow.id}`, "#/flows/runs", "#/flows/templates", "#/flows/replays", "#/settings", "#/settings/data", "#/settings/audit", "#/settings/sources", "#/settings/limits", "#/settings/retention", "#/settings/secrets"];
  for (const place of places) {
    await host.go(place);
    await expect(host.addon.locator("main")).not.toBeEmpty();
    await expect(host.addon.locator("main [aria-busy=true]")).toHaveCount(0);
    if (place === "#/events") await host.addon.locator("a[data-row]").first().click();
    if (place.endsWith("getTags")) {
      await host.addon.getByRole("button", { name: "Send", exact: true }).click();
      await expect(host.addon.getByText("200 OK")).toBeVisible();
    }
  }
  expect(TOKEN.exec(await frame.evaluate(() => location.href + document.documentElement.outerHTML))?.[0]).toBeUndefined();
  // In a frame of another site there may be nothing to keep it in; opened by itself there is.
  const { page: address } = await server.token(ADDON);
  await page.goto(address);
  await expect(page.getByRole("navigation", { name: "Sections" })).toBeVisible();
  const kept = await page.evaluate(async () => {
    const text = JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href, history.state, window.name]);
    return { text, databases: await indexedDB.databases(), caches: await caches.keys(), workers: await navigator.serviceWorker.getRegistrations() };
  });
  expect(TOKEN.exec(kept.text)?.[0]).toBeUndefined();
  expect([kept.databases, kept.caches, kept.workers]).toEqual([[], [], []]);
  await Promise.all(scans);
  expect(seen.length).toBeGreaterThan(30);

  // And whatever else can be asked for by whoever has a token.
  for (const { name } of server.stage.addons) {
    const { paths } = await server.call<{ paths: Record<string, { get?: unknown }> }>(name, "openapi.json");
    const { token } = await server.token(name);
    for (const [path, { get }] of Object.entries(paths)) {
      if (get === undefined || path.includes("{") || path.endsWith("/stream")) continue;
      const answer = await page.request.get(server.addon(name).address + path, { headers: { "x-addon-token": token } });
      expect(TOKEN.exec(JSON.stringify(answer.headers()) + (await answer.text()))?.[0], `${name} ${path}`).toBeUndefined();
    }
  }
  const { events } = await server.call<{ events: { id: string }[] }>(ADDON, "events?limit=20");
  for (const { id } of events) expect(TOKEN.exec(JSON.stringify(await server.call(ADDON, `events/${id}`)))?.[0], `the event ${id}`).toBeUndefined();
  await server.call(ADDON, `flows/${flow.id}/disable`, { method: "POST", body: {} });
});

test("5 the stream of events has no token in it", async ({ server }) => {
  const { token } = await server.token(ADDON);
  const stop = new AbortController();
  const answer = await fetch(`${server.addon(ADDON).address}/api/events/stream`, { headers: { "x-addon-token": token }, signal: stop.signal });
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  const entry = await trackAnHour(server);
  while (!text.includes(entry.id)) text += (await reader?.read())?.value ?? "";
  stop.abort();
  expect(text).toContain("event: event");
  expect(TOKEN.test(text)).toBe(false);
});

test("5 a token is good for its own add-on, and what a member may see is little", async ({ server, page }) => {
  const { token } = await server.token("api-studio");
  const other = await page.request.get(`${server.addon(ADDON).address}/api/me`, { headers: { "x-addon-token": token } });
  expect(other.status()).toBe(401);
  const person = server.person("USER");
  const member = (await server.token(ADDON, { user: person.id, role: "USER" })).token;
  const status = async (path: string) => (await page.request.get(`${server.addon(ADDON).address}/api/${path}`, { headers: { "x-addon-token": member } })).status();
  for (const path of ["me", "overview"]) expect(await status(path), path).toBe(200);
  for (const path of ["events", "flows", "runs", "settings", "audit", "export", "sources", "secrets", "entities?type=user", "coverage", "bootstrap"]) expect(await status(path), path).toBe(403);
});
