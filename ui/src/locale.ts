// How times and numbers are written: in the language of the page, and as the user's profile in Clockify has it.
import { signal } from "@preact/signals";

import type { Locale } from "./api/types/me";

/** The user's profile; what is null in it is left to the browser. */
export const locale = signal<Locale>({ time_zone: null, time_format: null, date_format: null, week_start: null });

export const language = () => document.documentElement.lang || "en";

export const zone = () => locale.value.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The parts of a time in the user's zone. */
function parts(at: Date): Record<string, string> {
  const options = { timeZone: zone(), year: "numeric", month: "2-digit", day: "2-digit" } as const;
  return Object.fromEntries(new Intl.DateTimeFormat("en", options).formatToParts(at).map(({ type, value }) => [type, value]));
}

/** A day, in the order that the profile has (`DD/MM/YYYY`, `YYYY-MM-DD`…). */
export function day(at: Date): string {
  const pattern = locale.value.date_format;
  if (pattern === null || !/^(?=.*YYYY)(?=.*MM)(?=.*DD)[YMD./ -]+$/.test(pattern)) {
    return new Intl.DateTimeFormat(language(), { timeZone: zone(), dateStyle: "medium" }).format(at);
  }
  const { year = "", month = "", day: date = "" } = parts(at);
  return pattern.replace("YYYY", year).replace("MM", month).replace("DD", date);
}

/** The time of day, with 12 or 24 hours. */
export function clock(at: Date): string {
  const format = locale.value.time_format;
  const cycle = format === "HOUR12" ? { hour12: true } : format === "HOUR24" ? ({ hourCycle: "h23" } as const) : {};
  const options = { timeZone: zone(), hour: "2-digit", minute: "2-digit", second: "2-digit", ...cycle } as const;
  return new Intl.DateTimeFormat(language(), options).format(at);
}

export const number = (value: number) => new Intl.NumberFormat(language()).format(value);

/** A size in bytes. */
export function size(bytes: number): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const options = { style: "unit", unit: units[step] ?? "byte", unitDisplay: "short", maximumFractionDigits: step === 0 ? 0 : 1 } as const;
  return new Intl.NumberFormat(language(), options).format(bytes / 1000 ** step);
}
