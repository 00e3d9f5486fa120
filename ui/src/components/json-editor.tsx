// JSON to write: the plain text area, and on request an editor with colours and marks, which comes over only then.
// Whoever chose the editor keeps it while the page is open; screen readers do well with the plain one.
import { signal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";

import { read } from "../json";
import { shell as t } from "../strings";
import { Ahead } from "./ahead";
import { Button } from "./button";
import type { FieldProps } from "./field";
import { JsonField } from "./json-field";
import { complain } from "./status";

const prefersEditor = signal(false);
const editor = signal<typeof import("./json-editor.codemirror") | null>(null);
/** Whether somebody has just asked for the editor, and goes on in it. */
let goesOn = false;

async function open() {
  try {
    editor.value ??= await import("./json-editor.codemirror");
    goesOn = true;
    prefersEditor.value = true;
  } catch (error) {
    complain(error);
  }
}

export interface JsonEditorProps extends FieldProps {
  text: string;
  onText: (text: string) => void;
  /** Called with the value of each text that can be read. */
  onJson?: (value: unknown) => void;
  rows?: number;
}

export function JsonEditor(props: JsonEditorProps) {
  const isOpen = prefersEditor.value && editor.value !== null;
  return (
    <div class="json-editor">
      {isOpen ? <Rich {...props} /> : <JsonField {...props} />}
      <Button kind="quiet" onClick={isOpen ? () => { prefersEditor.value = false; } : open}>{t(isOpen ? "plain" : "editor")}</Button>
    </div>
  );
}

function Rich(props: JsonEditorProps) {
  const id = useId();
  const place = useRef<HTMLDivElement>(null);
  const held = useRef<ReturnType<typeof import("./json-editor.codemirror").mount> | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const ahead = useRef(new Ahead(props.text));
  const found = props.text.trim() === "" ? null : read(props.text);
  const error = found !== null && "why" in found ? t("not_json", { why: found.why }) : props.error;
  const hasError = error !== null && error !== undefined && error !== "";
  useEffect(() => {
    if (place.current === null || editor.value === null) return;
    const { text, label, required } = latest.current;
    const mounted = editor.value.mount(place.current, { text, label, isRequired: required === true, onText: take });
    held.current = mounted;
    if (goesOn) mounted.focus();
    goesOn = false;
    return () => mounted.destroy();
  }, []);
  const take = (text: string) => {
    ahead.current.sent(text);
    latest.current.onText(text);
    const found = text.trim() === "" ? { value: undefined } : read(text);
    // Where there is a mistake the editor marks the place.
    if ("value" in found) latest.current.onJson?.(found.value);
  };
  useEffect(() => {
    if (ahead.current.isNew(props.text)) held.current?.show(props.text);
  });
  useEffect(() => held.current?.mark(hasError), [hasError]);
  return (
    <div class="field">
      {/* Not a label for: the editor lies in a shadow tree and carries its name itself. */}
      <span class="field-name" aria-hidden="true">{props.label}{props.required === true && <span class="mark"> ({t("required")})</span>}</span>
      <div ref={place} class="json-editor-place" />
      {props.hint !== undefined && <p class="hint" id={`${id}-hint`}>{props.hint}</p>}
      {hasError && <p class="error" role="alert">{error}</p>}
    </div>
  );
}
