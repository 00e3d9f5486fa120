// Edits that aren't saved outlive a reload of the page: a token that can't be renewed asks for one. They are kept by the
// browser for as long as its tab is open, where it allows that, and nowhere else.
import { effect } from "@preact/signals";

import { me } from "../../../me";
import { read } from "../../../json";
import { isObject } from "./document";
import type { Store } from "./store";

/** Edits, and the version that they were made to; null for a flow that isn't stored. */
export interface Kept {
  document: unknown;
  version: number | null;
}

const WAIT_MS = 300;

const nameOf = (id: string | null) => `flow ${me.value?.addon ?? ""} ${me.value?.workspace ?? ""} ${me.value?.user ?? ""} ${id ?? "new"}`;

/** The browser may keep nothing for pages in frames. */
function storage(): Storage | null {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}

/** What was kept of a flow. */
export function keptOf(id: string | null): Kept | null {
  const text = storage()?.getItem(nameOf(id)) ?? null;
  const found = text === null ? null : read(text);
  if (found === null || !("value" in found) || !isObject(found.value)) return null;
  const { document, version } = found.value;
  return { document, version: typeof version === "number" ? version : null };
}

/** Keeps what isn't saved; gives what ends that, and forgets it. */
export function keep(store: Store): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let name = nameOf(store.flow.value?.id ?? null);
  const end = effect(() => {
    // What was kept stays until somebody has chosen, or edits anew.
    if (store.kept.value !== null && !store.isDirty.value) return;
    const text = store.isDirty.value ? JSON.stringify({ document: store.document.value, version: store.flow.value?.version ?? null }) : null;
    const now = nameOf(store.flow.value?.id ?? null);
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (name !== now) storage()?.removeItem(name);
      name = now;
      try {
        if (text === null) storage()?.removeItem(name);
        else storage()?.setItem(name, text);
      } catch {
        // There is no room: the edits are still in the page.
      }
    }, WAIT_MS);
  });
  return () => {
    clearTimeout(timer);
    end();
    storage()?.removeItem(name);
  };
}
