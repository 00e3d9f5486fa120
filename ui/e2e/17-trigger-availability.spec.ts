// 17. Whoever chooses a trigger sees whether it gets here; and however often a flow is saved, its event is asked for once.
import { expect, type Host, test } from "./harness";
import type { Server } from "./server";
import { fresh, makeFlow } from "./workspace";

interface Line {
  event: string;
  state: "subscribed" | "available" | "unavailable";
  reason: string | null;
}

const coverage = async (server: Server, addon: string) => (await server.call<{ events: Line[] }>(addon, "coverage")).events;

const SAYS = { subscribed: "Subscribed", available: "Can be subscribed", unavailable: "Not available" };

async function trigger(host: Host, event: string) {
  const field = host.addon.getByRole("combobox", { name: /^Event/ }).first();
  await field.fill(event);
  await field.press("Tab");
  return host.addon.locator('[data-at="/triggers/0/event"]');
}

for (const addon of ["universal-webhook", "api-studio"] as const) {
  test(`17 the builder says of each trigger whether it comes: ${addon}`, async ({ host, server }) => {
    const lines = await coverage(server, addon);
    expect(lines).toHaveLength(51);
    await host.open({ addon, hash: "#/flows/new" });
    await host.addon.getByRole("button", { name: "Add a trigger" }).click();
    for (const state of Object.keys(SAYS) as (keyof typeof SAYS)[]) {
      const line = lines.find((line) => line.state === state);
      if (line === undefined) continue;
      const place = await trigger(host, line.event);
      await expect(place.locator(".badge")).toHaveText(new RegExp(`${SAYS[state]}$`));
      if (line.reason !== null) await expect(place).toContainText(line.reason);
    }
    // In the list too, before one is chosen.
    const field = host.addon.getByRole("combobox", { name: /^Event/ }).first();
    await field.fill("expense");
    const options = host.addon.getByRole("option");
    await expect(options.first()).toContainText(/Subscribed|Can be subscribed|Not available/);
  });
}

test("17 saving a flow ten times asks for nothing more", async ({ host, server }) => {
  const hooks = async () => (await server.act<{ webhooks: unknown[] }>("GET", "/webhooks")).webhooks;
  const before = await hooks();
  const flow = await makeFlow(server, { name: fresh("Saved often"), triggers: [{ event: "NEW_TAG" }], steps: [{ id: "wait", delay: { for: "1s" } }] });
  await host.open({ hash: `#/flows/${flow.id}/edit` });
  const description = host.addon.getByRole("textbox", { name: "Description" });
  for (let version = 2; version <= 11; version += 1) {
    await description.fill(`version ${version}`);
    await host.addon.getByRole("button", { name: "Save", exact: true }).click();
    await expect(host.addon.getByText(`Saved as version ${version}`).first()).toBeVisible();
  }
  expect(await hooks()).toEqual(before);
  expect((await coverage(server, "universal-webhook")).find(({ event }) => event === "NEW_TAG")?.state).toBe("subscribed");
  await server.call("universal-webhook", `flows/${flow.id}/disable`, { method: "POST", body: {} });
});
