import { signal } from "@preact/signals";

import { Problem } from "../api/client";
import { tell } from "../session";
import type { NoticeKind } from "./notice";

const said = signal<{ kind: NoticeKind; text: string; id: number } | null>(null);
let timer: ReturnType<typeof setTimeout> | undefined;

/** Says how something went: in the page's own region, which is read out, and as a toast of Clockify's. */
export function say(kind: NoticeKind, text: string) {
  said.value = { kind, text, id: (said.value?.id ?? 0) + 1 };
  tell("toastrPop", { type: kind, message: text });
  clearTimeout(timer);
  timer = setTimeout(() => {
    said.value = null;
  }, 8000);
}

/** Says what went wrong, but not where somebody gave up on purpose. */
export function complain(error: unknown) {
  const problem = Problem.of(error);
  if (!problem.isAborted) say("error", problem.message);
}

export function Status() {
  return (
    <div class="status" role="status" aria-live="polite">
      {said.value !== null && <p key={said.value.id} class={`toast ${said.value.kind}`}>{said.value.text}</p>}
    </div>
  );
}
