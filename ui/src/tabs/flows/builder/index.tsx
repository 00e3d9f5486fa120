// The builder of flows: Trigger → Conditions → Steps → On failure, from top to bottom.
import { effect } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";

import { api, Problem } from "../../../api/client";
import type { Definition, FlowWhole } from "../../../api/types/flows";
import { Button, Failure, Waiting } from "../../../components";
import "./builder.css";
import { Editor } from "./editor";
import { keep, keptOf } from "./kept";
import { follow } from "./live";
import { refresh } from "./outside";
import { outcomeOf } from "./probe";
import { Provider, Store } from "./store";
import { t } from "./strings";

const empty = (): Definition => ({ schema: "clockify-addons/flow/v1", name: "", triggers: [], steps: [] });

/** `id` is null for a new flow, which may begin with a draft. */
export function Builder({ id, draft }: { id: string | null; draft?: Definition }) {
  const [store, setStore] = useState<Store | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const open = useRef<Store | null>(null);

  const take = (next: Store) => {
    open.current = next;
    setStore(next);
  };
  const load = async (signal?: AbortSignal) => {
    setProblem(null);
    try {
      const { definition, ...flow } = await api.get<FlowWhole>(`flows/${id}`, { exact: true, ...(signal !== undefined && { signal }) });
      if (signal?.aborted === true) return;
      const next = new Store(definition);
      next.stored(flow, definition);
      next.showsAll.value = true;
      next.kept.value = keptOf(id);
      take(next);
    } catch (error) {
      if (signal?.aborted !== true) setProblem(Problem.of(error));
    }
  };
  useEffect(refresh, []);
  useEffect(() => {
    // A new flow that was saved has an id from then on; it stays open as it is.
    if (id !== null && open.current?.flow.value?.id === id) return;
    if (id === null) {
      const document = draft ?? empty();
      const next = new Store(document);
      if (draft === undefined) next.saved.value = document;
      next.showsAll.value = draft !== undefined;
      next.kept.value = draft === undefined ? keptOf(null) : null;
      return take(next);
    }
    const stop = new AbortController();
    void load(stop.signal);
    return () => stop.abort();
  }, [id]);
  useEffect(() => (store === null ? undefined : follow(store)), [store]);
  useEffect(() => (store === null ? undefined : announce(store)), [store]);
  useEffect(() => (store === null ? undefined : keep(store)), [store]);

  if (problem !== null && store === null) return <Failure problem={problem}><Button onClick={() => load()}>{t("again")}</Button></Failure>;
  if (store === null) return <Waiting label={t("loading")} />;
  return <Provider value={store}><Editor key={store.key} /></Provider>;
}

/** Reads out what the flow's condition comes to, when that changes. */
function announce(store: Store): () => void {
  let before: string | null = null;
  return effect(() => {
    const outcome = outcomeOf(store.at("/when"), "/when", store.leaves.value);
    if (outcome === before) return;
    if (before !== null && outcome !== null) store.say(`${t("condition")}: ${t(`whole_${outcome}`)}`);
    if (outcome !== null) before = outcome;
  });
}
