// Where a mistake that the server tells of belongs.
import type { Problem } from "../../api/client";

/** The mistake at this place, or the whole message for one of these codes. */
export function mistakeAt(problem: Problem | null, path: string, codes: readonly string[] = []): string | null {
  if (problem === null) return null;
  if (codes.includes(problem.code)) return problem.message;
  return problem.errors.find((each) => each.path === path)?.message ?? null;
}
