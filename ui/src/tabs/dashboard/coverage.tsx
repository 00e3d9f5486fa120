// For each of Clockify's events whether it reaches this add-on, and if not, why.
import { useState } from "preact/hooks";

import { api } from "../../api/client";
import type { Coverage as Report, CoverageLine } from "../../api/types/coverage";
import { Badge, Button, Failure, Select, TextField, Time, useLoad, Waiting } from "../../components";
import { number } from "../../locale";
import { href } from "../../router";
import { shell } from "../../strings";
import { t } from "./strings";

export function Coverage() {
  const { value, problem, isLoading, again } = useLoad((signal) => api.get<Report>("coverage", { signal }), []);
  return (
    <section class="card" aria-labelledby="coverage">
      <h3 id="coverage">{t("coverage")}</h3>
      <Failure problem={problem}><Button onClick={again}>{shell("again")}</Button></Failure>
      {value === null ? isLoading && <Waiting label={shell("loading")} /> : <Told report={value} />}
    </section>
  );
}

function Told({ report }: { report: Report }) {
  const [text, setText] = useState("");
  const [which, setWhich] = useState("all");
  const sought = text.trim().toUpperCase().replace(/\s+/g, "_");
  const fits = (line: CoverageLine) => line.event.includes(sought) && (which === "all" || isMissing(line));
  const lines = report.events.filter(fits);
  const { subscribed, events, available } = report.summary;
  return (
    <>
      <p>
        {t("coverage_sum", { subscribed: number(subscribed), events: number(events) })}{" "}
        {available > 0 && t("coverage_available", { count: number(available) })}
      </p>
      <p class="muted">{report.compared_at === null ? t("not_compared") : <>{t("compared")}: <Time at={report.compared_at} /></>}</p>
      {report.token_refused_since !== null && <p>⚠ {t("token_since")} <Time at={report.token_refused_since} /></p>}
      <div class="coverage-filters">
        <TextField label={t("filter_events")} value={text} onValue={setText} input={{ type: "search" }} />
        <Select label={t("filter_state")} value={which} onValue={setWhich} choices={[{ value: "all", label: t("all") }, { value: "missing", label: t("only_missing") }]} />
        <p class="muted" role="status">{t("shown_events", { count: number(lines.length) })}</p>
      </div>
      <ul class="list coverage-list tall" tabIndex={0} aria-label={t("coverage")}>
        {lines.map((line) => (
          <li key={line.event}>
            <a href={href(["events"], { type: line.event })}>{line.event}</a>
            <div><How line={line} /></div>
            <div>
              <span class="muted">{t("last_seen")}: </span>
              {line.last_seen_at === null ? <span class="muted">{t("not_seen", { count: number(report.looked_at) })}</span> : <Time at={line.last_seen_at} />}
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}

const OFF = ["given_up", "over_plan", "switched_off"] as const;

const off = (line: CoverageLine) => OFF.find((delivery) => delivery === line.delivery);

/** Whether nothing of it reaches the add-on. */
export function isMissing(line: CoverageLine): boolean {
  return line.state !== "subscribed" || off(line) !== undefined;
}

function How({ line }: { line: CoverageLine }) {
  const why = off(line);
  const kind = why !== undefined ? "error" : line.state === "subscribed" ? "success" : line.state === "available" ? "info" : "plain";
  return (
    <>
      <Badge kind={kind}>{t(line.state)}</Badge>{" "}
      {line.how !== null && <span class="muted">{t(line.how)}</span>}
      {why !== undefined && <p>⚠ {t(why)}</p>}
      {line.reason !== null && <p class="muted">{line.reason}</p>}
    </>
  );
}
