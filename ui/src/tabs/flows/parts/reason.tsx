// Why a run or a step is where it is: whole, with the values and runs that it names.
import type { ComponentChildren } from "preact";

import type { Reason } from "../../../api/types/runs";
import { Notice } from "../../../components";
import { href } from "../../../router";
import { t } from "../strings";
import { at, Value } from "./value";

export const RunLink = ({ id, children }: { id: string; children?: ComponentChildren }) => <a href={href(["flows", "runs", id])}>{children ?? t("see_run", { id: id.slice(-8) })}</a>;

export interface WhyProps {
  reason: Reason | null;
  /** The same in a line. */
  why: string | null;
  /** What the places in it stand in: the flow's document, or the step of it. */
  document?: unknown;
}

export function Why({ reason, why, document }: WhyProps) {
  if (reason === null) return why === null ? null : <p>{why}</p>;
  switch (reason.kind) {
    case "condition":
      return <FirstFalse reason={reason} document={document} />;
    case "echo":
      return <p>{t("echo")} <RunLink id={reason.run} /></p>;
    case "once":
      return <p>{t("once")} <RunLink id={reason.run} /></p>;
    case "dropped":
      return <p>{t("dropped")} <RunLink id={reason.run} /></p>;
    case "loop":
      return <div class="stack"><p>{t("loop")}</p><ol>{reason.runs.map((run) => <li key={run}><RunLink id={run} /></li>)}</ol></div>;
    case "unknown":
      return <Notice kind="warning" title={t("unknown_title")}><p>{t("unknown_text", { step: reason.step })}</p></Notice>;
    case "step":
      return <Failed reason={reason} />;
    default:
      return <p>{why ?? ("message" in reason ? reason.message : reason.kind)}</p>;
  }
}

/** The first comparison that is false, with both values. */
function FirstFalse({ reason, document }: { reason: Extract<Reason, { kind: "condition" }>; document: unknown }) {
  const leaf = at(document, reason.path);
  const left = typeof leaf === "object" && leaf !== null && "left" in leaf ? leaf.left : undefined;
  return (
    <div class="stack">
      <p><strong>{t("first_false")}</strong></p>
      <dl class="facts">
        {left !== undefined && <><dt>{t("compared")}</dt><dd><code>{typeof left === "string" ? left : JSON.stringify(left)}</code></dd></>}
        <dt>{t("left")}</dt><dd><Value value={reason.left} /></dd>
        <dt>{t("operator")}</dt><dd><code>{reason.op}</code></dd>
        <dt>{t("right")}</dt><dd><Value value={reason.right} /></dd>
        <dt>{t("place")}</dt><dd><code>{reason.path}</code></dd>
      </dl>
      {reason.why !== undefined && <p>{reason.why}</p>}
    </div>
  );
}

function Failed({ reason }: { reason: Extract<Reason, { kind: "step" }> }) {
  const { field, path, left, right, status } = reason;
  return (
    <div class="stack">
      <p>{reason.message}</p>
      {[field, path, left, right, status].some((each) => each !== undefined) && (
        <dl class="facts">
          {field !== undefined && <><dt>{t("field")}</dt><dd><code>{field}</code></dd></>}
          {path !== undefined && <><dt>{t("reference")}</dt><dd><code>{path}</code></dd></>}
          {left !== undefined && <><dt>{t("found")}</dt><dd><Value value={left} /></dd></>}
          {right !== undefined && <><dt>{t("expected")}</dt><dd><Value value={right} /></dd></>}
          {status !== undefined && <><dt>{t("answered")}</dt><dd>{status}</dd></>}
        </dl>
      )}
    </div>
  );
}
