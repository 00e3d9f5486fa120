// A value that comes from data: a reference that is chosen among what the sample has, and filters behind it.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

import { Button, Combobox, Dialog, JsonTree, type Option } from "../../../components";
import { me } from "../../../me";
import { join, split, step } from "./expression";
import { filters } from "./filters";
import { focusOn, mark } from "./focus";
import { secrets as known } from "./outside";
import { useStore } from "./store";
import { t } from "./strings";
import { find, inLine, suggestions, type World } from "./world";

export interface DataProps {
  /** Where the field stands: what can be used there. */
  at: string;
  label: string;
  /** An expression, without braces. */
  value: string;
  onValue: (expression: string) => void;
  secrets?: boolean;
  hint?: ComponentChildren;
  error?: string | null | undefined;
  required?: boolean | undefined;
}

/** The options for what was typed. */
export function options(world: World, text: string, secrets: boolean): Option[] {
  const words = text.toLowerCase().split(/\s+/).filter((word) => word !== "");
  const names = secrets && me.value?.has_http_steps === true ? (known.read().value ?? []) : [];
  return suggestions(world, names)
    .filter(({ reference, value }) => {
      const all = `${reference} ${inLine(value)}`.toLowerCase();
      return words.every((word) => all.includes(word));
    })
    .slice(0, 60)
    .map(({ reference, value, isKnown }) => ({ value: reference, label: reference, detail: isKnown ? inLine(value) : undefined }));
}

export function Data(props: DataProps) {
  const { at, label, value, onValue, secrets = false, hint, error, required } = props;
  const store = useStore();
  const world = store.world(at);
  const parts = split(value) ?? { reference: value, filters: [] };
  const setFilters = (filters: typeof parts.filters) => onValue(join({ ...parts, filters }));
  return (
    <div class="data">
      <Combobox label={label} error={error} required={required} free value={parts.reference} placeholder={t("choose_data")} find={async (text) => options(world, text, secrets)}
        hint={<>{hint}{hint !== undefined && " "}<Now expression={value} world={world} /></>}
        onValue={(reference) => onValue(join({ ...(split(reference)?.filters.length === 0 ? parts : { filters: [] }), reference }))} />
      {parts.filters.length > 0 && (
        <ol class="chips" aria-label={t("filters_of", { label })}>
          {parts.filters.map((filter, index) => (
            <li key={index} class="chip" data-filter={`${at} ${index}`}>
              <span>{filter.name}</span>
              {(filter.args !== null || filters[filter.name] !== null) && (
                <input type="text" aria-label={t("arguments_of", { filter: filter.name })} value={filter.args ?? ""}
                  onInput={(event) => setFilters(parts.filters.with(index, { ...filter, args: event.currentTarget.value === "" ? null : event.currentTarget.value }))} />
              )}
              <Button kind="quiet" label={t("remove_what", { what: filter.name })} onClick={() => {
                setFilters(parts.filters.toSpliced(index, 1));
                focusOn(mark("more", at));
              }}>✕</Button>
            </li>
          ))}
        </ol>
      )}
      <div class="row" data-more={at}>
        <select class="mode" aria-label={t("add_filter_to", { label })} value="" disabled={value === ""} onChange={(event) => {
          const name = event.currentTarget.value;
          event.currentTarget.value = "";
          setFilters([...parts.filters, { name, args: filters[name] ?? null }]);
          focusOn(`${mark("filter", `${at} ${parts.filters.length}`)} input`, mark("more", at));
        }}>
          <option value="">{t("add_filter")}</option>
          {Object.keys(filters).map((name) => <option key={name} value={name}>{name}</option>)}
        </select>
        <Browse world={world} onUse={(reference) => onValue(join({ ...parts, reference }))} label={label} />
      </div>
    </div>
  );
}

/** What the expression finds in the sample. */
function Now({ expression, world }: { expression: string; world: World }) {
  if (expression === "" || world.trigger === undefined) return null;
  const value = find(expression, world);
  if (value !== undefined) return <span>{t("now_is")} <code>{inLine(value)}</code></span>;
  const isOfEvent = /^\s*(\$|trigger\b)/.test(expression) && split(expression)?.filters.length === 0 && !/[*?:]/.test(expression);
  return isOfEvent ? <span>{t("now_nothing")}</span> : null;
}

/** The sample as a tree, to choose from it. */
export function Browse({ world, onUse, label }: { world: World; onUse: (reference: string) => void; label: string }) {
  const [isOpen, setOpen] = useState(false);
  const parts: [string, unknown][] = [...(world.item === null ? [] : [["item", world.item.value] as [string, unknown]]), ["$", world.trigger], ...[...world.steps].map(([id, result]): [string, unknown] => [`steps.${id}`, result])];
  const shown = parts.filter(([, value]) => value !== undefined);
  const use = (root: string, path: readonly (string | number)[]) => {
    onUse(path.reduce<string>((reference, name) => step(reference, name), root));
    setOpen(false);
  };
  return (
    <>
      <Button kind="quiet" label={t("browse_for", { label })} disabled={shown.length === 0} onClick={() => setOpen(true)}>{t("browse")}</Button>
      {isOpen && (
        <Dialog title={t("browse_for", { label })} wide onClose={() => setOpen(false)}>
          {shown.map(([root, value]) => (
            <section key={root} class="stack">
              <h3>{root === "$" ? t("of_event") : root === "item" ? t("of_item") : t("of_step", { id: root.slice("steps.".length) })}</h3>
              <JsonTree label={root} value={value} depth={3} beside={(path) => path.length > 0 && <Button kind="quiet" label={t("use_what", { what: path.join(".") })} onClick={() => use(root, path)}>{t("use")}</Button>} />
            </section>
          ))}
        </Dialog>
      )}
    </>
  );
}
