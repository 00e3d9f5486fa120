// One of the workspace's own things (a project, a tag, a user…), found by its name in what is remembered of Clockify.
import { useEffect, useState } from "preact/hooks";

import { api } from "../api/client";
import type { Entities } from "../api/types/entities";
import { Combobox, type Option } from "./combobox";
import type { FieldProps } from "./field";

/** `type` is that of the catalogue: `project`, `tag`, `user`… What isn't found can be given by its id. */
export function EntityPicker(props: FieldProps & { type: string; parent?: string | undefined; value: string; onValue: (id: string) => void }) {
  const { type, parent, value } = props;
  const [name, setName] = useState<string | undefined>();
  useEffect(() => {
    setName(undefined);
    if (value === "") return;
    const stop = new AbortController();
    api
      .get<Entities>("entities", { query: { type, ids: value }, signal: stop.signal })
      .then(({ entities }) => setName(entities.find(({ id }) => id === value)?.name))
      // Its id is shown then.
      .catch(() => undefined);
    return () => stop.abort();
  }, [type, value]);
  const find = async (search: string, signal: AbortSignal): Promise<Option[]> => {
    const { entities } = await api.get<Entities>("entities", { query: { type, parent, search, limit: 20 }, signal });
    return entities.map((entity) => ({ value: entity.id, label: entity.name, detail: entity.id }));
  };
  return <Combobox {...props} free shown={name} find={find} onValue={(id) => props.onValue(id)} />;
}
