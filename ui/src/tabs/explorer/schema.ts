// What the catalogue knows of values: what a form begins with, what a form can show, and what is amiss.
import type { Schema } from "../../api/types/catalogue";
import { isExact, isObject, type Path, pointer } from "../../json";
import { explorer as t } from "./strings";

/** What a value of this shape begins with: what is required, and nothing else. */
export function seed(schema: Schema): unknown {
  if (schema.default !== undefined) return schema.default;
  if (schema.enum !== undefined && schema.enum.length > 0) return schema.enum[0];
  switch (schema.type) {
    case "object":
      return Object.fromEntries((schema.fields ?? []).filter((field) => field.required === true).map((field) => [field.name, seed(field)]));
    case "array":
      return [];
    case "boolean":
      return false;
    case "integer":
    case "number":
      return schema.min ?? 0;
    case "any":
      return null;
    default:
      return "";
  }
}

/** Whether the controls for this shape can show the value as it is. Otherwise it is shown as JSON. */
export function fits(schema: Schema, value: unknown): boolean {
  switch (schema.type) {
    case "object":
      return isObject(value) && schema.fields !== undefined && schema.fields.length > 0;
    case "array":
      return Array.isArray(value);
    case "boolean":
      return typeof value === "boolean";
    case "integer":
    case "number":
      return typeof value === "number" || typeof value === "string" || isExact(value);
    case "any":
      return false;
    default:
      return schema.format === "binary" ? value === "" || isFile(value) : typeof value === "string";
  }
}

export const isFile = (value: unknown): boolean => isObject(value) && typeof value.name === "string" && typeof value.base64 === "string";

export interface Mistaken {
  /** A JSON pointer into the value. */
  path: string;
  message: string;
}

/** Everything in a value that isn't as the catalogue says. Clockify has the last word: it knows more, and sometimes less. */
export function mistakes(schema: Schema, value: unknown, path: Path = []): Mistaken[] {
  const message = mistake(schema, value);
  if (message !== null) return [{ path: pointer(path), message }];
  if (Array.isArray(value) && schema.items !== undefined) {
    const { items } = schema;
    return value.flatMap((item, at) => mistakes(items, item, [...path, at]));
  }
  if (!isObject(value)) return [];
  return (schema.fields ?? []).flatMap((field) => {
    const at = [...path, field.name];
    if (Object.hasOwn(value, field.name)) return mistakes(field, value[field.name], at);
    return field.required === true ? [{ path: pointer(at), message: t("missing") }] : [];
  });
}

/** What is amiss with a value itself, whatever lies in it. */
function mistake(schema: Schema, value: unknown): string | null {
  const { min, max } = schema;
  if (value === null && schema.nullable === true) return null;
  if (schema.enum !== undefined && !schema.enum.includes(value)) return t("not_one_of", { values: schema.enum.map(String).join(", ") });
  switch (schema.type) {
    case "object":
      return isObject(value) ? null : t("not_object");
    case "array":
      return Array.isArray(value) ? count(value.length, schema, "few_items", "many_items") : t("not_array");
    case "boolean":
      return typeof value === "boolean" ? null : t("not_boolean");
    case "integer":
    case "number": {
      const number = isExact(value) ? Number(JSON.stringify(value)) : value;
      if (typeof number !== "number") return t(schema.type === "integer" ? "not_integer" : "not_number");
      if (schema.type === "integer" && !Number.isInteger(number)) return t("not_integer");
      if (min !== undefined && number < min) return t("too_small", { min });
      return max !== undefined && number > max ? t("too_large", { max }) : null;
    }
    case "string":
      if (schema.format === "binary") return isFile(value) ? null : t("no_file");
      if (typeof value !== "string") return t("not_text");
      if (schema.entity !== undefined && value === "") return t("empty");
      if (schema.format === "date-time" && value === "") return t("empty");
      if (schema.format === "date-time" && Number.isNaN(Date.parse(value))) return t("not_time");
      return count(value.length, schema, "short", "long");
    default:
      return null;
  }
}

function count(length: number, { min, max }: Schema, few: "few_items" | "short", many: "many_items" | "long"): string | null {
  if (min !== undefined && length < min) return length === 0 && few === "short" ? t("empty") : t(few, { min });
  return max !== undefined && length > max ? t(many, { max }) : null;
}
