// The inputs of a template or an import, each asked for as what it is.
import type { Input, InputKind } from "../../../api/types/templates";
import { Checkbox, Combobox, EntityPicker, TextArea, TextField } from "../../../components";
import type { FieldProps, Input as Line } from "../../../components/field";
import { ManyPicker } from "./many";
import { t } from "./strings";
import type { Form } from "./use";
import { ENTITIES, type Written } from "./values";

export function Inputs({ form }: { form: Form }) {
  return <>{form.inputs.map((input) => <InputField key={input.name} input={input} value={form.written[input.name]} error={form.mistakes.get(input.name)} onValue={(value) => form.write(input.name, value)} />)}</>;
}

type Value = Written[string];

/** A title that is a place in the document says only where it is, not what. */
const isPlace = (title: string) => title.startsWith("/");

function InputField({ input, value, error, onValue }: { input: Input; value: Value | undefined; error: string | undefined; onValue: (value: Value) => void }) {
  const { name, kind, many, title = "", default: preset } = input;
  const label = title === "" || isPlace(title) ? `${t(`kind_${kind}`)} (${name})` : title;
  const hint = [isPlace(title) ? t("at_place", { place: title }) : "", hintOf(kind, many === true)].filter((part) => part !== "").join(" ");
  const field: FieldProps = { label, error, required: preset === undefined && kind !== "flag", ...(hint === "" ? {} : { hint }) };
  const type = ENTITIES[kind];
  if (many === true) {
    const list = Array.isArray(value) ? value : [];
    if (type !== undefined) return <ManyPicker {...field} type={type} value={list} onValue={onValue} />;
    return <TextArea {...field} value={list.join("\n")} onValue={(text) => onValue(text.split("\n"))} />;
  }
  if (kind === "flag") return <Checkbox label={label} checked={value === true} onValue={onValue} {...(hint === "" ? {} : { hint })} />;
  const text = typeof value === "string" ? value : "";
  if (type !== undefined) return <EntityPicker {...field} type={type} value={text} onValue={onValue} />;
  if (kind === "zone") return <Combobox {...field} free value={text} find={zones} onValue={onValue} />;
  return <TextField {...field} value={text} onValue={onValue} input={LINES[kind] ?? {}} />;
}

const LINES: Partial<Record<InputKind, Line>> = {
  number: { inputMode: "decimal" },
  timeOfDay: { type: "time" },
  credential: { type: "password" },
};

function hintOf(kind: InputKind, many: boolean): string {
  if (ENTITIES[kind] !== undefined) return many ? t("pick_many_hint") : t("pick_hint");
  const lines = many ? t("lines_hint") : "";
  switch (kind) {
    case "id":
    case "workspace":
      return `${t("id_hint")} ${lines}`.trim();
    case "duration":
      return `${t("duration_hint")} ${lines}`.trim();
    case "zone":
      return t("zone_hint");
    case "url":
      return `${t("url_hint")} ${lines}`.trim();
    case "secretName":
      return t("secret_hint");
    case "credential":
      return t("credential_hint");
    default:
      return lines;
  }
}

async function zones(text: string) {
  const all = Intl.supportedValuesOf("timeZone");
  const wanted = text.toLowerCase().replaceAll(" ", "_");
  return all.filter((zone) => zone.toLowerCase().includes(wanted)).slice(0, 20).map((zone) => ({ value: zone, label: zone }));
}
