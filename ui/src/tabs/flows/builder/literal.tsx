// A value that is written out: asked for by its type. What doesn't fit the type is shown as JSON and kept.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

import type { Schema } from "../../../api/types/catalogue";
import { Button, EntityPicker, JsonField, Select, TextArea, TextField } from "../../../components";
import { read } from "../../../json";
import { isObject, place } from "./document";
import { escaped, said } from "./expression";
import { Fields } from "./fields";
import { focusOn, mark } from "./focus";
import { numberOf } from "./place";
import { t } from "./strings";
import { ValueField } from "./value";

export interface LiteralProps {
  at: string;
  label: string;
  value: unknown;
  onValue: (value: unknown) => void;
  shape: Schema;
  /** A text is taken as it is: no references, nothing to escape. */
  isRaw?: boolean | undefined;
  hint?: ComponentChildren;
  error?: string | null | undefined;
  required?: boolean | undefined;
}

/** What a value of the type is before anybody says so. */
export function firstOf(shape: Schema): unknown {
  if (shape.default !== undefined && shape.default !== null) return shape.default;
  switch (shape.type) {
    case "boolean":
      return false;
    case "integer":
    case "number":
      return shape.min ?? 0;
    case "array":
      return [];
    case "object":
      return {};
    default:
      return shape.enum?.[0] ?? "";
  }
}

/** What is shown where nothing is there yet. */
const absent: Record<Schema["type"], unknown> = { string: "", integer: "", number: "", boolean: null, array: [], object: {}, any: "" };

export function Literal(props: LiteralProps) {
  const { shape, onValue, isRaw } = props;
  const value = props.value === undefined ? absent[shape.type] : props.value;
  const about = { label: props.label, hint: props.hint ?? hintOf(shape), error: props.error, required: props.required };
  const text = typeof value === "string" ? (isRaw === true ? value : said(value)) : null;
  const spelled = (said: unknown) => (typeof said === "string" && isRaw !== true ? escaped(said) : (said ?? ""));
  const say = (said: string) => onValue(spelled(said));
  switch (shape.type) {
    case "boolean":
      if (typeof value === "boolean" || props.value === undefined) {
        const choices = [...(value === null ? [{ value: "null", label: t("choose"), disabled: true }] : []), { value: "true", label: t("is_true") }, { value: "false", label: t("is_false") }];
        return <Select {...about} value={String(value)} onValue={(chosen) => onValue(chosen === "true")} choices={choices} />;
      }
      break;
    case "integer":
    case "number":
      if (typeof value === "number" || text !== null) return <TextField {...about} value={text ?? JSON.stringify(value)} onValue={(typed) => onValue(typed === text ? value : spelled(numberOf(typed)))} input={{ inputMode: "decimal" }} />;
      break;
    case "array":
      if (Array.isArray(value)) return <List {...props} value={value} />;
      break;
    case "object":
      if (isObject(value) && shape.fields !== undefined) return <fieldset class="inner"><legend>{props.label}</legend><Fields at={props.at} value={value} shape={shape} /></fieldset>;
      break;
    case "any":
      return <Any {...props} value={value} />;
    default:
      if (text === null) break;
      if (shape.enum !== undefined) return <Select {...about} value={text} onValue={say} choices={choicesOf(shape.enum, text)} />;
      if (shape.entity !== undefined) return <EntityPicker {...about} type={shape.entity} value={text} onValue={say} />;
      if (text.includes("\n") || (shape.max ?? 0) > 1000) return <TextArea {...about} value={text} onValue={say} rows={3} />;
      return <TextField {...about} value={text} onValue={say} />;
  }
  return <Json {...about} value={value} onValue={onValue} />;
}

const choicesOf = (values: readonly unknown[], now: string) => {
  const names = values.map(String);
  return (names.includes(now) ? names : [now, ...names]).map((name) => ({ value: name, label: name === "" ? t("choose") : name }));
};

const hintOf = ({ type, format }: Schema) => (type !== "string" ? undefined : format === "date-time" ? t("hint_date_time") : format === "date" ? t("hint_date") : format === "duration" ? t("hint_duration") : undefined);

/** Any JSON. What is typed is taken over as soon as it is some. */
export function Json(props: { label: string; value: unknown; onValue: (value: unknown) => void; hint?: ComponentChildren; error?: string | null | undefined; required?: boolean | undefined; rows?: number }) {
  const [typed, setTyped] = useState<{ text: string; value: unknown } | null>(null);
  const text = typed !== null && JSON.stringify(typed.value) === JSON.stringify(props.value) ? typed.text : props.value === undefined ? "" : JSON.stringify(props.value, null, 2);
  return <JsonField label={props.label} hint={props.hint} error={props.error} required={props.required} text={text} rows={props.rows ?? Math.min(12, Math.max(2, text.split("\n").length))}
    onText={(after) => {
      const found = read(after);
      setTyped({ text: after, value: "value" in found ? found.value : props.value });
      if ("value" in found) props.onValue(found.value);
    }} />;
}

/** A value whose type isn't fixed. */
function Any(props: LiteralProps) {
  const { value, onValue, shape } = props;
  const type = typeof value === "string" ? "string" : typeof value === "number" ? "number" : typeof value === "boolean" ? "boolean" : "json";
  const first = { string: "", number: 0, boolean: true, json: [] };
  const kind = (
    <Select label={t("type_of", { label: props.label })} value={type} onValue={(chosen) => onValue(first[chosen as keyof typeof first])}
      choices={(["string", "number", "boolean", "json"] as const).map((each) => ({ value: each, label: t(`type_${each}`) }))} />
  );
  const { entity } = shape;
  return (
    <div class="any">
      {type === "json" ? <Json {...props} /> : <Literal {...props} shape={entity === undefined ? { type } : { type, entity }} />}
      {kind}
    </div>
  );
}

/** The members of a list. */
function List(props: LiteralProps & { value: unknown[] }) {
  const { value, onValue, at, label, isRaw } = props;
  const shape = props.shape.items ?? { type: "any" };
  const items = props.shape.entity !== undefined && shape.entity === undefined ? { ...shape, entity: props.shape.entity } : shape;
  const add = () => {
    onValue([...value, firstOf(items)]);
    focusOn(mark("at", place(at, value.length)));
  };
  const remove = (index: number) => {
    onValue(value.filter((_, each) => each !== index));
    focusOn(mark("add", at));
  };
  return (
    <fieldset class="inner">
      <legend>{label}</legend>
      {props.hint !== undefined && <p class="hint">{props.hint}</p>}
      {value.map((each, index) => (
        <ValueField key={index} at={place(at, index)} label={t("member", { label, number: index + 1 })} shape={items} value={each} isRaw={isRaw}
          onValue={(after) => onValue(value.toSpliced(index, 1, after))} onRemove={() => remove(index)} />
      ))}
      {props.error !== null && props.error !== undefined && <p class="wrong"><span aria-hidden="true">✕ </span>{props.error}</p>}
      <div data-add={at}><Button label={t("add_member_to", { label })} onClick={add}>{t("add_member")}</Button></div>
    </fieldset>
  );
}
