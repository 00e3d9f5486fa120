// A field's value in one of its ways: written out, from data, as text with data, or as nothing.
import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";

import type { Schema } from "../../../api/types/catalogue";
import { Button, Field } from "../../../components";
import { Data } from "./data";
import { asData, expressionOf, type Mode, modeOf, said } from "./expression";
import { firstOf, Literal } from "./literal";
import { Place } from "./place";
import { useMistake } from "./store";
import { t } from "./strings";
import { TextWithData } from "./text";

export interface ValueProps {
  at: string;
  label: string;
  value: unknown;
  onValue: (value: unknown) => void;
  shape?: Schema | undefined;
  hint?: ComponentChildren;
  required?: boolean | undefined;
  isNullable?: boolean | undefined;
  /** Whether secrets may be used. */
  secrets?: boolean | undefined;
  /** Only written out, and as it is. */
  isRaw?: boolean | undefined;
  onRemove?: (() => void) | undefined;
}

export function ValueField(props: ValueProps) {
  const { at, label, value, onValue, shape = { type: "any" }, hint, required, isNullable = false, secrets = false, isRaw = false, onRemove } = props;
  const error = useMistake(at);
  const [chosen, choose] = useState<Mode | null>(null);
  const kept = useRef<Partial<Record<Mode, unknown>>>({});
  const mode = isRaw ? "value" : effective(chosen, value);
  const change = (to: Mode) => {
    kept.current[mode] = value;
    choose(to);
    onValue(Object.hasOwn(kept.current, to) ? kept.current[to] : converted(value, mode, to, shape));
  };
  const about = { label, hint, error, required };
  return (
    <Place at={at} class="value">
      <div class="grow">
        {mode === "data" && <Data {...about} at={at} secrets={secrets} value={expressionOf(value)} onValue={(expression) => onValue(expression === "" ? "" : asData(expression, value))} />}
        {mode === "text" && <TextWithData {...about} at={at} secrets={secrets} value={typeof value === "string" ? value : ""} onValue={onValue} />}
        {mode === "null" && <Field {...about}>{(labelled) => <output {...labelled} class="muted">{t("nothing_null")}</output>}</Field>}
        {mode === "value" && <Literal {...about} at={at} shape={shape} isRaw={isRaw} value={value} onValue={onValue} />}
      </div>
      <div class="row ways">
        {!isRaw && (
          <select class="mode" aria-label={t("way_of", { label })} value={mode} onChange={(event) => change(event.currentTarget.value as Mode)}>
            <option value="value">{t("way_value")}</option>
            <option value="data">{t("way_data")}</option>
            <option value="text">{t("way_text")}</option>
            {(isNullable || shape.nullable === true || mode === "null") && <option value="null">{t("way_null")}</option>}
          </select>
        )}
        {onRemove !== undefined && <Button kind="quiet" label={t("remove_what", { what: label })} onClick={onRemove}>✕</Button>}
      </div>
    </Place>
  );
}

/** The way that was chosen, as long as the value can be given so. */
function effective(chosen: Mode | null, value: unknown): Mode {
  const is = modeOf(value);
  if (chosen === "data" && value === "") return "data";
  if (chosen === "text" && typeof value === "string") return "text";
  return is;
}

/** The value as it is given another way, as far as that can be told. */
function converted(value: unknown, from: Mode, to: Mode, shape: Schema): unknown {
  if (to === "null") return null;
  if (to === "data") return "";
  if (to === "text") return typeof value === "string" ? value : typeof value === "number" || typeof value === "boolean" ? String(value) : "";
  const isText = shape.type === "string" || shape.type === "any";
  return from === "text" && isText && typeof value === "string" && modeOf(value) === "value" ? said(value) : firstOf(shape);
}
