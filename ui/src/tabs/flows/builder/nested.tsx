// Steps that have steps in them: loops and branches.
import { Button, Select } from "../../../components";
import { Conditional } from "./condition";
import { Data } from "./data";
import { place } from "./document";
import { rebraced, unbraced } from "./expression";
import { focusOn, mark } from "./focus";
import { Mistakes, NumberLine, Place } from "./place";
import { Head } from "./policy";
import { Steps } from "./steps";
import { useMistake, useStore } from "./store";
import { t } from "./strings";

export function ForEach({ at }: { at: string }) {
  const store = useStore();
  const items = store.at(place(at, "items"));
  const onItemError = store.at(place(at, "onItemError"));
  return (
    <>
      <Mistakes at={at} />
      <Place at={place(at, "items")}>
        <Data at={place(at, "items")} label={t("items")} hint={t("items_hint")} required value={unbraced(items)} error={useMistake(place(at, "items"))} onValue={(to) => store.put(place(at, "items"), rebraced(to, items))} />
      </Place>
      <div class="pair">
        <NumberLine at={place(at, "concurrency")} label={t("items_at_a_time")} hint={t("items_at_a_time_hint")} placeholder="1" value={store.at(place(at, "concurrency"))} onValue={(to) => store.put(place(at, "concurrency"), to)} />
        <Place at={place(at, "onItemError")}>
          <Select label={t("on_item_error")} error={useMistake(place(at, "onItemError"))} value={onItemError === undefined ? "" : String(onItemError)} onValue={(to) => store.put(place(at, "onItemError"), to === "" ? undefined : to)}
            choices={[{ value: "", label: t("on_item_error_stop") }, ...(onItemError === "stop" ? [{ value: "stop", label: t("on_item_error_stop") }] : []), { value: "skip", label: t("on_item_error_skip") }]} />
        </Place>
      </div>
      <h4>{t("for_each_steps")}</h4>
      <Steps at={place(at, "steps")} label={t("for_each_steps")} />
    </>
  );
}

export function If({ at }: { at: string }) {
  const store = useStore();
  const otherwise = place(at, "else");
  const add = () => {
    store.put(otherwise, []);
    focusOn(mark("add", otherwise));
  };
  return (
    <>
      <Mistakes at={at} />
      <Conditional at={place(at, "condition")} add={t("add_condition")} isNeeded />
      <h4>{t("then")}</h4>
      <Steps at={place(at, "then")} label={t("then")} />
      {store.at(otherwise) === undefined ? <div><Button onClick={add}>{t("add_else")}</Button></div> : (
        <>
          <Head title={t("else")} at={otherwise} />
          <Steps at={otherwise} label={t("else")} />
        </>
      )}
    </>
  );
}
