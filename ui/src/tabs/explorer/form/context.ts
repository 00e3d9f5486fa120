// What the controls of a form share: mistakes by their place, and texts that can't be read yet.
import { createContext } from "preact";
import { useContext, useEffect } from "preact/hooks";

import { type Path, pointer } from "../../../json";

export interface FormContext {
  /** By JSON pointer. */
  mistakes: ReadonlyMap<string, string>;
  /** Says that what stands at a place can't be read, or can again (null). */
  onBroken: (pointer: string, why: string | null) => void;
  /** The project that the call is about: a task is looked for in it. */
  project: unknown;
}

export const Form = createContext<FormContext>({ mistakes: new Map(), onBroken: () => undefined, project: undefined });

/** What is amiss at a place. */
export const useMistake = (path: Path): string | undefined => useContext(Form).mistakes.get(pointer(path));

/** Tells the form that what stands here can't be read, until it can or is gone. */
export function useBroken(path: Path, why: string | null) {
  const { onBroken } = useContext(Form);
  const place = pointer(path);
  useEffect(() => {
    if (why === null) return;
    onBroken(place, why);
    return () => onBroken(place, null);
  }, [place, why]);
}

/** What every control is told. */
export interface ControlProps {
  label: string;
  value: unknown;
  path: Path;
  required?: boolean | undefined;
  onValue: (value: unknown) => void;
}
