// What of the events is shown: kept in the address, so that it stays when the page is opened again.
import { useEffect, useState } from "preact/hooks";

import { api } from "../../api/client";
import type { Coverage } from "../../api/types/coverage";
import { Button, Checkbox, Combobox, EntityPicker, type Option, Select, TextField } from "../../components";
import { t } from "./strings";

export interface Wanted {
  type: string;
  source: string;
  user: string;
  project: string;
  text: string;
  unique: string;
}

export const NOTHING: Wanted = { type: "", source: "", user: "", project: "", text: "", unique: "" };

/** How long somebody has stopped typing before it counts. */
const WAIT_MS = 350;

/** The filters of an address. */
export function wanted(query: URLSearchParams): Wanted {
  const of = (name: keyof Wanted) => query.get(name) ?? "";
  return { type: of("type"), source: of("source"), user: of("user"), project: of("project"), text: of("text"), unique: of("unique") === "true" ? "true" : "" };
}

export const isNothing = (filters: Wanted) => Object.values(filters).every((value) => value === "");

/** Names of Clockify's events, which are asked for once. */
let names: Promise<string[]> | null = null;

async function eventNames(): Promise<string[]> {
  names ??= api.get<Coverage>("coverage").then(({ events }) => events.map(({ event }) => event));
  try {
    return await names;
  } catch {
    // What is typed counts as it is then.
    names = null;
    return [];
  }
}

async function findTypes(text: string): Promise<Option[]> {
  const before = text.includes(",") ? text.slice(0, text.lastIndexOf(",") + 1) : "";
  const sought = text.slice(before.length).trim().toUpperCase().replace(/\s+/g, "_");
  const found = (await eventNames()).filter((name) => name.includes(sought));
  return found.map((name) => ({ value: before + name, label: name }));
}

export function Filters({ value, onValue }: { value: Wanted; onValue: (value: Wanted) => void }) {
  const set = (part: Partial<Wanted>) => onValue({ ...value, ...part });
  const [text, setText] = useState(value.text);
  useEffect(() => setText(value.text), [value.text]);
  useEffect(() => {
    if (text.trim() === value.text) return;
    const timer = setTimeout(() => set({ text: text.trim() }), WAIT_MS);
    return () => clearTimeout(timer);
  }, [text, value]);
  const more = Object.entries(value).filter(([name, each]) => name !== "text" && each !== "").length;
  // Where there is little room, the list is what one came for.
  const [isWide] = useState(() => window.matchMedia?.("(min-width: 700px)").matches ?? true);
  return (
    <form class="event-filters" aria-label={t("filters")} onSubmit={(event) => event.preventDefault()}>
      <TextField label={t("text")} value={text} onValue={setText} input={{ type: "search", maxLength: 200, placeholder: t("text_hint") }} />
      <details open={isWide || more > 0}>
        <summary>{more === 0 ? t("more_filters") : t("more_filters_set", { count: more })}</summary>
        <div class="event-more">
          <Combobox label={t("type")} value={value.type} free find={findTypes} placeholder={t("any")} onValue={(type) => set({ type: type.trim() })} />
          <Select
            label={t("source")}
            value={value.source}
            onValue={(source) => set({ source })}
            choices={[{ value: "", label: t("any") }, { value: "CLOCKIFY", label: t("clockify") }, { value: "CUSTOM", label: t("custom") }]}
          />
          <EntityPicker label={t("user")} type="user" value={value.user} onValue={(user) => set({ user })} />
          <EntityPicker label={t("project")} type="project" value={value.project} onValue={(project) => set({ project })} />
          <Checkbox label={t("unique")} checked={value.unique === "true"} onValue={(unique) => set({ unique: unique ? "true" : "" })} />
          <Button kind="quiet" disabled={isNothing(value)} onClick={() => onValue(NOTHING)}>{t("reset")}</Button>
        </div>
      </details>
    </form>
  );
}
