// A flow tried on a sample, an event of the log, or any payload.
import { useState } from "preact/hooks";

import { api, Problem } from "../../../api/client";
import type { Definition } from "../../../api/types/flows";
import { Button, Failure, JsonField, Select, shown, useLoad } from "../../../components";
import { read } from "../../../json";
import { shell } from "../../../strings";
import { events as eventsOf } from "../parts/definition";
import { Found, type Report } from "./report";
import { t } from "./strings";

/** A payload to try it on, with what operations answer then. */
export interface Sample {
  payload: unknown;
  answers: Record<string, unknown>;
}

export interface TrialProps {
  /** The document, or what makes it: null if it can't be made yet, which was said then. */
  definition: Definition | (() => Promise<Definition | null>);
  sample?: () => Sample;
  /** What it starts with, as long as there is no document. */
  events?: readonly string[];
}

type On = "sample" | "event" | "payload";

const SHOWN = 20;

interface Events {
  events: { id: string; event_type: string; received_at: string; entity: string | null }[];
}

export function Trial({ definition, sample, events }: TrialProps) {
  const types = events ?? (typeof definition === "function" ? [] : eventsOf(definition));
  const hasEvents = types.length > 0;
  const [on, setOn] = useState<On>(sample !== undefined ? "sample" : hasEvents ? "event" : "payload");
  const [event, setEvent] = useState("");
  const [payload, setPayload] = useState("{}");
  const [found, setFound] = useState<{ report: Report; definition: unknown } | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const query = { type: types.join(), unique: true, limit: SHOWN };
  const latest = useLoad(async (signal) => (on === "event" ? (await api.get<Events>("events", { query, signal })).events : null), [on, types.join()]);
  const first = latest.value?.[0]?.id ?? "";
  const what = () => {
    if (on === "sample" && sample !== undefined) return sample();
    if (on === "event") {
      const id = event || first;
      return id === "" ? t("choose_event") : { event: id };
    }
    const found = read(payload);
    return "why" in found ? shell("not_json", { why: found.why }) : { payload: found.value };
  };
  const start = async () => {
    setProblem(null);
    setFound(null);
    const tried = what();
    if (typeof tried === "string") return setProblem(new Problem(0, "choose", tried));
    try {
      const document = typeof definition === "function" ? await definition() : definition;
      if (document === null) return;
      setFound({ report: await api.post<Report>("flows/test", { definition: document, ...tried }), definition: document });
    } catch (error) {
      setProblem(Problem.of(error));
    }
  };
  const choices = [
    ...(sample === undefined ? [] : [{ value: "sample", label: t("on_sample") }]),
    ...(hasEvents ? [{ value: "event", label: t("on_event") }] : []),
    { value: "payload", label: t("on_payload") },
  ];
  return (
    <section class="card" aria-label={t("title")}>
      <h3>{t("title")}</h3>
      <p>{t("hint")} {on === "sample" ? t("sample_reads") : t("reads")}</p>
      {choices.length > 1 && <Select label={t("on")} value={on} onValue={(value) => setOn(value as On)} choices={choices} />}
      {on === "event" && <EventChoice events={latest.value} problem={latest.problem} value={event || first} onValue={setEvent} />}
      {on === "payload" && <JsonField label={t("payload")} hint={t("payload_hint")} text={payload} onText={setPayload} rows={8} />}
      <p><Button onClick={start}>{t("start")}</Button></p>
      <Failure problem={problem} />
      {found !== null && <Found {...found} />}
    </section>
  );
}

function EventChoice(props: { events: Events["events"] | null; problem: Problem | null; value: string; onValue: (id: string) => void }) {
  const { events, problem, value, onValue } = props;
  if (problem !== null) return <Failure problem={problem} />;
  if (events !== null && events.length === 0) return <p role="status">{t("no_events")} {t("no_events_hint")}</p>;
  const label = (each: Events["events"][number]) => `${shown(each.received_at)} · ${each.event_type}${each.entity === null ? "" : ` · ${each.entity}`}`;
  return <Select label={t("event")} value={value} onValue={onValue} choices={(events ?? []).map((each) => ({ value: each.id, label: label(each) }))} />;
}
