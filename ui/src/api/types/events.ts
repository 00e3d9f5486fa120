/**
 * GET /api/events?type=&source=&since=&until=&unique=&user=&project=&text=&limit=&cursor=, the newest first. Admins.
 *
 * A filtered page looks at so many events and no further, so it may be short, or empty, and still have a `next`.
 */
export interface EventPage {
  events: EventLine[];
  next: string | null;
}

export interface EventLine {
  id: string;
  received_at: string;
  source: "CLOCKIFY" | "CUSTOM";
  custom_source: string | null;
  event_type: string;
  entity: string | null;
  user: string | null;
  project: string | null;
  /** The event that this one repeats. */
  duplicate_of: string | null;
  body_bytes: number;
}

/** GET /api/events/{id}. */
export interface EventWhole extends Omit<EventLine, "body_bytes"> {
  headers: Record<string, string>;
  /** JSON as received; `{ base64 }` where it is none. */
  body: unknown;
  /** What the local cache knows of those that the event names. */
  cached: { entity: CachedName | null; user: CachedName | null; project: CachedName | null };
}

export interface CachedName {
  type: string;
  id: string;
  name: string;
}

/**
 * GET /api/events/stream: `text/event-stream`, the filters of the list but for times. `id:` of the last message goes
 * back in `last-event-id`, as it is; its first 32 digits are the event's id. Messages:
 *
 * - `ready`, data `{}`: from here on nothing is missed. Load the list after it.
 * - `event` (data: EventLine).
 * - `reset`, data `{}`: the `last-event-id` is too old; load the list again, it goes on from now.
 * - `end`, data `StreamEnd`: come again, with a fresh token where it was the token.
 *
 * A message of nothing but an `id:` comes every 15 seconds.
 */
export interface StreamEnd {
  reason: "expired" | "closing" | "gone" | "replaced";
}
