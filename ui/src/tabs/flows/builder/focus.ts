// Where the keyboard is: after something moved, came or went, and from a mistake to its field.
import { around, at, keyOf, names, place } from "./document";
import type { Store } from "./store";

const FOCUSABLE = "input:not([disabled]), select:not([disabled]), textarea:not([disabled]), button:not([disabled]), [tabindex]";

/** Once the change is drawn. */
export const afterwards = (what: () => void) => setTimeout(what, 0);

const byPlace = (pointer: string) => document.querySelector<HTMLElement>(`[data-at="${CSS.escape(pointer)}"]`);

/** Puts the focus on the first of these that can take it. */
export function focusOn(...selectors: string[]) {
  afterwards(() => {
    for (const selector of selectors) {
      const found = document.querySelector<HTMLElement>(selector);
      if (found === null) continue;
      (found.matches(FOCUSABLE) ? found : found.querySelector<HTMLElement>(FOCUSABLE))?.focus();
      return;
    }
  });
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
  afterwards(() => {
    for (let at = pointer; ; at = around(at)) {
      const found = at === "" ? document.querySelector<HTMLElement>(".builder") : byPlace(at);
      const field = found?.querySelector<HTMLElement>(".field input, .field select, .field textarea") ?? found?.querySelector<HTMLElement>(FOCUSABLE);
      if (field !== null && field !== undefined) {
        field.focus();
        field.scrollIntoView?.({ block: "center" });
        return;
      }
      if (at === "") return;
    }
  });
}
