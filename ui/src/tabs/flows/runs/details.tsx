// What a step sent and what came back, its references resolved.
import type { FieldChange, StepRequest } from "../../../api/types/runs";
import { Copy, JsonTree } from "../../../components";
import { Value } from "../parts/value";
import { t } from "./strings";
import type { StepLike } from "./timeline";

export function Details({ step, isOpen }: { step: StepLike; isOpen: boolean }) {
  const { request, response } = step;
  const hasRequest = request !== null && request !== undefined;
  const hasResponse = response !== null && response !== undefined;
  if (!hasRequest && !hasResponse) return null;
  return (
    <details open={isOpen}>
      <summary>{t("details", { step: step.position })}</summary>
      <div class="stack">
        {hasRequest ? <Request request={request} /> : <p class="muted">{t("nothing_sent")}</p>}
        {hasResponse && <Response response={response} isAnswer={hasRequest} />}
      </div>
    </details>
  );
}

function Request({ request }: { request: StepRequest }) {
  const { operation, method, url, path, query, headers, body, differences } = request;
  return (
    <section class="stack" aria-label={t("sent")}>
      <h4>{t("sent")}</h4>
      <dl class="facts">
        {operation !== undefined && <><dt>{t("operation")}</dt><dd><code>{method} {operation}</code></dd></>}
        {url !== undefined && <><dt>{t("address")}</dt><dd><code>{method} {url}</code></dd></>}
        <Pairs label={t("in_path")} pairs={path} />
        <Pairs label={t("in_query")} pairs={query} />
        <Pairs label={t("headers")} pairs={headers} />
      </dl>
      {differences !== undefined && differences.length > 0 && <Differences changes={differences} />}
      {body !== undefined && body !== null && <Json label={t("body")} value={body} />}
    </section>
  );
}

function Pairs({ label, pairs }: { label: string; pairs: [string, string][] | Record<string, string> | undefined }) {
  const list = Array.isArray(pairs) ? pairs : Object.entries(pairs ?? {});
  if (list.length === 0) return null;
  return <><dt>{label}</dt><dd>{list.map(([name, value], index) => <div key={index}><code>{name}: {value}</code></div>)}</dd></>;
}

/** Fields that a write changes, with what they were and what they become. */
export function Differences({ changes, label = t("changes") }: { changes: readonly FieldChange[]; label?: string }) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={label}>
      <table>
        <caption>{label}</caption>
        <thead><tr><th scope="col">{t("changed_field")}</th><th scope="col">{t("before")}</th><th scope="col">{t("after")}</th></tr></thead>
        <tbody>
          {changes.map(({ path, before, after }) => (
            <tr key={path}><th scope="row"><code>{path}</code></th><td><Value value={before} /></td><td><Value value={after} /></td></tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** An answer is told with its status; what else a step leaves behind as it is. */
function Response({ response, isAnswer }: { response: unknown; isAnswer: boolean }) {
  const { status, headers, body, ...rest } = (typeof response === "object" && response !== null ? response : { body: response }) as Record<string, unknown>;
  const pairs = typeof headers === "object" && headers !== null ? (headers as Record<string, string>) : undefined;
  return (
    <section class="stack" aria-label={isAnswer ? t("answer") : t("result")}>
      <h4>{isAnswer ? t("answer") : t("result")}</h4>
      {(typeof status === "number" || pairs !== undefined) && (
        <dl class="facts">
          {typeof status === "number" && <><dt>{t("status")}</dt><dd>{status}</dd></>}
          <Pairs label={t("headers")} pairs={pairs} />
        </dl>
      )}
      {body !== undefined && <Json label={t("body")} value={body} />}
      {Object.keys(rest).length > 0 && <Json label={t("result")} value={rest} />}
    </section>
  );
}

export function Json({ label, value }: { label: string; value: unknown }) {
  return (
    <div>
      <p class="row spread"><span class="muted">{label}</span> <Copy label={label} text={() => JSON.stringify(value, null, 2)} /></p>
      <JsonTree label={label} value={value} depth={2} />
    </div>
  );
}
