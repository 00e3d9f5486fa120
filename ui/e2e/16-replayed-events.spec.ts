// 16. An event can be taken through the flows once more: through the same pipeline, marked, and by admins only.
import { expect, test } from "./harness";
import { ADDON, ended, eventOf, fresh, makeFlow, trackAnHour } from "./workspace";
import type { Runs } from "../src/api/types/runs";

test("16 an event is replayed through chosen flows, and its runs say so", async ({ host, server, page }) => {
  const tagged = (name: string) => ({
    name: fresh(name),
    triggers: [{ event: "NEW_TIME_ENTRY" }],
    steps: [{ id: "tag", call: { operation: "createNewTag", body: { name: `${name} {{ flow.run }}` } } }],
  });
  const [chosen, other] = [await makeFlow(server, tagged("Chosen")), await makeFlow(server, tagged("Other"))];
  const entry = await trackAnHour(server);
  const event = await eventOf(server, "NEW_TIME_ENTRY", entry.id);
  await ended(server, chosen.id);
  await ended(server, other.id);
  const runs = async (flow: string) => (await server.call<Runs>(ADDON, `runs?flow=${flow}`)).runs;

  await host.open({ hash: `#/events/${event.id}` });
  const { addon } = host;
  await expect(addon.getByRole("region", { name: "Runs that it started" }).getByRole("listitem")).toHaveCount(2);
  await addon.getByRole("button", { name: "Replay…" }).click();
  const dialog = addon.getByRole("dialog", { name: "Replay NEW_TIME_ENTRY" });
  await dialog.getByLabel("Through which flows").selectOption("some");
  await expect(dialog).toContainText("Choose at least one flow.");
  await dialog.getByLabel(chosen.name).check();
  await dialog.getByRole("button", { name: "Dry run" }).click();
  const outlook = dialog.getByRole("region", { name: "Dry run" });
  await expect(outlook).toContainText(chosen.name);
  await expect(outlook).toContainText("POST");
  await expect(outlook).not.toContainText(other.name);
  expect(await runs(chosen.id)).toHaveLength(1);

  await dialog.getByRole("button", { name: "Replay", exact: true }).click();
  await expect(dialog).toHaveCount(0);
  await expect(addon.getByRole("button", { name: "Replay…" })).toBeFocused();
  // That the event was there before doesn't make it one that is left out.
  const repeated = await ended(server, chosen.id);
  expect(repeated.state).toBe("succeeded");
  expect(repeated.cause).toBe("replay");
  expect(await runs(chosen.id)).toHaveLength(2);
  expect(await runs(other.id)).toHaveLength(1);
  await expect(addon.getByRole("region", { name: "Runs that it started" }).getByRole("listitem")).toHaveCount(3);
  await host.go(`#/flows/${chosen.id}`);
  const last = addon.getByRole("region", { name: "Last runs" }).getByRole("listitem");
  await expect(last.first()).toContainText("a replay");
  await expect(last.last()).not.toContainText("a replay");

  const audit = await server.call<{ entries: { action: string; subject: string }[] }>(ADDON, "audit?limit=20");
  expect(audit.entries.map(({ action, subject }) => `${action} ${subject}`).join()).toMatch(new RegExp(`replay[^,]*${event.id}`));

  // Members have no events, and can't replay one past the page.
  const member = server.person("USER");
  const { token } = await server.token(ADDON, { user: member.id, role: "USER" });
  const refused = await page.request.post(`${server.addon(ADDON).address}/api/events/${event.id}/replay`, { headers: { "x-addon-token": token }, data: {} });
  expect(refused.status()).toBe(403);
  await host.open({ role: "USER" });
  await expect(addon.getByRole("navigation", { name: "Sections" }).getByRole("link")).toHaveText(["Dashboard", "API explorer"]);
  for (const flow of [chosen, other]) await server.call(ADDON, `flows/${flow.id}/disable`, { method: "POST", body: {} });
});
