import type { Definition } from "./flows";

/** What an input is, and so how it is asked for. */
export type InputKind =
  | "project" | "task" | "tag" | "client" | "user" | "group" | "workspace" | "id" | "email" | "text" | "number" | "flag"
  | "duration" | "zone" | "timeOfDay" | "url" | "secretName" | "credential";

/** What somebody has to choose before a document can be used. */
export interface Input {
  name: string;
  kind: InputKind;
  /** Whether it is a list of such. */
  many?: boolean;
  /** What it is for; in an export its place in the flow, a JSON pointer. */
  title?: string;
  default?: unknown;
  /** A value to try it with. */
  sample?: unknown;
}

export type Need = "clockify" | "http" | "schedule";

/** `GET /api/templates`. */
export interface Templates {
  templates: TemplateLine[];
}

export interface TemplateLine {
  template: string;
  title: string;
  group: string;
  description: string;
  needs: Need[];
  inputs: Input[];
}

/** `GET /api/templates/{name}`. */
export interface TemplateWhole extends TemplateLine {
  /** With placeholders for the inputs. */
  flow: Definition;
  sample: { event: string | null; now: string; payload: unknown };
  /** What operations answer in the sample, by their names. */
  answers: Record<string, unknown>;
  expect: unknown[];
}

/** `GET /api/flows/{id}/export`. */
export interface Export {
  schema: string;
  inputs: Input[];
  /** Names of secrets that have to be there. */
  secrets?: string[];
  flow: Definition;
}

/** `POST /api/flows/import` with `dry_run`. */
export interface Imported {
  definition: Definition;
  /** What means something else than it did where it comes from. */
  notes: string[];
}
