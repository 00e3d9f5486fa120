// What the flow is tried on while it is built: one of the latest events that start it, or JSON that is put in.
import { useEffect, useRef, useState } from "preact/hooks";

import { api, Problem } from "../../../api/client";
import { Failure, JsonField, JsonTree, Select, shown, useLoad, Waiting } from "../../../components";
import { isObject } from "./document";
import type { EventLine } from "./outside";
import { type Sample as On, useStore } from "./store";
import { t } from "./strings";

const LATEST = 20;

/** The filters that find events which start the flow; null where no event does. */
export function searchOf(triggers: unknown): { type?: string; source?: string } | null {
  const list = Array.isArray(triggers) ? triggers.filter(isObject) : [];
  const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
  const events = list.filter((trigger) => trigger.source === undefined).map(({ event }) => event).filter(isText);
  if (events.length > 0) return { type: [...new Set(events)].join(",") };
  const hasSource = list.some(({ source }) => isText(source));
  return hasSource ? { source: "custom" } : null;
}

/** What a schedule starts a flow with. */
const tick = (name: unknown) => ({ scheduledAt: new Date().toISOString().replace(/\.\d+Z$/, "Z"), tick: Date.now(), flow: name });

export function Sample() {
  const store = useStore();
  const search = searchOf(store.at("/triggers"));
  const key = JSON.stringify(search);
  const { value: events, problem, isLoading, again } = useLoad(
    async (signal) => (search === null ? [] : (await api.get<{ events: EventLine[] }>("events", { query: { ...search, limit: LATEST }, signal })).events),
    [key],
  );
  const [wrong, setWrong] = useState<Problem | null>(null);
  const [text, setText] = useState("");
  const sample = store.sample.value;
  const asked = useRef(0);
  const choose = async (id: string) => {
    const mine = ++asked.current;
    setWrong(null);
    if (id === "paste") {
      const payload = sample.kind === "none" ? tick(store.at("/name")) : sample.payload;
      setText(JSON.stringify(payload, null, 2));
      store.sample.value = { kind: "payload", payload };
      return;
    }
    try {
      const { event_type, body } = await api.get<{ event_type: string; body: unknown }>(`events/${id}`);
      // Of two choices the later one counts, whichever comes first.
      if (mine === asked.current) store.sample.value = { kind: "event", id, type: event_type, payload: body };
    } catch (error) {
      if (mine === asked.current) setWrong(Problem.of(error));
    }
  };
  // The latest is taken as long as nobody chose.
  useEffect(() => {
    const [latest] = events ?? [];
    const isFitting = sample.kind === "payload" || (sample.kind === "event" && (search?.type ?? sample.type).split(",").includes(sample.type));
    if (isFitting && !(sample.kind === "payload" && text === "" && latest !== undefined)) return;
    if (latest !== undefined) void choose(latest.id);
    else if (events !== null && search === null && store.at("/triggers/0") !== undefined) store.sample.value = { kind: "payload", payload: tick(store.at("/name")) };
    else if (sample.kind === "event") store.sample.value = { kind: "none" };
  }, [events]);
  const now = sample.kind === "event" ? sample.id : sample.kind === "payload" ? "paste" : "";
  const choices = [
    ...(now === "" ? [{ value: "", label: t("sample_none") }] : []),
    ...(sample.kind === "event" && !(events ?? []).some(({ id }) => id === sample.id) ? [{ value: sample.id, label: sample.type }] : []),
    ...(events ?? []).map((event) => ({ value: event.id, label: `${event.custom_source ?? event.event_type} · ${shown(event.received_at)}${event.entity === null ? "" : ` · ${event.entity}`}` })),
    { value: "paste", label: t("sample_paste") },
  ];
  return (
    <section class="card" aria-labelledby="builder-sample">
      <h3 id="builder-sample">{t("sample")}</h3>
      <p class="hint">{t("sample_hint")}</p>
      {isLoading && events === null ? <Waiting label={t("sample_loading")} /> : <Select label={t("sample_choose")} value={now} onValue={(id) => void choose(id)} choices={choices} />}
      {events?.length === 0 && search !== null && <p class="hint">{t("sample_no_events")}</p>}
      <Failure problem={wrong ?? problem}><button type="button" class="button" onClick={() => void again()}>{t("again")}</button></Failure>
      {sample.kind === "payload" && <JsonField label={t("sample_json")} rows={8} text={text === "" ? JSON.stringify(sample.payload, null, 2) : text} onText={setText} onJson={(payload) => payload !== undefined && (store.sample.value = { kind: "payload", payload } satisfies On)} />}
      {sample.kind === "event" && <details><summary>{t("sample_show")}</summary><JsonTree label={sample.type} value={sample.payload} depth={1} /></details>}
    </section>
  );
}
