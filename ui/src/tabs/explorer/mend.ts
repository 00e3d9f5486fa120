// JSON that was cut off: as much of it as is whole.

/** The value that the beginning of a JSON text tells of, or null where there is none. */
export function mended(text: string): { value: unknown } | null {
  const end = lastWhole(text);
  if (end === null) return null;
  try {
    return { value: JSON.parse(text.slice(0, end.at) + end.close) as unknown };
  } catch {
    return null;
  }
}

/** Where the last member or item ends that is there as a whole, and what closes all that is open there. */
function lastWhole(text: string): { at: number; close: string } | null {
  const open: string[] = [];
  let best: { at: number; close: string } | null = null;
  const mark = (at: number) => {
    best = { at, close: open.toReversed().join("") };
  };
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '"') {
      at = endOfString(text, at);
      if (at === -1) break;
    } else if (char === "{" || char === "[") {
      open.push(char === "{" ? "}" : "]");
      mark(at + 1);
    } else if (char === "}" || char === "]") {
      open.pop();
      mark(at + 1);
    } else if (char === ",") {
      // What stands before it is whole.
      mark(at);
    }
  }
  return best;
}

/** Where a string ends that begins here; -1 where it doesn't. */
function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') return at;
  }
  return -1;
}
