// The state of the builder: the document, what was saved of it, and what the server says about it. One for each flow that
// is open; whatever is drawn reads it through the context.
import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext, useEffect } from "preact/hooks";

import type { Mistake } from "../../../api/client";
import type { Flow, Leaf, Trial } from "../../../api/types/flows";
import type { Kept } from "./kept";
import { around, at, clear, insert, move, put, same } from "./document";
import { placed, told } from "./places";
import { resultsOf, type World, worldAt } from "./world";

/** What the flow is tried on. */
export type Sample = { kind: "none" } | { kind: "event"; id: string; type: string; payload: unknown } | { kind: "payload"; payload: unknown };

/** Edits of one place within this time are undone at once. */
const TOGETHER_MS = 1000;
const MOST_UNDOS = 100;

let stores = 0;

export class Store {
  readonly key = ++stores;
  readonly document: Signal<unknown>;
  /** What is stored; null for a flow that isn't. */
  readonly saved = signal<unknown>(null);
  readonly flow = signal<Flow | null>(null);
  readonly sample = signal<Sample>({ kind: "none" });
  /** The last dry run, and the document that it was of. */
  readonly trial = signal<{ trial: Trial; document: unknown } | null>(null);
  /** What comparisons came out as, by their places. */
  readonly leaves = signal<ReadonlyMap<string, Leaf>>(new Map());
  readonly mistakes = signal<readonly Mistake[]>([]);
  /** Whether fields show mistakes before anybody was there. */
  readonly showsAll = signal(false);
  readonly isJson = signal(false);
  /** Keys of the steps that are open. */
  readonly open = signal<ReadonlySet<number>>(new Set());
  /** Whether the further settings are open. */
  readonly isMoreOpen = signal(false);
  /** Edits from before the page was loaded again. */
  readonly kept = signal<Kept | null>(null);
  /** What is read out. */
  readonly said = signal("");

  readonly isDirty: ReadonlySignal<boolean> = computed(() => !same(this.document.value, this.saved.value));
  readonly results = computed(() => resultsOf(this.trial.value?.trial ?? null));
  readonly placed = computed(() => {
    void this.shownFields.value;
    return placed(this.mistakes.value, new Set(this.fields.keys()));
  });

  private readonly fields = new Map<string, number>();
  /** Which fields are shown: the same ones again are nothing to draw. */
  private readonly shownFields = signal("");
  private isCounting = false;
  private readonly touched = signal<ReadonlySet<string>>(new Set());
  private readonly before = signal<readonly unknown[]>([]);
  private readonly after = signal<readonly unknown[]>([]);
  private lastEdit = { pointer: "", at: 0 };

  constructor(document: unknown) {
    this.document = signal(document);
  }

  /** Another document, with the way back. */
  replace(document: unknown, pointer = "") {
    if (document === this.document.value) return;
    const now = Date.now();
    const isMore = pointer !== "" && this.lastEdit.pointer === pointer && now - this.lastEdit.at < TOGETHER_MS;
    batch(() => {
      if (!isMore) this.before.value = [...this.before.value.slice(-MOST_UNDOS), this.document.value];
      this.after.value = [];
      this.document.value = document;
    });
    this.lastEdit = { pointer, at: now };
  }

  put(pointer: string, value: unknown) {
    this.touch(pointer);
    this.replace(put(this.document.value, pointer, value), pointer);
  }

  /** Takes something away, with the objects around it (up to `to`) that held nothing else. */
  clear(pointer: string, to = around(pointer)) {
    this.replace(clear(this.document.value, pointer, to));
  }

  insert(list: string, index: number, value: unknown) {
    this.replace(insert(this.document.value, list, index, value));
  }

  move(list: string, from: number, to: number) {
    this.replace(move(this.document.value, list, from, to));
  }

  readonly canUndo = computed(() => this.before.value.length > 0);
  readonly canRedo = computed(() => this.after.value.length > 0);

  undo() {
    this.swap(this.before, this.after);
  }

  redo() {
    this.swap(this.after, this.before);
  }

  private swap(from: Signal<readonly unknown[]>, to: Signal<readonly unknown[]>) {
    if (from.value.length === 0) return;
    batch(() => {
      to.value = [...to.value, this.document.value];
      this.document.value = from.value.at(-1);
      from.value = from.value.slice(0, -1);
    });
    this.lastEdit = { pointer: "", at: 0 };
  }

  /** Takes what is stored: from here on only what is changed now is unsaved. */
  stored(flow: Flow, definition: unknown) {
    batch(() => {
      this.flow.value = flow;
      this.saved.value = definition;
    });
  }

  touch(pointer: string) {
    if (!this.touched.value.has(pointer)) this.touched.value = new Set([...this.touched.value, pointer]);
  }

  /** A field is shown, and shows mistakes of its place. Gives what ends that. */
  own(pointer: string): () => void {
    this.count(pointer, 1);
    return () => this.count(pointer, -1);
  }

  private count(pointer: string, more: number) {
    const count = (this.fields.get(pointer) ?? 0) + more;
    if (count > 0) this.fields.set(pointer, count);
    else this.fields.delete(pointer);
    if (this.isCounting) return;
    this.isCounting = true;
    queueMicrotask(() => {
      this.isCounting = false;
      this.shownFields.value = [...this.fields.keys()].sort().join("\n");
    });
  }

  /** What is wrong in a field; null while nobody was there. */
  wrong(pointer: string): string | null {
    const mistakes = this.placed.value.get(pointer);
    if (mistakes === undefined || !(this.showsAll.value || this.touched.value.has(pointer))) return null;
    return told(mistakes, pointer);
  }

  at(pointer: string): unknown {
    return at(this.document.value, pointer);
  }

  world(pointer: string): World {
    const sample = this.sample.value;
    return worldAt(this.document.value, pointer, sample.kind === "none" ? undefined : sample.payload, this.results.value);
  }

  setOpen(key: number, isOpen: boolean) {
    const open = new Set(this.open.value);
    if (isOpen) open.add(key);
    else open.delete(key);
    this.open.value = open;
  }

  /** Says something to those who don't see it; also the same once more. */
  say(text: string) {
    this.said.value = this.said.value === text ? `${text}\u00a0` : text;
  }
}

const Context = createContext<Store | null>(null);
export const Provider = Context.Provider;

export function useStore(): Store {
  const store = useContext(Context);
  if (store === null) throw new Error("there is no builder around this");
  return store;
}

/** Shows the mistakes of a place: gives what to say of them. */
export function useMistake(pointer: string): string | null {
  const store = useStore();
  useEffect(() => store.own(pointer), [store, pointer]);
  return store.wrong(pointer);
}

