// Somebody without a mouse: goes from one control to the next with Tab, and looks at each on the way.
import { expect, type Locator, type Page } from "@playwright/test";

/** As many controls as a person would go through before giving up. */
const FAR = 250;

/** What was seen of a control when the focus came to it. */
interface Seen {
  name: string;
  /** Whether it is the one that is looked for. */
  isTarget: boolean;
  /** Why it isn't good to be used without a mouse. */
  faults: string[];
}

export class Keyboard {
  /** Whatever was wrong with a control on the way. */
  readonly faults = new Set<string>();

  constructor(private readonly page: Page) {}

  /** From now on a press of the mouse is a mistake of the test. */
  async noMouse() {
    await this.page.context().addInitScript(() => {
      for (const kind of ["mousedown", "pointerdown", "touchstart"]) {
        addEventListener(kind, () => console.error(`a ${kind}, though there is no mouse`), { capture: true });
      }
    });
  }

  async press(...keys: string[]) {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Goes to a control; forwards, or backwards where that is shorter. */
  async to(target: Locator, way: "forwards" | "backwards" = "forwards") {
    await expect(target).toBeVisible();
    for (let count = 0; count < FAR; count += 1) {
      if (this.note(await target.evaluate(seenAtFocus))?.isTarget === true) return;
      await this.page.keyboard.press(way === "forwards" ? "Tab" : "Shift+Tab");
    }
    throw new Error(`${String(target)} can't be reached`);
  }

  /** Goes on from one control of the add-on's page to the next, until it is left; tells how many there were. */
  async through(): Promise<number> {
    const frame = this.page.frame("addon");
    for (let count = 0; count < FAR; count += 1) {
      if (this.note((await frame?.evaluate<Seen | null, undefined>(seenAtFocus, undefined)) ?? null) === null) return count;
      await this.page.keyboard.press("Tab");
    }
    throw new Error("the page is never left");
  }

  /** Goes to a button or a link and uses it. */
  async use(target: Locator, way: "forwards" | "backwards" = "forwards") {
    await this.to(target, way);
    await this.page.keyboard.press("Enter");
  }

  async type(target: Locator, text: string, way: "forwards" | "backwards" = "forwards") {
    await this.to(target, way);
    await this.press("ControlOrMeta+A");
    await this.page.keyboard.type(text);
  }

  /** Chooses one of a list under a text field. */
  async choose(combobox: Locator, text: string, option: RegExp | string = text, way: "forwards" | "backwards" = "forwards") {
    await this.type(combobox, text, way);
    const id = (await combobox.getAttribute("aria-controls")) ?? "";
    const list = combobox.locator(`xpath=ancestor::*[contains(concat(' ', @class, ' '), ' combobox ')][1]`).locator(`[id="${id}"]`);
    await expect(list.getByRole("option").filter({ hasText: option }).first()).toBeVisible();
    for (let count = 0; count < 60; count += 1) {
      const active = await combobox.getAttribute("aria-activedescendant");
      if (active !== null) {
        const said = (await list.locator(`[id="${active}"]`).textContent()) ?? "";
        if (typeof option === "string" ? said.includes(option) : option.test(said)) return await this.press("Enter");
      }
      await this.press("ArrowDown");
    }
    throw new Error(`there is no ${String(option)}`);
  }

  /** Chooses one of a select. */
  async select(target: Locator, label: string, way: "forwards" | "backwards" = "forwards") {
    await this.to(target, way);
    const options = await target.locator("option").allTextContents();
    const wanted = options.indexOf(label);
    expect(wanted, `${label} among ${options.join()}`).toBeGreaterThanOrEqual(0);
    const now = () => target.evaluate((select) => (select as HTMLSelectElement).selectedIndex);
    for (let count = 0; count < options.length && (await now()) !== wanted; count += 1) {
      await this.press((await now()) < wanted ? "ArrowDown" : "ArrowUp");
    }
    expect(await now()).toBe(wanted);
  }

  private note(seen: Seen | null): Seen | null {
    for (const fault of seen?.faults ?? []) this.faults.add(`${seen?.name}: ${fault}`);
    return seen;
  }
}

/** Whether a control has the focus. */
export async function isAt(target: Locator): Promise<boolean> {
  return await target.evaluate((element) => {
    const root = element.getRootNode() as Document | ShadowRoot;
    return root.activeElement === element && element.ownerDocument.hasFocus();
  });
}

/** Looks at the control that has the focus: whether one sees that it has, and whether it is large enough. Runs in the page. */
function seenAtFocus(target?: Element): Seen | null {
  let element = document.activeElement ?? document.body;
  while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  if (element === document.body || !document.hasFocus()) return null;
  const { width, height } = element.getBoundingClientRect();
  const name = `<${element.localName}> ${(element.getAttribute("aria-label") ?? element.textContent ?? "").trim().slice(0, 60) || element.id}`;
  const faults: string[] = [];
  // What the page moves the focus to, so that one goes on reading there; there is nothing to do with it.
  const isProgrammatic = element.matches("[tabindex='-1'], main");
  // The ring may be that of what is around it, as that of a whole editor is.
  const rings = [element, element.parentElement, element.closest(".cm-editor"), element.closest(".field")].filter((each) => each !== null);
  const hasRing = rings.some((each) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(each);
    return (outlineStyle !== "none" && parseFloat(outlineWidth) >= 1) || (each === element && boxShadow !== "none");
  });
  if (!hasRing && !isProgrammatic) faults.push("one doesn't see that it has the focus");
  // What stands in a line of text is as high as the line.
  const isInText = element.localName === "a" && getComputedStyle(element).display === "inline";
  const label = element instanceof HTMLInputElement ? (element.labels?.[0] ?? null) : null;
  const isTick = element.matches("[type=checkbox], [type=radio]") && label !== null;
  const high = isTick ? Math.max(height, label.getBoundingClientRect().height) : height;
  if (!isProgrammatic && !isInText && (high < 24 || (!isTick && width < 24))) faults.push(`${Math.round(width)} × ${Math.round(high)} px`);
  // The page around the add-on's is the sandbox's own.
  const isOurs = document.querySelector("iframe[name=addon]") === null;
  return { name, isTarget: element === target, faults: isOurs ? faults : [] };
}
