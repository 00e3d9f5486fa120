// A step: its head with what it is and what can be done with it, and its fields when it is open.
import { Badge, Button } from "../../../components";
import { Conditional } from "./condition";
import { isObject, isIn, keyOf, member, place } from "./document";
import { Delay, Http, Stop } from "./actions";
import { Call, Update } from "./call";
import { focusOn, mark } from "./focus";
import { Json } from "./literal";
import { ForEach, If } from "./nested";
import { OnError, Retry } from "./policy";
import { Line, Mistakes, Place } from "./place";
import { idOf, kindOf, renameStep } from "./step-ops";
import { nameOf } from "./steps";
import { useMistake, useStore } from "./store";
import { t } from "./strings";
import { StepTrial } from "./trial-step";
import { useState } from "preact/hooks";

export interface CardProps {
  at: string;
  step: unknown;
  index: number;
  count: number;
  onMove: (by: -1 | 1) => void;
  onCopy: () => void;
  onRemove: () => void;
}

export function StepCard(props: CardProps) {
  const { at, step, index, count } = props;
  const store = useStore();
  const key = keyOf(step);
  const isOpen = store.open.value.has(key);
  const kind = kindOf(step);
  const what = nameOf(step) || String(index + 1);
  const wrong = store.showsAll.value ? store.mistakes.value.filter(({ path }) => isIn(path, at)).length : 0;
  const press = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    event.stopPropagation();
    props.onMove(event.key === "ArrowUp" ? -1 : 1);
  };
  return (
    <article class="step" data-step={at} data-at={at} aria-label={t("step_label", { number: index + 1, what })} onKeyDown={press}>
      <header class="step-head">
        <button type="button" class="step-toggle" data-tool="toggle" aria-expanded={isOpen} onClick={() => store.setOpen(key, !isOpen)}>
          <span aria-hidden="true">{isOpen ? "▾" : "▸"}</span> <span class="step-number">{index + 1}.</span> <span class="step-name">{what}</span>
          <span class="step-what">{kind === null ? t("kind_unknown") : `${t(`kind_${kind}`)}${detailOf(step, kind)}`}</span>
        </button>
        {wrong > 0 && <Badge kind="error">{t("mistakes_in", { count: wrong })}</Badge>}
        <StepTrial id={idOf(step)} />
        <span class="tools">
          <Tool name="up" label={t("move_up", { what })} isOff={index === 0} onClick={() => props.onMove(-1)}>↑</Tool>
          <Tool name="down" label={t("move_down", { what })} isOff={index === count - 1} onClick={() => props.onMove(1)}>↓</Tool>
          <Tool name="copy" label={t("copy_step", { what })} onClick={props.onCopy}>{t("copy")}</Tool>
          <Tool name="remove" label={t("remove_what", { what })} onClick={props.onRemove}>✕</Tool>
        </span>
      </header>
      {isOpen && <div class="step-body"><Body at={at} step={step} /></div>}
      {!isOpen && <Mistakes at={at} />}
    </article>
  );
}

function Tool(props: { name: string; label: string; isOff?: boolean; onClick: () => void; children: string }) {
  return <button type="button" class="button quiet" data-tool={props.name} aria-label={props.label} title={props.label} disabled={props.isOff ?? false} onClick={props.onClick}>{props.children}</button>;
}

/** What a step does, in a few words. */
function detailOf(step: unknown, kind: string): string {
  const action = member(step, kind);
  const text = (name: string) => {
    const value = member(action, name);
    return typeof value === "string" && value !== "" ? value : null;
  };
  const found = text("operation") ?? text("items") ?? text("for") ?? text("until") ?? (text("url") === null ? null : `${text("method") ?? ""} ${text("url")}`) ?? text("outcome");
  return found === null ? "" : `: ${found}`;
}

function Body({ at, step }: { at: string; step: unknown }) {
  const store = useStore();
  const kind = kindOf(step);
  if (!isObject(step)) return <Whole at={at} step={step} />;
  const known = ["id", "name", "onlyIf", "retry", "onError", kind ?? ""];
  const others = Object.keys(step).filter((name) => !known.includes(name));
  return (
    <>
      <Mistakes at={at} />
      <div class="pair">
        <Line at={place(at, "name")} label={t("step_name")} value={typeof step.name === "string" ? step.name : ""} onValue={(name) => (name === "" ? store.clear(place(at, "name")) : store.put(place(at, "name"), name))} />
        <Id at={at} id={idOf(step)} />
      </div>
      {kind === null && <Whole at={at} step={step} />}
      {kind === "call" && <Call at={place(at, "call")} />}
      {kind === "update" && <Update at={place(at, "update")} />}
      {kind === "forEach" && <ForEach at={place(at, "forEach")} />}
      {kind === "if" && <If at={place(at, "if")} />}
      {kind === "delay" && <Delay at={place(at, "delay")} />}
      {kind === "http" && <Http at={place(at, "http")} />}
      {kind === "stop" && <Stop at={place(at, "stop")} />}
      {kind !== null && others.length > 0 && <p class="hint">{t("more_inside", { names: others.join(", ") })}</p>}
      <Sections at={at} step={step} />
    </>
  );
}

/** What a step may have beside what it does. */
function Sections({ at, step }: { at: string; step: Record<string, unknown> }) {
  const store = useStore();
  const add = (name: string, value: unknown) => {
    store.put(place(at, name), value);
    focusOn(mark("at", place(at, name)));
  };
  return (
    <>
      {step.onlyIf !== undefined && <section class="stack"><h4>{t("only_if")}</h4><Conditional at={place(at, "onlyIf")} add={t("add_only_if")} /></section>}
      {step.retry !== undefined && <Retry at={place(at, "retry")} />}
      {step.onError !== undefined && <OnError at={place(at, "onError")} />}
      <div class="row">
        {step.onlyIf === undefined && <Conditional at={place(at, "onlyIf")} add={t("add_only_if")} />}
        {step.retry === undefined && <Button onClick={() => add("retry", { attempts: 5 })}>{t("add_retry")}</Button>}
        {step.onError === undefined && <Button onClick={() => add("onError", "continue")}>{t("add_on_error")}</Button>}
      </div>
    </>
  );
}

/** The id; references to the result go along when it changes. */
function Id({ at, id }: { at: string; id: string }) {
  const store = useStore();
  const [typed, setTyped] = useState<string | null>(null);
  const take = () => {
    if (typed !== null && typed !== id) {
      store.replace(renameStep(store.document.value, at, typed));
      store.touch(place(at, "id"));
    }
    setTyped(null);
  };
  return (
    <div onFocusOut={take} onKeyDown={(event) => event.key === "Enter" && take()}>
      <Line at={place(at, "id")} label={t("step_id")} hint={t("step_id_hint")} value={typed ?? id} onValue={setTyped} required />
    </div>
  );
}

/** A step that isn't known here, as JSON. */
function Whole({ at, step }: { at: string; step: unknown }) {
  const store = useStore();
  const error = useMistake(at);
  return <Place at={at}><Json label={t("step_json")} value={step} error={error} onValue={(value) => store.put(at, value)} /></Place>;
}
