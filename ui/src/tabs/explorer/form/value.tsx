// The control for a value: what the catalogue knows of it decides which. What no control can show as it is stays as it
// is, and is shown as JSON.
import type { Schema } from "../../../api/types/catalogue";
import { Select, TextArea, TextField } from "../../../components";
import { explorer as t } from "../strings";
import { fits } from "../schema";
import { type ControlProps, useMistake } from "./context";
import { EntityControl } from "./entity";
import { FileControl } from "./file";
import { JsonControl } from "./json";
import { ListControl } from "./list";
import { NumberControl } from "./number";
import { ObjectControl } from "./object";
import { TimeControl } from "./time";

export function Value(props: ControlProps & { schema: Schema }) {
  const { schema, value } = props;
  if (!fits(schema, value)) return <JsonControl {...props} isOdd={schema.type !== "any" && schema.type !== "object"} />;
  if (schema.type === "object") return <ObjectControl {...props} value={value as Record<string, unknown>} />;
  if (schema.type === "array") return <ListControl {...props} value={value as unknown[]} />;
  if (schema.enum !== undefined) return <EnumControl {...props} />;
  if (schema.type === "boolean") return <BooleanControl {...props} />;
  if (schema.type === "integer" || schema.type === "number") return <NumberControl {...props} />;
  if (schema.entity !== undefined) return <EntityControl {...props} entity={schema.entity} />;
  if (schema.format === "binary") return <FileControl {...props} />;
  if (schema.format === "date-time") return <TimeControl {...props} value={value as string} />;
  return <TextControl {...props} value={value as string} />;
}

/** One of the values that there are; another one that came with the body can stay. */
export function EnumControl(props: ControlProps & { schema: Schema }) {
  const { schema, value, path, onValue, label, required } = props;
  const error = useMistake(path);
  const known = schema.enum ?? [];
  const at = known.indexOf(value);
  const choices = known.map((each, index) => ({ value: String(index), label: String(each) }));
  if (at === -1) choices.unshift({ value: "-1", label: value === "" ? t("choose") : JSON.stringify(value) });
  return <Select label={label} required={required} error={error} value={String(at)} choices={choices} onValue={(index) => index !== "-1" && onValue(known[Number(index)])} />;
}

function BooleanControl({ value, path, onValue, label, required }: ControlProps) {
  const error = useMistake(path);
  const choices = [{ value: "true", label: t("yes") }, { value: "false", label: t("no") }];
  return <Select label={label} required={required} error={error} value={String(value)} choices={choices} onValue={(text) => onValue(text === "true")} />;
}

/** From here on a text gets more than a line. */
const LONG = 300;

function TextControl({ value, path, onValue, label, required, schema }: ControlProps & { schema: Schema; value: string }) {
  const error = useMistake(path);
  const shared = { label, required, error, value, onValue };
  // A line of text would lose the line breaks of the value.
  if (/[\r\n]/.test(value) || (schema.max ?? 0) >= LONG) return <TextArea {...shared} rows={3} />;
  return <TextField {...shared} input={schema.format === "date" ? { type: "date" } : {}} />;
}
