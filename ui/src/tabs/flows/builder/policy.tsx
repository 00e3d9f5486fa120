// What a step does when it fails: how often it is tried again, and what follows then.
import { Button, Select } from "../../../components";
import { around, isObject, place } from "./document";
import { focusOn, mark } from "./focus";
import { Line, Mistakes, NumberLine, Place } from "./place";
import { DEEPEST, depthOf } from "./step-ops";
import { Steps } from "./steps";
import { useMistake, useStore } from "./store";
import { t } from "./strings";

export function Retry({ at }: { at: string }) {
  const store = useStore();
  const found = store.at(at);
  const value = isObject(found) ? found : {};
  const text = (name: string) => (typeof value[name] === "string" ? value[name] : "");
  const set = (name: string, to: unknown) => store.put(place(at, name), to === "" ? undefined : to);
  return (
    <section class="stack" data-at={at}>
      <Head title={t("retry")} at={at} />
      <Mistakes at={at} />
      <div class="pair">
        <NumberLine at={place(at, "attempts")} label={t("attempts")} hint={t("attempts_hint")} value={value.attempts} onValue={(to) => set("attempts", to)} placeholder="5" />
        <Line at={place(at, "base")} label={t("retry_base")} hint={t("hint_short")} value={text("base")} onValue={(to) => set("base", to)} placeholder="5s" />
        <Line at={place(at, "cap")} label={t("retry_cap")} hint={t("hint_short")} value={text("cap")} onValue={(to) => set("cap", to)} placeholder="10m" />
      </div>
    </section>
  );
}

export function OnError({ at }: { at: string }) {
  const store = useStore();
  const error = useMistake(at);
  const value = store.at(at);
  const way = isObject(value) ? "run" : String(value);
  const list = place(at, "run");
  const canRun = depthOf(place(list, 0)) <= DEEPEST;
  const ways = ["stop", "continue", ...(canRun || way === "run" ? ["run"] : [])];
  return (
    <section class="stack">
      <Head title={t("on_error")} at={at} />
      <Place at={at}>
        <Select label={t("on_error_way")} error={error} value={way} onValue={(to) => store.put(at, to === "run" ? { run: [] } : to)}
          choices={(ways.includes(way) ? ways : [way, ...ways]).map((each) => ({ value: each, label: each === "stop" || each === "continue" || each === "run" ? t(`on_error_${each}`) : each }))} />
      </Place>
      {isObject(value) && <Steps at={list} label={t("on_error_steps")} />}
    </section>
  );
}

/** The title of a part that can be taken away. */
export function Head({ title, at }: { title: string; at: string }) {
  const store = useStore();
  const remove = () => {
    store.clear(at);
    store.say(t("removed", { what: title }));
    focusOn(`${mark("step", around(at))} .step-toggle`, mark("at", around(at)));
  };
  return <div class="row spread"><h4>{title}</h4><Button kind="quiet" label={t("remove_what", { what: title })} onClick={remove}>✕</Button></div>;
}
