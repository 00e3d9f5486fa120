// One event, whole: what it says, what it is about, what it started.
import { useEffect, useRef, useState } from "preact/hooks";

import { api } from "../../api/client";
import type { CachedName, EventWhole } from "../../api/types/events";
import { Badge, Button, Copy, Failure, JsonTree, Pager, Time, useLoad, usePages, Waiting } from "../../components";
import { me } from "../../me";
import { href } from "../../router";
import { shell } from "../../strings";
import { Replay } from "./replay";
import { KINDS, stateName } from "./state";
import { t } from "./strings";
import type { FlowName, StartedRun } from "./types";

export function Detail({ id, onClose }: { id: string; onClose: () => void }) {
  const { value: event, problem, isLoading, again } = useLoad((signal) => api.get<EventWhole>(`events/${encodeURIComponent(id)}`, { signal }), [id]);
  const heading = useRef<HTMLHeadingElement>(null);
  const [isReplaying, setReplaying] = useState(false);
  const [replays, setReplays] = useState(0);
  useEffect(() => heading.current?.focus(), [event === null]);
  const press = (key: KeyboardEvent) => {
    if (key.key !== "Escape" || key.defaultPrevented || isReplaying) return;
    onClose();
  };
  return (
    <section class="event-detail card" aria-labelledby="event-title" onKeyDown={press}>
      <div class="row spread">
        <h2 id="event-title" ref={heading} tabIndex={-1}>{event === null ? shell("loading") : event.event_type}</h2>
        <div class="row">
          {event !== null && me.value?.has_flows === true && <Button onClick={() => setReplaying(true)}>{t("replay")}</Button>}
          <Button kind="quiet" label={t("close")} onClick={onClose}>✕</Button>
        </div>
      </div>
      <Failure problem={problem}><Button onClick={again}>{shell("again")}</Button></Failure>
      {event === null ? isLoading && <Waiting label={shell("loading")} /> : (
        <>
          <Facts event={event} />
          <Body event={event} />
          <Headers headers={event.headers} />
          {me.value?.has_flows === true && <Runs id={event.id} key={replays} />}
          {isReplaying && <Replay event={event} onClose={() => setReplaying(false)} onDone={() => setReplays(replays + 1)} />}
        </>
      )}
    </section>
  );
}

function Facts({ event }: { event: EventWhole }) {
  const { entity, user, project } = event.cached;
  return (
    <dl class="facts">
      <dt>{t("received")}</dt>
      <dd><Time at={event.received_at} /></dd>
      <dt>{t("id")}</dt>
      <dd><code>{event.id}</code> <Copy label={t("id")} text={() => event.id} /></dd>
      <dt>{t("from")}</dt>
      <dd>{event.custom_source ?? t("clockify")}</dd>
      <About label={t("entity")} id={event.entity} found={entity} />
      <About label={t("user")} id={event.user} found={user} />
      <About label={t("project")} id={event.project} found={project} />
      {event.duplicate_of !== null && (
        <>
          <dt>{t("repeats")}</dt>
          <dd><a href={href(["events", event.duplicate_of])}>{event.duplicate_of}</a></dd>
        </>
      )}
    </dl>
  );
}

/** What an id is called, and where it can be looked at. */
function About({ label, id, found }: { label: string; id: string | null; found: CachedName | null }) {
  if (id === null) return null;
  return (
    <>
      <dt>{label}</dt>
      <dd>
        {found === null ? <><code>{id}</code> <span class="muted">({t("not_cached")})</span></> : (
          <><a href={href(["dashboard", "entities", found.type, found.id])}>{found.name}</a> <span class="muted">{found.type}</span></>
        )}
      </dd>
    </>
  );
}

function Body({ event }: { event: EventWhole }) {
  const [isRaw, setRaw] = useState(false);
  const text = JSON.stringify(event.body, null, 2);
  return (
    <section class="stack" aria-labelledby="event-body">
      <div class="row spread">
        <h3 id="event-body">{t("body")}</h3>
        <div class="row" role="group" aria-label={t("body")}>
          <Button pressed={!isRaw} onClick={() => setRaw(false)}>{t("tree")}</Button>
          <Button pressed={isRaw} onClick={() => setRaw(true)}>{t("raw")}</Button>
          <Copy label={t("body")} text={() => text} />
        </div>
      </div>
      {isRaw ? <pre tabIndex={0} aria-label={t("body_label")}>{text}</pre> : <JsonTree label={t("body_label")} value={event.body} />}
    </section>
  );
}

function Headers({ headers }: { headers: Record<string, string> }) {
  return (
    <details>
      <summary>{t("headers")}</summary>
      <div class="scroll" tabIndex={0} role="group" aria-label={t("headers")}>
        <table>
          <thead><tr><th scope="col">{t("header")}</th><th scope="col">{t("value")}</th></tr></thead>
          <tbody>
            {Object.entries(headers ?? {}).map(([name, value]) => <tr key={name}><th scope="row"><code>{name}</code></th><td><code>{String(value)}</code></td></tr>)}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function Runs({ id }: { id: string }) {
  const flows = useLoad((signal) => api.get<{ flows: FlowName[] }>("flows", { signal }), []);
  const pages = usePages(async (cursor, signal) => {
    const { runs, next } = await api.get<{ runs: StartedRun[]; next: string | null }>(`events/${id}/runs`, { query: { cursor }, signal });
    return { rows: runs, next };
  }, [id]);
  return (
    <section class="stack" aria-labelledby="event-runs">
      <h3 id="event-runs">{t("runs")}</h3>
      {pages.rows.length === 0 && !pages.isLoading && pages.problem === null && <p class="muted">{t("no_runs")}</p>}
      <ul class="list">{pages.rows.map((run) => <li key={run.id}><RunLine run={run} flows={flows.value?.flows ?? []} /></li>)}</ul>
      <Pager pages={pages} />
    </section>
  );
}

/** A run in a line. One that is only foreseen has no place of its own. */
export function RunLine({ run, flows, isForeseen = false }: { run: StartedRun; flows: FlowName[]; isForeseen?: boolean }) {
  const name = flows.find((flow) => flow.id === run.flow)?.name ?? t("flow_gone");
  return (
    <div class="row">
      {!(isForeseen && run.state === "queued") && <Badge kind={KINDS[run.state]}>{stateName(run.state)}</Badge>}
      {isForeseen ? <span>{name}</span> : <a href={href(["flows", "runs", run.id])}>{name}</a>}
      <span class="muted">{t("run", { version: run.version })}</span>
      {!isForeseen && <Time at={run.created_at} />}
      {run.why !== null && <span class="muted run-why">{run.why}</span>}
    </div>
  );
}
