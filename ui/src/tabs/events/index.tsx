// The log of what came in, as it comes.
import "./events.css";

import { useEffect, useMemo, useRef, useState } from "preact/hooks";

import { api, Problem, type Query } from "../../api/client";
import type { EventPage } from "../../api/types/events";
import { Badge, Button, Failure, Notice, Waiting } from "../../components";
import { number } from "../../locale";
import { href, replace } from "../../router";
import { counted } from "../../strings";
import type { TabProps } from "..";
import { Detail } from "./detail";
import { Filters, isNothing, wanted } from "./filters";
import { follow, type FollowState } from "./follow";
import { List } from "./list";
import { Log } from "./log";
import { t } from "./strings";

const PAGE = 100;

/** How often it is said how many came. */
const SAY_MS = 15_000;

export default function Events({ path, query }: TabProps) {
  const open = path[0] ?? null;
  const filters = wanted(query);
  const key = JSON.stringify(filters);
  const asked = useMemo<Query & Record<string, string>>(() => ({ ...filters }), [key]);
  const { log, state, problem, isLoading, load, restart } = useLog(asked);
  const rows = log.rows.value;
  const [isPaused, waiting, next] = [log.isPaused.value, log.waiting.value, log.next.value];
  const older = () => load(next);
  const close = () => {
    replace(href(["events"], asked));
    // Where there is one at a time, the list is back after this turn.
    setTimeout(() => document.querySelector<HTMLElement>(`a[data-row="${open ?? ""}"]`)?.focus());
  };
  return (
    <div class="events" data-open={open === null ? undefined : ""}>
      <section class="event-log" aria-labelledby="events-title">
        <div class="row spread">
          <h2 id="events-title">{t("title")}</h2>
          <div class="row">
            <State state={state} isPaused={isPaused} />
            {isPaused || state.is === "over" ? (
              <Button kind="primary" onClick={restart}>
                {waiting > 0 ? `${t("resume")} (${counted(waiting, { one: t("new_one"), other: t("new_other") })})` : t("resume")}
              </Button>
            ) : (
              <Button onClick={() => log.pause()}>{t("pause")}</Button>
            )}
          </div>
        </div>
        <Filters value={filters} onValue={(value) => replace(href(["events", ...(open === null ? [] : [open])], { ...value }))} />
        {state.is === "over" && <Over state={state} />}
        <Failure problem={problem}><Button onClick={() => load(null)}>{t("resume")}</Button></Failure>
        {rows.length === 0 && !isLoading && problem === null && <Nothing isFiltered={!isNothing(filters)} goesOn={next !== null} />}
        {rows.length > 0 && <List rows={rows} open={open} query={asked} />}
        {isLoading ? <Waiting label={t("connecting")} /> : (
          <div class="row">
            {next !== null && <Button onClick={older}>{rows.length === 0 ? t("look_further") : t("older")}</Button>}
            {isPaused && rows.length > 0 && <Button kind="quiet" onClick={restart}>{t("newest")}</Button>}
          </div>
        )}
        <Announced log={log} />
      </section>
      {open !== null && <Detail key={open} id={open} onClose={close} />}
    </div>
  );
}

function useLog(asked: Query) {
  const log = useMemo(() => new Log(), []);
  const [state, setState] = useState<FollowState>({ is: "connecting" });
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isLoading, setLoading] = useState(true);
  const [round, setRound] = useState(0);
  const loading = useRef<AbortController | null>(null);
  const load = async (cursor: string | null) => {
    loading.current?.abort();
    const mine = new AbortController();
    loading.current = mine;
    setLoading(true);
    try {
      const page = await api.get<EventPage>("events", { query: { ...asked, limit: PAGE, cursor }, signal: mine.signal });
      if (mine.signal.aborted) return;
      if (cursor === null) log.begin(page.events, page.next);
      else log.older(page.events, page.next);
      setProblem(null);
    } catch (error) {
      if (mine.signal.aborted) return;
      setProblem(Problem.of(error));
    }
    setLoading(false);
  };
  const latest = useRef(load);
  latest.current = load;
  useEffect(() => {
    log.clear();
    setLoading(true);
    setProblem(null);
    const stop = follow({
      query: asked,
      // The list comes after the stream has begun, so that nothing falls between the two.
      onReady: (anew) => {
        if (anew) void latest.current(null);
      },
      onEvents: (events) => log.add(events),
      onState: setState,
    });
    return () => {
      stop();
      loading.current?.abort();
    };
  }, [asked, round]);
  const restart = async () => {
    if (state.is === "over") setRound(round + 1);
    else await load(null);
  };
  // While the stream waits for its next attempt, nothing is under way.
  const isWaiting = state.is === "waiting";
  const wrong = problem ?? (isWaiting ? state.problem : null);
  return { log, state, problem: wrong, isLoading: isLoading && !isWaiting && state.is !== "over", load, restart };
}

function State({ state, isPaused }: { state: FollowState; isPaused: boolean }) {
  const left = useSecondsTo(state.is === "waiting" ? state.until : null);
  if (state.is === "waiting") return <Badge kind="warning">{t("waiting", { seconds: left })}</Badge>;
  if (state.is === "over") return null;
  if (isPaused) return <Badge kind="info">{t("paused")}</Badge>;
  if (state.is === "live") return <Badge kind="success">{`● ${t("live")}`}</Badge>;
  return <Badge>{state.is === "asleep" ? t("asleep") : t("connecting")}</Badge>;
}

function useSecondsTo(until: number | null): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    if (until === null) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [until]);
  return until === null ? 0 : Math.max(0, Math.ceil((until - now) / 1000));
}

function Over({ state }: { state: FollowState & { is: "over" } }) {
  if (state.reason === "replaced") return <Notice kind="warning" title={t("over_replaced")}>{t("over_replaced_hint")}</Notice>;
  if (state.reason === "gone") return <Notice kind="error" title={t("over_gone")} />;
  return <Notice kind="error" title={t("over_refused")}>{state.problem?.message}</Notice>;
}

function Nothing({ isFiltered, goesOn }: { isFiltered: boolean; goesOn: boolean }) {
  if (goesOn) return <Notice kind="info" title={t("looked_further")} />;
  if (isFiltered) return <Notice kind="info" title={t("none")} />;
  return <Notice kind="info" title={t("empty")}>{t("empty_hint")}</Notice>;
}

/** Says now and then how many came: to read out each would be to read out nothing else. */
function Announced({ log }: { log: Log }) {
  const [said, setSaid] = useState("");
  useEffect(() => {
    let before = log.came.peek();
    const timer = setInterval(() => {
      const came = log.came.peek();
      const more = came - before;
      before = came;
      if (more > 0) setSaid(t("announced", { events: `${number(more)} ${more === 1 ? t("new_one") : t("new_other")}` }));
    }, SAY_MS);
    return () => clearInterval(timer);
  }, [log]);
  return <p class="hidden-text" role="status">{said}</p>;
}
