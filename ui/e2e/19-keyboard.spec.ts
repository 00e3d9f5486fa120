// 19. Without a mouse: everything can be reached, done and left again, and one sees where one is.
import type { FlowWhole } from "../src/api/types/flows";
import type { Runs } from "../src/api/types/runs";
import { expect, test } from "./harness";
import { isAt, Keyboard } from "./keyboard";
import { ADDON, ended, eventOf, first, fresh, known, makeFlow, trackAnHour } from "./workspace";

test.beforeAll(async ({ server }) => {
  await known(server);
});

test("19 a newcomer makes a flow of a template, tries it, switches it on and sees it run", async ({ host, page, server }) => {
  const keys = new Keyboard(page);
  await keys.noMouse();
  const tag = await first(server, "tags");
  // Somebody else may have made one of that name on this server.
  const { flows } = await server.call<{ flows: { id: string; name: string }[] }>("universal-webhook", "flows");
  for (const flow of flows.filter(({ name }) => name === "Required tag")) await server.call("universal-webhook", `flows/${flow.id}`, { method: "DELETE" });
  await host.open();
  const { addon } = host;
  const project = await page.getByRole("combobox", { name: "Project", exact: true }).evaluate((select) => (select as HTMLSelectElement).selectedOptions[0]?.textContent ?? "");

  await keys.use(addon.getByRole("link", { name: "Flows", exact: true }));
  await keys.use(addon.getByRole("link", { name: "Templates", exact: true }));
  await keys.use(addon.getByRole("link", { name: "Required tag" }));

  // What it needs to know.
  await keys.choose(addon.getByRole("combobox", { name: /The projects whose entries need a tag/ }), project);
  await expect(addon.getByRole("list", { name: /^Chosen/ })).toContainText(project);
  await keys.choose(addon.getByRole("combobox", { name: /The tag that says that one is missing/ }), tag.name);

  // A dry run on the template's sample.
  await keys.use(addon.getByRole("button", { name: "Start the dry run" }));
  const outcome = addon.getByRole("region", { name: "What would happen" });
  await expect(outcome).toContainText("The run would succeed.");
  await expect(outcome).toContainText("PUT");
  await expect(outcome.getByRole("table", { name: "What it would change" })).toContainText(tag.id);
  await expect.poll(() => isAt(outcome.getByRole("heading", { name: "What would happen" }))).toBe(true);

  await keys.use(addon.getByRole("button", { name: "Create, switched off" }));
  await expect(addon.getByText("This flow is switched off")).toBeVisible();
  const on = addon.getByRole("button", { name: "Switch on: Required tag" });
  await keys.use(on);
  await expect(addon.getByText("It is on and has not run yet")).toBeVisible();
  await expect.poll(() => isAt(addon.getByRole("button", { name: "Switch off: Required tag" }))).toBe(true);

  // Somebody tracks an hour without a tag in that project.
  await keys.use(page.getByRole("button", { name: "Add an hour" }));
  const runs = addon.getByRole("region", { name: "Last runs" });
  await expect(runs.getByRole("listitem")).toContainText("succeeded", { timeout: 20_000 });
  await keys.use(runs.getByRole("listitem").getByRole("link"), "backwards");
  await expect(addon.getByRole("heading", { name: "Run: Required tag" })).toBeVisible();
  const step = addon.getByRole("region", { name: "Steps" }).getByRole("listitem").first();
  await expect(step).toContainText("succeeded");
  await keys.use(step.locator("summary"));
  await expect(step.getByRole("table", { name: "What it changes" })).toContainText(tag.id);
  expect([...keys.faults]).toEqual([]);
});

