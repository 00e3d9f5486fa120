// One flow: what it is, whether it is on, how it goes; and where the rest of it is found.
import { useState } from "preact/hooks";

import { api } from "../../../api/client";
import type { Flow, FlowWhole } from "../../../api/types/flows";
import { Button, Failure, Notice, Time, useLoad, Waiting } from "../../../components";
import { go, href } from "../../../router";
import { shell } from "../../../strings";
import { described, outer, triggers } from "../parts/definition";
import { lazy } from "../../../components/lazy";
import { Page } from "../parts/page";
import { FlowBadges, heldHint, heldWord } from "../parts/state";
import { Who } from "../parts/who";
import { t as all } from "../strings";
import { Delete, HoldOrResume, Switch } from "./actions";
import { FlowRuns } from "./runs";
import { t } from "./strings";

const Trial = lazy(async () => (await import("../trial/trial")).Trial);

export function FlowPage({ id }: { id: string }) {
  const loaded = useLoad((signal) => api.get<FlowWhole>(`flows/${id}`, { signal }), [id]);
  const [isTried, setTried] = useState(false);
  const flow = loaded.value;
  const back = { href: href(["flows"]), label: all("all_flows") };
  if (flow === null) {
    return (
      <Page title={t("flow")} back={back}>
        {loaded.isLoading && <Waiting label={shell("loading")} />}
        <Failure problem={loaded.problem}><Button onClick={loaded.again}>{shell("again")}</Button></Failure>
      </Page>
    );
  }
  const changed = (after: Flow) => loaded.set({ ...flow, ...after });
  const actions = (
    <>
      <Switch flow={flow} onChange={changed} />
      <a class="button" href={href(["flows", id, "edit"])}>{t("edit")}</a>
      <Button expanded={isTried} onClick={() => setTried(!isTried)}>{isTried ? t("try_hide") : t("try")}</Button>
      <HoldOrResume flow={flow} onChange={changed} />
      <a class="button" href={href(["flows", id, "versions"])}>{t("versions")}</a>
      <a class="button" href={href(["flows", id, "export"])}>{t("export")}</a>
      <Delete flow={flow} onDelete={() => go(href(["flows"]))} />
    </>
  );
  return (
    <Page key={flow.id} title={flow.name} back={back} beside={<FlowBadges flow={flow} />} actions={actions}>
      <Failure problem={loaded.problem} />
      <Banner flow={flow} />
      {isTried && <Trial definition={flow.definition} />}
      <About flow={flow} />
      <FlowRuns flow={flow} />
    </Page>
  );
}

function Banner({ flow }: { flow: Flow }) {
  const { held } = flow;
  if (held !== null) {
    return (
      <Notice kind="warning" title={all("held_title", { reason: heldWord(held) })}>
        {held.note !== "" && <p>{held.note}</p>}
        {heldHint(held) !== null && <p>{heldHint(held)}</p>}
        {held.since !== null && <p>{all("held_since")} <Time at={held.since} /></p>}
      </Notice>
    );
  }
  if (!flow.enabled) return <Notice kind="info" title={t("is_off_title")}><p>{t("is_off_hint")}</p></Notice>;
  return null;
}

function About({ flow }: { flow: FlowWhole }) {
  const { definition } = flow;
  return (
    <div class="card">
      {described(definition) !== "" && <p>{described(definition)}</p>}
      <dl class="facts">
        <dt>{t("starts_with")}</dt>
        <dd>{triggers(definition).map((trigger) => <div key={trigger}><code>{trigger}</code></div>)}</dd>
        <dt>{t("does")}</dt>
        <dd>
          <ol class="plain">
            {outer(definition).map((step) => (
              <li key={step.id}>{step.name || step.id} <span class="muted">{all(`action_${step.kind ?? "other"}`)} {step.what !== "" && <code>{step.what}</code>}</span></li>
            ))}
          </ol>
        </dd>
        <dt>{t("changed")}</dt>
        <dd>{t("version", { version: flow.version })}, <Time at={flow.updated_at} />, <Who actor={flow.updated_by} /></dd>
      </dl>
    </div>
  );
}
