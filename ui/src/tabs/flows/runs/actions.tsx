// What can be done with a run: try it again, put an end to it, take its event through the flows once more.
import { useState } from "preact/hooks";

import { api } from "../../../api/client";
import type { Run } from "../../../api/types/runs";
import { ask, Button, complain, say } from "../../../components";
import { isEnd } from "../parts/state";
import { ReplayDialog } from "./replay";
import { t } from "./strings";

export function Actions({ run, again }: { run: Run; again: () => Promise<void> }) {
  const [isReplayed, setReplayed] = useState(false);
  const send = async (what: "retry" | "cancel", said: string) => {
    try {
      await api.post(`runs/${run.id}/${what}`);
      say("success", said);
    } catch (error) {
      complain(error);
    }
    await again();
  };
  const retry = async () => {
    if (run.reason?.kind === "unknown") {
      const text = <p>{t("retry_text", { step: run.reason.step })}</p>;
      if (!(await ask(t("retry_title"), { text, yes: t("retry_yes"), danger: true }))) return;
    }
    await send("retry", t("retried"));
  };
  const cancel = async () => {
    if (await ask(t("cancel_title"), { text: <p>{t("cancel_text")}</p>, yes: t("cancel_yes"), no: t("keep_it"), danger: true })) await send("cancel", t("cancelled"));
  };
  const isStopped = run.state === "failed" || run.state === "cancelled";
  return (
    <>
      {/* One button: when a retry makes the one into the other, the focus stays where it is. */}
      {(isStopped || !isEnd(run.state)) && <Button kind={isStopped ? "primary" : "plain"} onClick={isStopped ? retry : cancel}>{isStopped ? t("retry") : t("cancel")}</Button>}
      {run.event !== null && <Button onClick={() => setReplayed(true)}>{t("replay")}</Button>}
      {isReplayed && run.event !== null && <ReplayDialog event={run.event} flow={run.flow} onClose={() => setReplayed(false)} />}
    </>
  );
}
