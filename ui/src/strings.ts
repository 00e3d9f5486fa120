// What the page says. Each part of the page has a catalogue of its own, which comes over with it: `catalogue` makes the
// function that finds a text. English is the one language so far; a text that is missing in another is shown in English,
// and the units fail for it.
import { shell as en } from "./strings/en";

export type Values = Record<string, string | number>;

/** The texts of one part of the page, in the languages that there are. */
export interface Texts<K extends string> {
  en: Record<K, string>;
  [language: string]: Partial<Record<K, string>>;
}

/** Every catalogue that was made, for the units. */
export const catalogues: Texts<string>[] = [];

/** Makes the function that finds a text and puts values at its `{names}`. */
export function catalogue<K extends string>(texts: Texts<K>) {
  catalogues.push(texts as Texts<string>);
  return (key: K, values: Values = {}): string => {
    const language = document.documentElement.lang;
    const text = texts[language]?.[key] ?? texts.en[key];
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  };
}

/** A number as one writes it here, with its noun: `{one: "event", other: "events"}`. */
export function counted(count: number, forms: { one: string; other: string }): string {
  const language = document.documentElement.lang || "en";
  const form = new Intl.PluralRules(language).select(count) === "one" ? forms.one : forms.other;
  return `${new Intl.NumberFormat(language).format(count)} ${form}`;
}

export const shell = catalogue({ en });
