// What a dry run found: how it would end, what would be sent, each comparison and each step.
import { useEffect, useRef } from "preact/hooks";

import type { Leaf, Trial, Write } from "../../../api/types/flows";
import type { Reason, RunState } from "../../../api/types/runs";
import { Notice, type NoticeKind } from "../../../components/notice";
import { Why } from "../parts/reason";
import { word } from "../parts/state";
import { Value } from "../parts/value";
import { Differences, Json } from "../runs/details";
import { StepItem, type StepLike } from "../runs/timeline";
import { t as all } from "../strings";
import { t } from "./strings";

/** What a trial tells, by the reasons and requests that runs have as well. */
export interface Report extends Omit<Trial, "state" | "reason" | "steps"> {
  state: RunState;
  reason?: Reason;
  steps: StepLike[];
}

function told({ state }: Report): [NoticeKind, string] {
  if (state === "succeeded") return ["success", t("would_succeed")];
  if (state === "filtered") return ["warning", t("would_filter")];
  if (state === "failed") return ["error", t("would_fail")];
  return ["info", t("would_end", { state: word(state) })];
}

export function Found({ report, definition }: { report: Report; definition: unknown }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [report]);
  const [kind, title] = told(report);
  return (
    <section class="stack" aria-label={t("outcome")}>
      <h4 ref={heading} tabIndex={-1}>{t("outcome")}</h4>
      <Notice kind={kind} title={title}>{report.reason === undefined ? undefined : <Why reason={report.reason} why={null} document={definition} />}</Notice>
      <h4>{t("writes")}</h4>
      {report.writes.length === 0 ? <p class="muted">{t("no_writes")}</p> : <ol class="plain stack">{report.writes.map((write, index) => <li key={index}><Sent write={write} /></li>)}</ol>}
      {report.conditions.length > 0 && <Conditions leaves={report.conditions} />}
      {report.steps.length > 0 && (
        <>
          <h4>{t("steps")}</h4>
          <ol class="timeline">{report.steps.map((step) => <StepItem key={step.position} step={step} definition={definition} />)}</ol>
        </>
      )}
    </section>
  );
}

function Sent({ write }: { write: Write }) {
  return (
    <div class="stack">
      <p><strong>{write.method}</strong> <code>{write.url}</code> <span class="muted">{write.step}</span></p>
      {write.differences !== undefined && write.differences.length > 0 && <Differences changes={write.differences} label={t("changes")} />}
      {write.body !== undefined && write.body !== null && <details><summary>{t("body")}: {write.step}</summary><Json label={t("body")} value={write.body} /></details>}
    </div>
  );
}

function Conditions({ leaves }: { leaves: readonly Leaf[] }) {
  const outcome = ({ outcome }: Leaf) => (outcome === "true" ? `✓ ${t("holds")}` : outcome === "false" ? `✕ ${t("fails")}` : `? ${t("undecided")}`);
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={t("conditions")}>
      <table>
        <caption>{t("conditions")}</caption>
        <thead><tr><th scope="col">{all("outcome")}</th><th scope="col">{all("compared")}</th><th scope="col">{all("left")}</th><th scope="col">{all("operator")}</th><th scope="col">{all("right")}</th></tr></thead>
        <tbody>
          {leaves.map((leaf) => (
            <tr key={leaf.path}>
              <td>{outcome(leaf)}{leaf.why !== null && <div class="muted">{leaf.why}</div>}</td>
              <th scope="row"><code>{leaf.reference}</code></th>
              <td><Value value={leaf.left} /></td>
              <td><code>{leaf.op}</code></td>
              <td><Value value={leaf.right} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
