// What starts the flow: events, deliveries of other systems, and the time.
import { useState } from "preact/hooks";

import { Badge, Button, Checkbox, Combobox, type Option, Select } from "../../../components";
import { me } from "../../../me";
import { isObject, keyOf, place, put } from "./document";
import { focusOn } from "./focus";
import { Json } from "./literal";
import { coverage, sources } from "./outside";
import { Line, Mistakes, Place } from "./place";
import { useMistake, useStore } from "./store";
import { t } from "./strings";

const kinds = ["event", "source", "every", "daily", "weekly"] as const;
type Kind = (typeof kinds)[number];

const MOST = 20;
const DAYS = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"];

const first: Record<Kind, unknown> = { event: { event: "" }, source: { source: "" }, every: { every: "1h" }, daily: { daily: "09:00" }, weekly: { weekly: { days: ["MON"], at: "09:00" } } };

/** Which kind of trigger it is, as the server's reader tells them apart; null for none that is known. */
export function triggerKind(trigger: unknown): Kind | null {
  if (!isObject(trigger)) return null;
  const kind = (["source", "event", "every", "daily", "weekly"] as const).find((name) => trigger[name] !== undefined);
  if (kind === undefined) return null;
  const known = { event: ["event"], source: ["source", "event"], every: ["every"], daily: ["daily", "zone"], weekly: ["weekly", "zone"] }[kind];
  const isPlain = kind === "weekly" ? isObject(trigger.weekly) && Array.isArray(trigger.weekly.days) && Object.keys(trigger.weekly).every((name) => name === "days" || name === "at") : typeof trigger[kind] === "string";
  return isPlain && Object.keys(trigger).every((name) => known.includes(name)) ? kind : null;
}

export function Triggers() {
  const store = useStore();
  const found = store.at("/triggers");
  const list = Array.isArray(found) ? found : [];
  const [kind, setKind] = useState<Kind>("event");
  const add = () => {
    store.insert("/triggers", list.length, first[kind]);
    focusOn(`[data-at="/triggers/${list.length}"]`);
  };
  const remove = (index: number) => {
    store.replace(put(store.document.value, place("/triggers", index), undefined));
    store.say(t("removed", { what: t("trigger") }));
    focusOn(...(list.length > 1 ? [`[data-at="/triggers/${Math.min(index, list.length - 2)}"]`] : []), `[data-add="/triggers"]`);
  };
  const offered = kinds.filter((each) => each !== "source" || me.value?.has_custom_webhooks === true);
  return (
    <div class="stack" data-at="/triggers">
      {list.length === 0 && <p class="muted">{t("no_trigger")}</p>}
      <ol class="members">
        {list.map((trigger, index) => (
          <li key={keyOf(trigger) || index} class="trigger" data-at={place("/triggers", index)}>
            <div class="grow"><Trigger at={place("/triggers", index)} trigger={trigger} /></div>
            <Button kind="quiet" label={t("remove_trigger", { number: index + 1 })} onClick={() => remove(index)}>✕</Button>
          </li>
        ))}
      </ol>
      <Mistakes at="/triggers" />
      {list.length < MOST && (
        <div class="row end add" data-add="/triggers">
          <Select label={t("add_trigger")} value={kind} onValue={(chosen) => setKind(chosen as Kind)} choices={offered.map((each) => ({ value: each, label: t(`trigger_${each}`) }))} />
          <Button onClick={add} label={t("add_trigger")}>{t("add")}</Button>
        </div>
      )}
    </div>
  );
}

function Trigger({ at, trigger }: { at: string; trigger: unknown }) {
  const store = useStore();
  const error = useMistake(at);
  const kind = triggerKind(trigger);
  if (kind === null || !isObject(trigger)) return <Json label={t("trigger_json")} value={trigger} error={error} onValue={(value) => store.put(at, value)} />;
  const text = (name: string) => (typeof trigger[name] === "string" ? trigger[name] : "");
  const set = (name: string, value: string) => (value === "" && name !== kind ? store.clear(place(at, name)) : store.put(place(at, name), value));
  return (
    <div class="stack">
      {kind === "event" && <EventTrigger at={place(at, "event")} value={text("event")} />}
      {kind === "source" && (
        <div class="pair">
          <SourceName at={place(at, "source")} value={text("source")} />
          <Line at={place(at, "event")} label={t("source_event")} hint={t("source_event_hint")} value={text("event")} onValue={(to) => set("event", to)} />
        </div>
      )}
      {kind === "every" && <Line at={place(at, "every")} label={t("trigger_every")} hint={t("every_hint")} required value={text("every")} onValue={(to) => set("every", to)} />}
      {kind === "daily" && <div class="pair"><Line at={place(at, "daily")} label={t("trigger_daily")} hint={t("clock_hint")} required value={text("daily")} onValue={(to) => set("daily", to)} /><Zone at={place(at, "zone")} value={text("zone")} onValue={(to) => set("zone", to)} /></div>}
      {kind === "weekly" && <Weekly at={at} trigger={trigger} zone={text("zone")} onZone={(to) => set("zone", to)} />}
      {error !== null && <p class="wrong"><span aria-hidden="true">✕ </span>{error}</p>}
    </div>
  );
}

