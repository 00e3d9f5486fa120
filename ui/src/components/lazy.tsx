// A part that comes over when it is first opened.
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

import { Problem } from "../api/client";
import { shell } from "../strings";
import { Button } from "./button";
import { Notice } from "./notice";
import { Waiting } from "./waiting";

export function lazy<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let Found: ComponentType<P> | null = null;
  return function Lazy(props: P) {
    const [problem, setProblem] = useState<Problem | null>(null);
    const [, setHere] = useState(Found !== null);
    const fetchIt = async () => {
      setProblem(null);
      try {
        Found = await load();
        setHere(true);
      } catch (error) {
        setProblem(Problem.of(error));
      }
    };
    useEffect(() => {
      if (Found === null) void fetchIt();
    }, []);
    if (Found !== null) return <Found {...props} />;
    if (problem !== null) {
      return (
        <Notice kind="error" title={shell("not_loaded")}>
          <p>{shell("not_loaded_hint")}</p>
          <Button onClick={fetchIt}>{shell("again")}</Button>
        </Notice>
      );
    }
    return <Waiting label={shell("loading")} />;
  };
}
