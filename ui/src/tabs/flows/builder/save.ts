// Saving: a new flow, or a new version of one, based on the version that was read.
import { batch } from "@preact/signals";

import { api, Problem } from "../../../api/client";
import type { FlowChanged, FlowCreated, Trial } from "../../../api/types/flows";
import { on } from "./live";
import type { Store } from "./store";
import { t } from "./strings";

export type Saved =
  | { kind: "saved"; isNew: boolean }
  /** The document has mistakes, which the store has now. */
  | { kind: "wrong" }
  /** Somebody saved this version meanwhile. */
  | { kind: "conflict"; version: number }
  | { kind: "failed"; problem: Problem };

export async function save(store: Store, enabled: boolean): Promise<Saved> {
  const definition = store.document.value;
  const flow = store.flow.value;
  try {
    const saved = flow === null ? await api.post<FlowCreated>("flows", { definition, enabled }) : await api.put<FlowChanged>(`flows/${flow.id}`, { definition, version: flow.version });
    batch(() => {
      store.stored(saved, definition);
      store.mistakes.value = [];
    });
    return { kind: "saved", isNew: flow === null };
  } catch (error) {
    const problem = Problem.of(error);
    if (problem.code === "conflict" && typeof problem.document.version === "number") return { kind: "conflict", version: problem.document.version };
    return refused(store, problem);
  }
}

/** Tries the flow on the sample; what came out is the store's then. */
export async function tryOut(store: Store): Promise<Saved | { kind: "tried"; trial: Trial }> {
  const document = store.document.value;
  try {
    const trial = await api.post<Trial>("flows/test", { definition: document, ...on(store.sample.value) });
    batch(() => {
      store.trial.value = { trial, document };
      store.mistakes.value = [];
    });
    return { kind: "tried", trial };
  } catch (error) {
    return refused(store, Problem.of(error));
  }
}

function refused(store: Store, problem: Problem): Saved {
  const errors = problem.code === "taken" ? [{ path: "/name", message: problem.message || t("name_taken") }] : problem.errors;
  if (errors.length === 0) return { kind: "failed", problem };
  batch(() => {
    store.mistakes.value = errors;
    store.showsAll.value = true;
  });
  return { kind: "wrong" };
}
