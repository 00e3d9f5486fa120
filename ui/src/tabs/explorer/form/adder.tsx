import { useState } from "preact/hooks";

import type { Schema } from "../../../api/types/catalogue";
import { Button, EntityPicker, Select, TextField } from "../../../components";
import { explorer as t } from "../strings";
import { useParent } from "./entity";
import { numberOf } from "./number";

/** Adds a value to a list. */
export function Adder({ items, label, onAdd }: { items: Schema; label: string; onAdd: (item: unknown) => void }) {
  const [text, setText] = useState("");
  const parent = useParent(items.entity ?? "");
  const name = `${t("add")}: ${label}`;
  const add = () => {
    if (items.enum !== undefined) onAdd(items.enum[Number(text === "" ? "0" : text)]);
    else onAdd(items.type === "string" ? text : numberOf(text));
    setText("");
  };
  if (items.entity !== undefined) {
    return <div data-add><EntityPicker label={name} type={items.entity} parent={parent} value="" onValue={(id) => id !== "" && onAdd(id)} /></div>;
  }
  const press = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    add();
  };
  return (
    <div data-add class="row end">
      {items.enum === undefined
        ? <TextField label={name} value={text} onValue={setText} input={{ onKeyDown: press }} />
        : <Select label={name} value={text === "" ? "0" : text} onValue={setText} choices={items.enum.map((each, at) => ({ value: String(at), label: String(each) }))} />}
      <Button label={name} onClick={add}>{t("add")}</Button>
    </div>
  );
}
