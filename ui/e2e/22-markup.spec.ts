// 22. Whatever stands in data is text: markup in names, payloads and answers is shown as it is written, everywhere, and does nothing.
import { expect, type Host, test } from "./harness";
import { ADDON, ended, eventOf, fresh, makeFlow } from "./workspace";

const MARKUP = `<img src=x onerror="window.hit=1"><script>window.hit=1</script><b>x</b>{{ 7*7 }}`;

/** Nothing of it has become an element, and nothing ran. */
async function isText(host: Host, what: string) {
  const frame = await host.frame();
  const found = await frame.evaluate(() => ({
    elements: [...document.querySelectorAll("img, script:not([src]), main b, iframe, object, [onerror], a[href^='javascript:']")].map((each) => each.outerHTML),
    hit: "hit" in window,
  }));
  expect(found, what).toEqual({ elements: [], hit: false });
}

test("22 markup stays text in every place that shows data", async ({ host, server, watch }) => {
  watch.expect(/status of 4/);
  const { addon } = host;
  const name = `${MARKUP.slice(0, 80)} ${fresh("x")}`;
  // Clockify refuses such names, so the events tell of what there isn't.
  const [entry, workspaceId] = ["64a1f0c2e4b0a1b2c3d4e501", server.stage.workspace.id];
  await server.deliver(ADDON, "NEW_TIME_ENTRY", { id: entry, description: MARKUP, tags: [], project: { name: MARKUP }, workspaceId });
  const event = await eventOf(server, "NEW_TIME_ENTRY", entry);
  await server.deliver(ADDON, "NEW_TAG", { id: "64a1f0c2e4b0a1b2c3d4e504", name: MARKUP, [MARKUP]: { [MARKUP]: [MARKUP] }, workspaceId });
  const flow = await makeFlow(server, {
    name,
    description: MARKUP,
    triggers: [{ event: "NEW_TIME_ENTRY" }],
    when: { all: [{ left: "$.description", op: "not-equals", right: MARKUP.replaceAll("{", "(") }] },
    steps: [{ id: "tag", name: MARKUP.slice(0, 90), call: { operation: "createNewTag", body: { name: "<i>{{ flow.run }}</i> {{ trigger.description }}" } } }],
  });
  await server.call(ADDON, `events/${event.id}/replay`, { method: "POST", body: { flows: [flow.id] } });
  const run = await ended(server, flow.id);
  await server.call(ADDON, "requests", { method: "POST", body: { name: name.slice(0, 90), operation: "getTags", as: "me", path: {}, query: { name: MARKUP } } });

  await host.open({ hash: `#/events/${event.id}` });
  await expect(addon.getByLabel("Body of the event")).toContainText("<img src=x");
  await isText(host, "an event, as a tree");
  await addon.getByRole("button", { name: "Raw JSON" }).click();
  await isText(host, "an event, raw");
  await host.go("#/events?type=NEW_TAG");
  await addon.locator("a[data-row]").first().click();
  await expect(addon.getByLabel("Body of the event")).toContainText("<script>window.hit=1</script>");
  await isText(host, "an event with markup for names");

  const places: [string, string][] = [
    ["#/flows", name],
    [`#/flows/${flow.id}`, MARKUP],
    [`#/flows/${flow.id}/versions`, name],
    [`#/flows/${flow.id}/export`, name],
    [`#/flows/runs/${run.id}`, name],
    ["#/flows/runs", name],
    ["#/explorer/saved", name.slice(0, 90)],
    ["#/settings/audit", ""],
    ["#/dashboard", ""],
  ];
  for (const [hash, text] of places) {
    await host.go(hash);
    await expect(addon.locator("main")).toContainText(text);
    await expect(addon.locator("main [aria-busy=true]")).toHaveCount(0);
    await isText(host, hash);
  }
  await host.go(`#/flows/${flow.id}/edit`);
  await expect(addon.getByRole("textbox", { name: "Name" }).first()).toHaveValue(name);
  await addon.getByRole("region", { name: "Sample" }).getByLabel("Event").selectOption(event.id);
  await expect(addon.locator(".outcome").first()).toContainText("<img src=x");
  await addon.getByRole("button", { name: "Dry run", exact: true }).click();
  await expect(addon.getByRole("region", { name: "Dry run" })).toContainText("POST");
  await isText(host, "the builder");
  await host.go("#/explorer/getProjects");
  await addon.getByRole("button", { name: "Send", exact: true }).click();
  await expect(addon.getByText("200 OK")).toBeVisible();
  await isText(host, "an answer, as a tree");
  await host.go("#/explorer/createNewTag");
  await addon.getByRole("region", { name: "Body" }).getByRole("button", { name: "JSON" }).click();
  await addon.getByLabel("Body as JSON").fill(JSON.stringify({ name: MARKUP.slice(0, 90), [MARKUP]: MARKUP }));
  await isText(host, "a body");
  await host.go(`#/%3Cimg%20src=x%20onerror=window.hit=1%3E/${encodeURIComponent(MARKUP)}`);
  await expect(addon.getByRole("navigation", { name: "Sections" })).toBeVisible();
  await isText(host, "the address");
  await host.go("#/flows");
  await server.call(ADDON, `flows/${flow.id}/disable`, { method: "POST", body: {} });
});
