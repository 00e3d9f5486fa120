import { useId } from "preact/hooks";

import type { Field, Schema } from "../../../api/types/catalogue";
import { Button, Select } from "../../../components";
import { having, type Path, without } from "../../../json";
import { seed } from "../schema";
import { explorer as t } from "../strings";
import { type ControlProps, useMistake } from "./context";
import { JsonControl } from "./json";
import { Value } from "./value";

/** An object in a form: its fields in a box of their own. */
export function ObjectControl(props: ControlProps & { schema: Schema; value: Record<string, unknown> }) {
  const error = useMistake(props.path);
  return (
    <fieldset class="form-object">
      <legend>{props.label}</legend>
      {error !== undefined && <p class="error">{error}</p>}
      <Fields {...props} />
    </fieldset>
  );
}

/** The fields of an object. An optional one has a switch: off, it isn't sent at all. */
export function Fields(props: { schema: Schema; value: Record<string, unknown>; path: Path; onValue: (value: Record<string, unknown>) => void }) {
  const { value, path, onValue } = props;
  // What is required first.
  const fields = (props.schema.fields ?? []).toSorted((one, other) => Number(other.required === true) - Number(one.required === true));
  const others = Object.keys(value).filter((name) => !fields.some((field) => field.name === name));
  return (
    <div class="form-fields">
      {fields.map((field) => (
        <One
          key={field.name}
          field={field}
          isSent={Object.hasOwn(value, field.name)}
          value={value[field.name]}
          path={[...path, field.name]}
          onValue={(next) => onValue(having(value, field.name, next))}
          onLeft={() => onValue(without(value, field.name))}
        />
      ))}
      {others.length > 0 && (
        <fieldset class="form-object">
          <legend>{t("other_fields")}</legend>
          {others.map((name) => (
            <div key={name} class="form-other">
              <JsonControl label={name} value={value[name]} path={[...path, name]} onValue={(next) => onValue(having(value, name, next))} isOdd={false} />
              <Button kind="quiet" label={t("remove_name", { name })} onClick={() => onValue(without(value, name))}>✕</Button>
            </div>
          ))}
        </fieldset>
      )}
    </div>
  );
}

interface OneProps {
  field: Field;
  isSent: boolean;
  value: unknown;
  path: Path;
  onValue: (value: unknown) => void;
  onLeft: () => void;
}

function One({ field, isSent, value, path, onValue, onLeft }: OneProps) {
  const id = useId();
  const error = useMistake(path);
  const isRequired = field.required === true;
  const shared = { schema: field, label: field.name, path, onValue };
  if (isRequired && isSent) return <Value {...shared} value={value} required />;
  const isPlain = field.type === "boolean" && field.enum === undefined && (!isSent || typeof value === "boolean");
  if (isPlain) return <Perhaps name={field.name} value={isSent ? value : undefined} error={error} onValue={(next) => (next === undefined ? onLeft() : onValue(next))} />;
  return (
    <div class="form-optional">
      <input id={id} type="checkbox" checked={isSent} aria-label={t("send_field", { name: field.name })} aria-describedby={isSent ? undefined : `${id}-kind`} onChange={(event) => (event.currentTarget.checked ? onValue(seed(field)) : onLeft())} />
      {isSent ? <Value {...shared} value={value} /> : (
        <div class="form-off">
          <label for={id}>{field.name}</label> <span class="mark" id={`${id}-kind`}>{kindOf(field)}</span>
          {error !== undefined && <p class="error">{error}</p>}
        </div>
      )}
    </div>
  );
}

/** Yes, no, or not sent. */
function Perhaps({ name, value, error, onValue }: { name: string; value: unknown; error: string | undefined; onValue: (value: boolean | undefined) => void }) {
  const choices = [{ value: "", label: t("not_sent") }, { value: "true", label: t("yes") }, { value: "false", label: t("no") }];
  return <Select label={name} error={error} value={value === undefined ? "" : String(value)} choices={choices} onValue={(text) => onValue(text === "" ? undefined : text === "true")} class="form-perhaps" />;
}

/** What a field holds, in a word. */
function kindOf(schema: Schema): string {
  if (schema.entity !== undefined) return schema.type === "array" ? t("list_of", { kind: schema.entity }) : schema.entity;
  if (schema.type === "array") return t("list_of", { kind: schema.items === undefined ? "any" : kindOf(schema.items) });
  if (schema.enum !== undefined) return schema.enum.map(String).join(" · ");
  return schema.format === "date-time" || schema.format === "binary" || schema.format === "date" ? t(schema.format) : t(schema.type);
}
