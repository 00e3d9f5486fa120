// The pictures of docs/guides/page.md, taken of the program itself in a workspace where something happens.
import { fileURLToPath } from "node:url";

import { fill } from "./filled";
import { expect, type Host, test } from "./harness";
import { ended, first, known, makeFlow, trackAnHour } from "./workspace";

const FOLDER = fileURLToPath(new URL("../../docs/guides/page", import.meta.url));

test.use({ setup: { quiet: false }, viewport: { width: 1480, height: 860 } });

/** Takes a picture of the add-on's part, or of all that one sees. */
async function picture(host: Host, name: string, isWhole = false) {
  await expect(host.addon.locator("main .waiting")).toHaveCount(0);
  const place = isWhole ? host.page : host.page.locator("iframe[name=addon]");
  await place.screenshot({ path: `${FOLDER}/${name}.png`, animations: "disabled", caret: "hide" });
}

test("the tour", async ({ host, server }) => {
  await known(server);
  const filled = await fill(server);
  const tag = await first(server, "tags");
  const longDay = await makeFlow(server, {
    name: "Long workshops are billable",
    triggers: [{ event: "NEW_TIME_ENTRY" }],
    when: { all: [{ left: "$.description", op: "contains", right: "workshop" }, { any: [{ left: "$.billable", op: "is-false" }, { left: "$.tagIds", op: "exists" }] }] },
    steps: [{ id: "bill", update: { operation: "updateTimeEntry", path: { id: "{{ $.id }}" }, set: { billable: true, tagIds: [tag.id] } } }],
  });
  for (const what of ["Gardening workshop", "Baking workshop"]) await trackAnHour(server, { description: what });
  await ended(server, longDay.id);
  const { addon } = host;

  await host.open();
  await expect(addon.getByRole("img").first()).toBeVisible();
  await picture(host, "dashboard", true);
  await host.open({ theme: "DARK" });
  await expect(addon.getByRole("img").first()).toBeVisible();
  await picture(host, "dashboard-dark");

  await host.open({ hash: "#/events" });
  await expect(addon.locator("a[data-row]").nth(5)).toBeVisible();
  await picture(host, "events");
  await addon.locator("a[data-row]", { hasText: "NEW_TIME_ENTRY" }).first().click();
  await expect(addon.getByRole("button", { name: /^Replay/ })).toBeVisible();
  await picture(host, "event");

  await host.go("#/explorer/getTags");
  await addon.getByRole("button", { name: "Send", exact: true }).click();
  await expect(addon.getByText("200 OK")).toBeVisible();
  await picture(host, "explorer");

  await host.go("#/flows/templates/required-tag");
  await expect(addon.getByRole("button", { name: "Start the dry run" })).toBeVisible();
  await picture(host, "template");
  await host.go(`#/flows/${longDay.id}/edit`);
  const holds = addon.getByText("Holds for the sample").first();
  await expect(holds).toBeVisible();
  await addon.getByRole("heading", { name: "Conditions" }).evaluate((heading) => heading.scrollIntoView());
  await picture(host, "builder");
  await host.go(`#/flows/${filled.flow}`);
  await expect(addon.getByRole("region", { name: "Last runs" }).getByRole("listitem").first()).toBeVisible();
  await picture(host, "flow");
  await host.go(`#/flows/runs/${filled.run}`);
  await addon.getByRole("region", { name: "Steps" }).getByRole("listitem").first().locator("summary").click();
  await picture(host, "run");

  await host.go("#/settings/sources");
  await expect(addon.getByRole("heading", { name: "ci" })).toBeVisible();
  await picture(host, "settings");
});
