/** A value of JSON in a line; what is long is cut. */
const LONGEST = 300;

export function Value({ value }: { value: unknown }) {
  const text = JSON.stringify(value) ?? "–";
  return <code class="value" title={text.length > LONGEST ? text.slice(0, 5000) : undefined}>{text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text}</code>;
}

/** What stands at a JSON pointer of a document. */
export function at(document: unknown, pointer: string): unknown {
  let found = document;
  for (const part of pointer.split("/").slice(1)) {
    if (typeof found !== "object" || found === null) return undefined;
    found = (found as Record<string, unknown>)[part.replace(/~1/g, "/").replace(/~0/g, "~")];
  }
  return found;
}
