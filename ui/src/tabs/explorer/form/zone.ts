// Moments as clocks of a time zone show them, and back.

const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/;

/** What the clock shows at a moment (RFC 3339), as inputs write it; null for what is no moment. */
export function wallOf(moment: string, zone: string): string | null {
  const at = MOMENT.test(moment) ? Date.parse(moment) : Number.NaN;
  return Number.isNaN(at) ? null : wall(at, zone);
}

function wall(at: number, zone: string): string {
  return new Date(at + offset(at, zone)).toISOString().slice(0, 19);
}

/** The moment at which the clock shows this. A time that clocks leave out is the moment at which they are put forward. */
export function instantOf(shown: string, zone: string): string {
  const asUtc = Date.parse(`${shown}Z`);
  if (Number.isNaN(asUtc)) return shown;
  // The offset is that of the moment, which is within a day of it; of a time that comes twice the first counts.
  const candidates = [offset(asUtc - 86_400_000, zone), offset(asUtc + 86_400_000, zone)].map((ahead) => asUtc - ahead);
  const [before = asUtc, after = asUtc] = candidates;
  const text = new Date(asUtc).toISOString().slice(0, 19);
  const found = [before, after].find((at) => wall(at, zone) === text) ?? before;
  return new Date(found).toISOString().replace(/\.000Z$/, "Z");
}

/** How far the clocks of a zone are ahead of UTC, in milliseconds. */
function offset(at: number, zone: string): number {
  const parts = Object.fromEntries(clockOf(zone).formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Making one takes far longer than reading it. */
function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat("en", { timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" });
  clocks.set(zone, made);
  return made;
}
