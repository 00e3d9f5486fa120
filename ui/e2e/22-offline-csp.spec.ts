// 22. Nothing of the page comes from elsewhere, and it may do no more than it needs. That no host but this machine is asked and no
// policy violated is watched over in every test; here it is looked at what the watch would see, and at the policy itself.
import { expect, test } from "./harness";

const ADDONS = ["universal-webhook", "api-studio", "clockify-addon"] as const;

for (const addon of ADDONS) {
  test(`22 every tab works without the network: ${addon}`, async ({ host, page }) => {
    await host.open({ addon });
    const tabs = host.addon.getByRole("navigation", { name: "Sections" }).getByRole("link");
    expect(await tabs.count()).toBeGreaterThan(0);
    for (const tab of await tabs.all()) {
      await tab.click();
      await expect(tab).toHaveAttribute("aria-current", "page");
      await expect(host.addon.locator("main")).not.toBeEmpty();
      await expect(host.addon.locator("main .waiting")).toHaveCount(0);
    }
    // The last word of what is still under way.
    await page.waitForTimeout(300);
  });
}

test("22 the policy lets nothing in, and names nobody but who may embed the page", async ({ server }) => {
  for (const addon of ADDONS) {
    const answer = await fetch(`${server.addon(addon).address}/ui`);
    const policy = answer.headers.get("content-security-policy") ?? "";
    const rules = new Map(policy.split("; ").map((rule) => [rule.split(" ")[0], rule.split(" ").slice(1)]));
    expect(rules.get("default-src")).toEqual(["'none'"]);
    expect(rules.get("require-trusted-types-for")).toEqual(["'script'"]);
    expect(policy).not.toMatch(/unsafe|nonce|strict-dynamic/);
    for (const [name, values] of rules) {
      if (name === "frame-ancestors") continue;
      for (const value of values) expect(["'none'", "'self'", "'script'", "data:"], `${name} ${value}`).toContain(value);
      if (values.includes("data:")) expect(name).toBe("img-src");
    }
    const ancestors = rules.get("frame-ancestors") ?? [];
    expect(ancestors).toEqual(["https://clockify.me", "https://*.clockify.me", server.host]);
    expect(answer.headers.get("x-frame-options")).toBeNull();
  }
});

test("22 a page that isn't Clockify's can't embed it", async ({ page, server, watch }) => {
  watch.expect(/frame-ancestors|violates|refused/i);
  const { page: address } = await server.token("universal-webhook");
  // Another site on this machine, which has no policy of its own.
  const elsewhere = "http://localhost:18999/";
  await page.route(elsewhere, (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html><title>Elsewhere</title><link rel=icon href='data:,'>" }));
  await page.goto(elsewhere);
  const shown = await page.evaluate((src) => {
    const frame = document.createElement("iframe");
    frame.src = src;
    document.body.append(frame);
    return new Promise((resolve) => {
      frame.addEventListener("load", () => resolve("load"));
      setTimeout(() => resolve("nothing"), 2000);
    });
  }, address);
  const inside = page.frames().find((frame) => frame !== page.mainFrame());
  expect(inside === undefined || inside.url().startsWith("chrome-error:"), `${shown}: ${inside?.url()}`).toBe(true);
});

test("22 the watch sees what it is there to see", async ({ host, watch }) => {
  watch.expect(/./);
  await host.open();
  const frame = await host.frame();
  expect(watch.left()).toEqual([]);
  await frame.evaluate(async () => {
    const script = document.createElement("script");
    try {
      script.text = "1";
    } catch {
      // A policy for trusted types is in the way already.
    }
    const style = document.createElement("div");
    style.setAttribute("style", "color: red");
    document.body.append(style);
    await fetch("https://example.com/").catch(() => undefined);
    console.error("a mistake");
  });
  const seen = watch.complaints.join("\n");
  for (const part of ["require-trusted-types-for", "style-src", "connect-src", "a mistake"]) expect(seen).toContain(part);
});
