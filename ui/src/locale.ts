// How times and numbers are written: in the language of the page and in the zone of who looks.
import { signal } from "@preact/signals";

/** The zone of the user's profile in Clockify, where it is known. */
export const profileZone = signal<string | null>(null);

export const language = () => document.documentElement.lang || "en";

export function zone(): string {
  return profileZone.value ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
}

export const number = (value: number) => new Intl.NumberFormat(language()).format(value);

/** A size in bytes. */
export function size(bytes: number): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const options = { style: "unit", unit: units[step] ?? "byte", unitDisplay: "short", maximumFractionDigits: step === 0 ? 0 : 1 } as const;
  return new Intl.NumberFormat(language(), options).format(bytes / 1000 ** step);
}
