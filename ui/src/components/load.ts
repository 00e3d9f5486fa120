// What comes from the server: loaded when the view opens, again when asked, given up when the view goes.
import { useCallback, useEffect, useRef, useState } from "preact/hooks";

import { Problem } from "../api/client";

export interface Loaded<T> {
  /** The last that came; it stays while the next is under way. */
  value: T | null;
  problem: Problem | null;
  isLoading: boolean;
  again: () => Promise<void>;
  set: (value: T) => void;
}

/** Loads whenever one of `deps` changes. */
export function useLoad<T>(load: (signal: AbortSignal) => Promise<T>, deps: readonly unknown[]): Loaded<T> {
  const [state, setState] = useState<{ value: T | null; problem: Problem | null; isLoading: boolean }>({ value: null, problem: null, isLoading: true });
  const latest = useRef(load);
  latest.current = load;
  const running = useRef<AbortController | null>(null);
  const again = useCallback(async () => {
    running.current?.abort();
    const mine = new AbortController();
    running.current = mine;
    setState((before) => ({ ...before, isLoading: true }));
    try {
      const value = await latest.current(mine.signal);
      if (!mine.signal.aborted) setState({ value, problem: null, isLoading: false });
    } catch (error) {
      if (!mine.signal.aborted) setState((before) => ({ ...before, problem: Problem.of(error), isLoading: false }));
    }
  }, []);
  useEffect(() => {
    void again();
    return () => running.current?.abort();
  }, deps);
  const set = useCallback((value: T) => setState({ value, problem: null, isLoading: false }), []);
  return { ...state, again, set };
}

export interface Pages<T> {
  rows: T[];
  problem: Problem | null;
  isLoading: boolean;
  hasMore: boolean;
  more: () => Promise<void>;
  again: () => Promise<void>;
}

/** A list that comes a page at a time: `page` gets the cursor of the page, null for the first. */
export function usePages<T>(page: (cursor: string | null, signal: AbortSignal) => Promise<{ rows: T[]; next: string | null }>, deps: readonly unknown[]): Pages<T> {
  const [state, setState] = useState<{ rows: T[]; next: string | null; problem: Problem | null; isLoading: boolean }>({ rows: [], next: null, problem: null, isLoading: true });
  const latest = useRef(page);
  latest.current = page;
  const running = useRef<AbortController | null>(null);
  const fetchPage = useCallback(async (cursor: string | null) => {
    running.current?.abort();
    const mine = new AbortController();
    running.current = mine;
    setState((before) => ({ ...before, isLoading: true, problem: null }));
    try {
      const { rows, next } = await latest.current(cursor, mine.signal);
      if (mine.signal.aborted) return;
      setState((before) => ({ rows: cursor === null ? rows : [...before.rows, ...rows], next, problem: null, isLoading: false }));
    } catch (error) {
      if (!mine.signal.aborted) setState((before) => ({ ...before, problem: Problem.of(error), isLoading: false }));
    }
  }, []);
  useEffect(() => {
    void fetchPage(null);
    return () => running.current?.abort();
  }, deps);
  const { rows, next, problem, isLoading } = state;
  return { rows, problem, isLoading, hasMore: next !== null, more: () => fetchPage(next), again: () => fetchPage(null) };
}
