// JSON without losses: what a text says becomes values that can be changed at one place, and text again, with every
// other place as it was. Numbers that JavaScript would write otherwise are kept as they stand, where the browser can.

export type Path = readonly (string | number)[];

/** Not in every browser yet, nor in the compiler's library. */
const native = JSON as unknown as {
  rawJSON?: (text: string) => object;
  isRawJSON?: (value: unknown) => boolean;
  parse(text: string, reviver: (key: string, value: unknown, context?: { source?: string }) => unknown): unknown;
};

/** Whether a value is a number that is kept as it was written. */
export const isExact = (value: unknown): boolean => native.isRawJSON?.(value) ?? false;

/** A number as it was written: a plain one where that is the same. */
export function exact(source: string): unknown {
  const plain = Number(source);
  return String(plain) === source || native.rawJSON === undefined ? plain : native.rawJSON(source);
}

/** What a text says, or why it says nothing. */
export function read(text: string): { value: unknown } | { why: string } {
  try {
    const revive = (_: string, value: unknown, context?: { source?: string }) => (typeof value === "number" && context?.source !== undefined ? exact(context.source) : value);
    return { value: native.rawJSON === undefined ? (JSON.parse(text) as unknown) : native.parse(text, revive) };
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) };
  }
}

/** A number in a JSON text that this browser can't keep as it is, or null. */
export function unkept(text: string): string | null {
  if (native.rawJSON !== undefined) return null;
  const whole = text.replace(/"(?:[^"\\]|\\.)*"/g, '""').match(/-?\d[\d.eE+-]*/g) ?? [];
  return whole.find((number) => /^-?\d+$/.test(number) && BigInt(number) !== BigInt(Number(number))) ?? null;
}

export const write = (value: unknown): string => JSON.stringify(value, null, 2) ?? "";

export const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value) && !isExact(value);

/** The object with one member put in the place of another, or behind all. */
export const having = (object: Record<string, unknown>, name: string, value: unknown): Record<string, unknown> => ({ ...object, [name]: value });

/** The object without a member. */
export const without = (object: Record<string, unknown>, name: string): Record<string, unknown> => Object.fromEntries(Object.entries(object).filter(([each]) => each !== name));

/** The list with one item in the place of another. */
export const replaced = (list: readonly unknown[], at: number, value: unknown): unknown[] => list.map((each, index) => (index === at ? value : each));

/** The place of a value as references of flows write it: `$.a['odd name'][0]`. */
export function reference(path: Path): string {
  return `$${path.map((part) => (typeof part === "number" ? `[${part}]` : /^[A-Za-z_]\w*$/.test(part) ? `.${part}` : `['${quoted(part)}']`)).join("")}`;
}

function quoted(name: string): string {
  return JSON.stringify(name).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
}

/** The place of a value as a JSON pointer. */
export const pointer = (path: Path): string => path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
