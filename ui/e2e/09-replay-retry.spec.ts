// 9. A run that failed goes on from the step that failed; an event can be taken through a flow once more, in a new run.
import type { RunWhole } from "../src/api/types/runs";
import { expect, test } from "./harness";
import { ADDON, asked, ended, fresh, makeFlow, spoil, trackAnHour } from "./workspace";

const note = (server: { call: <T>(addon: string, path: string) => Promise<T> }, run: string) => server.call<RunWhole>(ADDON, `runs/${run}`);

test("9 a retry does the step that failed and no other again", async ({ host, server }) => {
  const flow = await makeFlow(server, {
    name: fresh("Three steps"),
    triggers: [{ event: "NEW_TIME_ENTRY" }],
    steps: [
      { id: "one", call: { operation: "createNewTag", body: { name: "one {{ flow.run }}" } } },
      { id: "two", call: { operation: "createNewTag", body: { name: "two {{ flow.run }}" } } },
      { id: "three", call: { operation: "createClient", body: { name: "three {{ flow.run }}" } } },
    ],
  });
  await spoil(server, "createClient", { kind: "status", status: 400 });
  await trackAnHour(server);
  const failed = await ended(server, flow.id);
  expect(failed.state).toBe("failed");
  expect(failed.steps.map(({ state }) => state)).toEqual(["succeeded", "succeeded", "failed"]);

  const before = await asked(server);
  await host.open({ hash: `#/flows/runs/${failed.id}` });
  const { addon } = host;
  const steps = addon.getByRole("region", { name: "Steps", exact: true }).locator("ol.timeline > li");
  await expect(steps).toHaveCount(3);
  await expect(steps.nth(2)).toContainText("failed");
  await expect(steps.nth(2)).toContainText("400");
  await addon.getByRole("button", { name: "Retry from the failed step" }).click();
  await expect(steps.nth(2)).toContainText("succeeded", { timeout: 20_000 });
  // The same run, and one call.
  const run = await note(server, failed.id);
  expect(run.state).toBe("succeeded");
  const after = await asked(server);
  expect((after.createClient ?? 0) - (before.createClient ?? 0)).toBe(1);
  expect((after.createNewTag ?? 0) - (before.createNewTag ?? 0)).toBe(0);
  await server.call(ADDON, `flows/${flow.id}/disable`, { method: "POST", body: {} });
});

test("9 a replay is a new run that names the old one, which stays as it was", async ({ host, server }) => {
  const flow = await makeFlow(server, {
    name: fresh("Once more"),
    triggers: [{ event: "NEW_TIME_ENTRY" }],
    steps: [{ id: "tag", call: { operation: "createNewTag", body: { name: "again {{ flow.run }}" } } }],
  });
  await trackAnHour(server);
  const original = await ended(server, flow.id);
  expect(original.state).toBe("succeeded");

  await host.open({ hash: `#/flows/runs/${original.id}` });
  const { addon } = host;
  await addon.getByRole("button", { name: "Replay its event" }).click();
  const dialog = addon.getByRole("dialog", { name: "Replay the event" });
  // Which version is said, not guessed.
  await expect(dialog.getByLabel("Version").locator("option")).toHaveText(["As the flows are now", "As they were when the event came"]);
  await dialog.getByRole("button", { name: "Dry run" }).click();
  await expect(dialog).toContainText("These runs would be made:");
  expect((await server.call<{ runs: unknown[] }>(ADDON, `runs?flow=${flow.id}`)).runs).toHaveLength(1);
  await dialog.getByRole("button", { name: "Replay", exact: true }).click();
  await expect(dialog).toContainText("These runs were made:");
  await dialog.getByRole("link", { name: flow.name }).click();
  await expect(addon.getByText("a replay", { exact: false }).first()).toBeVisible();
  await expect(addon.locator("dt", { hasText: "Repeats" })).toBeVisible();
  const repeated = await ended(server, flow.id);
  expect(repeated.id).not.toBe(original.id);
  expect(repeated.replay_of).toBe(original.id);
  expect(repeated.cause).toBe("replay");
  expect(repeated.state).toBe("succeeded");
  expect(await note(server, original.id)).toEqual(original);
  // And the other way round: the old one shows the new one.
  await host.go(`#/flows/runs/${original.id}`);
  await expect(addon.getByRole("region", { name: "Other runs of this event" })).toContainText("a replay");
  await server.call(ADDON, `flows/${flow.id}/disable`, { method: "POST", body: {} });
});
