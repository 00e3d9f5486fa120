// Runs of all flows, by flow, state, event and time. The filters stand in the address.
import { useEffect, useState } from "preact/hooks";

import { api } from "../../../api/client";
import type { Runs } from "../../../api/types/runs";
import { Button, Notice, Pager, Select, TextField, usePages } from "../../../components";
import { zone } from "../../../locale";
import { href, replace } from "../../../router";
import { flows, loadFlows } from "../parts/flows";
import { Page } from "../parts/page";
import { RUN_STATES, word } from "../parts/state";
import { momentOf, wallOf } from "../../../wall-clock";
import { t as all } from "../strings";
import { RunRows } from "./rows";
import { t } from "./strings";

const FILTERS = ["flow", "state", "event", "since", "until"] as const;
type Name = (typeof FILTERS)[number];

export function RunList({ query }: { query: URLSearchParams }) {
  const filter = Object.fromEntries(FILTERS.map((name) => [name, query.get(name) ?? ""])) as Record<Name, string>;
  const isFiltered = FILTERS.some((name) => filter[name] !== "");
  const load = async (cursor: string | null, signal: AbortSignal) => {
    const { runs, next } = await api.get<Runs>("runs", { query: { ...filter, cursor, limit: 50 }, signal });
    return { rows: runs, next };
  };
  const pages = usePages(load, FILTERS.map((name) => filter[name]));
  useEffect(() => {
    const stop = new AbortController();
    // Without the names their ids are shown.
    loadFlows(stop.signal).catch(() => undefined);
    return () => stop.abort();
  }, []);
  const set = (name: Name, value: string) => replace(href(["flows", "runs"], { ...filter, [name]: value }));
  const clear = () => replace(href(["flows", "runs"]));
  return (
    <Page title={all("runs")} actions={<Button onClick={pages.again}>{t("refresh")}</Button>}>
      <Filters filter={filter} set={set} />
      {isFiltered && <p><Button kind="quiet" onClick={clear}>{t("clear")}</Button></p>}
      {!pages.isLoading && pages.problem === null && pages.rows.length === 0 && (
        isFiltered ? <p role="status">{t("none_found")}</p> : <Notice kind="info" title={t("none")}><p>{t("none_hint")}</p></Notice>
      )}
      <RunRows runs={pages.rows} withFlow />
      <Pager pages={pages} />
    </Page>
  );
}

function Filters({ filter, set }: { filter: Record<Name, string>; set: (name: Name, value: string) => void }) {
  const names = (flows.value ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const isUnknown = filter.flow !== "" && names.every(({ value }) => value !== filter.flow);
  const at = (name: "since" | "until") => (
    <TextField label={t(name)} hint={t("zone", { zone: zone() })} value={wallOf(filter[name])} onValue={(wall) => set(name, momentOf(wall) ?? "")} input={{ type: "datetime-local" }} />
  );
  return (
    <div class="filters">
      <Select label={t("flow")} value={filter.flow} onValue={(value) => set("flow", value)} choices={[{ value: "", label: t("any_flow") }, ...names, ...(isUnknown ? [{ value: filter.flow, label: filter.flow }] : [])]} />
      <Select label={t("state")} value={filter.state} onValue={(value) => set("state", value)} choices={[{ value: "", label: t("any_state") }, ...RUN_STATES.map((state) => ({ value: state, label: word(state) }))]} />
      <EventField value={filter.event} onValue={(value) => set("event", value)} />
      {at("since")}
      {at("until")}
    </div>
  );
}

const ID = /^[0-9a-f]{32}$/i;

/** An id is asked for when it is whole. */
function EventField({ value, onValue }: { value: string; onValue: (value: string) => void }) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const write = (text: string) => {
    setText(text);
    const id = text.trim().replaceAll("-", "");
    if (id === "" || ID.test(id)) onValue(id);
  };
  const isWrong = text.trim() !== "" && !ID.test(text.trim().replaceAll("-", ""));
  return <TextField label={t("event")} hint={t("event_hint")} error={isWrong ? t("no_id") : null} value={text} onValue={write} input={{ type: "search" }} />;
}
