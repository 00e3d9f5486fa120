import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";

import { shell as t } from "../strings";
import { Button } from "./button";

/** Where the focus was last, dialogs aside. */
let outside: HTMLElement | null = null;
document.addEventListener("focusin", ({ target }) => {
  if (target instanceof HTMLElement && target.closest("dialog") === null) outside = target;
});

/** Gives the focus back: to what had it, or else to what had it last outside of dialogs, or else to the page. */
function giveBack(to: Element | null) {
  const isThere = (element: Element | null): element is HTMLElement => element instanceof HTMLElement && element.isConnected && element !== document.body;
  [to, outside, document.getElementById("main")].find(isThere)?.focus();
}

/** A dialog over the page. The focus goes into it, and back to where it was when it closes. */
export function Dialog(props: { title: string; onClose: () => void; children: ComponentChildren; wide?: boolean }) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    const dialog = ref.current;
    dialog?.showModal?.();
    return () => {
      dialog?.close?.();
      giveBack(before);
    };
  }, []);
  const cancel = (event: Event) => {
    event.preventDefault();
    props.onClose();
  };
  return (
    <dialog ref={ref} class={props.wide === true ? "wide" : undefined} aria-labelledby={id} onCancel={cancel}>
      <header>
        <h2 id={id}>{props.title}</h2>
        <Button kind="quiet" label={t("close")} onClick={props.onClose}>✕</Button>
      </header>
      {props.children}
    </dialog>
  );
}

interface Question {
  title: string;
  text?: ComponentChildren;
  yes: string;
  no: string;
  danger: boolean;
  answer: (yes: boolean) => void;
}

const question = signal<Question | null>(null);

/** Asks before something is done that can't be undone. */
export function ask(title: string, options: { text?: ComponentChildren; yes?: string; no?: string; danger?: boolean } = {}): Promise<boolean> {
  question.value?.answer(false);
  return new Promise((resolve) => {
    const answer = (yes: boolean) => {
      question.value = null;
      resolve(yes);
    };
    const { text, yes = t("confirm"), no = t("cancel"), danger = false } = options;
    question.value = { title, text, yes, no, danger, answer };
  });
}

/** Where questions are asked; there once, in the shell. */
export function Questions() {
  const asked = question.value;
  if (asked === null) return null;
  return (
    <Dialog title={asked.title} onClose={() => asked.answer(false)}>
      {asked.text !== undefined && <div class="dialog-text">{asked.text}</div>}
      <footer>
        <Button onClick={() => asked.answer(false)}>{asked.no}</Button>
        <Button kind={asked.danger ? "danger" : "primary"} onClick={() => asked.answer(true)}>{asked.yes}</Button>
      </footer>
    </Dialog>
  );
}
