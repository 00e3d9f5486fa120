// The body of a call: as a form, and as JSON. Both show the same value, so that nothing is lost on the way.
import { useState } from "preact/hooks";

import type { Body } from "../../api/types/catalogue";
import { Button, Checkbox, JsonEditor, Notice } from "../../components";
import { shell } from "../../strings";
import { type Draft, isForm, textOf, unreadable, written } from "./draft";
import { Fields } from "./form/object";
import { Value } from "./form/value";
import { isObject, unkept } from "../../json";
import { type Mistaken, seed } from "./schema";
import { explorer as t } from "./strings";

export function BodyPart(props: { body: Body; draft: Draft; amiss: readonly Mistaken[]; onDraft: (draft: Draft) => void }) {
  const { body, draft, onDraft } = props;
  const [isJson, setJson] = useState(false);
  const why = unreadable(draft);
  const isSent = draft.body !== undefined || why !== null;
  const showsJson = isJson && !isForm(body);
  const change = (value: unknown) => onDraft({ ...draft, body: value, text: null });
  return (
    <section class="stack" aria-labelledby="explorer-body">
      <div class="row spread">
        <h3 id="explorer-body">{t("body")}</h3>
        {!isForm(body) && (
          <div class="row" role="group" aria-label={t("body_as")}>
            <Button pressed={!isJson} onClick={() => setJson(false)}>{t("as_form")}</Button>
            <Button pressed={isJson} onClick={() => setJson(true)}>{t("as_json")}</Button>
          </div>
        )}
      </div>
      {!body.required && <Checkbox label={t("send_body")} checked={isSent} onValue={(sent) => change(sent ? seed(body.schema) : undefined)} />}
      {showsJson && <AsJson {...props} why={why} />}
      {!showsJson && why !== null && <Notice kind="error" title={t("broken", { why })}><Button onClick={() => setJson(true)}>{t("as_json")}</Button></Notice>}
      {!showsJson && why === null && (isSent ? <AsForm {...props} onValue={change} /> : body.required && <Button onClick={() => change(seed(body.schema))}>{t("send_body")}</Button>)}
    </section>
  );
}

function AsForm({ body, draft, onValue }: { body: Body; draft: Draft; onValue: (value: unknown) => void }) {
  const { schema } = body;
  if (isObject(draft.body) && schema.fields !== undefined && schema.fields.length > 0) return <Fields schema={schema} value={draft.body} path={["body"]} onValue={onValue} />;
  return <Value schema={schema} label={t("body")} value={draft.body} path={["body"]} onValue={onValue} />;
}

function AsJson(props: { draft: Draft; amiss: readonly Mistaken[]; why: string | null; onDraft: (draft: Draft) => void }) {
  const { draft, onDraft, amiss, why } = props;
  const own = why === null ? amiss.filter(({ path }) => path.startsWith("/body")) : [];
  return (
    <>
      <JsonEditor label={t("json_label")} text={textOf(draft)} error={why === null ? null : shell("not_json", { why })} onText={(text) => onDraft(written(draft, text))} rows={14} />
      {why === null && unkept(textOf(draft)) !== null && <Notice kind="warning" title={t("not_kept", { number: unkept(textOf(draft)) ?? "" })} />}
      {own.length > 0 && (
        <Notice kind="warning" title={t(own.length === 1 ? "amiss_one" : "amiss")}>
          <ul>{own.map(({ path, message }) => <li key={`${path} ${message}`}><code>{path.slice("/body".length) || "/"}</code> {message}</li>)}</ul>
        </Notice>
      )}
    </>
  );
}
