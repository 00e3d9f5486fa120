// How the workspace is: what needs attention, what came in, what is known of it.
import "./dashboard.css";

import { useEffect } from "preact/hooks";

import { api } from "../../api/client";
import type { Overview, RunState, Warning } from "../../api/types/overview";
import { Badge, Button, Failure, Notice, shown, Time, useLoad, Waiting } from "../../components";
import { language, number, zone } from "../../locale";
import { me } from "../../me";
import { href } from "../../router";
import { shell } from "../../strings";
import type { TabProps } from "..";
import { stateName } from "../events/state";
import { Bootstrap } from "./bootstrap";
import { Columns, Lines } from "./chart";
import { Coverage } from "./coverage";
import { Entities } from "./entities";
import { t } from "./strings";

/** How often it is looked at again while somebody sees it. */
const AGAIN_MS = 30_000;

/** Past these the server only says that there are more. */
const MOST_RUNS = 10_000;
const MOST = 100_000;

export default function Dashboard({ path, query }: TabProps) {
  const isAdmin = me.value?.is_admin === true;
  if (isAdmin && path[0] === "entities" && path[1] !== undefined) return <Entities type={path[1]} id={path[2] ?? null} search={query.get("search") ?? ""} />;
  return <Whole isAdmin={isAdmin} />;
}

function Whole({ isAdmin }: { isAdmin: boolean }) {
  const overview = useLoad((signal) => api.get<Overview>("overview", { signal }), []);
  const { value, problem, isLoading, again } = overview;
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) void again();
    }, AGAIN_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <>
      <div class="row spread">
        <h2>{t("title")}</h2>
        <Button kind="quiet" onClick={again}>{t("refresh")}</Button>
      </div>
      <Failure problem={problem}><Button onClick={again}>{shell("again")}</Button></Failure>
      {value === null && isLoading && <Waiting label={shell("loading")} />}
      {value !== null && (
        <>
          {value.warnings.length > 0 && <Warnings warnings={value.warnings} />}
          <div class="grid">
            <section class="card"><Hours hours={value.hours} /></section>
            {value.runs !== null && <section class="card"><Runs runs={value.runs} /></section>}
          </div>
          <div class="grid">
            <Installation installation={value.installation} />
            <Cache entities={value.entities} isAdmin={isAdmin} />
          </div>
        </>
      )}
      {isAdmin && <Bootstrap onEnd={again} />}
      {isAdmin && <Coverage />}
    </>
  );
}

const CODES = ["addon_inactive", "token_refused", "webhooks_off", "events_unavailable", "flows_held", "flows_near_limit", "bootstrap_incomplete"] as const;

function Warnings({ warnings }: { warnings: Warning[] }) {
  const text = ({ code, count, text }: Warning) => {
    const known = CODES.find((each) => each === code);
    return known === undefined ? text : t(known, { count: number(count) });
  };
  return (
    <Notice kind="warning" title={t("warnings")}>
      <ul>
        {warnings.map((warning) => (
          <li key={warning.code}>
            {text(warning)}{" "}
            {warning.link !== null && warning.link !== "#/dashboard" && <a href={warning.link} aria-label={`${t("look")}: ${text(warning)}`}>{t("look")}</a>}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function Installation({ installation }: { installation: Overview["installation"] }) {
  const isOn = installation.status === "ACTIVE";
  return (
    <section class="card" aria-labelledby="installation">
      <h3 id="installation">{t("installation")}</h3>
      <dl class="facts">
        <dt>{t("status")}</dt>
        <dd><Badge kind={isOn ? "success" : "warning"}>{t(isOn ? "ACTIVE" : "INACTIVE")}</Badge></dd>
        <dt>{t("installed_at")}</dt>
        <dd><Time at={installation.installed_at} /></dd>
        <dt>{t("workspace")}</dt>
        <dd><code>{me.value?.workspace}</code></dd>
        <dt>{t("version")}</dt>
        <dd>{me.value?.version}</dd>
        <dt>{t("role")}</dt>
        <dd>{me.value?.role}</dd>
      </dl>
    </section>
  );
}

function Hours({ hours }: { hours: Overview["hours"] }) {
  const clock = new Intl.DateTimeFormat(language(), { hour: "2-digit", minute: "2-digit", timeZone: zone() });
  const bars = hours.map(({ hour, count }, at) => ({
    label: shown(hour).replace(/:00(?=\D*$)/, ""),
    value: count,
    mark: at % 6 === 5 ? clock.format(new Date(hour)) : undefined,
  }));
  const sum = hours.reduce((all, { count }) => all + count, 0);
  const most = Math.max(0, ...hours.map(({ count }) => count));
  return <Columns title={t("events_chart")} summary={t("events_sum", { count: number(sum), most: number(most) })} bars={bars} first={t("hour")} second={t("events")} />;
}

const KINDS: Record<RunState, string> = {
  queued: "",
  waiting: "",
  running: "",
  held: "warning",
  succeeded: "success",
  filtered: "plain",
  failed: "error",
  cancelled: "plain",
};

function Runs({ runs }: { runs: NonNullable<Overview["runs"]> }) {
  const sum = runs.reduce((all, { count }) => all + count, 0);
  const told = (count: number) => (count > MOST_RUNS ? t("at_least", { count: number(MOST_RUNS) }) : number(count));
  const lines = runs.map(({ state, count }) => ({ label: stateName(state), value: count, shown: told(count), kind: KINDS[state] ?? "" }));
  const present = lines.filter(({ value }) => value > 0).map(({ label, shown }) => `${label} ${shown}`);
  const summary = sum === 0 ? t("runs_none") : present.join(", ");
  return <Lines title={t("runs_chart")} summary={summary} lines={lines} first={t("state")} second={t("runs")} />;
}

function Cache({ entities, isAdmin }: { entities: Overview["entities"]; isAdmin: boolean }) {
  const told = (count: number) => (count > MOST ? t("at_least", { count: number(MOST) }) : number(count));
  return (
    <section class="card" aria-labelledby="cache">
      <h3 id="cache">{t("entities")}</h3>
      {entities.length === 0 ? <p class="muted">{t("entities_none")}</p> : (
        <div class="scroll tall" tabIndex={0} role="group" aria-labelledby="cache">
          <table>
            <thead><tr><th scope="col">{t("type")}</th><th scope="col" class="number">{t("count")}</th></tr></thead>
            <tbody>
              {entities.map(({ type, count, fetched_at }) => (
                <tr key={type}>
                  <th scope="row" class="cached-type">
                    {isAdmin ? <a href={href(["dashboard", "entities", type])}>{type}</a> : type}
                    {fetched_at !== null && <small>{t("fetched_at")} <Time at={fetched_at} /></small>}
                  </th>
                  <td class="number">{told(count)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
