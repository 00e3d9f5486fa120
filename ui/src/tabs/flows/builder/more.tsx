// What a flow says beside what it does: its name, how often it may run, its tables.
import { Button, Checkbox, Select } from "../../../components";
import { isObject, place } from "./document";
import { Add, Fields } from "./fields";
import { focusOn, mark } from "./focus";
import { Line, Mistakes, NumberLine, Place } from "./place";
import { useMistake, useStore } from "./store";
import { t } from "./strings";
import { ValueField } from "./value";

export function About() {
  const store = useStore();
  const text = (name: string) => {
    const value = store.at(`/${name}`);
    return typeof value === "string" ? value : "";
  };
  return (
    <section class="card" aria-labelledby="builder-about">
      <h3 id="builder-about">{t("about")}</h3>
      <Line at="/name" label={t("name")} required value={text("name")} onValue={(to) => store.put("/name", to)} />
      <Line at="/description" label={t("description")} rows={2} value={text("description")} onValue={(to) => (to === "" ? store.clear("/description") : store.put("/description", to))} />
    </section>
  );
}

export function More() {
  const store = useStore();
  const isOpen = store.isMoreOpen.value;
  return (
    <section class="card" aria-labelledby="builder-more">
      <h3 id="builder-more">
        <button type="button" class="step-toggle" aria-expanded={isOpen} onClick={() => (store.isMoreOpen.value = !isOpen)}><span aria-hidden="true">{isOpen ? "▾" : "▸"}</span> {t("more_settings")}</button>
      </h3>
      {isOpen && <Settings />}
    </section>
  );
}

function Settings() {
  const store = useStore();
  const once = store.at("/once");
  const limits = store.at("/limits");
  const limit = (name: string) => (isObject(limits) ? limits[name] : undefined);
  const set = (name: string) => (to: unknown) => (to === undefined ? store.clear(place("/limits", name), "/limits") : store.put(place("/limits", name), to));
  return (
    <>
      <div data-at="/onChangesByFlows">
        <Checkbox label={t("on_changes_by_flows")} hint={t("on_changes_by_flows_hint")} checked={store.at("/onChangesByFlows") === true} onValue={(isOn) => (isOn ? store.put("/onChangesByFlows", true) : store.clear("/onChangesByFlows"))} />
        <Mistakes at="/onChangesByFlows" />
      </div>
      {once === undefined ? (
        <div data-at="/once"><Button onClick={() => store.put("/once", "{{ trigger.id }}")}>{t("add_once")}</Button></div>
      ) : (
        <ValueField at="/once" label={t("once")} hint={t("once_hint")} shape={{ type: "string" }} value={once} onValue={(to) => store.put("/once", to)} onRemove={() => store.clear("/once")} />
      )}
      <Concurrency />
      <h4>{t("limits")}</h4>
      <Mistakes at="/limits" />
      <div class="pair">
        <NumberLine at="/limits/runsPerMinute" label={t("runs_per_minute")} hint={t("runs_per_minute_hint")} value={limit("runsPerMinute")} onValue={set("runsPerMinute")} />
        <NumberLine at="/limits/runsPerHour" label={t("runs_per_hour")} hint={t("runs_held_hint")} placeholder="1000" value={limit("runsPerHour")} onValue={set("runsPerHour")} />
        <NumberLine at="/limits/runsPerEntity" label={t("runs_per_entity")} hint={t("runs_held_hint")} placeholder="20" value={limit("runsPerEntity")} onValue={set("runsPerEntity")} />
      </div>
      <Tables />
    </>
  );
}

function Concurrency() {
  const store = useStore();
  const found = store.at("/concurrency");
  const error = useMistake("/concurrency/mode");
  const value = isObject(found) ? found : {};
  const mode = found === undefined ? "" : String(value.mode);
  const change = (to: string) => {
    if (to === "") return store.clear("/concurrency");
    store.put("/concurrency", to === "parallel" ? { mode: to, max: 1 } : { mode: to, key: value.key ?? "{{ trigger.userId }}" });
  };
  const modes = ["", "parallel", "queue", "drop"];
  return (
    <div class="stack" data-at="/concurrency">
      <Place at="/concurrency/mode">
        <Select label={t("concurrency")} error={error} value={mode} onValue={change} choices={(modes.includes(mode) ? modes : [...modes, mode]).map((each) => ({ value: each, label: modes.includes(each) ? t(`concurrency_${each as ""}`) : each }))} />
      </Place>
      <Mistakes at="/concurrency" />
      {mode === "parallel" && <NumberLine at="/concurrency/max" label={t("concurrency_max")} hint={t("concurrency_max_hint")} value={value.max} onValue={(to) => store.put("/concurrency/max", to)} />}
      {(mode === "queue" || mode === "drop") && <ValueField at="/concurrency/key" label={t("concurrency_key")} hint={t("concurrency_key_hint")} required shape={{ type: "string" }} value={value.key} onValue={(to) => store.put("/concurrency/key", to)} />}
    </div>
  );
}

/** Values by key, for the filter `lookup`. */
function Tables() {
  const store = useStore();
  const found = store.at("/tables");
  const tables = isObject(found) ? found : {};
  return (
    <section class="stack" data-at="/tables">
      <h4>{t("tables")}</h4>
      <p class="hint">{t("tables_hint")}</p>
      <Mistakes at="/tables" />
      {Object.entries(tables).map(([name, table]) => {
        const at = place("/tables", name);
        return (
          <fieldset class="inner" key={name} data-at={at}>
            <legend>{name}</legend>
            <Mistakes at={at} />
            {isObject(table) ? <Fields at={at} value={table} shape={null} noun={t("key")} upTo={place(at, "x")} /> : <ValueField at={at} label={name} value={table} onValue={(to) => store.put(at, to)} />}
            <div><Button kind="quiet" label={t("remove_what", { what: name })} onClick={() => {
              store.clear(at, "/tables");
              focusOn(`[data-add="/tables"]`);
            }}>{t("remove_table")}</Button></div>
          </fieldset>
        );
      })}
      <Add at="/tables" noun={t("table")} names={[]} isFree isTaken={(name) => Object.hasOwn(tables, name)} onAdd={(name) => {
        store.put(place("/tables", name), {});
        focusOn(mark("add", place("/tables", name)));
      }} />
    </section>
  );
}

