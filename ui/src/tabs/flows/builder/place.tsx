// Fields that know their place in the document.
import type { ComponentChildren } from "preact";

import { Field, TextField } from "../../../components";
import { useMistake } from "./store";

/** What stands at a place, so that a mistake leads to it. */
export function Place({ at, class: name, children }: { at: string; class?: string; children: ComponentChildren }) {
  return <div class={`place ${name ?? ""}`.trim()} data-at={at}>{children}</div>;
}

/** Mistakes of a place that has no field of its own. */
export function Mistakes({ at }: { at: string }) {
  const wrong = useMistake(at);
  return wrong === null ? null : <p class="wrong"><span aria-hidden="true">✕ </span>{wrong}</p>;
}

export interface LineProps {
  at: string;
  label: string;
  value: string;
  onValue: (value: string) => void;
  hint?: ComponentChildren;
  required?: boolean;
  placeholder?: string;
  /** Of several lines. */
  rows?: number;
  error?: string | null;
}

/** A line of text. */
export function Line(props: LineProps) {
  const { at, label, value, onValue, hint, required, placeholder = "", rows } = props;
  const error = useMistake(at) ?? props.error;
  const about = { label, hint, error, required };
  return (
    <Place at={at}>
      {rows === undefined ? (
        <TextField {...about} value={value} onValue={onValue} input={{ placeholder }} />
      ) : (
        <Field {...about}>{(labelled) => <textarea {...labelled} rows={rows} placeholder={placeholder} value={value} onInput={(event) => onValue(event.currentTarget.value)} />}</Field>
      )}
    </Place>
  );
}

/** A number; what is none is kept as it was typed, and the server says what belongs there. */
export function NumberLine(props: Omit<LineProps, "value" | "onValue"> & { value: unknown; onValue: (value: unknown) => void }) {
  const { value, onValue } = props;
  return <Line {...props} value={value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value)} onValue={(text) => onValue(numberOf(text))} />;
}

/** What was typed, as a number where it is one; undefined for nothing. */
export function numberOf(text: string): unknown {
  if (text.trim() === "") return undefined;
  return /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text.trim()) && JSON.stringify(Number(text)) === text.trim() ? Number(text) : text;
}
