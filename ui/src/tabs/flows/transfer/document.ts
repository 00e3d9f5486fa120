// What kind of document somebody brings along.
import type { Input } from "../../../api/types/templates";

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);

export type Kind = "export" | "flow" | "legacy" | "other";

export function kindOf(document: unknown): Kind {
  if (!isFields(document)) return "other";
  const { schema } = document;
  if (typeof schema === "string") return schema.includes("/flow-export/") ? "export" : "flow";
  return "actions" in document ? "legacy" : "other";
}

/** The flows of a document: the older add-ons may have written out several together. */
export function flowsIn(document: unknown): unknown[] {
  if (Array.isArray(document)) return document;
  if (isFields(document) && Array.isArray(document.flows) && kindOf(document) === "other") return document.flows;
  return [document];
}

export function inputsOf(document: unknown): Input[] {
  if (kindOf(document) !== "export" || !isFields(document) || !Array.isArray(document.inputs)) return [];
  return document.inputs.filter((input): input is Input => isFields(input) && typeof input.name === "string" && typeof input.kind === "string");
}

export function secretsOf(document: unknown): string[] {
  if (kindOf(document) !== "export" || !isFields(document) || !Array.isArray(document.secrets)) return [];
  return document.secrets.filter((name) => typeof name === "string");
}

export function nameOf(document: unknown): string {
  if (!isFields(document)) return "";
  if (kindOf(document) === "export") return nameOf(document.flow);
  return typeof document.name === "string" ? document.name : "";
}
