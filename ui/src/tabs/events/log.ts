// The events that are shown: a window of at most so many rows, the newest first, each once, whichever way it came.
import { signal } from "@preact/signals";

import type { EventLine } from "../../api/types/events";

/** Rows that are shown. */
export const ROWS = 500;
/** Ids that are remembered beyond them: whatever may still come twice is among these. */
const REMEMBERED = 4_000;
/** How often what came is shown: often enough for the eye, seldom enough for the browser. */
const SHOW_MS = 120;

export class Log {
  readonly rows = signal<EventLine[]>([]);
  /** Events that came and are not shown, because it is paused or older ones are looked at. */
  readonly waiting = signal(0);
  readonly isPaused = signal(false);
  /** How many came by the stream, for whoever listens instead of looking. */
  readonly came = signal(0);
  /** Where the next page of older ones begins. */
  readonly next = signal<string | null>(null);
  private known = new Set<string>();
  private queue: EventLine[] = [];
  private timer: ReturnType<typeof setTimeout> | null = null;

  /** Takes what the stream brings. */
  add(events: EventLine[]) {
    for (const event of events) {
      if (this.known.has(event.id)) continue;
      this.know(event.id);
      this.came.value += 1;
      this.queue.push(event);
    }
    if (this.isPaused.value) {
      this.waiting.value = this.waiting.value + this.queue.length;
      // They are loaded when it goes on: what would be kept here has no end.
      this.queue = [];
    } else if (this.queue.length > 0) {
      this.timer ??= setTimeout(() => this.show(), SHOW_MS);
    }
  }

  /** Takes the newest page, which may have some that came by the stream, and lack some. */
  begin(page: EventLine[], next: string | null) {
    const last = page.at(-1)?.id;
    // What the stream brought and is older than the page belongs to a later one.
    const mine = [...this.queue, ...this.rows.value].filter((row) => last === undefined || next === null || row.id > last);
    this.queue = [];
    for (const row of page) this.know(row.id);
    this.rows.value = merged(page, mine).slice(0, ROWS);
    this.next.value = next;
    this.waiting.value = 0;
    this.isPaused.value = false;
  }

  /** Takes a page of older ones. The newest give way to it, and new ones wait. */
  older(page: EventLine[], next: string | null) {
    this.show();
    const all = merged(this.rows.value, page);
    if (all.length > ROWS) this.isPaused.value = true;
    this.rows.value = all.slice(-ROWS);
    this.next.value = next;
    for (const row of page) this.know(row.id);
  }

  pause() {
    this.show();
    this.isPaused.value = true;
  }

  /** Forgets everything: for other filters. */
  clear() {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.queue = [];
    this.known = new Set();
    this.rows.value = [];
    this.next.value = null;
    this.waiting.value = 0;
    this.came.value = 0;
    this.isPaused.value = false;
  }

  private show() {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    if (this.queue.length === 0) return;
    const all = merged(this.rows.value, this.queue);
    this.queue = [];
    this.rows.value = all.slice(0, ROWS);
    // What left the window is the beginning of the next page.
    if (all.length > ROWS) this.next.value = this.rows.value.at(-1)?.id ?? null;
  }

  private know(id: string) {
    this.known.add(id);
    if (this.known.size <= REMEMBERED) return;
    for (const oldest of this.known) {
      this.known.delete(oldest);
      if (this.known.size <= REMEMBERED / 2) break;
    }
  }
}

/** Both, the newest first, each once. Ids rise with time. */
export function merged(one: EventLine[], other: EventLine[]): EventLine[] {
  const all = new Map<string, EventLine>();
  for (const row of [...one, ...other]) if (!all.has(row.id)) all.set(row.id, row);
  return [...all.values()].sort((a, b) => (a.id < b.id ? 1 : a.id > b.id ? -1 : 0));
}
