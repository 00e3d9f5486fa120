// Times that are written in a field: the wall clock of the user's zone, which is not always the browser's.
import { zone } from "./locale";

/** How far the zone's wall clock is ahead of UTC at a moment. */
function ahead(at: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit",
  });
  const part: Record<string, string> = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const wall = Date.parse(`${part.year?.padStart(4, "0")}-${part.month}-${part.day}T${part.hour}:${part.minute}:${part.second}Z`);
  return wall - Math.floor(at / 1000) * 1000;
}

/** The moment of a wall clock's time (`2026-01-31T09:00`), as the API takes it; null for what is no time. */
export function momentOf(wall: string, timeZone = zone()): string | null {
  const asUtc = Date.parse(`${wall}Z`);
  if (Number.isNaN(asUtc)) return null;
  // Of two offsets around a change of clocks the one counts that is in force then.
  const guess = asUtc - ahead(asUtc, timeZone);
  const at = asUtc - ahead(guess, timeZone);
  return new Date(at).toISOString().replace(".000Z", "Z");
}

/** The wall clock's time of a moment, as a field takes it. */
export function wallOf(moment: string | null | undefined, timeZone = zone()): string {
  const at = moment === null || moment === undefined ? Number.NaN : Date.parse(moment);
  return Number.isNaN(at) ? "" : new Date(at + ahead(at, timeZone)).toISOString().slice(0, 16);
}

/** How long something took, short: `350 ms`, `2.5 s`, `3 min 5 s`. */
export function lasted(from: string, to: string): string {
  const ms = Math.max(0, Date.parse(to) - Date.parse(from));
  if (ms < 1000) return `${ms} ms`;
  if (ms < 60_000) return `${Math.floor(ms / 100) / 10} s`;
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 60) return `${minutes} min ${Math.floor((ms % 60_000) / 1000)} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
