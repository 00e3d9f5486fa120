// The texts of a document: which of them are references, which hold some, and which only say what they say.
// docs/reference/flow-language.md has the rules; the server's reader is what counts.

/** How a value is given. */
export type Mode = "value" | "data" | "text" | "null";

/** A piece of a text: what it says, or an expression in braces. */
export type Piece = { text: string } | { expression: string };

/** Where an expression ends that begins at `from`: behind its last character. `]`, `)` and quotes have to be closed. */
function endOf(text: string, from: number, isEnd: (at: number) => boolean): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const char = text[at] ?? "";
    if (char === "'" || char === '"') {
      at = closing(text, at);
      if (at < 0) return -1;
    } else if (char === "(" || char === "[") depth++;
    else if (char === ")" || char === "]") depth--;
    else if (depth === 0 && isEnd(at)) return at;
  }
  return depth === 0 && isEnd(text.length) ? text.length : -1;
}

function closing(text: string, open: number): number {
  for (let at = open + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === text[open]) return at;
  }
  return -1;
}

/** The pieces of a text, or null where braces aren't closed. */
export function pieces(text: string): Piece[] | null {
  if (isBare(text)) return [{ expression: text }];
  const found: Piece[] = [];
  let said = "";
  let rest = undollared(text);
  for (;;) {
    const open = rest.indexOf("{{");
    if (open < 0) break;
    said += rest.slice(0, open);
    if (rest.startsWith("{{", open + 2)) {
      said += "{{";
      rest = rest.slice(open + 4);
      continue;
    }
    const end = endOf(rest, open + 2, (at) => rest.startsWith("}}", at));
    if (end < 0 || end === rest.length) return null;
    if (said !== "") found.push({ text: said });
    said = "";
    found.push({ expression: rest.slice(open + 2, end).trim() });
    rest = rest.slice(end + 2);
  }
  said += rest;
  if (said !== "" || found.length === 0) found.push({ text: said });
  return found;
}

/** Whether a text is a reference without braces. */
export const isBare = (text: string) => text === "$" || text.startsWith("$.");

/** Whether a text would be a reference if it had fewer `$`. */
const isDollars = (text: string) => /^\$+(\.|$)/.test(text);
const undollared = (text: string) => (isDollars(text) ? text.slice(1) : text);

/** The text that says a text. */
export function escaped(said: string): string {
  const text = said.replaceAll("{{", "{{{{");
  return isDollars(text) ? `$${text}` : text;
}

/** How a value is given, as it stands in a document. */
export function modeOf(value: unknown): Mode {
  if (value === null) return "null";
  if (typeof value !== "string") return "value";
  const found = pieces(value);
  if (found === null) return "text";
  if (found.length === 1 && found[0] !== undefined && "expression" in found[0]) return "data";
  return found.some((piece) => "expression" in piece) ? "text" : "value";
}

/** What a text without expressions says. */
export function said(text: string): string {
  const found = pieces(text);
  return found === null ? text : found.map((piece) => ("text" in piece ? piece.text : piece.expression)).join("");
}

/** The expression that a value is, without its braces. */
export function expressionOf(value: unknown): string {
  const [found] = typeof value === "string" ? (pieces(value) ?? []) : [];
  return found !== undefined && "expression" in found ? found.expression : "";
}

/** A value that is an expression, written as `before` was. */
export function asData(expression: string, before: unknown): string {
  if (typeof before === "string" && expressionOf(before) === expression) return before;
  if (typeof before === "string" && isBare(before) && isBare(expression)) return expression;
  return `{{ ${expression} }}`;
}

const BRACED = /^\s*\{\{(.*)\}\}\s*$/s;

/** The expression of a field that takes nothing else: braces may be there and say nothing. */
export const unbraced = (text: unknown) => (typeof text === "string" ? (BRACED.exec(text)?.[1] ?? text).trim() : "");

/** The same written as `before` was. */
export const rebraced = (expression: string, before: unknown) => (typeof before !== "string" ? expression : unbraced(before) === expression ? before : BRACED.test(before) ? `{{ ${expression} }}` : expression);

/** A reference, and the filters behind it. */
export interface Expression {
  reference: string;
  filters: Filter[];
}

export interface Filter {
  name: string;
  /** What stands in the parentheses; null where there are none. */
  args: string | null;
}

/** The parts of an expression, or null where it can't be taken apart. */
export function split(expression: string): Expression | null {
  const parts: string[] = [];
  for (let from = 0; from <= expression.length; ) {
    const end = endOf(expression, from, (at) => at === expression.length || expression[at] === "|");
    if (end < 0) return null;
    parts.push(expression.slice(from, end).trim());
    from = end + 1;
  }
  const [reference = "", ...calls] = parts;
  const filters = calls.map((call) => {
    const found = /^(\w*)\s*(?:\((.*)\))?$/s.exec(call);
    return found === null ? null : { name: found[1] ?? "", args: found[2] ?? null };
  });
  return filters.includes(null) ? null : { reference, filters: filters.filter((filter) => filter !== null) };
}

export function join({ reference, filters }: Expression): string {
  return [reference, ...filters.map(({ name, args }) => (args === null ? name : `${name}(${args})`))].join(" | ");
}

/** The names that a reference is made of, or null where it finds several values. */
export function way(reference: string): string[] | null {
  const found: string[] = [];
  let rest = reference.trim();
  const root = /^(\$|[A-Za-z]\w*)/.exec(rest)?.[0];
  if (root === undefined) return null;
  found.push(root);
  rest = rest.slice(root.length);
  while (rest !== "") {
    // The id of a step may have a `-`.
    const name = (found[0] === "steps" && found.length === 1 ? /^\.([\w-]+)/ : /^\.([\w$\u0080-\uffff]+)/).exec(rest) ?? /^\[(-?\d+)\]/.exec(rest);
    if (name !== null) {
      found.push(name[1] ?? "");
      rest = rest.slice(name[0].length);
      continue;
    }
    const end = /^\[["']/.test(rest) ? closing(rest, 1) : -1;
    if (end < 0 || rest[end + 1] !== "]") return null;
    found.push(rest.slice(2, end).replaceAll(/\\(["'\\/])/g, "$1"));
    rest = rest.slice(end + 2);
  }
  return found;
}

/** A reference to a member: `.name`, `['odd name']` or `[0]`. */
export function step(reference: string, name: string | number): string {
  if (typeof name === "number") return `${reference}[${name}]`;
  return /^[A-Za-z_]\w*$/.test(name) ? `${reference}.${name}` : `${reference}['${name.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}']`;
}

/** Every expression in a text replaced; the text around them stays as it is. */
export function mapExpressions(text: string, change: (expression: string) => string): string {
  if (isBare(text)) return change(text);
  let result = "";
  let from = 0;
  for (;;) {
    const open = text.indexOf("{{", from);
    if (open < 0) return result + text.slice(from);
    const isEscape = text.startsWith("{{", open + 2);
    const end = isEscape ? open + 2 : endOf(text, open + 2, (at) => text.startsWith("}}", at));
    if (end < 0 || end === text.length) return result + text.slice(from);
    result += text.slice(from, open + 2) + (isEscape ? "" : change(text.slice(open + 2, end))) + text.slice(end, end + 2);
    from = end + 2;
  }
}
