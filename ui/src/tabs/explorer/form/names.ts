import { useEffect, useState } from "preact/hooks";

import { api } from "../../../api/client";
import type { Entities } from "../../../api/types/entities";

/** What the workspace's things are called whose ids these are, as far as that is known. */
export function useNames(type: string | undefined, ids: readonly unknown[]): ReadonlyMap<string, string> {
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map());
  const wanted = [...new Set(ids.filter((id): id is string => typeof id === "string" && id !== "" && !names.has(id)))].join(",");
  useEffect(() => {
    if (type === undefined || wanted === "") return;
    const stop = new AbortController();
    api
      .get<Entities>("entities", { query: { type, ids: wanted }, signal: stop.signal })
      .then(({ entities }) => setNames((before) => new Map([...before, ...entities.map(({ id, name }) => [id, name] as const)])))
      // Ids are shown then.
      .catch(() => undefined);
    return () => stop.abort();
  }, [type, wanted]);
  return names;
}
