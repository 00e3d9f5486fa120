import { clock, day } from "../locale";

/** A time as RFC 3339 has it, as the user's profile has times written. */
export function shown(at: string, what: "both" | "clock" | "day" = "both"): string {
  const moment = new Date(at);
  if (what === "clock") return clock(moment);
  return what === "day" ? day(moment) : `${day(moment)} ${clock(moment)}`;
}

export function Time({ at, what = "both" }: { at: string; what?: "both" | "clock" | "day" }) {
  return <time dateTime={at} title={at}>{shown(at, what)}</time>;
}
