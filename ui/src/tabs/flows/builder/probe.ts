// Live evaluation: every comparison of the document that the event alone decides is sent to the server as one condition,
// and what comes out of groups is put together here, by the same three-valued rules.
import type { Leaf } from "../../../api/types/flows";
import { at, isObject, place } from "./document";
import { walk } from "./step-ops";

export type Outcome = Leaf["outcome"];

/** Most comparisons of a condition. */
const MOST = 100;

/** The places of all conditions. */
export function conditionsOf(document: unknown): string[] {
  const ofSteps = [...walk(document)].flatMap(({ pointer }) => [place(pointer, "onlyIf"), place(pointer, "if", "condition")]);
  return ["/when", ...ofSteps].filter((pointer) => at(document, pointer) !== undefined);
}

/** The comparisons of a condition with their places. */
export function comparisonsOf(condition: unknown, pointer: string): { pointer: string; comparison: unknown }[] {
  if (!isObject(condition)) return [];
  for (const group of ["all", "any"]) {
    const list = condition[group];
    if (Array.isArray(list)) return list.flatMap((each, index) => comparisonsOf(each, place(pointer, group, index)));
  }
  if ("not" in condition) return comparisonsOf(condition.not, place(pointer, "not"));
  return [{ pointer, comparison: condition }];
}

/** What only a run knows: results of steps, and items. */
const ofARun = (comparison: unknown) => /\b(steps\.|item\b|index\b|flow\.)/.test(JSON.stringify(comparison));

/** A document whose condition is all these comparisons, and the places that they come from, in order. */
export function probe(document: unknown, isRefused: (comparison: string) => boolean): { definition: unknown; places: string[] } | null {
  const found = conditionsOf(document)
    .flatMap((pointer) => comparisonsOf(at(document, pointer), pointer))
    .filter(({ comparison }) => !ofARun(comparison) && !isRefused(JSON.stringify(comparison)))
    .slice(0, MOST);
  if (found.length === 0) return null;
  const definition = {
    schema: "clockify-addons/flow/v1",
    name: "probe",
    triggers: [{ every: "30d" }],
    when: { all: found.map(({ comparison }) => comparison) },
    tables: at(document, "/tables"),
    steps: [{ id: "end", stop: { outcome: "succeeded" } }],
  };
  return { definition, places: found.map(({ pointer }) => pointer) };
}

/** What comes out of a condition, by what came out of its comparisons; null where that isn't known of one that matters. */
export function outcomeOf(condition: unknown, pointer: string, leaves: ReadonlyMap<string, Leaf>): Outcome | null {
  if (!isObject(condition)) return null;
  if (Array.isArray(condition.all)) return decide(condition.all, place(pointer, "all"), leaves, "false");
  if (Array.isArray(condition.any)) return decide(condition.any, place(pointer, "any"), leaves, "true");
  if ("not" in condition) {
    const inner = outcomeOf(condition.not, place(pointer, "not"), leaves);
    return inner === "true" ? "false" : inner === "false" ? "true" : inner;
  }
  return leaves.get(pointer)?.outcome ?? null;
}

function decide(list: unknown[], pointer: string, leaves: ReadonlyMap<string, Leaf>, deciding: Outcome): Outcome | null {
  const outcomes = list.map((each, index) => outcomeOf(each, place(pointer, index), leaves));
  if (outcomes.includes(deciding)) return deciding;
  if (outcomes.includes(null)) return null;
  if (outcomes.includes("undecided")) return "undecided";
  return deciding === "true" ? "false" : "true";
}
