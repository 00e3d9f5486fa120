import { useState } from "preact/hooks";

import { Button, TextField } from "../../../components";
import { zone } from "../../../locale";
import { explorer as t } from "../strings";
import { type ControlProps, useMistake } from "./context";
import { instantOf, wallOf } from "./zone";

/** A moment: chosen in the time zone of who looks, or written as it is sent. */
export function TimeControl({ value, path, onValue, label, required }: ControlProps & { value: string }) {
  const [asText, setText] = useState(false);
  const error = useMistake(path);
  const wall = value === "" ? "" : wallOf(value, zone());
  const isText = asText || wall === null;
  const hint = (
    <>
      {isText ? t("time_text") : value === "" ? t("time_zone", { zone: zone() }) : t("time_sent", { value, zone: zone() })}{" "}
      {wall !== null && <Button kind="quiet" onClick={() => setText(!asText)} label={`${label}: ${t(isText ? "time_pick" : "time_type")}`}>{t(isText ? "time_pick" : "time_type")}</Button>}
    </>
  );
  const shared = { label, required, error, hint };
  if (isText) return <TextField {...shared} value={value} onValue={onValue} />;
  return <TextField {...shared} value={wall} onValue={(next) => onValue(next === "" ? "" : instantOf(next, zone()))} input={{ type: "datetime-local", step: 1 }} />;
}
