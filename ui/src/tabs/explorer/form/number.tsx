import { useState } from "preact/hooks";

import type { Schema } from "../../../api/types/catalogue";
import { TextField } from "../../../components";
import { exact } from "../../../json";
import { type ControlProps, useMistake } from "./context";

const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/** What was typed: a number where it is one, otherwise the text, which is amiss then. */
export const numberOf = (text: string): unknown => (NUMBER.test(text.trim()) ? exact(text.trim()) : text);

const textOf = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

/** Not an input for numbers: browsers hide from the page what stands in one that isn't a number. */
export function NumberControl({ value, path, onValue, label, required, schema }: ControlProps & { schema: Schema }) {
  const [text, setText] = useState<string | null>(null);
  const error = useMistake(path);
  const isMine = text !== null && textOf(numberOf(text)) === textOf(value);
  const type = (next: string) => {
    setText(next);
    onValue(numberOf(next));
  };
  return <TextField label={label} required={required} error={error} value={isMine ? text : textOf(value)} onValue={type} input={{ inputMode: schema.type === "integer" ? "numeric" : "decimal" }} />;
}
