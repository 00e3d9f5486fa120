// What every test has: a server, the page like Clockify's with the add-on in a frame, and somebody who watches that nothing is
// asked of a host elsewhere, no policy is violated and no error is written to the console.
import { type BrowserContext, expect, type Frame, type FrameLocator, type Page, test as base } from "@playwright/test";

import { Server, type Setup } from "./server";

/** What a test opens. */
export interface Opened {
  addon?: "universal-webhook" | "api-studio" | "clockify-addon";
  role?: "OWNER" | "ADMIN" | "USER";
  theme?: "DARK" | "DEFAULT";
  language?: string;
  reply?: string;
  lifetime?: number;
  /** Where in the page: `#/events`. */
  hash?: string;
}

/** The page like Clockify's, and the add-on's in it. */
export class Host {
  constructor(
    readonly page: Page,
    private readonly server: Server,
  ) {}

  /** The add-on's page, for locators. */
  get addon(): FrameLocator {
    return this.page.frameLocator("iframe[name=addon]");
  }

  /** The same, to run code in. */
  async frame(): Promise<Frame> {
    const element = await this.page.waitForSelector("iframe[name=addon]");
    const frame = await element.contentFrame();
    if (frame === null) throw new Error("the add-on's page is not there");
    return frame;
  }

  /** Opens the page like Clockify's, and waits until the add-on shows that it knows who looks. */
  async open({ hash, ...opened }: Opened = {}) {
    const { addon = "universal-webhook", role = "OWNER", ...more } = opened;
    const user = this.server.person(role).id;
    const query = Object.entries({ addon, user, role, ...more }).map(([name, value]) => [name, String(value)]);
    await this.page.goto(`${this.server.host}/?${new URLSearchParams(query)}`);
    await expect(this.addon.getByRole("navigation", { name: "Sections" })).toBeVisible();
    if (hash !== undefined) await this.go(hash);
  }

  /** Goes to a place in the add-on's page. */
  async go(hash: string) {
    await (await this.frame()).evaluate((to) => {
      location.hash = to;
    }, hash);
  }

  /** Chooses something on the page around the add-on's. */
  async choose(label: string, value: string) {
    await this.page.getByRole("combobox", { name: label, exact: true }).selectOption(value);
  }

  async press(name: string) {
    await this.page.getByRole("button", { name, exact: true }).click();
  }
}

/** What happened that mustn't. */
export class Watch {
  readonly complaints: string[] = [];
  private readonly expected: RegExp[] = [];

  /** Lets something pass that the test causes on purpose. */
  expect(pattern: RegExp) {
    this.expected.push(pattern);
  }

  complain(text: string) {
    this.complaints.push(text);
  }

  /** What is left to complain of. */
  left(): string[] {
    return this.complaints.filter((text) => !this.expected.some((pattern) => pattern.test(text)));
  }

  async over(context: BrowserContext) {
    context.on("request", (request) => {
      const url = new URL(request.url());
      const isHere = ["localhost", "127.0.0.1"].includes(url.hostname) || ["data:", "blob:"].includes(url.protocol);
      if (!isHere) this.complain(`a request to ${url.origin}`);
      // Only the document itself is asked for with it.
      if (url.searchParams.has("auth_token") && request.resourceType() !== "document") this.complain(`a token in ${url.pathname}`);
    });
    context.on("console", (message) => {
      const text = message.text();
      if (message.type() === "error" || text.startsWith("[violation]")) {
        this.complain(`${message.type()}: ${text} (${message.location().url.replace(/eyJ[\w.-]+/, "…")})`);
      }
    });
    context.on("weberror", (error) => this.complain(`uncaught: ${error.error().stack ?? error.error().message}`));
    await context.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => {
        console.warn(`[violation] ${event.effectiveDirective} ${event.blockedURI} in ${event.sourceFile}:${event.lineNumber}`);
      });
    });
  }
}

interface PerTest {
  watch: Watch;
  host: Host;
}

interface PerWorker {
  setup: Setup;
  server: Server;
}

export const test = base.extend<PerTest, PerWorker>({
  setup: [{}, { scope: "worker", option: true }],
  server: [
    async ({ setup }, use) => {
      const server = await Server.start(setup);
      await use(server);
      await server.stop();
    },
    { scope: "worker" },
  ],
  watch: [
    async ({ context }, use) => {
      const watch = new Watch();
      await watch.over(context);
      await use(watch);
      expect(watch.left(), "requests elsewhere, violated policies, errors in the console").toEqual([]);
    },
    { auto: true },
  ],
  host: async ({ page, server }, use) => {
    await use(new Host(page, server));
  },
});

export { expect } from "@playwright/test";
