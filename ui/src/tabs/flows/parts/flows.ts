// The workspace's flows, which many views need the names of. Loaded when first asked for, and again when they may have changed.
import { computed, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { api } from "../../../api/client";
import type { Flow, Flows } from "../../../api/types/flows";
import { t } from "../strings";

export const flows = signal<Flow[] | null>(null);

const names = computed(() => new Map((flows.value ?? []).map(({ id, name }) => [id, name])));

/** The ids that were asked for in vain: their flows are deleted. */
const gone = signal<ReadonlySet<string>>(new Set());

export const isGone = (id: string) => gone.value.has(id);

/** A flow's name; as long as it isn't known the end of its id. */
export function nameOf(id: string): string {
  const short = id.slice(-8);
  return names.value.get(id) ?? (isGone(id) ? t("deleted_flow", { id: short }) : `…${short}`);
}

/** Loads the names for a view that shows some: again where one is missing, which may be new. */
export function useNames(ids: readonly string[]) {
  const wanted = [...new Set(ids)].sort().join();
  useEffect(() => {
    const ids = wanted.split(",").filter((id) => id !== "" && !names.value.has(id) && !gone.value.has(id));
    if (ids.length === 0) return;
    const stop = new AbortController();
    const look = async () => {
      const found = new Set((await loadFlows(stop.signal)).map(({ id }) => id));
      gone.value = new Set([...gone.value, ...ids.filter((id) => !found.has(id))]);
    };
    // Without its name a flow's id is shown.
    look().catch(() => undefined);
    return () => stop.abort();
  }, [wanted]);
}

export async function loadFlows(signal?: AbortSignal): Promise<Flow[]> {
  const found = await api.get<Flows>("flows", signal === undefined ? {} : { signal });
  flows.value = found.flows;
  return found.flows;
}

/** A flow that came back from a change takes its place. */
export function keep(changed: Flow) {
  flows.value = flows.value?.map((flow) => (flow.id === changed.id ? { ...flow, ...changed } : flow)) ?? null;
}

export function forget(id: string) {
  flows.value = flows.value?.filter((flow) => flow.id !== id) ?? null;
}
