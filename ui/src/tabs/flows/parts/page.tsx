// A place inside the tab: its heading, the way back, and what can be done with the whole of it.
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** Whether one has gone from place to place. The first place that is shown leaves the focus where it is. */
let hasMoved = false;
window.addEventListener("hashchange", () => {
  hasMoved = true;
});

/** Where the focus goes when what had it is gone. */
export const focusHeading = () => document.querySelector<HTMLElement>(".flows-page h2")?.focus({ preventScroll: true });

/** Where the first mistake is. It is drawn after what called this has returned. */
export const focusMistake = () => setTimeout(() => document.querySelector<HTMLElement>(".flows-page [aria-invalid=true]")?.focus());

export interface PageProps {
  title: string;
  /** Beside the title: states. */
  beside?: ComponentChildren;
  back?: { href: string; label: string };
  actions?: ComponentChildren;
  children: ComponentChildren;
}

export function Page({ title, beside, back, actions, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const { activeElement } = document;
    // The link that led here is gone, and with it the focus.
    const isLost = activeElement === null || activeElement === document.body || activeElement.id === "main";
    if (hasMoved && isLost) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <section class="stack flows-page">
      {back !== undefined && <p><a href={back.href}><span aria-hidden="true">‹ </span>{back.label}</a></p>}
      <div class="row spread">
        <div class="row"><h2 ref={heading} tabIndex={-1}>{title}</h2>{beside}</div>
        {actions !== undefined && <div class="row">{actions}</div>}
      </div>
      {children}
    </section>
  );
}
