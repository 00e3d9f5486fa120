// The steps of a run, in the order in which they began, and after them those that it has not come to.
import type { ComponentChildren } from "preact";

import type { Reason, RunStep, StepRequest, StepState } from "../../../api/types/runs";
import { Time } from "../../../components";
import { idAt, outer, steps as stepsOf } from "../parts/definition";
import { Why } from "../parts/reason";
import { kind, StateBadge } from "../parts/state";
import { lasted } from "../../../wall-clock";
import { t as all } from "../strings";
import { Details } from "./details";
import { t } from "./strings";

export function Timeline(props: { steps: readonly RunStep[]; definition: unknown; isOver: boolean; isBegun: boolean }) {
  const { steps, definition, isOver } = props;
  const seen = new Set(steps.map(({ position }) => position));
  const rest = outer(definition).filter(({ id }) => !seen.has(id));
  return (
    <>
      {steps.length === 0 && <p class="muted">{t("no_steps")}</p>}
      <ol class="timeline">
        {steps.map((step) => <StepItem key={step.position} step={step} definition={definition} times={<Times step={step} />} isOpen={step.state === "failed" || step.state === "unknown"} />)}
        {rest.map((step) => (
          <li key={step.id} class="step not-reached">
            <p class="row"><span class="badge">{isOver ? `– ${t("not_reached")}` : `○ ${t("to_come")}`}</span> <span class="muted">{step.name || step.id}</span></p>
          </li>
        ))}
      </ol>
    </>
  );
}

/** What a step of a run and one of a dry run have in common. */
export interface StepLike {
  position: string;
  state: StepState;
  request?: StepRequest | null;
  response?: unknown;
  reason?: Reason | null;
  why?: string | null;
}

export function StepItem(props: { step: StepLike; definition: unknown; times?: ComponentChildren; isOpen?: boolean }) {
  const { step, definition, times, isOpen = false } = props;
  const about = stepsOf(definition).get(idAt(step.position));
  const item = /\[(\d+)\]/.exec(step.position)?.[1];
  const depth = step.position.split(".").length - 1;
  return (
    <li class={`step ${kind(step.state)}${depth > 0 ? " inner" : ""}`}>
      <div class="row">
        <StateBadge state={step.state} />
        <strong>{about?.name || idAt(step.position)}</strong>
        {about !== undefined && <span class="muted">{all(`action_${about.kind ?? "other"}`)}</span>}
        {(about?.what ?? "") !== "" && <code>{about?.what}</code>}
        {item !== undefined && <span class="muted">{t("at_item", { index: item })}</span>}
      </div>
      {times}
      {/* What an unknown outcome means is told at the head of the run. */}
      <Why reason={step.reason?.kind === "unknown" && step.why != null ? null : step.reason ?? null} why={step.why ?? null} document={about?.step} />
      <Details step={step} isOpen={isOpen} />
    </li>
  );
}

function Times({ step }: { step: RunStep }) {
  return (
    <p class="muted">
      {step.attempts > 0 && `${step.attempts === 1 ? t("attempts_one") : t("attempts", { count: step.attempts })} · `}{t("begun_at")} <Time at={step.started_at} what="clock" />
      {step.finished_at !== null && <> · {t("ended_at")} <Time at={step.finished_at} what="clock" />{step.finished_at !== step.started_at && ` (${lasted(step.started_at, step.finished_at)})`}</>}
      {step.due_at !== null && step.finished_at === null && <> · {t("goes_on")} <Time at={step.due_at} /></>}
    </p>
  );
}
