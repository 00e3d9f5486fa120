// What goes from the document into the fields and back is what it was, whatever it says.
import fc from "fast-check";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import type { Definition } from "../../../api/types/flows";
import { me } from "../../../me";
import { mount, serve } from "../../../test/mount";
import { definition } from "../../../test/definitions";
import { keyOf } from "./document";
import { Editor } from "./editor";
import { forgetAll } from "./outside";
import { walk } from "./step-ops";
import { Provider, Store } from "./store";

beforeEach(() => {
  me.value = { is_admin: true, has_flows: true, runs_flows: true, has_http_steps: true, has_custom_webhooks: true } as NonNullable<typeof me.value>;
  serve({ "POST flows/validate": { valid: true, errors: [] } });
});
afterEach(() => {
  vi.unstubAllGlobals();
  forgetAll();
});

const fields = (place: ParentNode) => [...place.querySelectorAll<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>(".builder-parts :is(input:not([type=checkbox]):not([role=combobox]), textarea, select:not(.mode))")];

it("every document is the same after all of it was shown, and written as JSON, and read again", async () => {
  await fc.assert(fc.asyncProperty(definition, async (document) => {
    const text = JSON.stringify(document);
    const store = new Store(document);
    store.saved.value = document;
    store.isMoreOpen.value = true;
    store.open.value = new Set([...walk(document)].map(({ step }) => keyOf(step)));
    const place = await mount(<Provider value={store}><Editor /></Provider>);
    expect(JSON.stringify(store.document.value)).toBe(text);
    await act(() => { store.isJson.value = true; });
    const area = place.querySelector<HTMLTextAreaElement>(".builder-json textarea");
    await act(() => { area?.dispatchEvent(new Event("input", { bubbles: true })); });
    await act(() => { store.isJson.value = false; });
    expect(JSON.stringify(store.document.value)).toBe(text);
    expect(store.isDirty.value).toBe(false);
    place.remove();
  }), { numRuns: 20 });
}, 60_000);

it("a field into which what it holds is typed once more changes nothing", async () => {
  await fc.assert(fc.asyncProperty(definition, async (document) => {
    const store = new Store(document);
    store.open.value = new Set([...walk(document)].map(({ step }) => keyOf(step)));
    const place = await mount(<Provider value={store}><Editor /></Provider>);
    for (const field of fields(place).filter((each) => each.value !== "" && each.closest(".add") === null && !(each instanceof HTMLSelectElement)).slice(0, 60)) {
      // A text area writes ends of lines its own way, as every one in a browser does.
      if (/[\r\u0000]/.test(JSON.stringify(document))) continue;
      await act(() => { field.dispatchEvent(new Event("input", { bubbles: true })); });
    }
    expect(store.document.value as Definition).toEqual(document);
    place.remove();
  }), { numRuns: 8 });
}, 60_000);
