// Operations by any word of them.
import type { Catalogue, OperationLine } from "../../api/types/catalogue";

export interface Entry extends OperationLine {
  group: string;
}

interface Indexed {
  entry: Entry;
  /** What is searched, the most telling first. */
  texts: string[];
}

export type Index = readonly Indexed[];

export function index(catalogue: Catalogue): Index {
  return catalogue.groups.flatMap(({ name, operations }) =>
    operations.map((line) => {
      const texts = [line.summary, line.id, spoken(line.id), name, line.path, line.query ?? "", line.method].map((text) => text.toLowerCase());
      return { entry: { ...line, group: name }, texts };
    }),
  );
}

/** The words that a name is put together of. */
const spoken = (name: string) => name.replace(/([a-z0-9])([A-Z])/g, "$1 $2");

/** The operations in which every word is found, the best first. */
export function search(all: Index, text: string): Entry[] {
  const words = text.toLowerCase().split(/\s+/).filter((word) => word !== "");
  const found: { entry: Entry; cost: number }[] = [];
  for (const { entry, texts } of all) {
    // Of two that are as good as each other, the one that says less beside.
    let cost = (entry.deprecated === true ? 100 : 0) + entry.summary.length / 1000;
    for (const word of words) cost += costOf(word, texts);
    if (cost < Number.POSITIVE_INFINITY) found.push({ entry, cost });
  }
  return found.toSorted((one, other) => one.cost - other.cost).map(({ entry }) => entry);
}

/** How far from the front a word is found: in a telling text, at the beginning of a word in it. */
function costOf(word: string, texts: readonly string[]): number {
  for (const [at, text] of texts.entries()) {
    const place = text.indexOf(word);
    if (place === -1) continue;
    const isWhole = place === 0 || /[^a-z0-9]/.test(text[place - 1] ?? "");
    return at * 2 + (isWhole ? 0 : 1);
  }
  return Number.POSITIVE_INFINITY;
}
