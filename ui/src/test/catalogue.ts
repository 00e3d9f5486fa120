// For units: the operations that there are, as the server tells of them, and values made up for them.
import { readFileSync } from "node:fs";

import type { Body, Catalogue, Operation, Schema } from "../api/types/catalogue";

interface Stored {
  id: string;
  method: Operation["method"];
  path: string;
  tag: string;
  summary: string;
  reads?: boolean;
  deprecated?: boolean;
  parameters?: { name: string; in: string; required?: boolean; schema: Schema }[];
  body?: { required?: boolean; mediaType?: Body["media_type"]; schema: Schema };
}

const stored = JSON.parse(readFileSync("../src/clockify/catalogue/operations.json", "utf8")) as { operations: Stored[] };

function told({ id, method, path, tag, summary, reads, deprecated, parameters, body }: Stored): Operation {
  const effect = method === "GET" || reads === true ? "read" : method === "DELETE" ? "destroy" : "write";
  return {
    id, method, path, summary, effect,
    group: tag,
    deprecated: deprecated === true,
    heavy: false,
    host: "regular",
    scope: null,
    lacks_scope: false,
    raises: [],
    parameters: (parameters ?? []).filter(({ name }) => name !== "workspaceId").map(({ name, in: place, required, schema }) => ({ ...schema, name, in: place as "path" | "query", required: required === true, entity: name === "projectId" ? "project" : null })),
    body: body === undefined ? null : { required: body.required === true, media_type: body.mediaType ?? "application/json", schema: body.schema },
    paging: null,
    answer: "other",
    list: null,
  };
}

export const operations: Operation[] = stored.operations.map(told);

export const catalogueOf = (all: readonly Operation[], writes: Partial<Catalogue["writes"]> = {}): Catalogue => ({
  groups: [...new Set(all.map(({ group }) => group))].map((name) => ({
    name,
    operations: all.filter(({ group }) => group === name).map(({ id, method, path, summary, effect, parameters, deprecated }) => ({
      id, method, path, summary, effect,
      query: parameters.filter((parameter) => parameter.in === "query").map((parameter) => parameter.name).join(" "),
      ...(deprecated ? { deprecated } : {}),
    })),
  })),
  writes: { allowed: true, reason: null, as_addon: true, ...writes },
});

/** Numbers that are the same in every run. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const PIECES = ["a", "Z", " ", "'", '"', "\\", "$", "`", "!", "\n", "\r\n", "\t", "|", "&", ";", "#", "%", "*", "?", "{", "}", "$(x)", "${HOME}", "ü", "日本", "😀", "\u0000", "\u2028", "’", "-", "@", "~", "\\n", "'\\''"];

export function someText(next: () => number): string {
  return Array.from({ length: Math.floor(next() * 12) }, () => PIECES[Math.floor(next() * PIECES.length)] ?? "").join("");
}

/** Any JSON. */
export function someJson(next: () => number, depth = 3): unknown {
  const kind = Math.floor(next() * (depth > 0 ? 7 : 5));
  if (kind === 0) return null;
  if (kind === 1) return next() < 0.5;
  if (kind === 2) return Math.floor(next() * 2e6) / (next() < 0.5 ? 1 : 1000) - 1000;
  if (kind <= 4) return someText(next);
  const count = Math.floor(next() * 4);
  if (kind === 5) return Array.from({ length: count }, () => someJson(next, depth - 1));
  return Object.fromEntries(Array.from({ length: count }, () => [someText(next), someJson(next, depth - 1)]));
}

/** A value of this shape: with some of what is optional, with fields that nobody knows, and now and then of another shape. */
export function someValue(schema: Schema, next: () => number, depth = 4): unknown {
  if (next() < 0.06) return someJson(next, 2);
  if (schema.enum !== undefined && schema.enum.length > 0) return schema.enum[Math.floor(next() * schema.enum.length)];
  switch (schema.type) {
    case "object": {
      const fields = (schema.fields ?? []).filter(() => depth > 0 && next() < 0.6).map((field) => [field.name, someValue(field, next, depth - 1)]);
      const others = next() < 0.3 ? [[`unknown ${someText(next)}`, someJson(next, 2)]] : [];
      return Object.fromEntries([...fields, ...others]);
    }
    case "array":
      return Array.from({ length: Math.floor(next() * 3) }, () => someValue(schema.items ?? { type: "any" }, next, depth - 1));
    case "boolean":
      return next() < 0.5;
    case "integer":
      return Math.floor(next() * 1000);
    case "number":
      return Math.floor(next() * 1e6) / 1000;
    case "string":
      return schema.format === "date-time" && next() < 0.7 ? "2026-03-01T10:00:00.123Z" : someText(next);
    default:
      return someJson(next, depth - 1);
  }
}
