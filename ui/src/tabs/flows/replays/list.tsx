// Replays of many events: those that there were, and a new one.
import { useState } from "preact/hooks";

import { api } from "../../../api/client";
import type { Replay, Replays } from "../../../api/types/replays";
import { Button, Pager, Time, usePages } from "../../../components";
import { number } from "../../../locale";
import { href } from "../../../router";
import { Page } from "../parts/page";
import { usePolling } from "../../../components/poll";
import { NewReplay, runCount } from "./form";
import { ReplayBadge } from "./state";
import { t } from "./strings";

export function ReplayList({ query }: { query: URLSearchParams }) {
  const [isOpen, setOpen] = useState(query.has("new"));
  const load = async (cursor: string | null, signal: AbortSignal) => {
    const { replays, next } = await api.get<Replays>("replays", { query: { cursor, limit: 25 }, signal });
    return { rows: replays, next };
  };
  const pages = usePages(load, []);
  const isUnderWay = pages.rows.some(({ state }) => state === "running") && pages.rows.length <= 25;
  usePolling(pages.again, isUnderWay);
  return (
    <Page title={t("title")} actions={<Button kind={isOpen ? "plain" : "primary"} expanded={isOpen} onClick={() => setOpen(!isOpen)}>{isOpen ? t("hide") : t("new")}</Button>}>
      <p>{t("hint")}</p>
      {isOpen && <NewReplay />}
      {!pages.isLoading && pages.problem === null && pages.rows.length === 0 && <p class="muted">{t("none")}</p>}
      <ul class="list run-rows">{pages.rows.map((replay) => <Row key={replay.id} replay={replay} />)}</ul>
      <Pager pages={pages} />
    </Page>
  );
}

function Row({ replay: { id, state, created_at, done, total, runs, why } }: { replay: Replay }) {
  return (
    <li>
      <ReplayBadge state={state} />
      <a href={href(["flows", "replays", id])}><Time at={created_at} /></a>
      <span>{t("progress", { done: number(done), total: number(total) })}</span>
      <span class="muted">{runCount(runs)}</span>
      {why !== null && <span class="why muted">{why}</span>}
    </li>
  );
}
