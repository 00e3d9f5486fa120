// The workspace's flows, which many views need the names of. Loaded when first asked for, and again when they may have changed.
import { computed, signal } from "@preact/signals";

import { api } from "../../../api/client";
import type { Flow, Flows } from "../../../api/types/flows";

export const flows = signal<Flow[] | null>(null);

const names = computed(() => new Map((flows.value ?? []).map(({ id, name }) => [id, name])));

/** A flow's name; the beginning of its id where it is deleted or not known yet. */
export const nameOf = (id: string) => names.value.get(id) ?? `${id.slice(0, 8)}…`;

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
