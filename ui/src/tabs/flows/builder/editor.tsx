// The page of the builder around its parts: what is saved of it, what is wrong, and what can be done with it.
import { useEffect, useRef, useState } from "preact/hooks";

import type { FlowWhole } from "../../../api/types/flows";
import { ask, Badge, Boundary, Button, Checkbox, Failure, Notice, say } from "../../../components";
import { guard, href, replace } from "../../../router";
import { shell } from "../../../strings";
import { Conditional } from "./condition";
import { Conflict } from "./conflict";
import { same } from "./document";
import { focusOn } from "./focus";
import { JsonView } from "./json-view";
import { About, More } from "./more";
import { Mistakes } from "./place";
import { Sample } from "./sample";
import { type Saved, save, tryOut } from "./save";
import { Steps } from "./steps";
import { useStore } from "./store";
import { t } from "./strings";
import { Summary } from "./summary";
import { TrialPanel } from "./trial";
import { Triggers } from "./triggers";

export function Editor() {
  const store = useStore();
  const [end, setEnd] = useState<Saved | null>(null);
  const [enabled, setEnabled] = useState(false);
  const isReadable = useRef(true);
  const flow = store.flow.value;
  const isDirty = store.isDirty.value;

  useEffect(() => {
    guard(isDirty ? () => ask(shell("unsaved"), { text: shell("unsaved_hint"), yes: shell("leave"), no: shell("stay"), danger: true }) : null);
    return () => guard(null);
  }, [isDirty]);

  const finish = (result: Saved) => {
    setEnd(result);
    if (result.kind === "wrong") {
      store.say(t("mistakes", { count: store.mistakes.value.length }));
      focusOn(".summary button");
    } else if (result.kind === "conflict") focusOn(".conflict");
    else if (result.kind === "failed") store.say(result.problem.message);
    else {
      say("success", result.isNew ? t("created") : t("saved", { version: store.flow.value?.version ?? 0 }));
      const id = store.flow.value?.id;
      if (result.isNew && id !== undefined) {
        guard(null);
        replace(href(["flows", id, "edit"]));
      }
    }
  };
  const saveNow = async () => {
    if (!(await mayUseDocument())) return;
    finish(await save(store, enabled));
  };
  /** What can't be read of the JSON would be lost: that is asked first. */
  const mayUseDocument = async () => isReadable.current || ask(t("json_unread"), { text: t("json_unread_text"), yes: t("json_back"), danger: true });
  const tryNow = async () => {
    if (!(await mayUseDocument())) return;
    if (store.sample.value.kind === "none") {
      store.say(t("no_sample"));
      return focusOn("[aria-labelledby=builder-sample] select");
    }
    const result = await tryOut(store);
    if (result.kind !== "tried") return finish(result);
    setEnd(null);
    store.say(t("tried", { state: t(`trial_${result.trial.state}`), count: result.trial.writes.length }));
    focusOn("#builder-trial");
  };
  const keep = async (theirs: FlowWhole) => {
    store.flow.value = { ...theirs };
    store.saved.value = theirs.definition;
    finish(await save(store, enabled));
  };
  const takeTheirs = async ({ definition, ...theirs }: FlowWhole) => {
    if (!(await ask(t("drop"), { text: t("drop_text"), yes: t("drop_yes"), danger: true }))) return;
    store.replace(definition);
    store.stored(theirs, definition);
    setEnd(null);
  };
  const asNew = async () => {
    store.flow.value = null;
    finish(await save(store, enabled));
  };
  const show = async (isJson: boolean) => {
    if (!isJson && !(await mayUseDocument())) return;
    isReadable.current = true;
    store.isJson.value = isJson;
  };
  const press = (event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.key !== "s") return;
    event.preventDefault();
    void saveNow();
  };
  const title = store.at("/name");
  return (
    <div class="builder" onKeyDown={press}>
      <header class="builder-head">
        <p><a href={flow === null ? href(["flows"]) : href(["flows", flow.id])}>{flow === null ? t("back") : flow.name}</a></p>
        <div class="row spread">
          <div class="row">
            <h2>{typeof title === "string" && title !== "" ? title : t("new_flow")}</h2>
            {flow !== null && <Badge>{t("version", { version: flow.version })}</Badge>}
            {flow !== null && <Badge kind={flow.enabled ? "success" : "plain"}>{flow.enabled ? t("on") : t("off")}</Badge>}
            {isDirty && <Badge kind="warning">{t("unsaved")}</Badge>}
          </div>
          <div class="row">
            <span class="row" role="group" aria-label={t("view")}>
              <Button pressed={!store.isJson.value} onClick={() => show(false)}>{t("view_builder")}</Button>
              <Button pressed={store.isJson.value} onClick={() => show(true)}>{t("view_json")}</Button>
            </span>
            <Button label={t("undo")} title={t("undo")} disabled={!store.canUndo.value} onClick={() => {
              store.undo();
              store.say(t("undone"));
            }}>↶</Button>
            <Button label={t("redo")} title={t("redo")} disabled={!store.canRedo.value} onClick={() => {
              store.redo();
              store.say(t("redone"));
            }}>↷</Button>
            <Button onClick={tryNow}>{t("try")}</Button>
            <Button kind="primary" onClick={saveNow}>{t("save")}</Button>
          </div>
        </div>
        {flow === null && <Checkbox label={t("enable_after")} checked={enabled} onValue={setEnabled} />}
      </header>
      <p class="hidden-text" role="status" aria-live="polite">{store.said.value}</p>
      {end?.kind === "conflict" && <Conflict version={end.version} onKeep={keep} onTheirs={(theirs) => void takeTheirs(theirs)} />}
      {end?.kind === "failed" && (end.problem.status === 404 && flow !== null ? <Notice kind="error" title={t("gone")}><Button onClick={asNew}>{t("save_new")}</Button></Notice> : <Failure problem={end.problem}><Button onClick={saveNow}>{t("again")}</Button></Failure>)}
      <KeptEdits />
      <Summary />
      <div class="builder-columns">
        {store.isJson.value ? <JsonView onReadable={(is) => (isReadable.current = is)} /> : <Boundary><Parts /></Boundary>}
        <div class="builder-aside">
          <Sample />
          <TrialPanel />
        </div>
      </div>
    </div>
  );
}

