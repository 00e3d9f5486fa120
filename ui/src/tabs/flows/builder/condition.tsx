// Conditions: groups of comparisons and of other groups.
import { Badge, Button } from "../../../components";
import { Comparison } from "./comparison";
import { around, isObject, keyOf, move, place, put } from "./document";
import { focusOn, mark } from "./focus";
import { Json } from "./literal";
import { Mistakes, Place } from "./place";
import { outcomeOf } from "./probe";
import { firstComparison } from "./step-ops";
import { useMistake, useStore } from "./store";
import { t } from "./strings";

/** How deep groups can be made here. What lies deeper is shown as well. */
const LEVELS = 3;

type Group = "all" | "any" | "not";

export const groupOf = (value: unknown): Group | null => {
  if (!isObject(value) || "left" in value || "op" in value) return null;
  const [name, ...more] = Object.keys(value);
  if (more.length > 0) return null;
  if ((name === "all" || name === "any") && Array.isArray(value[name])) return name;
  return name === "not" ? name : null;
};

const isComparison = (value: unknown): value is Record<string, unknown> => isObject(value) && ("left" in value || "op" in value);

/** A condition that may be missing. */
export function Conditional(props: { at: string; add: string; none?: string; isNeeded?: boolean }) {
  const store = useStore();
  const value = store.at(props.at);
  if (value === undefined) {
    return (
      <div class="stack" data-at={props.at}>
        {props.none !== undefined && <p class="muted">{props.none}</p>}
        <div><Button onClick={() => {
          store.put(props.at, { all: [firstComparison()] });
          focusOn(mark("at", place(props.at, "all", 0)));
        }}>{props.add}</Button></div>
      </div>
    );
  }
  const remove = () => {
    store.replace(put(store.document.value, props.at, undefined));
    store.say(t("removed", { what: t("condition") }));
    focusOn(mark("at", props.at), mark("at", around(props.at)));
  };
  return <Node at={props.at} value={value} level={1} onRemove={props.isNeeded === true ? undefined : remove} />;
}

interface NodeProps {
  at: string;
  value: unknown;
  level: number;
  onRemove?: (() => void) | undefined;
  onMove?: ((by: -1 | 1) => void) | undefined;
  /** Its number among how many, for what moves it. */
  number?: [number, number];
}

function Node(props: NodeProps) {
  const { at, value } = props;
  const store = useStore();
  const group = groupOf(value);
  if (group !== null) return <GroupBox {...props} group={group} />;
  if (isComparison(value)) {
    return (
      <div class="leaf">
        <Comparison at={at} value={value} tools={<Tools {...props} what={t("comparison")} />} />
        {props.level === 1 && <div><Button onClick={() => store.replace(put(store.document.value, at, { all: [value, firstComparison()] }))}>{t("add_comparison")}</Button></div>}
      </div>
    );
  }
  return <Unknown {...props} />;
}

/** What isn't known here stays what it is, as JSON. */
function Unknown(props: NodeProps) {
  const store = useStore();
  const error = useMistake(props.at);
  return <Place at={props.at}><Json label={t("condition_json")} value={props.value} error={error} onValue={(value) => store.put(props.at, value)} /><Tools {...props} what={t("condition")} /></Place>;
}

function GroupBox(props: NodeProps & { group: Group }) {
  const { at, value, group, level } = props;
  const store = useStore();
  const inside = place(at, group);
  const inner = isObject(value) ? value[group] : undefined;
  const list = Array.isArray(inner) ? inner : [];
  const add = (what: unknown) => {
    store.insert(inside, list.length, what);
    focusOn(mark("at", place(inside, list.length)));
  };
  const remove = (index: number) => {
    if (list.length === 1) return props.onRemove?.();
    store.replace(put(store.document.value, place(inside, index), undefined));
    store.say(t("removed", { what: t("condition") }));
    focusOn(mark("at", place(inside, Math.min(index, list.length - 2))));
  };
  const shift = (index: number, by: -1 | 1) => {
    store.replace(move(store.document.value, inside, index, index + by));
    store.say(t("moved", { number: index + by + 1, count: list.length }));
    const moved = mark("tools", place(inside, index + by));
    focusOn(`${moved} [data-move="${by}"]:not([disabled])`, `${moved} [data-move="${-by}"]`);
  };
  const label = t(`group_${group}`);
  return (
    <fieldset class="group" data-at={at}>
      <legend>{level === 1 ? t("condition") : t("group")}</legend>
      <div class="row spread">
        <select aria-label={t("group_kind")} value={group} onChange={(event) => store.put(at, regrouped(value, event.currentTarget.value as Group))}>
          {(["all", "any", "not"] as const).map((each) => <option key={each} value={each}>{t(`group_${each}`)}</option>)}
        </select>
        <Whole at={at} value={value} />
        <Tools {...props} what={label} />
      </div>
      <Mistakes at={at} />
      <Mistakes at={inside} />
      {group === "not" ? (
        <Node at={inside} value={inner} level={level + 1} onRemove={undefined} />
      ) : (
        <ol class="members">
          {list.map((each, index) => (
            <li key={keyOf(each) || index}>
              <Node at={place(inside, index)} value={each} level={level + 1} number={[index, list.length]} onMove={(by) => shift(index, by)} onRemove={list.length > 1 || props.onRemove !== undefined ? () => remove(index) : undefined} />
            </li>
          ))}
        </ol>
      )}
      {group !== "not" && (
        <div class="row">
          <Button onClick={() => add(firstComparison())}>{t("add_comparison")}</Button>
          {level < LEVELS && <Button onClick={() => add({ any: [firstComparison()] })}>{t("add_group")}</Button>}
        </div>
      )}
    </fieldset>
  );
}

/** What comes out of the whole. */
function Whole({ at, value }: { at: string; value: unknown }) {
  const outcome = outcomeOf(value, at, useStore().leaves.value);
  if (outcome === null) return null;
  return <Badge kind={outcome === "true" ? "success" : outcome === "false" ? "plain" : "warning"}>{t(`whole_${outcome}`)}</Badge>;
}

function Tools({ at, onMove, onRemove, number, what }: NodeProps & { what: string }) {
  if (onMove === undefined && onRemove === undefined) return null;
  const [index, count] = number ?? [0, 1];
  return (
    <span class="tools" data-tools={at}>
      {onMove !== undefined && count > 1 && (
        <>
          <button type="button" class="button quiet" data-move="-1" disabled={index === 0} aria-label={t("move_up", { what })} onClick={() => onMove(-1)}>↑</button>
          <button type="button" class="button quiet" data-move="1" disabled={index === count - 1} aria-label={t("move_down", { what })} onClick={() => onMove(1)}>↓</button>
        </>
      )}
      {onRemove !== undefined && <Button kind="quiet" label={t("remove_what", { what })} onClick={onRemove}>✕</Button>}
    </span>
  );
}

/** The same members in a group of another kind. */
export function regrouped(value: unknown, to: Group): unknown {
  const from = groupOf(value);
  const inner = from === null || !isObject(value) ? [value] : value[from];
  const list = Array.isArray(inner) ? inner : [inner];
  if (to !== "not") return from === "not" && groupOf(inner) !== null && groupOf(inner) !== "not" ? regrouped(inner, to) : { [to]: list };
  return { not: list.length === 1 ? list[0] : { all: list } };
}
