import { useRef, useState } from "preact/hooks";

import type { Schema } from "../../../api/types/catalogue";
import { Button } from "../../../components";
import { shell } from "../../../strings";
import { replaced } from "../../../json";
import { fits, seed } from "../schema";
import { explorer as t } from "../strings";
import { Adder } from "./adder";
import { type ControlProps, useMistake } from "./context";
import { useNames } from "./names";
import { Value } from "./value";

/** A list: of short values as chips, of others one below the other. */
export function ListControl(props: ControlProps & { schema: Schema; value: unknown[] }) {
  const { schema, value, path, onValue, label, required } = props;
  const items: Schema = { ...(schema.items ?? { type: "any" }), ...(schema.entity === undefined ? {} : { entity: schema.entity }) };
  const error = useMistake(path);
  const box = useRef<HTMLFieldSetElement>(null);
  const take = (at: number) => {
    onValue(value.filter((_, index) => index !== at));
    // What had the focus is gone: on to what adds another.
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>("[data-add] input, [data-add] select, [data-add] button, button[data-add]")?.focus());
  };
  const isShort = ["string", "integer", "number"].includes(items.type) && items.format !== "binary";
  const shared = { items, value, label, take, onValue };
  return (
    <fieldset class="form-object" ref={box}>
      <legend>{label}{required === true && <span class="mark"> ({shell("required")})</span>}</legend>
      {error !== undefined && <p class="error">{error}</p>}
      {isShort ? <Chips {...shared} path={path} /> : <Items {...shared} path={path} />}
    </fieldset>
  );
}

interface ItemsProps {
  items: Schema;
  value: unknown[];
  label: string;
  path: ControlProps["path"];
  take: (at: number) => void;
  onValue: (value: unknown[]) => void;
}

function Chips({ items, value, label, path, take, onValue }: ItemsProps) {
  const names = useNames(items.entity, value);
  return (
    <>
      <ul class="chips">
        {value.map((item, at) => {
          const text = typeof item === "string" ? (names.get(item) ?? (item === "" ? '""' : item)) : JSON.stringify(item);
          return (
            <li key={at} class="chip" title={typeof item === "string" ? item : undefined}>
              {text} <Wrong path={[...path, at]} />
              <button type="button" aria-label={t("remove_name", { name: text })} onClick={() => take(at)}>✕</button>
            </li>
          );
        })}
      </ul>
      <Adder items={items} label={label} onAdd={(item) => onValue([...value, item])} />
    </>
  );
}

function Wrong({ path }: { path: ControlProps["path"] }) {
  const error = useMistake(path);
  return error === undefined ? null : <span class="error">{error}</span>;
}

function Items({ items, value, label, path, take, onValue }: ItemsProps) {
  // Items have no names: a key that goes with each keeps what was typed with it.
  const [keys, setKeys] = useState<number[]>([]);
  const next = useRef(0);
  while (keys.length < value.length) keys.push(next.current++);
  return (
    <>
      {value.map((item, at) => {
        const name = `${label} ${at + 1}`;
        return (
          <div key={keys[at]} class="form-other">
            <Value schema={fits(items, item) ? items : { type: "any" }} label={name} value={item} path={[...path, at]} onValue={(changed) => onValue(replaced(value, at, changed))} />
            <Button kind="quiet" label={t("remove_name", { name })} onClick={() => {
              setKeys(keys.filter((_, index) => index !== at));
              take(at);
            }}>✕</Button>
          </div>
        );
      })}
      <div data-add><Button label={`${t("add")}: ${label}`} onClick={() => onValue([...value, seed(items)])}>{t("add")}</Button></div>
    </>
  );
}
