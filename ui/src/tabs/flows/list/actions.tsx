// What can be done with a flow as a whole.
import { useState } from "preact/hooks";

import { api, Problem } from "../../../api/client";
import type { Flow } from "../../../api/types/flows";
import { ask, Button, complain, Dialog, Failure, say, TextField, useSubmit } from "../../../components";
import { shell } from "../../../strings";
import { forget, keep } from "../parts/flows";
import { t } from "./strings";

type Verb = "enable" | "disable" | "hold" | "resume";

const said = { enable: "is_on", disable: "is_off", hold: "is_held", resume: "is_resumed" } as const;

/** Does it and says so. */
export async function change(flow: Flow, verb: Verb, body: unknown = {}): Promise<Flow> {
  const changed = await api.post<Flow>(`flows/${flow.id}/${verb}`, body);
  keep(changed);
  say("success", t(said[verb], { flow: flow.name }));
  return changed;
}

/** Tells a failure where the view has no place for it. */
export async function telling<T>(what: Promise<T>): Promise<T | null> {
  try {
    return await what;
  } catch (error) {
    complain(error);
    return null;
  }
}

interface ActionProps {
  flow: Flow;
  onChange: (flow: Flow) => void;
}

/** On and off. To switch it off cancels what waits, so that is asked. */
export function Switch({ flow, onChange }: ActionProps) {
  const set = async () => {
    if (flow.enabled && !(await ask(t("off_title", { flow: flow.name }), { text: <p>{t("off_text")}</p>, yes: t("switch_off") }))) return;
    const changed = await telling(change(flow, flow.enabled ? "disable" : "enable"));
    if (changed !== null) onChange(changed);
  };
  const action = flow.enabled ? t("switch_off") : t("switch_on");
  return <Button kind={flow.enabled ? "plain" : "primary"} label={t("of", { action, flow: flow.name })} onClick={set}>{action}</Button>;
}

/** Keeps its runs back, and lets them go on. */
export function HoldOrResume({ flow, onChange }: ActionProps) {
  const [isAsked, setAsked] = useState(false);
  const resume = async () => {
    const changed = await telling(change(flow, "resume"));
    if (changed !== null) onChange(changed);
  };
  const action = flow.held === null ? t("hold") : t("resume");
  // One button for both, so that the focus stays where it is.
  return (
    <>
      <Button kind={flow.held === null ? "plain" : "primary"} label={t("of", { action, flow: flow.name })} onClick={flow.held === null ? () => setAsked(true) : resume}>{action}</Button>
      {isAsked && flow.held === null && <HoldDialog flow={flow} onChange={onChange} onClose={() => setAsked(false)} />}
    </>
  );
}

function HoldDialog({ flow, onChange, onClose }: ActionProps & { onClose: () => void }) {
  const [note, setNote] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const { isBusy, submit } = useSubmit(async () => {
    try {
      const changed = await change(flow, "hold", { note });
      onClose();
      onChange(changed);
    } catch (error) {
      setProblem(Problem.of(error));
    }
  });
  return (
    <Dialog title={t("hold_title", { flow: flow.name })} onClose={onClose}>
      <form class="stack" onSubmit={submit}>
        <p>{t("hold_hint")}</p>
        <TextField label={t("hold_note")} hint={t("hold_note_hint")} value={note} onValue={setNote} input={{ maxLength: 500 }} />
        <Failure problem={problem} />
      </form>
      <footer>
        <Button onClick={onClose}>{shell("cancel")}</Button>
        <Button kind="primary" busy={isBusy} onClick={() => submit()}>{t("hold")}</Button>
      </footer>
    </Dialog>
  );
}

export function Delete({ flow, onDelete }: { flow: Flow; onDelete: () => void }) {
  const remove = async () => {
    if (!(await ask(t("delete_title", { flow: flow.name }), { text: <p>{t("delete_text")}</p>, yes: t("delete"), danger: true }))) return;
    const done = await telling(api.remove(`flows/${flow.id}`).then(() => true));
    if (done === null) return;
    forget(flow.id);
    say("success", t("is_deleted", { flow: flow.name }));
    onDelete();
  };
  return <Button kind="quiet" label={t("of", { action: t("delete"), flow: flow.name })} onClick={remove}>{t("delete")}</Button>;
}
