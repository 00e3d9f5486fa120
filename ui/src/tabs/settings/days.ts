// Days as people type them.
import { counted } from "../../strings";
import type { Retention, RetentionChange, RetentionKind } from "../../api/types/settings";
import { t } from "./strings";

/** What can be typed at most, where the operator sets no end. */
export const LONGEST = 36_500;

export const days = (count: number) => counted(count, { one: t("days_one"), other: t("days_other") });

export type Typed = Partial<Record<RetentionKind, string>>;

/** What was typed into the fields, as it was before anybody typed. */
export function typed(rows: Retention[]): Typed {
  return Object.fromEntries(rows.map((row) => [row.kind, row.own_days === null ? "" : String(row.own_days)]));
}

/** What is wrong with a number of days, and how to mend it. */
export function mistake(text: string, row: Retention): string | null {
  const most = row.operator_days ?? LONGEST;
  if (text.trim() === "") return null;
  const value = Number(text);
  return /^\s*\d+\s*$/.test(text) && value >= 1 && value <= most ? null : t("bad_days", { most });
}

/** What differs from what is set. */
export function change(rows: Retention[], text: Typed): RetentionChange {
  const changed: RetentionChange = {};
  for (const row of rows.filter((row) => row.is_changeable)) {
    const typed = (text[row.kind] ?? "").trim();
    const wanted = typed === "" ? null : Number(typed);
    if (wanted !== row.own_days && row.kind !== "audit") changed[row.kind] = wanted;
  }
  return changed;
}

/** What would be kept for less than now: the kinds, and for how long. */
export function shorter(rows: Retention[], wanted: RetentionChange): [RetentionKind, number][] {
  return rows.flatMap((row) => {
    const days = row.kind === "audit" ? null : wanted[row.kind];
    const isLess = typeof days === "number" && (row.days === null || days < row.days);
    return isLess ? [[row.kind, days] as [RetentionKind, number]] : [];
  });
}
