// The inputs of a form: what is written, what of it goes to the server, and what is wrong with it.
import { useState } from "preact/hooks";

import { Problem } from "../../../api/client";
import type { Input } from "../../../api/types/templates";
import { focusMistake } from "../parts/page";
import { t } from "./strings";
import { beginning, collect, type Written } from "./values";

const placeOf = (name: string) => `/inputs/${name}`;

export interface Form {
  inputs: readonly Input[];
  written: Written;
  values: Record<string, unknown>;
  /** By the inputs' names. */
  mistakes: ReadonlyMap<string, string>;
  /** What has no place beside an input. */
  problem: Problem | null;
  write: (name: string, value: Written[string]) => void;
  /** Whether all is chosen that has to be. What isn't is told, and gets the focus. */
  isWhole: () => boolean;
  /** Tells what the server says of them. */
  refuse: (problem: Problem | null) => void;
}

export function useInputs(inputs: readonly Input[]): Form {
  const [written, setWritten] = useState(() => beginning(inputs));
  const [refused, setRefused] = useState<Problem | null>(null);
  const values = collect(inputs, written);
  const names = new Map(inputs.map(({ name }) => [placeOf(name), name]));
  const mistakes = new Map<string, string>();
  for (const { path, message } of refused?.errors ?? []) {
    const name = names.get(path);
    if (name !== undefined) mistakes.set(name, message);
  }
  const others = refused?.errors.filter(({ path }) => !names.has(path)) ?? [];
  const isOnlyInputs = mistakes.size > 0 && others.length === 0;
  const problem = refused === null || isOnlyInputs ? null : new Problem(refused.status, refused.code, refused.message, others);
  const write = (name: string, value: Written[string]) => {
    setWritten((before) => ({ ...before, [name]: value }));
    setRefused((before) => {
      if (before === null) return null;
      const left = before.errors.filter(({ path }) => path !== placeOf(name));
      return left.length === 0 ? null : new Problem(before.status, before.code, before.message, left);
    });
  };
  const refuse = (problem: Problem | null) => {
    setRefused(problem);
    if (problem !== null) focusMistake();
  };
  const isWhole = () => {
    const missing = inputs.filter(({ name, default: preset }) => preset === undefined && !(name in values));
    if (missing.length === 0) return true;
    refuse(new Problem(422, "invalid", "", missing.map(({ name, many }) => ({ path: placeOf(name), message: many === true ? t("missing_many") : t("missing") }))));
    return false;
  };
  return { inputs, written, values, mistakes, problem, write, isWhole, refuse };
}
