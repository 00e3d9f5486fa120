// A list of steps: added, copied, removed and moved by buttons and keys, with the focus where the step went.
import { useState } from "preact/hooks";

import { Button, Select } from "../../../components";
import { me } from "../../../me";
import { at as find, insert, keyOf, place, put } from "./document";
import { focusOn, mark } from "./focus";
import { Mistakes } from "./place";
import { copyOf, DEEPEST, depthOf, idOf, type Kind, kinds, loopAround, MOST_STEPS, newStep, walk } from "./step-ops";
import { StepCard } from "./step";
import { useStore } from "./store";
import { t } from "./strings";

export function Steps({ at, label }: { at: string; label: string }) {
  const store = useStore();
  const found = store.at(at);
  const list = Array.isArray(found) ? found : [];
  const card = (index: number) => mark("step", place(at, index));
  const toggle = (index: number) => `${card(index)} .step-toggle`;

  const shift = (index: number, by: -1 | 1) => {
    const to = index + by;
    if (to < 0 || to >= list.length) return store.say(t(by < 0 ? "is_first" : "is_last", { what: nameOf(list[index]) }));
    store.move(at, index, to);
    store.say(t("moved_step", { what: nameOf(list[index]), number: to + 1, count: list.length }));
    // The same control, on the step where it is now.
    const held = document.activeElement?.closest<HTMLElement>("[data-tool]")?.dataset.tool;
    if (held === undefined) focusOn(toggle(to));
    else focusOn(`${card(to)} > .step-head [data-tool="${held}"]:not([disabled])`, toggle(to));
  };
  const copy = (index: number) => {
    const copied = copyOf(store.document.value, list[index]);
    store.replace(insert(store.document.value, at, index + 1, copied));
    store.say(t("copied_step", { what: nameOf(list[index]), id: idOf(copied) }));
    focusOn(toggle(index + 1));
  };
  const remove = (index: number) => {
    store.replace(put(store.document.value, place(at, index), undefined));
    store.say(t("removed", { what: nameOf(list[index]) }));
    focusOn(...(list.length > 1 ? [toggle(Math.min(index, list.length - 2))] : []), mark("add", at));
  };
  const add = (kind: Kind) => {
    const step = newStep(store.document.value, kind);
    store.replace(insert(store.document.value, at, list.length, step));
    store.setOpen(keyOf(find(store.document.value, place(at, list.length))), true);
    store.say(t("added_step", { id: idOf(step) }));
    focusOn(`${card(list.length)} .step-body`);
  };
  return (
    <div class="stack" data-at={at}>
      <ol class="steps" aria-label={label}>
        {list.map((step, index) => (
          <li key={keyOf(step) || index}>
            <StepCard at={place(at, index)} step={step} index={index} count={list.length} onMove={(by) => shift(index, by)} onCopy={() => copy(index)} onRemove={() => remove(index)} />
          </li>
        ))}
      </ol>
      <Mistakes at={at} />
      <AddStep at={at} onAdd={add} label={label} />
    </div>
  );
}

/** What a step is called for people. */
export function nameOf(step: unknown): string {
  const name = find(step, "/name");
  return typeof name === "string" && name !== "" ? name : idOf(step);
}

function AddStep({ at, onAdd, label }: { at: string; onAdd: (kind: Kind) => void; label: string }) {
  const store = useStore();
  const [kind, setKind] = useState<Kind>("call");
  const count = [...walk(store.document.value)].length;
  if (count >= MOST_STEPS) return <p class="hint" data-add={at} tabIndex={-1}>{t("most_steps", { most: MOST_STEPS })}</p>;
  const isFor = (each: Kind) => {
    if (each === "http") return me.value?.has_http_steps === true;
    if (each === "if") return depthOf(at) < DEEPEST;
    return each !== "forEach" || (depthOf(at) < DEEPEST && loopAround(`${at}/0`) === null);
  };
  return (
    <div class="row end add" data-add={at}>
      <Select label={t("add_step_to", { label })} value={kind} onValue={(chosen) => setKind(chosen as Kind)} choices={kinds.filter(isFor).map((each) => ({ value: each, label: t(`kind_${each}`) }))} />
      <Button onClick={() => onAdd(kind)} label={t("add_step_kind", { kind: t(`kind_${kind}`), label })}>{t("add")}</Button>
    </div>
  );
}
