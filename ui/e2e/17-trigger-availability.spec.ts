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

test("17 saving a flow ten times leaves one registration at most", async ({ host, server }) => {
  const addon = "api-studio";
  const line = (await coverage(server, addon)).find(({ state }) => state === "available");
  test.skip(line === undefined, "every event comes by the manifest");
  const { event } = line as Line;
  const hooks = async () => {
    const { webhooks } = await server.act<{ webhooks: { webhookEvent: string }[] }>("GET", "/webhooks");
    return webhooks.filter(({ webhookEvent }) => webhookEvent === event).length;
  };
  const before = await hooks();
  const flow = await makeFlow(server, { name: fresh("Saved often"), triggers: [{ event }], steps: [{ id: "wait", delay: { for: "1s" } }] }, true, addon);
  await expect.poll(async () => (await coverage(server, addon)).find((line) => line.event === event)?.state, { timeout: 20_000 }).toBe("subscribed");
  await host.open({ addon, hash: `#/flows/${flow.id}/edit` });
  const description = host.addon.getByRole("textbox", { name: "Description" });
  for (let version = 2; version <= 11; version += 1) {
    await description.fill(`version ${version}`);
    await host.addon.getByRole("button", { name: "Save", exact: true }).click();
    await expect(host.addon.getByText(`Saved as version ${version}`).first()).toBeVisible();
  }
  expect((await hooks()) - before).toBe(1);
  await server.call(addon, `flows/${flow.id}/disable`, { method: "POST", body: {} });
});
