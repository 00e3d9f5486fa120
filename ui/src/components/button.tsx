import type { ComponentChildren, Ref } from "preact";
import { useState } from "preact/hooks";

import { complain } from "./status";

export interface ButtonProps {
  children: ComponentChildren;
  /** Called once at a time: while a promise of it is under way the button is busy. What goes wrong is told. */
  onClick?: ((event: MouseEvent) => unknown) | undefined;
  kind?: "plain" | "primary" | "danger" | "quiet";
  type?: "button" | "submit";
  disabled?: boolean | undefined;
  busy?: boolean | undefined;
  /** What it is called where the text doesn't say enough, or there is only a sign. */
  label?: string | undefined;
  title?: string | undefined;
  pressed?: boolean | undefined;
  expanded?: boolean | undefined;
  controls?: string | undefined;
  class?: string | undefined;
  ref?: Ref<HTMLButtonElement>;
}

export function Button(props: ButtonProps) {
  const { children, onClick, kind = "plain", type = "button", disabled = false, busy = false } = props;
  const [works, setWorks] = useState(false);
  const isBusy = busy || works;
  const click = async (event: MouseEvent) => {
    // Not `disabled` while it works: the focus would be lost.
    if (isBusy) return event.preventDefault();
    const result = onClick?.(event);
    if (!(result instanceof Promise)) return;
    setWorks(true);
    try {
      await result;
    } catch (error) {
      complain(error);
    } finally {
      setWorks(false);
    }
  };
  return (
    <button
      ref={props.ref ?? null}
      type={type}
      class={`button ${kind} ${props.class ?? ""}`.trim()}
      disabled={disabled}
      aria-disabled={isBusy || undefined}
      aria-busy={isBusy || undefined}
      aria-label={props.label}
      aria-pressed={props.pressed}
      aria-expanded={props.expanded}
      aria-controls={props.controls}
      title={props.title}
      onClick={click}
    >
      {children}
    </button>
  );
}
