import { useState } from "preact/hooks";

import { Button, Copy } from "../../components";
import { shell } from "../../strings";
import { explorer as t } from "./strings";

/** Characters that are shown at once: a browser breaks the lines of more only slowly. */
const STEP = 20_000;

/** A text as it came, a piece at a time. */
export function Raw({ text }: { text: string }) {
  const [count, setCount] = useState(STEP);
  return (
    <>
      <div><Copy text={() => text} label={t("raw")} /></div>
      <pre tabIndex={0} role="group" aria-label={t("raw")}>{text.slice(0, count)}</pre>
      {text.length > count && <div><Button onClick={() => setCount(count + 4 * STEP)}>{shell("more")}</Button></div>}
    </>
  );
}
