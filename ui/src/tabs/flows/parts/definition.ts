import { t } from "../strings";

// What the views need to know of a flow's document. They read documents of any age, so nothing is taken for granted.
type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);
const list = (value: unknown): Fields[] => (Array.isArray(value) ? value.filter(isFields) : []);
const text = (value: unknown) => (typeof value === "string" ? value : "");

export const ACTIONS = ["call", "update", "forEach", "if", "delay", "http", "stop"] as const;
export type ActionKind = (typeof ACTIONS)[number];

export interface StepInfo {
  id: string;
  name: string;
  kind: ActionKind | null;
  /** The operation, or the method and address. */
  what: string;
  step: Fields;
}

/** A step as it stands in the document. */
export function info(step: Fields): StepInfo {
  const kind = ACTIONS.find((kind) => kind in step) ?? null;
  const action = kind !== null && isFields(step[kind]) ? (step[kind] as Fields) : {};
  const what = kind === "http" ? `${text(action.method)} ${text(action.url)}` : text(action.operation);
  return { id: text(step.id), name: text(step.name), kind, what, step };
}

/** The steps of the flow's own list. */
export const outer = (definition: unknown): StepInfo[] => (isFields(definition) ? list(definition.steps).map(info) : []);

/** The lists of steps inside of a step. */
function inner(step: Fields): Fields[] {
  const { forEach, if: choice, onError } = step;
  return [
    ...(isFields(forEach) ? list(forEach.steps) : []),
    ...(isFields(choice) ? [...list(choice.then), ...list(choice.else)] : []),
    ...(isFields(onError) ? list(onError.run) : []),
  ];
}

/** Every step, by its id. */
export function steps(definition: unknown): Map<string, StepInfo> {
  const found = new Map<string, StepInfo>();
  const walk = (each: Fields) => {
    found.set(text(each.id), info(each));
    inner(each).forEach(walk);
  };
  if (isFields(definition)) [...list(definition.steps), ...list(definition.onFailure)].forEach(walk);
  return found;
}

/** The id of the step at a position: `each[3].update` is `update`. */
export const idAt = (position: string) => position.split(".").at(-1)?.replace(/\[\d+\]$/, "") ?? position;

/** What starts the flow, each in a short text. */
export function triggers(definition: unknown): string[] {
  if (!isFields(definition)) return [];
  return list(definition.triggers).map((trigger) => {
    const { event, source, every, daily, weekly, zone } = trigger;
    if (source !== undefined) return [text(source), text(event)].filter((part) => part !== "").join(": ");
    if (event !== undefined) return text(event);
    const where = zone === undefined ? "" : ` (${text(zone)})`;
    if (every !== undefined) return t("every", { time: text(every) });
    if (daily !== undefined) return t("daily", { time: text(daily) }) + where;
    if (isFields(weekly)) return t("weekly", { days: Array.isArray(weekly.days) ? weekly.days.join(", ") : "", time: text(weekly.at) }) + where;
    return JSON.stringify(trigger);
  });
}

/** The names of the events among them. */
export function events(definition: unknown): string[] {
  if (!isFields(definition)) return [];
  return list(definition.triggers).map((trigger) => text(trigger.event)).filter((event) => event !== "");
}

export const described = (definition: unknown) => (isFields(definition) ? text(definition.description) : "");
export const named = (definition: unknown) => (isFields(definition) ? text(definition.name) : "");
