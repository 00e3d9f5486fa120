import { useState } from "preact/hooks";

import type { FileValue } from "../../../api/types/calls";
import { Field } from "../../../components";
import { size } from "../../../locale";
import { isFile } from "../schema";
import { explorer as t } from "../strings";
import { type ControlProps, useMistake } from "./context";

const MOST_BYTES = 5 * 2 ** 20;

/** A file of the user's. */
export function FileControl({ value, path, onValue, label, required }: ControlProps) {
  const [why, setWhy] = useState<string | null>(null);
  const error = useMistake(path);
  const take = async (file: File | undefined) => {
    if (file === undefined) return;
    const isTooLarge = file.size > MOST_BYTES;
    setWhy(isTooLarge ? t("file_large", { size: size(file.size), most: size(MOST_BYTES) }) : null);
    if (!isTooLarge) onValue({ name: file.name, ...(file.type === "" ? {} : { type: file.type }), base64: await base64(file) } satisfies FileValue);
  };
  const hint = isFile(value) ? t("file_taken", { name: (value as FileValue).name }) : undefined;
  return (
    <Field label={label} required={required} error={why ?? error} hint={hint}>
      {(labelled) => <input type="file" {...labelled} onChange={(event) => take(event.currentTarget.files?.[0])} />}
    </Field>
  );
}

function base64(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ""));
    reader.onerror = () => reject(reader.error ?? new Error(file.name));
    reader.readAsDataURL(file);
  });
}
