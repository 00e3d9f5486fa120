// JSON to write: a plain text area that says where the mistake is.
import { useState } from "preact/hooks";

import { read } from "../json";
import { shell as t } from "../strings";
import { type FieldProps, TextArea } from "./field";

/** A text that has to be JSON. What is read goes to `onJson`, a text that can't be read only to `onText`. */
export function JsonField(props: FieldProps & { text: string; onText: (text: string) => void; onJson?: (value: unknown) => void; rows?: number }) {
  // The text goes along: another one that comes from outside isn't wrong for it.
  const [wrong, setWrong] = useState<{ text: string; why: string } | null>(null);
  const why = wrong?.text === props.text ? wrong.why : null;
  const write = (text: string) => {
    props.onText(text);
    const found = text.trim() === "" ? { value: undefined } : read(text);
    setWrong("why" in found ? { text, why: t("not_json", { why: found.why }) } : null);
    if ("value" in found) props.onJson?.(found.value);
  };
  return <TextArea {...props} error={why ?? props.error} value={props.text} onValue={write} rows={props.rows ?? 10} code />;
}
