// A comparison: what, how, and with what; and what comes out of it for the sample.
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";

import type { Schema } from "../../../api/types/catalogue";
import type { Leaf } from "../../../api/types/flows";
import { Field } from "../../../components";
import { place } from "./document";
import { Data } from "./data";
import { rebraced, unbraced } from "./expression";
import { days, families, familyOf, firstRight, keepsRight, type Op, opNamed, ops } from "./ops";
import { Mistakes, Place } from "./place";
import { useMistake, useStore } from "./store";
import { opName, t } from "./strings";
import { ValueField } from "./value";
import { entityOf, find, inLine } from "./world";

export function Comparison({ at, value, tools }: { at: string; value: Record<string, unknown>; tools?: ComponentChildren }) {
  const store = useStore();
  const kept = useRef<unknown>(undefined);
  const bare = unbraced(value.left);
  const op = opNamed(value.op);
  const changeOp = (to: Op) => store.put(at, withOp(value, to, kept));
  const changeLeft = (expression: string) => {
    const after = { ...value, left: rebraced(expression, value.left) };
    // Where nothing was chosen yet, an operator that fits what is there.
    const found = find(expression, store.world(at));
    const fits = value.op === "exists" && found !== undefined ? ops.find(({ family }) => family === familyOf(found)) : undefined;
    store.put(at, fits === undefined ? after : withOp(after, fits, kept));
    store.touch(place(at, "left"));
  };
  const others = Object.keys(value).filter((name) => !["left", "op", "right"].includes(name));
  return (
    <Place at={at} class="comparison">
      <Place at={place(at, "left")}><Data at={place(at, "left")} label={t("left")} value={bare} error={useMistake(place(at, "left"))} onValue={changeLeft} /></Place>
      <Operator at={place(at, "op")} value={value.op} onValue={changeOp} />
      {(op === undefined || op.right !== "none" || value.right !== undefined) && (
        <ValueField at={place(at, "right")} label={t("right")} value={value.right} shape={shapeOf(op, bare)} isRaw={op?.right === "pattern"} hint={op?.right === "pattern" ? t("hint_pattern") : undefined}
          onValue={(right) => store.put(place(at, "right"), right)} onRemove={op?.right === "none" ? () => store.put(place(at, "right"), undefined) : undefined} />
      )}
      <div class="whole">
        {others.length > 0 && <p class="hint">{t("more_inside", { names: others.join(", ") })}</p>}
        <Mistakes at={at} />
        <div class="row spread"><Result leaf={store.leaves.value.get(at)} />{tools}</div>
      </div>
    </Place>
  );
}

/** The comparison with another operator; what it was compared with stays if it can. */
function withOp(value: Record<string, unknown>, to: Op, kept: { current: unknown }): Record<string, unknown> {
  const before = opNamed(value.op);
  if (value.right !== undefined) kept.current = value.right;
  const { right: _, ...rest } = value;
  if (to.right === "none") return { ...rest, op: to.name };
  const stays = value.right !== undefined && (keepsRight(before?.right, to.right) || typeof value.right === "string" && value.right.includes("{{"));
  const again = value.right === undefined && typeof kept.current === typeof firstRight(to.right) && Array.isArray(kept.current) === Array.isArray(firstRight(to.right)) ? kept.current : undefined;
  return { ...rest, op: to.name, right: stays ? value.right : (again ?? firstRight(to.right)) };
}

function Operator({ at, value, onValue }: { at: string; value: unknown; onValue: (op: Op) => void }) {
  const error = useMistake(at);
  const isKnown = opNamed(value) !== undefined;
  return (
    <Place at={at}>
      <Field label={t("operator")} error={error}>
        {(labelled) => (
          <select {...labelled} value={String(value)} onChange={(event) => {
            const op = opNamed(event.currentTarget.value);
            if (op !== undefined) onValue(op);
          }}>
            {!isKnown && <option value={String(value)}>{String(value)}</option>}
            {families.map((family) => (
              <optgroup key={family} label={t(`family_${family}`)}>
                {ops.filter((op) => op.family === family).map(({ name }) => <option key={name} value={name}>{opName(name)}</option>)}
              </optgroup>
            ))}
          </select>
        )}
      </Field>
    </Place>
  );
}

/** What stands on the right of an operator. */
export function shapeOf(op: Op | undefined, left: string): Schema {
  const entity = entityOf(left);
  const text: Schema = entity === undefined ? { type: "string" } : { type: "string", entity };
  switch (op?.right) {
    case "text":
    case "pattern":
      return text;
    case "texts":
      return { type: "array", items: text };
    case "days":
      return { type: "array", items: { type: "string", enum: [...days] } };
    case "number":
      return { type: "number" };
    case "range":
      return { type: "array", items: { type: "number" } };
    case "date-time":
    case "duration":
      return { type: "string", format: op.right };
    case "list":
      return { type: "array", items: entity === undefined ? { type: "any" } : text };
    default:
      return entity === undefined ? { type: "any" } : { type: "any", entity };
  }
}

/** What came out, in words and with both values. */
export function Result({ leaf }: { leaf: Leaf | undefined }) {
  if (leaf === undefined) return <span />;
  const kind = leaf.outcome === "true" ? "yes" : leaf.outcome === "false" ? "no" : "unclear";
  const sign = { yes: "✓", no: "✕", unclear: "?" }[kind];
  const hasRight = leaf.right !== null || opNamed(leaf.op)?.right !== "none";
  return (
    <p class={`outcome ${kind}`}>
      <span aria-hidden="true">{sign} </span>{t(`outcome_${leaf.outcome}`)}: <code>{leaf.left === null || leaf.left === undefined ? t("null") : inLine(leaf.left)}</code> {opName(leaf.op)} {hasRight && <code>{inLine(leaf.right)}</code>}
      {leaf.why !== null && <span class="why"> {leaf.why}</span>}
    </p>
  );
}

