import { useRef, useState } from "preact/hooks";

import { complain } from "./status";

/** What a form does when it is sent: once at a time, however often one presses. What goes wrong and isn't caught is told. */
export function useSubmit(work: () => Promise<unknown>) {
  const [isBusy, setBusy] = useState(false);
  const runs = useRef(false);
  const submit = async (event?: Event) => {
    event?.preventDefault();
    if (runs.current) return;
    runs.current = true;
    setBusy(true);
    try {
      await work();
    } catch (error) {
      complain(error);
    } finally {
      runs.current = false;
      setBusy(false);
    }
  };
  return { isBusy, submit };
}
