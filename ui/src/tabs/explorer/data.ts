// The catalogue and what is known of each operation: asked for once while the page is open.
import { signal } from "@preact/signals";

import { api, Problem } from "../../api/client";
import type { Catalogue, Operation } from "../../api/types/catalogue";
import { type Index, index } from "./search";

export const catalogue = signal<{ value: Catalogue; index: Index } | null>(null);
export const catalogueProblem = signal<Problem | null>(null);

let asked: Promise<void> | null = null;

export function needCatalogue(): Promise<void> {
  asked ??= fetchCatalogue();
  return asked;
}

async function fetchCatalogue() {
  catalogueProblem.value = null;
  try {
    const value = await api.get<Catalogue>("catalogue");
    catalogue.value = { value, index: index(value) };
  } catch (error) {
    catalogueProblem.value = Problem.of(error);
    asked = null;
  }
}

const operations = new Map<string, Operation>();

export async function operationOf(id: string, stop: AbortSignal): Promise<Operation> {
  const known = operations.get(id);
  if (known !== undefined) return known;
  const found = await api.get<Operation>(`catalogue/${encodeURIComponent(id)}`, { signal: stop });
  operations.set(id, found);
  return found;
}

/** What an operation does, in words; its id where that isn't known. */
export const summaryOf = (id: string): string => catalogue.value?.index.find(({ entry }) => entry.id === id)?.entry.summary ?? id;

/** Forgets everything, for units. */
export function forget() {
  asked = null;
  catalogue.value = null;
  operations.clear();
}
