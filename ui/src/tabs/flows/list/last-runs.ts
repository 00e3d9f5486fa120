// The last runs of each flow: one page of all runs tells of most flows, and the others are asked for one after the other.
import { useEffect, useState } from "preact/hooks";

import { api } from "../../../api/client";
import type { Flow } from "../../../api/types/flows";
import type { Run, Runs } from "../../../api/types/runs";

/** Runs that are shown of each flow. */
const SHOWN = 5;
const PAGE = 200;

export type LastRuns = ReadonlyMap<string, Run[]>;

export function group(runs: readonly Run[]): Map<string, Run[]> {
  const groups = new Map<string, Run[]>();
  for (const run of runs) {
    const group = groups.get(run.flow) ?? [];
    if (group.length < SHOWN) group.push(run);
    groups.set(run.flow, group);
  }
  return groups;
}

/** What is not in the map is not known yet. */
export function useLastRuns(flows: readonly Flow[]): LastRuns {
  const [found, setFound] = useState<LastRuns>(new Map());
  const ids = flows.map(({ id }) => id).sort().join();
  useEffect(() => {
    if (ids === "") return;
    const stop = new AbortController();
    const fill = async () => {
      const { runs, next } = await api.get<Runs>("runs", { query: { limit: PAGE }, signal: stop.signal });
      const groups = group(runs);
      const silent = ids.split(",").filter((id) => !groups.has(id));
      // With no further page there are no further runs.
      if (next === null) silent.forEach((id) => groups.set(id, []));
      setFound(new Map(groups));
      if (next === null) return;
      for (const id of silent) {
        const { runs } = await api.get<Runs>("runs", { query: { flow: id, limit: SHOWN }, signal: stop.signal });
        groups.set(id, runs);
        setFound(new Map(groups));
      }
    };
    // The list says what it says without them.
    fill().catch(() => undefined);
    return () => stop.abort();
  }, [ids]);
  return found;
}
