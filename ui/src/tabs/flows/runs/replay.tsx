// One event through the flows once more: which flows, in which version, and what that would make.
import { useState } from "preact/hooks";

import { api, Problem } from "../../../api/client";
import type { Replayed, Run } from "../../../api/types/runs";
import { Button, Checkbox, Dialog, Failure, Select, useLoad } from "../../../components";
import { loadFlows, nameOf } from "../parts/flows";
import { RunLink } from "../parts/reason";
import { StateBadge } from "../parts/state";
import { t } from "./strings";

type Which = "this" | "on" | "chosen";

/** `flow` is the one that is offered first. */
export function ReplayDialog({ event, flow, onClose }: { event: string; flow?: string; onClose: () => void }) {
  const [which, setWhich] = useState<Which>(flow === undefined ? "on" : "this");
  const [chosen, setChosen] = useState<string[]>([]);
  const [version, setVersion] = useState("current");
  const [outcome, setOutcome] = useState<{ runs: Run[]; isDry: boolean } | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const flows = useLoad(loadFlows, []);
  const ids = which === "this" && flow !== undefined ? [flow] : which === "chosen" ? chosen : [];
  const send = async (isDry: boolean) => {
    setProblem(null);
    setOutcome(null);
    if (which === "chosen" && chosen.length === 0) return setProblem(new Problem(0, "choose", t("choose_one")));
    try {
      const { runs } = await api.post<Replayed>(`events/${event}/replay`, { flows: ids, version, dry_run: isDry });
      setOutcome({ runs, isDry });
    } catch (error) {
      setProblem(Problem.of(error));
    }
  };
  const changed = <T,>(set: (value: T) => void) => (value: T) => {
    set(value);
    setOutcome(null);
  };
  const toggle = (id: string) => (isOn: boolean) => changed(setChosen)(isOn ? [...chosen, id] : chosen.filter((each) => each !== id));
  const choices = [
    ...(flow === undefined ? [] : [{ value: "this", label: t("which_this") }]),
    { value: "on", label: t("which_on") },
    { value: "chosen", label: t("which_chosen") },
  ];
  return (
    <Dialog title={t("replay_title")} onClose={onClose}>
      <div class="stack">
        <p>{t("replay_hint")}</p>
        <Select label={t("which")} value={which} onValue={(value) => changed(setWhich)(value as Which)} choices={choices} />
        {which === "chosen" && (
          <fieldset>
            <legend>{t("which_chosen")}</legend>
            {(flows.value ?? []).map(({ id, name }) => <Checkbox key={id} label={name} checked={chosen.includes(id)} onValue={toggle(id)} />)}
          </fieldset>
        )}
        <Select label={t("which_version")} value={version} onValue={changed(setVersion)} choices={[{ value: "current", label: t("current") }, { value: "original", label: t("original") }]} />
        <Failure problem={flows.problem ?? problem} />
        <div role="status">{outcome !== null && <Outcome {...outcome} />}</div>
      </div>
      <footer>
        <Button onClick={onClose}>{t("close")}</Button>
        <Button onClick={() => send(true)}>{t("preview")}</Button>
        <Button kind="primary" onClick={() => send(false)}>{t("replay_now")}</Button>
      </footer>
    </Dialog>
  );
}

function Outcome({ runs, isDry }: { runs: Run[]; isDry: boolean }) {
  if (runs.length === 0) return <p>{isDry ? t("previewed_none") : t("replayed_none")}</p>;
  return (
    <div class="stack">
      <p>{isDry ? t("previewed") : t("replayed")}</p>
      <ul>
        {runs.map((run) => (
          <li key={run.id}>
            {isDry ? nameOf(run.flow) : <RunLink id={run.id}>{nameOf(run.flow)}</RunLink>}, {t("version", { version: run.version })} <StateBadge state={run.state} />
            {run.why !== null && <span class="muted"> {run.why}</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}
