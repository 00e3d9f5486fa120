import { useState } from "preact/hooks";

import { Button, Copy } from "../../components";
import { bash, powerShell, type Sending } from "./curl";
import { explorer as t } from "./strings";

/** Most of a command that is shown; all of it is copied. */
const LONGEST = 5000;

/** A call as a command to paste. */
export function Commands({ sending }: { sending: Sending }) {
  const [shell, setShell] = useState<"bash" | "powershell">("bash");
  const command = shell === "bash" ? bash(sending) : powerShell(sending);
  return (
    <div class="stack">
      <p class="hint">{t("commands_hint")}</p>
      <div class="row spread">
        <div class="row" role="group" aria-label={t("commands")}>
          {(["bash", "powershell"] as const).map((each) => <Button key={each} pressed={each === shell} onClick={() => setShell(each)}>{t(each)}</Button>)}
        </div>
        <Copy text={() => command} label={t(shell)} />
      </div>
      <pre tabIndex={0} role="group" aria-label={t(shell)}>{command.length > LONGEST ? `${command.slice(0, LONGEST)}…` : command}</pre>
    </div>
  );
}
