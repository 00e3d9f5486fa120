// Which events are to be taken through the flows once more, how fast, and what that comes to.
import { useRef, useState } from "preact/hooks";

import { api, Problem } from "../../../api/client";
import type { Replay, ReplayPreview } from "../../../api/types/replays";
import type { RunState } from "../../../api/types/runs";
import { ask, Button, Checkbox, Combobox, Failure, Notice, say, Select, TextField, useLoad } from "../../../components";
import { number, zone } from "../../../locale";
import { me } from "../../../me";
import { go, href } from "../../../router";
import { counted } from "../../../strings";
import { loadFlows } from "../parts/flows";
import { RUN_STATES, word } from "../parts/state";
import { EMPTY, filterOf, type Form, isRestricted, rateOf } from "./filter";
import { t } from "./strings";

export function NewReplay() {
  const [form, setForm] = useState<Form>(EMPTY);
  const [preview, setPreview] = useState<ReplayPreview | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const flows = useLoad(loadFlows, []);
  const set = <K extends keyof Form>(name: K) => (value: Form[K]) => {
    setForm((before) => ({ ...before, [name]: value }));
    setPreview(null);
  };
  const send = async <T,>(isDry: boolean): Promise<T | null> => {
    setProblem(null);
    const rate = rateOf(form);
    if (rate === null) {
      setProblem(new Problem(0, "rate", t("wrong_rate")));
      return null;
    }
    try {
      return await api.post<T>("replays", { filter: filterOf(form), rate, dry_run: isDry });
    } catch (error) {
      setProblem(Problem.of(error));
      return null;
    }
  };
  const start = async () => {
    if (!(await ask(t("start_title"), { text: <><p>{t("start_text")}</p>{preview !== null && <Preview preview={preview} />}</>, yes: t("start") }))) return;
    const replay = await send<Replay>(false);
    if (replay === null) return;
    say("success", t("started"));
    go(href(["flows", "replays", replay.id]));
  };
  const time = (name: "since" | "until") => <TextField label={t(name)} hint={t("zone", { zone: zone() })} value={form[name]} onValue={set(name)} input={{ type: "datetime-local" }} />;
  return (
    <form class="card" noValidate onSubmit={(event) => event.preventDefault()}>
      <div class="filters">
        {time("since")}
        {time("until")}
        <Sources value={form.source} onValue={set("source")} />
        <Types value={form.types} onValue={set("types")} />
      </div>
      <Ticks label={t("states")} hint={t("states_hint")} all={RUN_STATES.map((state) => ({ value: state, label: word(state) }))} value={form.states} onValue={(states) => set("states")(states as RunState[])} />
      <Ticks label={t("flows")} hint={t("flows_hint")} all={(flows.value ?? []).map(({ id, name }) => ({ value: id, label: name }))} value={form.flows} onValue={set("flows")} />
      <div class="filters">
        <Select label={t("version")} value={form.version} onValue={(version) => set("version")(version as Form["version"])} choices={[{ value: "current", label: t("current") }, { value: "original", label: t("original") }]} />
        <TextField label={t("rate")} hint={t("rate_hint")} value={form.rate} onValue={set("rate")} input={{ type: "number", min: 1, max: 1000 }} />
      </div>
      {!isRestricted(form) && <Checkbox label={t("all")} hint={t("all_hint")} checked={form.all} onValue={set("all")} />}
      <Failure problem={problem ?? flows.problem} />
      <div role="status">{preview !== null && <Notice kind="info" title={t("preview")}><Preview preview={preview} /></Notice>}</div>
      <div class="row">
        <Button onClick={async () => setPreview(await send<ReplayPreview>(true))}>{t("preview")}</Button>
        <Button kind="primary" onClick={start}>{t("start")}</Button>
      </div>
    </form>
  );
}

export const eventCount = (count: number) => counted(count, { one: "event", other: "events" });
export const runCount = (count: number) => counted(count, { one: "run", other: "runs" });

function Preview({ preview: { events, looked_at, runs, ended } }: { preview: ReplayPreview }) {
  return (
    <>
      <p>{t("previewed", { events: eventCount(events) })} {events > 0 && t("previewed_runs", { runs: runCount(runs), ended: number(ended) })}</p>
      {looked_at < events && <p>{t("previewed_part", { looked_at: eventCount(looked_at) })}</p>}
    </>
  );
}

interface Tick {
  value: string;
  label: string;
}

function Ticks({ label, hint, all, value, onValue }: { label: string; hint: string; all: Tick[]; value: string[]; onValue: (value: string[]) => void }) {
  if (all.length === 0) return null;
  return (
    <fieldset>
      <legend>{label}</legend>
      <p class="hint">{hint}</p>
      <div class="ticks">
        {all.map((each) => <Checkbox key={each.value} label={each.label} checked={value.includes(each.value)} onValue={(isOn) => onValue(isOn ? [...value, each.value] : value.filter((one) => one !== each.value))} />)}
      </div>
    </fieldset>
  );
}

/** Types of events: those of the catalogue are offered, and any other can be written. */
function Types({ value, onValue }: { value: string[]; onValue: (value: string[]) => void }) {
  const place = useRef<HTMLDivElement>(null);
  const known = useRef<Promise<string[]> | null>(null);
  const find = async (text: string) => {
    known.current ??= api.get<{ events: { event: string }[] }>("coverage").then(({ events }) => events.map(({ event }) => event));
    const all = await known.current.catch(() => [] as string[]);
    const wanted = text.toUpperCase().replaceAll(" ", "_");
    return all.filter((name) => name.includes(wanted) && !value.includes(name)).slice(0, 60).map((name) => ({ value: name, label: name }));
  };
  const remove = (name: string) => {
    onValue(value.filter((each) => each !== name));
    place.current?.querySelector("input")?.focus();
  };
  return (
    <div class="field" ref={place}>
      <Combobox label={t("types")} hint={t("types_hint")} value="" free find={find} onValue={(name) => name !== "" && !value.includes(name) && onValue([...value, name])} />
      {value.length > 0 && <ul class="chips">{value.map((name) => <li key={name} class="badge">{name} <Button kind="quiet" label={t("take_out", { name })} onClick={() => remove(name)}>✕</Button></li>)}</ul>}
    </div>
  );
}

/** Clockify, and the custom sources where there are some. */
function Sources({ value, onValue }: { value: string; onValue: (value: string) => void }) {
  const hasCustom = me.value?.has_custom_webhooks === true;
  const custom = useLoad(async (signal) => (hasCustom ? api.get<{ sources: { name: string }[] }>("sources", { signal }).catch(() => null) : null), [hasCustom]);
  const names = ["clockify", ...(custom.value?.sources.map(({ name }) => name) ?? [])];
  return <Select label={t("source")} value={value} onValue={onValue} choices={[{ value: "", label: t("any_source") }, ...names.map((name) => ({ value: name, label: name === "clockify" ? "Clockify" : name }))]} />;
}
