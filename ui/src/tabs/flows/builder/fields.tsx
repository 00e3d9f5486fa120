// Members of an object, by what is known of its fields: those that are needed and those that are there; others can be added.
import { useId, useState } from "preact/hooks";

import type { Field as Known, Schema } from "../../../api/types/catalogue";
import { Button, TextField } from "../../../components";
import { type Members, member, place } from "./document";
import { focusOn, mark } from "./focus";
import { firstOf } from "./literal";
import { useStore } from "./store";
import { t } from "./strings";
import { ValueField } from "./value";

export interface FieldsProps {
  /** Where the object is, or will be. */
  at: string;
  value: Members;
  /** None of its fields are known without. */
  shape: Schema | null;
  /** Up to where objects go that hold nothing any more; the object itself stays without. */
  upTo?: string;
  /** Whether fields that are needed are shown before they are there. */
  isWhole?: boolean;
  secrets?: boolean;
  /** The type of members that aren't known. */
  others?: Schema;
  /** What a member is called in a label. */
  noun?: string;
}

export function Fields(props: FieldsProps) {
  const { at, value, shape, upTo = at, isWhole = true, secrets = false, others = { type: "any" }, noun = t("field") } = props;
  const store = useStore();
  const known = shape?.fields ?? [];
  const needed = isWhole ? known.filter(({ name, required }) => required === true && !Object.hasOwn(value, name)) : [];
  const shown: { name: string; field: Known | undefined }[] = [...Object.keys(value).map((name) => ({ name, field: known.find((field) => field.name === name) })), ...needed.map((field) => ({ name: field.name, field }))];
  const remove = (name: string) => {
    store.clear(place(at, name), upTo);
    focusOn(mark("add", at));
  };
  return (
    <div class="stack">
      {shown.map(({ name, field }) => {
        const isThere = Object.hasOwn(value, name);
        const form = field ?? others;
        return (
          <ValueField key={name} at={place(at, name)} label={name} shape={form} secrets={secrets} required={field?.required === true} isNullable={!secrets}
            value={member(value, name)} onValue={(after) => store.put(place(at, name), after)}
            onRemove={isThere && (field?.required !== true || !isWhole) ? () => remove(name) : undefined} />
        );
      })}
      <Add at={at} noun={noun} names={known.map(({ name }) => name).filter((name) => !shown.some((each) => each.name === name))} isFree={shape?.fields === undefined}
        isTaken={(name) => Object.hasOwn(value, name)}
        onAdd={(name) => {
          store.put(place(at, name), firstOf(known.find((field) => field.name === name) ?? others));
          focusOn(`${mark("at", place(at, name))} .field`, mark("at", place(at, name)));
        }} />
    </div>
  );
}

/** Adds a member: one of those that are known, or of any name. */
export function Add(props: { at: string; noun: string; names: string[]; isFree: boolean; isTaken: (name: string) => boolean; onAdd: (name: string) => void }) {
  const { names, isFree, noun } = props;
  const [name, setName] = useState("");
  const id = useId();
  if (names.length === 0 && !isFree) return null;
  const add = () => {
    if (name === "" || props.isTaken(name)) return;
    props.onAdd(name);
    setName("");
  };
  return (
    <div class="row end add" data-add={props.at}>
      {isFree ? (
        <TextField label={t("name_of", { noun })} value={name} onValue={setName} input={{ onKeyDown: (event) => event.key === "Enter" && add() }} />
      ) : (
        <div class="field">
          <label for={id}>{t("add_noun", { noun })}</label>
          <select id={id} value={name} onChange={(event) => setName(event.currentTarget.value)}>
            <option value="">{t("choose")}</option>
            {names.map((each) => <option key={each} value={each}>{each}</option>)}
          </select>
        </div>
      )}
      <Button onClick={add} disabled={name === "" || props.isTaken(name)} label={t("add_noun", { noun })}>{t("add")}</Button>
    </div>
  );
}
