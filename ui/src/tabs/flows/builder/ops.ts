// The operators of conditions: what each compares, and with what. The names are the document's.

export type Family = "text" | "number" | "boolean" | "date-time" | "duration" | "list" | "any" | "presence";
export type Right = "none" | "text" | "texts" | "pattern" | "number" | "range" | "date-time" | "duration" | "days" | "value" | "list";

export interface Op {
  name: string;
  family: Family;
  right: Right;
}

const of = (family: Family, right: Right, ...names: string[]): Op[] => names.map((name) => ({ name, family, right }));

export const ops: readonly Op[] = [
  ...of("text", "text", "equals", "not-equals", "equals-ignoring-case", "contains", "not-contains", "contains-ignoring-case", "starts-with", "ends-with"),
  ...of("text", "pattern", "matches", "not-matches"),
  ...of("text", "texts", "in", "not-in"),
  ...of("number", "number", "=", "!=", "<", "<=", ">", ">="),
  ...of("number", "range", "between", "not-between"),
  ...of("boolean", "none", "is-true", "is-false"),
  ...of("date-time", "date-time", "before", "after"),
  ...of("date-time", "duration", "within-last", "within-next", "older-than"),
  ...of("date-time", "days", "on-weekday"),
  ...of("duration", "duration", "shorter-than", "longer-than"),
  ...of("list", "value", "includes", "excludes"),
  ...of("list", "list", "includes-any", "includes-all", "excludes-all"),
  ...of("list", "number", "has-length", "has-more-than", "has-fewer-than"),
  ...of("any", "value", "same-as", "differs-from"),
  ...of("presence", "none", "exists", "absent", "empty", "not-empty", "changed", "unchanged"),
];

export const families: readonly Family[] = ["text", "number", "boolean", "date-time", "duration", "list", "any", "presence"];

export const opNamed = (name: unknown): Op | undefined => ops.find((op) => op.name === name);

/** What an operator is compared with before anybody says so. */
export function firstRight(right: Right): unknown {
  switch (right) {
    case "none":
      return undefined;
    case "texts":
    case "days":
    case "list":
      return [];
    case "number":
      return 0;
    case "range":
      return [0, 0];
    default:
      return "";
  }
}

/** Whether what was compared with so far can stay when the operator changes from the one to the other. */
export const keepsRight = (one: Right | undefined, other: Right) => one === other || (one !== undefined && other === "value") || (["text", "pattern", "date-time", "duration"].includes(one ?? "") && ["text", "pattern", "date-time", "duration"].includes(other));

export const days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;

/** Whether a value is of the family, as far as that can be seen: for finding an operator that fits. */
export function familyOf(value: unknown): Family {
  if (typeof value === "number") return "number";
  if (typeof value === "boolean") return "boolean";
  if (Array.isArray(value)) return "list";
  if (typeof value !== "string") return "presence";
  if (/^\d{4}-\d\d-\d\dT/.test(value)) return "date-time";
  return /^-?P(T?\d)/.test(value) ? "duration" : "text";
}
