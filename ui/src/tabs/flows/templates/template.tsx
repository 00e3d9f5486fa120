// One template: what it does, what it needs to know, a dry run, and a flow of it.
import { useState } from "preact/hooks";

import { api, Problem } from "../../../api/client";
import type { Definition, Flow } from "../../../api/types/flows";
import type { Imported, TemplateWhole } from "../../../api/types/templates";
import { Button, Failure, Notice, say, TextField, useLoad, useSubmit, Waiting } from "../../../components";
import { me } from "../../../me";
import { go, href } from "../../../router";
import { shell } from "../../../strings";
import { Inputs } from "../inputs/inputs";
import { useInputs } from "../inputs/use";
import { fitted } from "../inputs/values";
import { events, named, outer, triggers } from "../parts/definition";
import { openDraft } from "../parts/draft";
import { Page } from "../parts/page";
import { t as all } from "../strings";
import { Trial } from "../trial/trial";
import { Needs } from "./gallery";
import { t } from "./strings";

export function TemplatePage({ name }: { name: string }) {
  const loaded = useLoad((signal) => api.get<TemplateWhole>(`templates/${encodeURIComponent(name)}`, { signal }), [name]);
  const template = loaded.value;
  const back = { href: href(["flows", "templates"]), label: t("all") };
  return (
    <Page title={template?.title ?? t("template")} back={back} beside={template !== null && <Needs needs={template.needs} />}>
      {template === null && loaded.isLoading && <Waiting label={shell("loading")} />}
      <Failure problem={loaded.problem}><Button onClick={loaded.again}>{shell("again")}</Button></Failure>
      {template !== null && <Use template={template} />}
    </Page>
  );
}

function Use({ template }: { template: TemplateWhole }) {
  const { inputs, flow } = template;
  const form = useInputs(inputs);
  const [name, setName] = useState(() => named(flow));
  const [refusal, setRefusal] = useState<Problem | null>(null);

  /** The flow that it makes; null if that is not possible, which is told above. */
  const fill = async (): Promise<Definition | null> => {
    form.refuse(null);
    if (!form.isWhole()) return null;
    try {
      const { definition } = await api.post<Imported>("flows/import", { template: template.template, inputs: form.values, dry_run: true }, { exact: true });
      return { ...definition, name: name.trim() };
    } catch (error) {
      form.refuse(Problem.of(error));
      return null;
    }
  };
  const create = async () => {
    setRefusal(null);
    const definition = await fill();
    if (definition === null) return;
    try {
      const created = await api.post<Flow>("flows", { definition, enabled: false });
      say("success", t("created", { name: created.name }));
      go(href(["flows", created.id]));
    } catch (error) {
      setRefusal(Problem.of(error));
    }
  };
  const change = async () => {
    const definition = await fill();
    if (definition !== null) openDraft(definition);
  };
  const { isBusy, submit } = useSubmit(create);
  const sample = () => fitted({ payload: template.sample.payload, answers: template.answers }, inputs, form.values);
  return (
    <>
      <About template={template} />
      {template.needs.includes("http") && me.value?.has_http_steps === false && <Notice kind="warning" title={t("no_http")}><p>{t("no_http_hint")}</p></Notice>}
      <form class="card" onSubmit={(event) => event.preventDefault()} noValidate>
        <h3>{t("choose")}</h3>
        {inputs.length === 0 && <p>{t("nothing_to_choose")}</p>}
        <Inputs form={form} />
        <Failure problem={form.problem} />
      </form>
      <Trial definition={fill} sample={sample} events={events(flow)} />
      <form class="card" onSubmit={submit} noValidate>
        <h3>{t("create_title")}</h3>
        <TextField label={t("name")} required value={name} onValue={setName} input={{ maxLength: 100 }} />
        <Failure problem={refusal} />
        <div class="row">
          <Button kind="primary" type="submit" busy={isBusy}>{t("create")}</Button>
          <Button onClick={change}>{t("builder")}</Button>
        </div>
      </form>
    </>
  );
}

function About({ template }: { template: TemplateWhole }) {
  return (
    <div class="card">
      <p>{template.description}</p>
      <dl class="facts">
        <dt>{t("starts_with")}</dt>
        <dd>{triggers(template.flow).map((trigger) => <div key={trigger}><code>{trigger}</code></div>)}</dd>
        <dt>{t("does")}</dt>
        <dd>
          <ol class="plain">
            {outer(template.flow).map((step) => <li key={step.id}>{step.name || step.id} <span class="muted">{all(`action_${step.kind ?? "other"}`)} {step.what !== "" && <code>{step.what}</code>}</span></li>)}
          </ol>
        </dd>
      </dl>
    </div>
  );
}
