// 19. Without a mouse: everything can be reached, done and left again, and one sees where one is.
import { expect, test } from "./harness";
import { isAt, Keyboard } from "./keyboard";
import type { Server } from "./server";

interface Named {
  id: string;
  name: string;
}

/** Waits until the add-on remembers the workspace's things: names can't be found before. */
async function known(server: Server) {
  const find = () => server.call<{ entities: unknown[] }>("universal-webhook", "entities?type=tag&limit=1");
  await expect.poll(async () => (await find()).entities.length, { timeout: 30_000 }).toBe(1);
  await expect
    .poll(async () => (await server.call<{ run: { state: string } | null }>("universal-webhook", "bootstrap")).run?.state, { timeout: 30_000 })
    .toBe("COMPLETE");
}

test.beforeAll(async ({ server }) => {
  await known(server);
});

test("19 a newcomer makes a flow of a template, tries it, switches it on and sees it run", async ({ host, page, server }) => {
  const keys = new Keyboard(page);
  await keys.noMouse();
  const [tag] = await server.act<Named[]>("GET", "/tags?archived=false");
  if (tag === undefined) throw new Error("the workspace has no tags");
  await host.open();
  const { addon } = host;
  const project = await page.getByLabel("Project", { exact: true }).evaluate((select) => (select as HTMLSelectElement).selectedOptions[0]?.textContent ?? "");

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
