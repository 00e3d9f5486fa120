// A call: what is sent, the buttons, and what came back.
import type { ComponentChildren } from "preact";

import type { Operation } from "../../api/types/catalogue";
import type { Call } from "../../api/types/calls";
import { Button, Failure, Notice, shown } from "../../components";
import { Actions } from "./actions";
import { AnswerView, Outcome } from "./answer";
import { BodyPart } from "./body";
import { Commands } from "./commands";
import { fieldsOf, inPath, inQuery, sendingOf, sentFor } from "./draft";
import { Form } from "./form/context";
import { Fields } from "./form/object";
import { isObject } from "../../json";
import { explorer as t } from "./strings";
import { type CallState, type Opened, useCall } from "./use-call";

export function CallPanel({ operation, opened }: { operation: Operation; opened: Opened | null }) {
  const call = useCall(operation, opened);
  const { draft, answered, mistakes, onBroken } = call;
  const from = opened?.kind === "call" && draft.from === opened.key ? opened.value : null;
  const sending = answered?.draft === draft ? sentFor(answered.answer) : sendingOf(operation, draft);
  const press = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void call.submit();
  };
  return (
    <Form.Provider value={{ mistakes, onBroken, project: draft.path.projectId ?? (isObject(draft.body) ? draft.body.projectId : undefined) }}>
      <div class="stack" key={call.round} onKeyDown={press}>
        {from !== null && <FromHistory call={from} operation={operation} />}
        <Parts operation={operation} call={call} />
        <Actions operation={operation} call={call} saved={opened?.kind === "saved" ? opened.value : null} />
      </div>
      <AnswerPart call={call} from={from} />
      {sending !== null && <details class="explorer-facts"><summary>{t("commands")}</summary><Commands sending={sending} /></details>}
    </Form.Provider>
  );
}

/** Path, query and body. */
function Parts({ operation, call }: { operation: Operation; call: CallState }) {
  const { draft, edit } = call;
  const path = inPath(operation);
  const query = inQuery(operation);
  if (path.length + query.length === 0 && operation.body === null) return <p class="muted">{t("no_parameters")}</p>;
  return (
    <>
      {path.length > 0 && <Part id="path"><Fields schema={fieldsOf(path)} value={draft.path} path={["path"]} onValue={(value) => edit({ path: value })} /></Part>}
      {query.length > 0 && <Part id="query"><Fields schema={fieldsOf(query)} value={draft.query} path={["query"]} onValue={(value) => edit({ query: value })} /></Part>}
      {operation.body !== null && <BodyPart body={operation.body} draft={draft} amiss={call.wrong} onDraft={edit} />}
    </>
  );
}

function Part({ id, children }: { id: "path" | "query"; children: ComponentChildren }) {
  return <section class="stack" aria-labelledby={`explorer-${id}`}><h3 id={`explorer-${id}`}>{t(id)}</h3>{children}</section>;
}

/** What came back, or came back once. */
function AnswerPart({ call, from }: { call: CallState; from: Call | null }) {
  const { answered, problem, isRunning } = call;
  const answer = answered?.answer ?? from;
  const next = answered?.answer.next ?? null;
  const isShown = answer !== null && problem === null;
  return (
    <section class="stack" aria-labelledby="explorer-answer">
      <h3 id="explorer-answer" hidden={answer === null && problem === null && !isRunning}>{t("answer")}</h3>
      <div role="status">{isRunning ? <span class="muted">{t("sending")}</span> : isShown && <Outcome answer={answer} />}</div>
      <Failure problem={problem} />
      {isShown && <AnswerView key={answer.id} answer={answer} />}
      {isShown && next !== null && <div><Button disabled={isRunning} onClick={() => call.turn(next)}>{t("next_page", { page: next.page })}</Button></div>}
    </section>
  );
}

/** Says that this was sent before, and what of it isn't there any more. */
function FromHistory({ call, operation }: { call: Call; operation: Operation }) {
  const isMasked = JSON.stringify(call.request).includes("***");
  const isGone = operation.body?.required === true && call.request.body === undefined;
  return (
    <Notice kind="info" title={t("opened", { at: shown(call.at) })}>
      {call.error !== null && <p>{call.error}</p>}
      {isMasked && <p>{t("masked")}</p>}
      {isGone && <p>{t("body_gone")}</p>}
    </Notice>
  );
}
