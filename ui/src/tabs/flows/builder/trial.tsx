// The dry run: what the flow would do for the sample, write by write. Nothing is changed.
import { Badge, Button, Copy, JsonTree, Notice } from "../../../components";
import type { Trial as Report, TriedStep, Write } from "../../../api/types/flows";
import { reveal } from "./focus";
import { idOf, walk } from "./step-ops";
import { useStore } from "./store";
import { reasonOf, t } from "./strings";
import { inLine } from "./world";

const kinds = { succeeded: "success", filtered: "plain", failed: "error", cancelled: "plain", skipped: "plain", unknown: "warning", waiting: "info", sending: "info" } as const;

export function TrialPanel() {
  const store = useStore();
  const found = store.trial.value;
  if (found === null) return null;
  const { trial } = found;
  return (
    <section class="card" aria-labelledby="builder-trial">
      <h3 id="builder-trial" tabIndex={-1}>{t("trial")}</h3>
      {found.document !== store.document.value && <p class="hint">{t("trial_old")}</p>}
      <p class="row"><Badge kind={kinds[trial.state]}>{t(`trial_${trial.state}`)}</Badge>{trial.reason !== undefined && <span>{reasonOf(trial.reason)}</span>}</p>
      <Notice kind="info" title={trial.writes.length === 0 ? t("trial_no_writes") : t("trial_writes", { count: trial.writes.length })}>{t("trial_nothing")}</Notice>
      <ol class="list writes">{trial.writes.map((write, index) => <li key={index}><Wrote write={write} /></li>)}</ol>
      <Tried trial={trial} />
    </section>
  );
}

function Wrote({ write }: { write: Write }) {
  const differences = write.differences ?? [];
  return (
    <div class="stack">
      <p><StepLink position={write.step} /></p>
      <p class="row"><Badge kind="info">{write.method}</Badge><code>{write.url}</code></p>
      {differences.length > 0 && (
        <div class="scroll" tabIndex={0} role="region" aria-label={t("differences")}>
          <table>
            <caption class="hidden-text">{t("differences")}</caption>
            <thead><tr><th scope="col">{t("field")}</th><th scope="col">{t("before")}</th><th scope="col">{t("after")}</th></tr></thead>
            <tbody>{differences.map(({ path, before, after }) => <tr key={path}><th scope="row">{path}</th><td><code>{inLine(before, 200)}</code></td><td><code>{inLine(after, 200)}</code></td></tr>)}</tbody>
          </table>
        </div>
      )}
      {write.body !== undefined && write.body !== null && <details><summary>{t("whole_body")}</summary><JsonTree label={t("whole_body")} value={write.body} /><Copy text={() => JSON.stringify(write.body, null, 2)} label={t("whole_body")} /></details>}
    </div>
  );
}

function Tried({ trial }: { trial: Report }) {
  if (trial.steps.length === 0) return null;
  return (
    <details>
      <summary>{t("trial_steps", { count: trial.steps.length })}</summary>
      <ol class="list">
        {trial.steps.map((step) => (
          <li key={step.position} class="stack">
            <p class="row"><StepLink position={step.position} /><Badge kind={kinds[step.state]}>{t(`state_${step.state}`)}</Badge></p>
            {step.reason !== undefined && <p>{reasonOf(step.reason)}</p>}
            <Parts step={step} />
          </li>
        ))}
      </ol>
    </details>
  );
}

function Parts({ step }: { step: TriedStep }) {
  const parts = [[t("asked_for"), step.request], [t("got"), step.response]] as const;
  return <>{parts.filter(([, value]) => value !== undefined).map(([label, value]) => <details key={label}><summary>{label}</summary><JsonTree label={label} value={value} /></details>)}</>;
}

/** A step's name that leads to it. */
function StepLink({ position }: { position: string }) {
  const store = useStore();
  const id = position.slice(position.lastIndexOf(".") + 1);
  const found = [...walk(store.document.value)].find(({ step }) => idOf(step) === id);
  if (found === undefined) return <code>{position}</code>;
  return <Button kind="quiet" label={t("go_to_step", { id: position })} onClick={() => reveal(store, found.pointer)}>{position}</Button>;
}
