// An operation: what it is, its parameters, and the call.
import { useEffect, useRef } from "preact/hooks";

import { api, Problem } from "../../api/client";
import type { Operation } from "../../api/types/catalogue";
import type { Call } from "../../api/types/calls";
import type { SavedRequests } from "../../api/types/requests";
import { Badge, Button, Failure, Notice, useLoad, Waiting } from "../../components";
import { href } from "../../router";
import { shell } from "../../strings";
import { CallPanel } from "./call";
import { Verb } from "./catalogue";
import { operationOf } from "./data";
import { explorer as t } from "./strings";
import type { Opened } from "./use-call";

/** An operation, with a call of the history or a saved request where the address names one. */
export function OperationView({ id, query }: { id: string; query: URLSearchParams }) {
  const call = query.get("call");
  const saved = query.get("saved");
  const loaded = useLoad(async (signal) => {
    const [operation, opened] = await Promise.all([operationOf(id, signal), openedOf(call, saved, signal)]);
    return { operation, opened };
  }, [id, call, saved]);
  const found = loaded.value?.operation.id === id ? loaded.value : null;
  if (loaded.problem !== null && !loaded.isLoading) {
    const isUnknown = loaded.problem.status === 404 && call === null && saved === null;
    return isUnknown ? <Notice kind="warning" title={t("no_operation", { id })} /> : <Failure problem={loaded.problem}><Button onClick={loaded.again}>{shell("again")}</Button></Failure>;
  }
  if (found === null || loaded.isLoading) return <Waiting label={shell("loading")} />;
  return (
    <article class="stack" aria-labelledby="explorer-operation">
      <Head operation={found.operation} />
      <CallPanel key={`${id} ${found.opened?.key ?? ""}`} operation={found.operation} opened={found.opened} />
    </article>
  );
}

async function openedOf(call: string | null, saved: string | null, signal: AbortSignal): Promise<Opened | null> {
  if (call !== null) {
    const value = await api.get<Call>(`calls/${encodeURIComponent(call)}`, { signal });
    return { kind: "call", key: `call ${call}`, value };
  }
  if (saved === null) return null;
  const { requests } = await api.get<SavedRequests>("requests", { signal });
  const value = requests.find((request) => request.id === saved);
  if (value === undefined) throw new Problem(404, "not_found", t("saved_missing"));
  return { kind: "saved", key: `saved ${saved} ${value.updated_at}`, value };
}

const kinds = { read: "info", write: "plain", bulk: "warning", destroy: "warning" } as const;

function Head({ operation }: { operation: Operation }) {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // Whoever came by the list goes on here; at 320 pixels the list is gone now.
    const { activeElement } = document;
    if (activeElement === null || activeElement === document.body || activeElement.closest(".explorer-list") !== null) title.current?.focus({ preventScroll: true });
    if (matchMedia?.("(max-width: 899px)").matches) scrollTo?.(0, 0);
  }, [operation.id]);
  const { scope, raises } = operation;
  return (
    <header class="stack">
      <p class="explorer-back"><a href={href(["explorer"])}>← {t("back")}</a></p>
      <h2 id="explorer-operation" ref={title} tabIndex={-1}>{operation.summary}</h2>
      <p class="row">
        <Verb method={operation.method} /> <code>{operation.path}</code> <Badge kind={kinds[operation.effect]}>{t(operation.effect)}</Badge>
        {operation.deprecated && <Badge kind="warning">{t("deprecated")}</Badge>}
      </p>
      {operation.deprecated && <Notice kind="warning" title={t("deprecated_hint")} />}
      {operation.lacks_scope && <Notice kind="warning" title={t("lacks_scope", { scope: scope ?? "" })} />}
      {operation.heavy && <Notice kind="info" title={t("heavy")} />}
      <details class="explorer-facts">
        <summary>{t("facts")}</summary>
        <dl class="facts">
          <dt>{t("operation")}</dt><dd><code>{operation.id}</code> · {operation.group}</dd>
          {scope !== null && <><dt>{t("scope")}</dt><dd><code>{scope}</code></dd></>}
          {raises.length > 0 && <><dt>{t("raises")}</dt><dd><code>{raises.join(", ")}</code></dd></>}
        </dl>
        <p class="hint">{t("pinned")} <a href={href(["explorer", "history"], { operation: operation.id })}>{t("history")}</a></p>
      </details>
    </header>
  );
}
