// Looks again at what is under way: soon at first, then less and less often, and not while nobody looks.
import { useEffect, useRef } from "preact/hooks";

/** From which wait on, and up to which. */
const SHORTEST_MS = 1000;
const LONGEST_MS = 15_000;
const GROWS_BY = 1.5;

/** Calls `look` again and again while `isOn`. A change of `news` makes the waits short again. */
export function usePolling(look: () => Promise<void>, isOn: boolean, news: unknown = null) {
  const latest = useRef(look);
  latest.current = look;
  useEffect(() => {
    if (!isOn) return;
    let wait = SHORTEST_MS;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const turn = async () => {
      if (document.hidden) return;
      await latest.current().catch(() => undefined);
      if (!isOver) later();
    };
    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(turn, wait);
      wait = Math.min(wait * GROWS_BY, LONGEST_MS);
    };
    const back = () => {
      if (document.hidden) return clearTimeout(timer);
      wait = SHORTEST_MS;
      later();
    };
    document.addEventListener("visibilitychange", back);
    later();
    return () => {
      isOver = true;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", back);
    };
  }, [isOn, news]);
}
