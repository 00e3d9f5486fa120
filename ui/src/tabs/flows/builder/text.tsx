// Text with data in it: `{{ references }}` that can be put in where the cursor stands, and how it reads for the sample.
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";

import { Combobox, Field } from "../../../components";
import { Browse, options } from "./data";
import { pieces } from "./expression";
import { afterwards } from "./focus";
import { useStore } from "./store";
import { t } from "./strings";
import { preview } from "./world";

export interface TextProps {
  at: string;
  label: string;
  value: string;
  onValue: (text: string) => void;
  secrets?: boolean;
  hint?: ComponentChildren;
  error?: string | null | undefined;
  required?: boolean | undefined;
}

export function TextWithData(props: TextProps) {
  const { at, label, value, onValue, secrets = false, hint, error, required } = props;
  const store = useStore();
  const area = useRef<HTMLTextAreaElement>(null);
  const world = store.world(at);
  const put = (reference: string) => {
    const field = area.current;
    if (reference === "" || field === null) return;
    const text = `{{ ${reference} }}`;
    const from = field.selectionStart;
    onValue(value.slice(0, from) + text + value.slice(field.selectionEnd));
    afterwards(() => {
      field.focus();
      field.setSelectionRange(from + text.length, from + text.length);
    });
  };
  const hasData = (pieces(value) ?? []).some((piece) => "expression" in piece);
  return (
    <div class="data">
      <Field label={label} hint={hint} error={error} required={required}>
        {(labelled) => <textarea {...labelled} ref={area} rows={Math.min(8, value.split("\n").length + 1)} value={value} onInput={(event) => onValue(event.currentTarget.value)} />}
      </Field>
      <div class="row end">
        <Combobox class="grow" label={t("put_in", { label })} value="" placeholder={t("choose_data")} find={async (text) => options(world, text, secrets)} onValue={put} />
        <Browse world={world} onUse={put} label={label} />
      </div>
      {hasData && <p class="reads"><span class="muted">{t("reads")}</span> {preview(value, world).map((piece, index) => (piece.isData ? <span key={index} class="chip">{piece.text}</span> : piece.text))}</p>}
    </div>
  );
}
