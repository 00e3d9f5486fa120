// A flow that isn't stored yet, on its way to the builder.
import type { Definition } from "../../../api/types/flows";
import { go, href } from "../../../router";

let waiting: Definition | null = null;

/** Opens the builder with this document. */
export function openDraft(definition: Definition) {
  waiting = definition;
  go(href(["flows", "new"]));
}

/** Takes the document that waits, once. */
export function takeDraft(): Definition | undefined {
  const draft = waiting ?? undefined;
  waiting = null;
  return draft;
}
