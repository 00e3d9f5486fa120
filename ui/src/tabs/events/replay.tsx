// An event through the flows once more: first what it would do, then for real.
import { useState } from "preact/hooks";

import { api, Problem } from "../../api/client";
import type { EventWhole } from "../../api/types/events";
import { Button, Checkbox, Dialog, Failure, Notice, say, Select, useLoad, Waiting } from "../../components";
import { counted, shell } from "../../strings";
import { RunLine } from "./detail";
import { stateName } from "./state";
import { t } from "./strings";
import type { FlowName, StartedRun, Trial } from "./types";

/** Flows that a dry run tries; each may read from Clockify. */
const TRIED = 10;

interface Foreseen {
  run: StartedRun;
  trial: Trial | Problem | null;
}

export function Replay({ event, onClose, onDone }: { event: EventWhole; onClose: () => void; onDone: () => void }) {
  const flows = useLoad((signal) => api.get<{ flows: FlowName[] }>("flows", { signal }), []);
  const [which, setWhich] = useState<"all" | "some">("all");
  const [chosen, setChosen] = useState<string[]>([]);
  const [version, setVersion] = useState("current");
  const [foreseen, setForeseen] = useState<Foreseen[] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const isUnclear = which === "some" && chosen.length === 0;
  const body = { version, ...(which === "some" ? { flows: chosen } : {}) };
  const change = <T,>(set: (value: T) => void) => (value: T) => {
    setForeseen(null);
    set(value);
  };
  const attempt = async (work: () => Promise<void>) => {
    setProblem(null);
    try {
      await work();
    } catch (error) {
      setProblem(Problem.of(error));
    }
  };
  const dryRun = () => attempt(async () => {
    const { runs } = await api.post<{ runs: StartedRun[] }>(`events/${event.id}/replay`, { ...body, dry_run: true });
    const found: Foreseen[] = [];
    for (const run of runs) found.push({ run, trial: found.length < TRIED ? await tried(event, run) : null });
    setForeseen(found);
  });
  const replay = () => attempt(async () => {
    const { runs } = await api.post<{ runs: StartedRun[] }>(`events/${event.id}/replay`, body);
    say("success", runs.length === 0 ? t("replayed_none") : counted(runs.length, { one: t("replayed_one"), other: t("replayed_other") }));
    onDone();
    onClose();
  });
  return (
    <Dialog title={t("replay_title", { type: event.event_type })} onClose={onClose} wide>
      <div class="stack">
        <p>{t("replay_hint")}</p>
        <Select label={t("which")} value={which} onValue={change((value: string) => setWhich(value === "some" ? "some" : "all"))} choices={[{ value: "all", label: t("all_flows") }, { value: "some", label: t("some_flows") }]} />
        {which === "some" && (
          <fieldset class="stack">
            <legend>{t("some_flows")}</legend>
            <Failure problem={flows.problem} />
            {flows.value === null && flows.isLoading && <Waiting label={shell("loading")} />}
            {flows.value?.flows.map((flow) => (
              <Checkbox
                key={flow.id}
                label={flow.name}
                checked={chosen.includes(flow.id)}
                onValue={change((is: boolean) => setChosen(is ? [...chosen, flow.id] : chosen.filter((id) => id !== flow.id)))}
              />
            ))}
            {isUnclear && <p class="hint">{t("choose_flow")}</p>}
          </fieldset>
        )}
        <Select label={t("version")} value={version} onValue={change(setVersion)} choices={[{ value: "current", label: t("current") }, { value: "original", label: t("original") }]} />
        <Failure problem={problem} />
        <div role="status">{foreseen !== null && <Outlook foreseen={foreseen} flows={flows.value?.flows ?? []} />}</div>
      </div>
      <footer>
        <Button onClick={onClose}>{shell("cancel")}</Button>
        <Button disabled={isUnclear} onClick={dryRun}>{t("dry_run")}</Button>
        <Button kind="primary" disabled={isUnclear} onClick={replay}>{t("replay_now")}</Button>
      </footer>
    </Dialog>
  );
}

/** What a run would do. That it can't be told is an answer too. */
async function tried(event: EventWhole, run: StartedRun): Promise<Trial | Problem> {
  try {
    return await api.post<Trial>(`flows/${run.flow}/test`, { event: event.id, version: run.version });
  } catch (error) {
    return Problem.of(error);
  }
}

function Outlook({ foreseen, flows }: { foreseen: Foreseen[]; flows: FlowName[] }) {
  if (foreseen.length === 0) return <Notice kind="info" title={t("would_run_none")} />;
  return (
    <section class="stack" aria-label={t("dry_run")}>
      <h3>{t("would_run")}</h3>
      <ul class="list">
        {foreseen.map(({ run, trial }) => (
          <li key={run.flow} class="stack">
            <RunLine run={run} flows={flows} isForeseen />
            {trial instanceof Problem ? <p class="muted">{t("untested", { why: trial.message })}</p> : trial !== null && <Writes trial={trial} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Writes({ trial }: { trial: Trial }) {
  return (
    <>
      <p>{t("would_be", { state: stateName(trial.state) })} {trial.why ?? ""}</p>
      {trial.writes.length === 0 ? <p class="muted">{t("would_write_none")}</p> : (
        <>
          <p>{t("would_write")}</p>
          <ul class="list">
            {trial.writes.map((write, at) => (
              <li key={at}>
                <code>{write.method} {write.url}</code>
                {write.body !== undefined && write.body !== null && <pre>{JSON.stringify(write.body, null, 2)}</pre>}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