/** An event of Clockify's, and whether it gets here. */
function EventTrigger({ at, value }: { at: string; value: string }) {
  const store = useStore();
  const error = useMistake(at);
  const { value: lines } = coverage.read();
  const line = lines?.find(({ event }) => event === value);
  const find = async (text: string): Promise<Option[]> => {
    const words = text.toLowerCase().replaceAll("_", " ").split(/\s+/);
    const fits = (coverage.read().value ?? []).filter(({ event }) => words.every((word) => event.toLowerCase().replaceAll("_", " ").includes(word)));
    return fits.map(({ event, state }) => ({ value: event, label: event, detail: t(`coverage_${state}`) }));
  };
  const kinds = { subscribed: "success", available: "info", unavailable: "warning" } as const;
  return (
    <Place at={at}>
      <Combobox label={t("trigger_event")} error={error} required free value={value} find={find} placeholder={t("choose_event")} onValue={(to) => store.put(at, to)} />
      {line !== undefined && <p class="row"><Badge kind={kinds[line.state]}>{t(`coverage_${line.state}`)}</Badge>{line.reason !== null && <span class="hint">{line.reason}</span>}</p>}
    </Place>
  );
}

function SourceName({ at, value }: { at: string; value: string }) {
  const store = useStore();
  const error = useMistake(at);
  const find = async (text: string) => (sources.read().value ?? []).filter((name) => name.includes(text.toLowerCase())).map((name) => ({ value: name, label: name }));
  void sources.read();
  return <Place at={at}><Combobox label={t("source")} error={error} required free value={value} find={find} onValue={(to) => store.put(at, to)} /></Place>;
}

function Weekly({ at, trigger, zone, onZone }: { at: string; trigger: Record<string, unknown>; zone: string; onZone: (zone: string) => void }) {
  const store = useStore();
  const weekly = isObject(trigger.weekly) ? trigger.weekly : {};
  const chosen = Array.isArray(weekly.days) ? weekly.days.map(String) : [];
  const days = place(at, "weekly", "days");
  const toggle = (day: string, isOn: boolean) => store.put(days, isOn ? [...chosen, day].sort((one, other) => DAYS.indexOf(one) - DAYS.indexOf(other)) : chosen.filter((each) => each !== day));
  return (
    <>
      <fieldset class="inner" data-at={days}>
        <legend>{t("trigger_weekly")}</legend>
        <div class="row">{[...DAYS, ...chosen.filter((day) => !DAYS.includes(day))].map((day) => <Checkbox key={day} label={DAYS.includes(day) ? t(`day_${day as "MON"}`) : day} checked={chosen.includes(day)} onValue={(isOn) => toggle(day, isOn)} />)}</div>
        <Mistakes at={days} />
      </fieldset>
      <div class="pair">
        <Line at={place(at, "weekly", "at")} label={t("clock")} hint={t("clock_hint")} required value={typeof weekly.at === "string" ? weekly.at : ""} onValue={(to) => store.put(place(at, "weekly", "at"), to)} />
        <Zone at={place(at, "zone")} value={zone} onValue={onZone} />
      </div>
    </>
  );
}

function Zone({ at, value, onValue }: { at: string; value: string; onValue: (zone: string) => void }) {
  const error = useMistake(at);
  const find = async (text: string) => {
    const wanted = text.toLowerCase().replaceAll(" ", "_");
    return Intl.supportedValuesOf("timeZone").filter((zone) => zone.toLowerCase().includes(wanted)).slice(0, 40).map((zone) => ({ value: zone, label: zone }));
  };
  return <Place at={at}><Combobox label={t("zone")} hint={t("zone_hint")} error={error} free value={value} placeholder={t("zone_workspace")} find={find} onValue={onValue} /></Place>;
}
