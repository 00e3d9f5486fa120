// Which field a mistake belongs to: the field that stands nearest around its place, of those that are shown.
import type { Mistake } from "../../../api/client";
import { around } from "./document";

/** Mistakes by the field that shows them; those that no field is around go to "". */
export function placed(mistakes: readonly Mistake[], fields: ReadonlySet<string>): Map<string, Mistake[]> {
  const found = new Map<string, Mistake[]>();
  for (const mistake of mistakes) {
    let owner = mistake.path;
    while (owner !== "" && !fields.has(owner)) owner = around(owner);
    found.set(owner, [...(found.get(owner) ?? []), mistake]);
  }
  return found;
}

/** What a field says of its mistakes: those further inside with the rest of their place. */
export function told(mistakes: readonly Mistake[], field: string): string {
  return mistakes.map(({ path, message }) => (path === field ? message : `${path.slice(field.length)}: ${message}`)).join("; ");
}

/** Where in a JSON text the value of a place stands: the name before it included. Null where it isn't there. */
export function locate(text: string, names: readonly string[]): [number, number] | null {
  let at = 0;
  const blank = () => {
    while (/\s/.test(text[at] ?? "")) at++;
  };
  const string = () => {
    const from = at++;
    while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
    at++;
    return text.slice(from, at);
  };
  const find = (path: readonly string[], from: number): [number, number] | null => {
    blank();
    const [wanted, ...rest] = path;
    const open = text[at];
    if (open !== "{" && open !== "[") {
      if (open === '"') string();
      else while (at < text.length && !/[,\]}\s]/.test(text[at] ?? "")) at++;
      return wanted === undefined ? [from, at] : null;
    }
    at++;
    let found: [number, number] | null = null;
    for (let index = 0; at < text.length; index++) {
      blank();
      if (text[at] === "}" || text[at] === "]") break;
      const start = at;
      let name = String(index);
      if (open === "{") {
        try {
          name = JSON.parse(string()) as string;
        } catch {
          return null;
        }
        blank();
        at++;
      }
      const inside = find(wanted === undefined || name !== wanted ? [] : rest, start);
      if (wanted !== undefined && name === wanted) found = inside;
      blank();
      if (text[at] === ",") at++;
    }
    at++;
    return wanted === undefined ? [from, at] : found;
  };
  return find(names, 0);
}
