// Steps that wait, end the run, or call other systems.
import { Select } from "../../../components";
import { isObject, place } from "./document";
import { Fields } from "./fields";
import { secrets } from "./outside";
import { Line, Mistakes, Place } from "./place";
import { useMistake, useStore } from "./store";
import { t } from "./strings";
import { ValueField } from "./value";

export function Delay({ at }: { at: string }) {
  const store = useStore();
  const found = store.at(at);
  const value = isObject(found) ? found : {};
  const way = "until" in value ? "until" : "for";
  return (
    <>
      <Mistakes at={at} />
      <Select label={t("delay_way")} value={way} onValue={(to) => store.put(at, to === "for" ? { for: "1h" } : { until: "" })} choices={[{ value: "for", label: t("delay_for") }, { value: "until", label: t("delay_until") }]} />
      {way === "for" ? (
        <Line at={place(at, "for")} label={t("duration")} hint={t("hint_short")} required value={typeof value.for === "string" ? value.for : ""} onValue={(to) => store.put(place(at, "for"), to)} />
      ) : (
        <ValueField at={place(at, "until")} label={t("until")} required shape={{ type: "string", format: "date-time" }} value={value.until} onValue={(to) => store.put(place(at, "until"), to)} />
      )}
    </>
  );
}

export function Stop({ at }: { at: string }) {
  const store = useStore();
  const reason = store.at(place(at, "reason"));
  return (
    <>
      <Mistakes at={at} />
      <Place at={place(at, "outcome")}>
        <Select label={t("outcome")} error={useMistake(place(at, "outcome"))} value={String(store.at(place(at, "outcome")))} onValue={(to) => store.put(place(at, "outcome"), to)}
          choices={[{ value: "succeeded", label: t("outcome_succeeded") }, { value: "failed", label: t("outcome_failed") }]} />
      </Place>
      <ValueField at={place(at, "reason")} label={t("reason")} hint={t("reason_hint")} shape={{ type: "string" }} value={reason} onValue={(to) => (to === "" ? store.clear(place(at, "reason")) : store.put(place(at, "reason"), to))} />
    </>
  );
}

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];

export function Http({ at }: { at: string }) {
  const store = useStore();
  const found = store.at(at);
  const value = isObject(found) ? found : {};
  const method = String(value.method);
  const names = secrets.read().value ?? [];
  const sign = typeof value.sign === "string" ? value.sign : "";
  const part = (name: string) => (isObject(value[name]) ? value[name] : {});
  return (
    <>
      <Mistakes at={at} />
      <Place at={place(at, "method")}>
        <Select label={t("method")} error={useMistake(place(at, "method"))} value={method} onValue={(to) => store.put(place(at, "method"), to)} choices={(METHODS.includes(method) ? METHODS : [method, ...METHODS]).map((each) => ({ value: each, label: each }))} />
      </Place>
      <ValueField at={place(at, "url")} label={t("url")} hint={t("url_hint")} required shape={{ type: "string" }} value={value.url} onValue={(to) => store.put(place(at, "url"), to)} />
      <h4>{t("headers")}</h4>
      <Mistakes at={place(at, "headers")} />
      <Fields at={place(at, "headers")} value={part("headers")} shape={null} secrets others={{ type: "string" }} upTo={place(at, "headers")} noun={t("header")} />
      <h4>{t("query")}</h4>
      <Mistakes at={place(at, "query")} />
      <Fields at={place(at, "query")} value={part("query")} shape={null} secrets others={{ type: "string" }} upTo={place(at, "query")} noun={t("parameter")} />
      {(method !== "GET" || value.body !== undefined) && (
        <ValueField at={place(at, "body")} label={t("body")} shape={{ type: "any" }} value={value.body} onValue={(to) => store.put(place(at, "body"), to)} onRemove={value.body === undefined ? undefined : () => store.put(place(at, "body"), undefined)} />
      )}
      <Place at={place(at, "sign")}>
        <Select label={t("sign")} hint={t("sign_hint")} error={useMistake(place(at, "sign"))} value={sign} onValue={(to) => store.put(place(at, "sign"), to === "" ? undefined : to)}
          choices={[{ value: "", label: t("sign_none") }, ...(names.includes(sign) || sign === "" ? names : [sign, ...names]).map((name) => ({ value: name, label: name }))]} />
      </Place>
    </>
  );
}
