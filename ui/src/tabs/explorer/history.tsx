import { api } from "../../api/client";
import type { CallLine, Calls } from "../../api/types/calls";
import { Pager, Time, usePages } from "../../components";
import { number } from "../../locale";
import { href } from "../../router";
import { StatusBadge } from "./answer";
import { Verb } from "./catalogue";
import { summaryOf } from "./data";
import { explorer as t } from "./strings";

/** The calls of the last days, the newest first. */
export function History({ operation }: { operation: string | null }) {
  const pages = usePages(async (cursor, signal) => {
    const { calls, next } = await api.get<Calls>("calls", { query: { operation, cursor, limit: 50 }, signal });
    return { rows: calls, next };
  }, [operation]);
  return (
    <section class="stack" aria-labelledby="explorer-history">
      <h2 id="explorer-history">{operation === null ? t("history") : t("calls_of", { name: summaryOf(operation) })}</h2>
      {operation !== null && <p><a href={href(["explorer", "history"])}>{t("all_calls")}</a></p>}
      {pages.rows.length === 0 && !pages.isLoading && pages.problem === null && <p class="muted">{t("history_none")}</p>}
      <ul class="list">{pages.rows.map((call) => <Line key={call.id} call={call} />)}</ul>
      <Pager pages={pages} />
    </section>
  );
}

function Line({ call }: { call: CallLine }) {
  return (
    <li class="row spread">
      <div>
        <a href={href(["explorer", call.operation], { call: call.id })}>{summaryOf(call.operation)}</a>
        <div class="code muted"><Verb method={call.method} /> {call.path}</div>
        {call.error !== null && <div class="muted">{call.error}</div>}
      </div>
      <div class="row muted">
        <StatusBadge status={call.status} />
        <span>{t("took", { ms: number(call.took_ms) })}</span>
        <span>{t(call.as === "addon" ? "as_addon" : "as_me")}</span>
        <Time at={call.at} />
      </div>
    </li>
  );
}
