import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Log, ROWS } from "./log";
import { event } from "./sample";

const events = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => event(to - at));
const shown = (log: Log) => log.rows.value.map(({ id }) => Number.parseInt(id, 16));

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("the rows that are shown", () => {
  it("are the newest, in order, each once", () => {
    const log = new Log();
    log.add([event(3), event(5)]);
    log.begin([event(4), event(3), event(2)], event(2).id);
    expect(shown(log)).toEqual([5, 4, 3, 2]);
    log.add([event(4), event(6), event(5)]);
    log.add([event(1)]);
    vi.runAllTimers();
    expect(shown(log)).toEqual([6, 5, 4, 3, 2, 1]);
    expect(log.came.value).toBe(4);
  });

  it("are never more than there may be, however many come", () => {
    const log = new Log();
    log.begin(events(1, 200), null);
    for (let number = 201; number <= 6000; number++) {
      log.add([event(number)]);
      if (number % 7 === 0) vi.runAllTimers();
    }
    vi.runAllTimers();
    expect(log.rows.value).toHaveLength(ROWS);
    expect(shown(log).at(0)).toBe(6000);
    expect(log.next.value).toBe(log.rows.value.at(-1)?.id);
  });

  it("stay while it is paused, and what comes is counted", () => {
    const log = new Log();
    log.begin(events(1, 3), null);
    log.pause();
    log.add([event(4), event(5), event(5)]);
    vi.runAllTimers();
    expect(shown(log)).toEqual([3, 2, 1]);
    expect(log.waiting.value).toBe(2);
    log.begin(events(1, 5), null);
    expect(shown(log)).toEqual([5, 4, 3, 2, 1]);
    expect([log.waiting.value, log.isPaused.value]).toEqual([0, false]);
  });

  it("make room for older ones, and new ones wait then", () => {
    const log = new Log();
    log.begin(events(1001, 1000 + ROWS), event(1001).id);
    log.older(events(801, 1000), event(801).id);
    expect([shown(log).at(0), shown(log).at(-1), log.rows.value.length]).toEqual([800 + ROWS, 801, ROWS]);
    log.add([event(5000)]);
    vi.runAllTimers();
    expect([shown(log).at(0), log.waiting.value]).toEqual([800 + ROWS, 1]);
  });
});
