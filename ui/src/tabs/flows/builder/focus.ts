// Where the keyboard is: after something moved, came or went, and from a mistake to its field.
import { around, at, keyOf, names, place } from "./document";
import type { Store } from "./store";

const FOCUSABLE = "input:not([disabled]), select:not([disabled]), textarea:not([disabled]), button:not([disabled]), [tabindex]";

/** Once the change is drawn. */
export const afterwards = (what: () => void) => setTimeout(what, 0);

/** Selects what is marked with a place: `at`, `step`, `add`… */
export const mark = (name: string, pointer: string) => `[data-${name}="${pointer.replace(/["\\\n\r\f]/g, (char) => `\\${char.charCodeAt(0).toString(16)} `)}"]`;

/** How often one looks for what is still to be drawn. */
const TRIES = 10;

/** Puts the focus on the first of these that can take it. */
export function focusOn(...selectors: string[]) {
  const look = (tries: number) => {
    for (const selector of selectors) {
      const found = document.querySelector<HTMLElement>(selector);
      const target = found?.matches(FOCUSABLE) === true ? found : found?.querySelector<HTMLElement>(FOCUSABLE);
      if (target !== null && target !== undefined) return target.focus();
    }
    if (tries > 0) setTimeout(() => look(tries - 1), 20);
  };
  afterwards(() => look(TRIES));
}

/** Shows the field that a place belongs to, and goes there. */
export function reveal(store: Store, pointer: string) {
  store.isJson.value = false;
  let path = "";
  for (const name of names(pointer)) {
    path = place(path, name);
    if (Array.isArray(at(store.document.value, around(path))) && /^\/(steps|onFailure)\//.test(path)) store.setOpen(keyOf(at(store.document.value, path)), true);
  }
  if (/^\/(once|concurrency|limits|tables|onChangesByFlows|schema)/.test(pointer)) store.isMoreOpen.value = true;
  const look = (tries: number) => {
    for (let at = pointer; ; at = around(at)) {
      const found = at === "" ? document.querySelector<HTMLElement>(".builder") : document.querySelector<HTMLElement>(mark("at", at));
      const field = found?.querySelector<HTMLElement>(".field input, .field select, .field textarea") ?? found?.querySelector<HTMLElement>(FOCUSABLE);
      // What stands around it is there already; the place itself may still be drawn.
      if (at !== pointer && tries > 0) return setTimeout(() => look(tries - 1), 20);
      if (field !== null && field !== undefined) {
        field.focus();
        field.scrollIntoView?.({ block: "center" });
        return undefined;
      }
      if (at === "") return undefined;
    }
  };
  afterwards(() => look(TRIES));
}
