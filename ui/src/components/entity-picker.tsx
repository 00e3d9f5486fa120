// One of the workspace's own things (a project, a tag, a user…), found by its name in what is remembered of Clockify.
import { useEffect, useState } from "preact/hooks";

import { api } from "../api/client";
import type { Entities } from "../api/types/entities";
import { shell as t } from "../strings";
import { Combobox, type Option } from "./combobox";
import type { FieldProps } from "./field";

/** How Clockify writes ids. */
const ID = /^[0-9a-f]{24}$/i;

/** `type` is that of the catalogue: `project`, `tag`, `user`… What isn't found can be given by its id. */
export function EntityPicker(props: FieldProps & { type: string; parent?: string | undefined; value: string; onValue: (id: string) => void }) {
  const { type, parent, value } = props;
  const [name, setName] = useState<string | undefined>();
  /** What was typed that is neither a thing of the list nor an id. */
  const [unknown, setUnknown] = useState<string | null>(null);
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
  const take = (id: string, option: Option | null) => {
    const isId = option !== null || id === "" || ID.test(id);
    setUnknown(isId ? null : id);
    if (isId) props.onValue(id);
  };
  const error = unknown === null ? props.error : t("no_such", { name: unknown });
  return <Combobox {...props} error={error} free shown={name} find={find} onValue={take} />;
}
