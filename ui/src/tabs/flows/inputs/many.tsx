// Several of the workspace's things: those that are chosen, and a picker for one more.
import { useRef } from "preact/hooks";

import { api } from "../../../api/client";
import type { Entities } from "../../../api/types/entities";
import { Button, EntityPicker, useLoad } from "../../../components";
import type { FieldProps } from "../../../components/field";
import { t } from "./strings";

export function ManyPicker(props: FieldProps & { type: string; value: string[]; onValue: (ids: string[]) => void }) {
  const { type, value, onValue, label } = props;
  const place = useRef<HTMLDivElement>(null);
  const names = useLoad(async (signal) => {
    if (value.length === 0) return new Map<string, string>();
    const { entities } = await api.get<Entities>("entities", { query: { type, ids: value.join(), limit: 200 }, signal });
    return new Map(entities.map(({ id, name }) => [id, name]));
  }, [type, value.join()]);
  const nameOf = (id: string) => names.value?.get(id) ?? id;
  const add = (id: string) => {
    if (id !== "" && !value.includes(id)) onValue([...value, id]);
  };
  const remove = (id: string) => {
    onValue(value.filter((each) => each !== id));
    place.current?.querySelector("input")?.focus();
  };
  return (
    <div class="field" ref={place}>
      <EntityPicker {...props} type={type} value="" onValue={add} />
      {value.length > 0 && (
        <ul class="chips" aria-label={t("chosen", { label })}>
          {value.map((id) => <li key={id} class="badge">{nameOf(id)} <Button kind="quiet" label={t("take_out", { name: nameOf(id) })} onClick={() => remove(id)}>✕</Button></li>)}
        </ul>
      )}
    </div>
  );
}
