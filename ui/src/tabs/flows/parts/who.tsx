// Who did something: a user by name, the operator at the command line, or the add-on itself.
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { api } from "../../../api/client";
import type { Entities } from "../../../api/types/entities";
import { t } from "../strings";

const USER = "user:";

/** Names of users by their ids; null while one is asked for, or where the cache has none. */
const known = signal<ReadonlyMap<string, string | null>>(new Map());
const put = (id: string, name: string | null) => {
  known.value = new Map(known.value).set(id, name);
};

async function ask(id: string) {
  put(id, null);
  const { entities } = await api.get<Entities>("entities", { query: { type: "user", ids: id } });
  put(id, entities[0]?.name ?? null);
}

export function Who({ actor }: { actor: string }) {
  const id = actor.startsWith(USER) ? actor.slice(USER.length) : null;
  useEffect(() => {
    // Without a name the id is shown.
    if (id !== null && !known.value.has(id)) ask(id).catch(() => undefined);
  }, [id]);
  if (id !== null) return <span title={id}>{known.value.get(id) ?? id}</span>;
  return <span>{actor === "operator" ? t("operator_who") : actor === "system" ? t("system_who") : actor}</span>;
}
