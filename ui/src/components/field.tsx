import type { ComponentChildren, Ref } from "preact";
import { useId } from "preact/hooks";

import { shell as t } from "../strings";

/** What a control needs so that its label, hint and mistake are told with it. */
export interface Labelled {
  id: string;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: boolean | undefined;
  "aria-required"?: boolean | undefined;
}

export interface FieldProps {
  label: string;
  hint?: ComponentChildren;
  /** What is wrong with the value, and how to mend it. */
  error?: string | null | undefined;
  required?: boolean | undefined;
  class?: string | undefined;
}

/** A labelled control with its hint and its mistake. */
export function Field(props: FieldProps & { children: (labelled: Labelled) => ComponentChildren }) {
  const id = useId();
  const { label, hint, error, required } = props;
  const hasError = error !== null && error !== undefined && error !== "";
  const described = [hint === undefined ? "" : `${id}-hint`, hasError ? `${id}-error` : ""].filter((each) => each !== "").join(" ");
  const labelled: Labelled = {
    id,
    "aria-describedby": described === "" ? undefined : described,
    "aria-invalid": hasError || undefined,
    "aria-required": required,
  };
  return (
    <div class={`field ${props.class ?? ""}`.trim()}>
      <label for={id}>{label}{required === true && <span class="mark"> ({t("required")})</span>}</label>
      {props.children(labelled)}
      {hint !== undefined && <p class="hint" id={`${id}-hint`}>{hint}</p>}
      {hasError && <p class="error" id={`${id}-error`}>{error}</p>}
    </div>
  );
}

/** How a line of text is asked for. */
export interface Input {
  type?: "text" | "search" | "number" | "password" | "date" | "time" | "datetime-local";
  placeholder?: string;
  inputMode?: "text" | "numeric" | "decimal" | "search";
  min?: number | string;
  max?: number | string;
  step?: number | string;
  maxLength?: number;
  onKeyDown?: (event: KeyboardEvent) => void;
  ref?: Ref<HTMLInputElement>;
}

/** A line of text, or what else an input takes. */
export function TextField(props: FieldProps & { value: string; onValue: (value: string) => void; input?: Input }) {
  return (
    <Field {...props}>
      {(labelled) => <input autocomplete="off" {...props.input} type={(props.input?.type ?? "text") as "text"} {...labelled} value={props.value} onInput={(event) => props.onValue(event.currentTarget.value)} />}
    </Field>
  );
}

/** Text of several lines. */
export function TextArea(props: FieldProps & { value: string; onValue: (value: string) => void; rows?: number; code?: boolean }) {
  return (
    <Field {...props}>
      {(labelled) => (
        <textarea class={props.code === true ? "code" : undefined} spellcheck={props.code !== true} rows={props.rows ?? 4} {...labelled} value={props.value} onInput={(event) => props.onValue(event.currentTarget.value)} />
      )}
    </Field>
  );
}

export interface Choice {
  value: string;
  label: string;
  disabled?: boolean;
}

/** One of some. */
export function Select(props: FieldProps & { value: string; onValue: (value: string) => void; choices: readonly Choice[]; disabled?: boolean }) {
  return (
    <Field {...props}>
      {(labelled) => (
        <select {...labelled} disabled={props.disabled ?? false} value={props.value} onChange={(event) => props.onValue(event.currentTarget.value)}>
          {props.choices.map((choice) => <option key={choice.value} value={choice.value} disabled={choice.disabled ?? false}>{choice.label}</option>)}
        </select>
      )}
    </Field>
  );
}

/** On or off. */
export function Checkbox(props: { label: ComponentChildren; checked: boolean; onValue: (checked: boolean) => void; hint?: string; disabled?: boolean }) {
  const id = useId();
  return (
    <div class="check">
      <input id={id} type="checkbox" checked={props.checked} disabled={props.disabled ?? false} aria-describedby={props.hint === undefined ? undefined : `${id}-hint`} onChange={(event) => props.onValue(event.currentTarget.checked)} />
      <label for={id}>{props.label}</label>
      {props.hint !== undefined && <p class="hint" id={`${id}-hint`}>{props.hint}</p>}
    </div>
  );
}
