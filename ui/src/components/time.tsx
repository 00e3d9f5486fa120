import { language, zone } from "../locale";

const YEAR = { year: "numeric", month: "short", day: "numeric" } as const;
const CLOCK = { hour: "2-digit", minute: "2-digit", second: "2-digit" } as const;

/** A time as RFC 3339 has it, in the words of who looks. */
export function shown(at: string, what: "both" | "clock" | "day" = "both"): string {
  const options = what === "clock" ? CLOCK : what === "day" ? YEAR : { ...YEAR, ...CLOCK };
  return new Intl.DateTimeFormat(language(), { ...options, timeZone: zone() }).format(new Date(at));
}

export function Time({ at, what = "both" }: { at: string; what?: "both" | "clock" | "day" }) {
  return <time dateTime={at} title={at}>{shown(at, what)}</time>;
}
