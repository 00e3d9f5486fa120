import type { ComponentChildren } from "preact";

import type { Problem } from "../api/client";

export type NoticeKind = "info" | "success" | "warning" | "error";

/** The sign before the title: a kind is never told by its colour alone. */
const signs: Record<NoticeKind, string> = { info: "ℹ", success: "✓", warning: "⚠", error: "✕" };

/** Something that one should know, in the page where it belongs. Errors are read out. */
export function Notice(props: { kind: NoticeKind; title: string; children?: ComponentChildren }) {
  return (
    <div class={`notice ${props.kind}`} role={props.kind === "error" ? "alert" : undefined}>
      <p class="notice-title"><span aria-hidden="true">{signs[props.kind]}</span> {props.title}</p>
      {props.children !== undefined && <div class="notice-text">{props.children}</div>}
    </div>
  );
}

/** A call that failed: what the server says, and every mistake with its place. */
export function Failure(props: { problem: Problem | null; children?: ComponentChildren }) {
  const { problem } = props;
  if (problem === null || problem.isAborted) return null;
  return (
    <Notice kind="error" title={problem.message}>
      {problem.errors.length > 0 && (
        <ul>{problem.errors.map(({ path, message }) => <li key={`${path} ${message}`}><code>{path || "/"}</code> {message}</li>)}</ul>
      )}
      {props.children}
    </Notice>
  );
}
