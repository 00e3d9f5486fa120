import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { mount } from "../test/mount";
import { usePolling } from "./poll";

let looks = 0;
const look = async () => {
  looks += 1;
};
function Polled({ isOn, news }: { isOn: boolean; news: string }) {
  usePolling(look, isOn, news);
  return null;
}

const pass = (ms: number) => act(async () => void (await vi.advanceTimersByTimeAsync(ms)));
const hide = (isHidden: boolean) => {
  vi.spyOn(document, "hidden", "get").mockReturnValue(isHidden);
  document.dispatchEvent(new Event("visibilitychange"));
};

describe("what is under way", () => {
  beforeEach(() => {
    looks = 0;
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });
  const start = async () => {
    const place = await mount(<Polled isOn news="a" />);
    return (isOn: boolean, news: string) => act(() => render(<Polled isOn={isOn} news={news} />, place));
  };

  it("is looked at again after longer and longer waits, up to a quarter of a minute", async () => {
    await start();
    const at: number[] = [];
    for (let second = 1; second <= 60; second++) {
      const before = looks;
      await pass(1000);
      if (looks > before) at.push(second);
    }
    expect(at).toEqual([1, 3, 5, 9, 14, 21, 33, 48]);
  });
  it("is looked at soon after something has changed, and no more at its end", async () => {
    const set = await start();
    await pass(20_000);
    const before = looks;
    await set(true, "b");
    await pass(1000);
    expect(looks).toBe(before + 1);
    await set(false, "c");
    await pass(60_000);
    expect(looks).toBe(before + 1);
  });
  it("waits while nobody looks", async () => {
    await start();
    hide(true);
    await pass(60_000);
    expect(looks).toBe(0);
    hide(false);
    await pass(1000);
    expect(looks).toBe(1);
  });
});
