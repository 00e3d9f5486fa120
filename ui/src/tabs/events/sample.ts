// Events for the units.
import type { EventLine } from "../../api/types/events";

export const event = (number: number, more: Partial<EventLine> = {}): EventLine => ({
  id: number.toString(16).padStart(32, "0"),
  received_at: "2027-01-15T08:00:00.000Z",
  source: "CLOCKIFY",
  custom_source: null,
  event_type: "NEW_TAG",
  entity: null,
  user: null,
  project: null,
  duplicate_of: null,
  body_bytes: 12,
  ...more,
});
