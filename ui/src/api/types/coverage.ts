/** GET /api/coverage: for each of Clockify's events how it gets here, and if it doesn't, why. Admins. */
export interface Coverage {
  active: boolean;
  /** Since when Clockify refuses the add-on's token. */
  token_refused_since: string | null;
  /** When everything was last compared with Clockify. */
  compared_at: string | null;
  summary: {
    events: number;
    subscribed: number;
    available: number;
    unavailable: number;
    /** Subscribed, and yet Clockify delivers nothing. */
    not_delivering: number;
  };
  events: CoverageLine[];
  /** How far `last_seen_at` was looked for: among so many of the newest events. */
  looked_at: number;
}

export interface CoverageLine {
  event: string;
  /** A webhook is there; one is still to be registered; there is none and there will be none. */
  state: "subscribed" | "available" | "unavailable";
  /** By which webhook; null unless subscribed. */
  how: "manifest" | "registered" | null;
  /** Whether Clockify delivers; null unless subscribed. */
  delivery: "on" | "given_up" | "over_plan" | "switched_off" | "unknown" | null;
  reason: string | null;
  checked_at: string | null;
  /** Null: not among the `looked_at` newest events. */
  last_seen_at: string | null;
}
