import { useRef, useState } from "preact/hooks";

import { shell as t } from "../strings";
import { Button } from "./button";

/** Copies a text. Where the page around this one forbids it, the text is selected to be copied by hand. */
export function Copy(props: { text: () => string; label?: string }) {
  const [state, setState] = useState<"no" | "yes" | "by_hand">("no");
  const area = useRef<HTMLTextAreaElement>(null);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(props.text());
      setState("yes");
      setTimeout(() => setState("no"), 2000);
    } catch {
      setState("by_hand");
      requestAnimationFrame(() => area.current?.select());
    }
  };
  return (
    <span class="copy">
      <Button kind="quiet" label={props.label === undefined ? undefined : `${t("copy")}: ${props.label}`} onClick={copy}>
        {state === "yes" ? `✓ ${t("copied")}` : t("copy")}
      </Button>
      {state === "by_hand" && <textarea ref={area} class="code" readonly rows={3} aria-label={t("copy_by_hand")} value={props.text()} onBlur={() => setState("no")} />}
    </span>
  );
}