/** Edits that outlived a reload. */
function KeptEdits() {
  const store = useStore();
  const kept = store.kept.value;
  if (kept === null || same(kept.document, store.document.value)) return null;
  const take = () => {
    store.replace(kept.document);
    store.kept.value = null;
    // Saving them tells what was changed since that version.
    if (store.flow.value !== null && kept.version !== null) store.flow.value = { ...store.flow.value, version: kept.version };
  };
  return (
    <Notice kind="warning" title={t("kept")}>
      <p>{kept.version === null ? t("kept_new") : t("kept_text", { version: kept.version })}</p>
      <div class="row"><Button kind="primary" onClick={take}>{t("kept_take")}</Button><Button onClick={() => (store.kept.value = null)}>{t("kept_drop")}</Button></div>
    </Notice>
  );
}

function Parts() {
  return (
    <div class="builder-parts">
      <Mistakes at="" />
      <About />
      <section class="card" aria-labelledby="builder-triggers">
        <h3 id="builder-triggers">{t("triggers")}</h3>
        <p class="hint">{t("triggers_hint")}</p>
        <Triggers />
      </section>
      <section class="card" aria-labelledby="builder-when">
        <h3 id="builder-when">{t("conditions")}</h3>
        <p class="hint">{t("conditions_hint")}</p>
        <Conditional at="/when" add={t("add_condition")} none={t("no_condition")} />
      </section>
      <section class="card" aria-labelledby="builder-steps">
        <h3 id="builder-steps">{t("steps")}</h3>
        <p class="hint">{t("steps_hint")}</p>
        <Steps at="/steps" label={t("steps")} />
      </section>
      <section class="card" aria-labelledby="builder-failure">
        <h3 id="builder-failure">{t("on_failure")}</h3>
        <p class="hint">{t("on_failure_hint")}</p>
        <Steps at="/onFailure" label={t("on_failure")} />
      </section>
      <More />
    </div>
  );
}