test("19 a flow is built from nothing: a group of conditions, two steps in another order, a dry run, and a replay of its run", async ({ host, page, server }) => {
  test.slow();
  const keys = new Keyboard(page);
  await keys.noMouse();
  const sample = await trackAnHour(server, { description: "Workshop on gardening" });
  const event = await eventOf(server, "NEW_TIME_ENTRY", sample.id);
  const name = fresh("By keys");
  await host.open({ hash: "#/flows" });
  const { addon } = host;
  await keys.use(addon.getByRole("link", { name: "New flow" }));
  await keys.type(addon.getByRole("textbox", { name: /^Name/ }), name);

  // What starts it. The focus goes to what was added.
  await keys.use(addon.getByRole("button", { name: "Add a trigger" }));
  const trigger = addon.getByRole("combobox", { name: /^Event/ }).first();
  await expect.poll(() => isAt(trigger)).toBe(true);
  await keys.choose(trigger, "new time entry", /^NEW_TIME_ENTRY/);
  const choice = addon.getByRole("region", { name: "Sample" }).getByRole("combobox", { name: "Event" });
  await expect(choice).toHaveValue(event.id);

  // Which of them: one comparison, and a group of which any may hold.
  await keys.use(addon.getByRole("button", { name: "Add a condition" }));
  const leaf = (at: string) => addon.locator(`.comparison[data-at="${at}"]`);
  await expect.poll(() => isAt(leaf("/when/all/0").getByRole("combobox", { name: "Value", exact: true }))).toBe(true);
  const compare = async (at: string, left: string, op: string, right: string) => {
    const value = leaf(at).getByRole("combobox", { name: "Value", exact: true });
    await keys.choose(value, left);
    await keys.select(leaf(at).getByRole("combobox", { name: "Comparison", exact: true }), op);
    await keys.type(leaf(at).getByRole("textbox", { name: "Compared with" }), right);
  };
  await compare("/when/all/0", "$.description", "contains", "garden");
  await expect(leaf("/when/all/0").locator(".outcome")).toContainText("Holds");
  await keys.use(addon.locator('fieldset[data-at="/when"]').getByRole("button", { name: "Add a group" }));
  await compare("/when/all/1/any/0", "$.description", "starts with", "Work");
  await keys.use(addon.locator('fieldset[data-at="/when/all/1"]').getByRole("button", { name: "Add a comparison" }));
  await compare("/when/all/1/any/1", "$.description", "ends with", "sleeping");
  await expect(leaf("/when/all/1/any/1").locator(".outcome")).toContainText("Doesn't hold");
  await expect(addon.locator('fieldset[data-at="/when"]').getByText("Holds for the sample").first()).toBeVisible();

  // What it does: first a wait, then a change; and these the other way round.
  const kind = addon.getByRole("combobox", { name: "Add to Steps" });
  await keys.select(kind, "Wait");
  await keys.use(addon.getByRole("button", { name: "Add: Wait, to Steps" }));
  const duration = addon.getByRole("textbox", { name: /^Duration/ });
  await keys.type(duration, "1s");
  await keys.select(kind, "Change fields");
  await keys.use(addon.getByRole("button", { name: "Add: Change fields, to Steps" }));
  const step = addon.locator('article[data-step="/steps/1"]');
  await keys.choose(step.getByRole("combobox", { name: /^Operation/ }), "updateTimeEntry");
  await keys.select(step.getByRole("combobox", { name: "How id is given" }), "From data");
  await keys.choose(step.getByRole("combobox", { name: /^id/ }), "$.id", /^\$\.id/, "backwards");
  const set = step.locator('section[data-at="/steps/1/update/set"]');
  await keys.select(set.getByRole("combobox", { name: "Add a field" }), "description");
  await keys.use(set.getByRole("button", { name: "Add a field" }));
  await keys.type(set.getByRole("textbox", { name: "description" }), "Gardening");
  const toggle = step.locator(".step-toggle");
  await keys.to(toggle, "backwards");
  await keys.press("Alt+ArrowUp");
  const moved = addon.locator('article[data-step="/steps/0"]').locator(".step-toggle");
  await expect(moved).toContainText("updateTimeEntry");
  await expect.poll(() => isAt(moved)).toBe(true);
  await expect(addon.getByRole("status").filter({ hasText: "is now step 1 of 2" })).toHaveCount(1);

  await keys.use(addon.getByRole("button", { name: "Dry run", exact: true }), "backwards");
  const trial = addon.getByRole("region", { name: "Dry run" });
  await expect(trial).toContainText("would succeed");
  await expect(trial.getByRole("table", { name: "Differences" })).toContainText("Gardening");
  await expect.poll(() => isAt(trial.getByRole("heading", { name: "Dry run" }))).toBe(true);

  await keys.to(addon.getByRole("checkbox", { name: "Switch it on" }), "backwards");
  await keys.press("Space");
  await keys.press("Control+s");
  await expect(addon.getByText("The flow is saved").first()).toBeVisible();
  const { runs: none } = await server.call<Runs>(ADDON, "runs?limit=1");
  const flow = (await server.call<{ flows: { id: string; name: string }[] }>(ADDON, "flows")).flows.find((each) => each.name === name);
  expect(none.some(({ flow: of }) => of === flow?.id)).toBe(false);
  const { definition, enabled } = await server.call<FlowWhole>(ADDON, `flows/${flow?.id}`);
  expect(enabled).toBe(true);
  expect(definition.steps.map((each) => Object.keys(each).filter((key) => key !== "id"))).toEqual([["update"], ["delay"]]);

  // It runs, and its run is done once more.
  await trackAnHour(server, { description: "Workshop on gardening, again" });
  const run = await ended(server, flow?.id ?? "");
  expect(run.state).toBe("succeeded");
  await host.go(`#/flows/runs/${run.id}`);
  const replay = addon.getByRole("button", { name: "Replay its event" });
  await keys.use(replay);
  const dialog = addon.getByRole("dialog", { name: "Replay the event" });
  await keys.use(dialog.getByRole("button", { name: "Replay", exact: true }));
  await expect(dialog).toContainText("These runs were made:");
  await keys.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect.poll(() => isAt(replay)).toBe(true);
  expect((await ended(server, flow?.id ?? "")).cause).toBe("replay");
  await server.call(ADDON, `flows/${flow?.id}/disable`, { method: "POST", body: {} });
  expect([...keys.faults]).toEqual([]);
});

