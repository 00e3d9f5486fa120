// What the server says while one edits: mistakes of the document, and what its comparisons come out as for the sample.
import { effect } from "@preact/signals";

import { api, Problem } from "../../../api/client";
import type { Leaf, Trial, Validation } from "../../../api/types/flows";
import { names } from "./document";
import { probe } from "./probe";
import type { Sample, Store } from "./store";

/** How long after the last change one asks: results are to be there within 100 ms, mistakes may come later. */
const EVALUATE_MS = 25;
const VALIDATE_MS = 350;

/** What the calls that try something say of what it is tried on. */
export const on = (sample: Sample) => (sample.kind === "event" ? { event: sample.id } : { payload: sample.kind === "none" ? {} : sample.payload });

/** Follows the document; gives what ends that. */
export function follow(store: Store): () => void {
  const validating = later(VALIDATE_MS, (signal) => validate(store, signal));
  const evaluating = later(EVALUATE_MS, (signal) => evaluate(store, signal));
  const ends = [
    effect(() => {
      void store.document.value;
      validating.soon();
    }),
    effect(() => {
      void store.document.value;
      void store.sample.value;
      evaluating.soon();
    }),
  ];
  return () => {
    for (const end of ends) end();
    validating.end();
    evaluating.end();
  };
}

/** Does the last thing asked for, once there was quiet for a while; what is under way is given up for it. */
function later(ms: number, what: (signal: AbortSignal) => Promise<void>) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running = new AbortController();
  const end = () => {
    clearTimeout(timer);
    running.abort();
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      running.abort();
      running = new AbortController();
      // What can't be asked is asked after the next change; a save says what is wrong.
      what(running.signal).catch(() => undefined);
    }, ms);
  };
  return { soon, end };
}

export async function validate(store: Store, signal?: AbortSignal): Promise<void> {
  const document = store.document.value;
  const { errors } = await api.post<Validation>("flows/validate", { definition: document }, signal === undefined ? {} : { signal });
  if (document === store.document.value) store.mistakes.value = errors;
}

/** Comparisons that the server can't read, as text: they aren't sent again. */
const refused = new Set<string>();

export async function evaluate(store: Store, signal?: AbortSignal): Promise<void> {
  const sample = store.sample.value;
  const document = store.document.value;
  for (let again = 0; again < 3; again++) {
    const asked = sample.kind === "none" ? null : probe(document, (comparison) => refused.has(comparison));
    if (asked === null) {
      store.leaves.value = new Map();
      return;
    }
    try {
      const { conditions } = await api.post<Trial>("flows/test", { definition: asked.definition, ...on(sample), answers: {} }, signal === undefined ? {} : { signal });
      if (signal?.aborted !== true) store.leaves.value = byPlace(conditions, asked.places);
      return;
    } catch (error) {
      const problem = Problem.of(error);
      if (problem.code !== "invalid" || !refuse(problem, asked.definition)) throw error;
    }
  }
}

function byPlace(conditions: readonly Leaf[], places: readonly string[]): Map<string, Leaf> {
  const found = new Map<string, Leaf>();
  for (const leaf of conditions) {
    const place = places[Number(names(leaf.path)[1])];
    if (place !== undefined) found.set(place, leaf);
  }
  return found;
}

/** Notes which comparisons can't be read. False: it wasn't because of those. */
function refuse(problem: Problem, definition: unknown): boolean {
  const list = (definition as { when: { all: unknown[] } }).when.all;
  let isOne = false;
  for (const { path } of problem.errors) {
    const [when, all, index] = names(path);
    if (when !== "when" || all !== "all" || index === undefined) continue;
    refused.add(JSON.stringify(list[Number(index)]));
    isOne = true;
  }
  return isOne;
}
