// Who did something, by name where it is known.
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { api } from "../../api/client";
import type { Entities } from "../../api/types/entities";
import { t } from "./strings";

/** Names of users by their ids; null for one that isn't known. */
const names = signal<Record<string, string | null>>({});
let wanted = new Set<string>();

/** `user:ID`, `operator` or `system`. */
export function Who({ actor }: { actor: string }) {
  const user = actor.startsWith("user:") ? actor.slice("user:".length) : null;
  useEffect(() => {
    if (user !== null) want(user);
  }, [user]);
  if (user !== null) return names.value[user] == null ? <code>{user}</code> : <span title={user}>{names.value[user]}</span>;
  return <>{actor === "operator" || actor === "system" ? t(actor) : actor}</>;
}

/** Has the name of a user looked up, together with others that are wanted at the same moment. */
function want(user: string) {
  if (user in names.value || wanted.has(user)) return;
  wanted.add(user);
  if (wanted.size === 1) queueMicrotask(look);
}

async function look() {
  const ids = [...wanted];
  wanted = new Set();
  const found: Record<string, string | null> = Object.fromEntries(ids.map((id) => [id, null]));
  try {
    const { entities } = await api.get<Entities>("entities", { query: { type: "user", ids: ids.join(",") } });
    for (const { id, name } of entities) found[id] = name;
  } catch {
    // Ids are shown then.
  }
  names.value = { ...names.value, ...found };
}
