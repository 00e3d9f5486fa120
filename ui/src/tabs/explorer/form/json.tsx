import { useState } from "preact/hooks";

import { JsonField } from "../../../components";
import { read, write } from "../../../json";
import { shell } from "../../../strings";
import { explorer as t } from "../strings";
import { type ControlProps, useBroken, useMistake } from "./context";

/** A value as JSON: any, or one that is not what the catalogue says. */
export function JsonControl({ value, path, onValue, label, required, isOdd }: ControlProps & { isOdd: boolean }) {
  const [text, setText] = useState<string | null>(null);
  const error = useMistake(path);
  const found = text === null ? null : read(text);
  const why = found !== null && "why" in found ? found.why : null;
  useBroken(path, why);
  const type = (next: string) => {
    setText(next);
    const now = read(next);
    if ("value" in now) onValue(now.value);
  };
  // What was typed stays while it says what the value is.
  const isMine = text !== null && (why !== null || (found !== null && "value" in found && write(found.value) === write(value)));
  return (
    <JsonField
      label={label}
      required={required}
      hint={isOdd ? t("odd") : t("any_json")}
      error={why !== null && "why" in read(text ?? "") ? shell("not_json", { why }) : error}
      rows={2}
      text={isMine ? text : write(value)}
      onText={type}
    />
  );
}