test("19 a call is made by keys, and the editor of JSON is left by Tab", async ({ host, page, server }) => {
  const keys = new Keyboard(page);
  await keys.noMouse();
  await host.open();
  const { addon } = host;
  await keys.use(addon.getByRole("link", { name: "API explorer", exact: true }));
  await keys.type(addon.getByRole("searchbox", { name: "Find an operation" }), "create tag");
  await keys.use(addon.getByRole("link", { name: /Add a new tag|Create.*tag/i }).first());
  await expect.poll(() => isAt(addon.locator("#explorer-operation"))).toBe(true);
  const json = addon.getByRole("region", { name: "Body" }).getByRole("button", { name: "JSON" });
  await keys.use(json);
  await keys.use(addon.getByRole("button", { name: "Open the editor" }));
  const editor = addon.getByRole("textbox", { name: "Body as JSON" });
  await expect.poll(() => isAt(editor)).toBe(true);
  await keys.press("ControlOrMeta+A");
  const name = fresh("By keys");
  await page.keyboard.insertText(JSON.stringify({ name }));
  // Tab leaves it, forwards and backwards.
  await keys.press("Tab");
  await expect.poll(() => isAt(addon.getByRole("button", { name: "Plain text" }))).toBe(true);
  await keys.to(editor, "backwards");
  await keys.to(json, "backwards");
  await keys.use(addon.getByRole("button", { name: "Send", exact: true }));
  await expect(addon.getByText("201 OK")).toBeVisible();
  const tags = await server.act<{ name: string }[]>("GET", `/tags?name=${encodeURIComponent(name)}`);
  expect(tags.map((tag) => tag.name)).toContain(name);
  expect([...keys.faults]).toEqual([]);
});

test("19 a dialog keeps the focus while it is open, and gives it back", async ({ host, page, server }) => {
  const keys = new Keyboard(page);
  await keys.noMouse();
  const flow = await makeFlow(server, { name: fresh("Stays"), triggers: [{ event: "NEW_TAG" }], steps: [{ id: "wait", delay: { for: "1s" } }] }, false);
  await host.open({ hash: `#/flows/${flow.id}` });
  const { addon } = host;
  for (const [opens, title] of [[`Hold: ${flow.name}`, `Hold ${flow.name}?`], [`Delete: ${flow.name}`, `Delete ${flow.name}?`]] as const) {
    const button = addon.getByRole("button", { name: opens });
    await keys.use(button);
    const dialog = addon.getByRole("dialog", { name: title });
    await expect(dialog).toBeVisible();
    const frame = await host.frame();
    for (let count = 0; count < 8; count += 1) {
      await keys.press("Tab");
      // What lies behind it can't be reached; the browser's own controls, and the page around, can.
      expect(await frame.evaluate(() => document.activeElement === document.body || document.activeElement?.closest("dialog") !== null)).toBe(true);
    }
    await keys.to(dialog.getByRole("button", { name: "Cancel" }));
    await keys.press("Escape");
    await expect(dialog).toHaveCount(0);
    await expect.poll(() => isAt(button)).toBe(true);
  }
  expect([...keys.faults]).toEqual([]);
});

for (const hash of ["#/dashboard", "#/events", "#/explorer/updateTimeEntry", "#/flows/new", "#/flows/runs", "#/settings/data"]) {
  test(`19 one gets through, and out again at both ends: ${hash}`, async ({ host, page }) => {
    const keys = new Keyboard(page);
    await keys.noMouse();
    await host.open({ hash });
    const { addon } = host;
    await expect(addon.locator("main")).not.toBeEmpty();
    await expect(addon.locator("main [aria-busy=true]")).toHaveCount(0);
    // From the page around in, through all of it, and out behind it; and the same way back in.
    await keys.to(page.getByRole("navigation", { name: "Clockify" }).getByRole("button").last());
    await keys.press("Tab");
    const skip = addon.getByRole("link", { name: "Skip to the content" });
    await expect.poll(() => isAt(skip)).toBe(true);
    expect(await keys.through()).toBeGreaterThan(8);
    expect(await isAt(page.locator("aside summary").first())).toBe(true);
    await keys.press("Shift+Tab");
    await expect.poll(() => page.evaluate(() => document.activeElement?.localName)).toBe("iframe");
    await keys.press("Shift+Tab");
    // Whoever skips to the content is there.
    await keys.to(skip, "backwards");
    await keys.press("Enter");
    await expect.poll(() => isAt(addon.locator("#main"))).toBe(true);
    expect([...keys.faults]).toEqual([]);
  });
}
