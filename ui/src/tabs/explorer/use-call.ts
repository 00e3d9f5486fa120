// The state of a call: its draft, whether it is under way, and what came back.
import { useRef, useState } from "preact/hooks";

import { Problem } from "../../api/client";
import type { Operation } from "../../api/types/catalogue";
import type { Call, Next } from "../../api/types/calls";
import type { SavedRequest } from "../../api/types/requests";
import { amiss, type Draft, draftOf, fresh, type Kept, keeping, requestOf, unnamed, unreadable } from "./draft";
import { send } from "./send";
import { explorer as t } from "./strings";

/** What the address asked to open. */
export type Opened = { kind: "call"; key: string; value: Call } | { kind: "saved"; key: string; value: SavedRequest };

function begin(operation: Operation, opened: Opened | null): Kept {
  const kept = keeping.get(operation.id);
  if (opened === null || kept?.draft.from === opened.key) return kept ?? { draft: fresh(operation), answered: null };
  const request = opened.kind === "call" ? opened.value.request : opened.value;
  return { draft: draftOf(operation, opened.value.as, request, opened.key), answered: null };
}

export function useCall(operation: Operation, opened: Opened | null) {
  const [state, setState] = useState(() => begin(operation, opened));
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isTried, setTried] = useState(false);
  const [isRunning, setRunning] = useState(false);
  const [broken, setBroken] = useState<ReadonlyMap<string, string>>(new Map());
  const [round, setRound] = useState(0);
  const running = useRef<AbortController | null>(null);
  const latest = useRef(state);
  const { draft, answered } = state;

  const keep = (next: Kept) => {
    latest.current = next;
    keeping.set(operation.id, next);
    setState(next);
  };
  const edit = (change: Partial<Draft>) => {
    // What the server found in the last request isn't in the next one.
    if (problem?.code === "invalid") setProblem(null);
    keep({ ...latest.current, draft: { ...latest.current.draft, ...change } });
  };
  const run = async (sent: Draft) => {
    const stop = new AbortController();
    running.current = stop;
    setRunning(true);
    setProblem(null);
    try {
      const answer = await send(requestOf(operation, sent), stop.signal);
      // What was edited meanwhile stays.
      if (answer !== null) keep({ draft: latest.current.draft === draft ? sent : latest.current.draft, answered: { answer, draft: sent } });
    } catch (error) {
      const failed = Problem.of(error);
      setProblem(failed.isAborted ? new Problem(0, "given_up", t("given_up")) : failed);
    } finally {
      setRunning(false);
    }
  };

  const wrong = amiss(operation, draft);
  const why = unreadable(draft) ?? [...broken.values()][0] ?? null;
  const missing = unnamed(operation, draft);
  const blocked = why !== null ? t("broken", { why }) : missing.length > 0 ? t("missing_path", { names: missing.join(", ") }) : null;
  return {
    draft,
    answered,
    problem,
    isRunning,
    edit,
    /** Changes with every new beginning: controls forget what was typed into them. */
    round,
    /** Everything that isn't as the catalogue says. */
    wrong,
    /** What is told of it: nothing before the first try. */
    told: isTried && blocked === null ? wrong : [],
    /** Why nothing can be sent, once that was tried. */
    blocked: isTried ? blocked : null,
    mistakes: new Map([...(isTried ? wrong : []), ...(problem?.errors ?? [])].map(({ path, message }) => [path, message])),
    onBroken: (place: string, reason: string | null) => setBroken((before) => {
      const next = new Map(before);
      if (reason === null) next.delete(place);
      else next.set(place, reason);
      return next;
    }),
    /** Sends it, unless something is amiss; that can be sent all the same when it has been told. */
    submit: async (anyway = false) => {
      setTried(true);
      if (!isRunning && blocked === null && (anyway || wrong.length === 0)) await run(draft);
    },
    giveUp: () => running.current?.abort(),
    turn: async (next: Next) => {
      const of = answered?.draft ?? draft;
      await run(next.query === null ? { ...of, body: next.body, text: null } : { ...of, query: next.query });
    },
    reset: () => {
      keep({ draft: fresh(operation), answered: null });
      setProblem(null);
      setTried(false);
      setRound(round + 1);
    },
  };
}

export type CallState = ReturnType<typeof useCall>;
