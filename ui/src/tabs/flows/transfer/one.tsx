// One document that is to become a flow.
import { useEffect, useRef, useState } from "preact/hooks";

import { api, Problem } from "../../../api/client";
import type { Flow } from "../../../api/types/flows";
import type { Imported } from "../../../api/types/templates";
import { Button, Failure, JsonTree, Notice, say, TextField, useSubmit } from "../../../components";
import { go, href } from "../../../router";
import { Inputs } from "../inputs/inputs";
import { type Form, useInputs } from "../inputs/use";
import { events, named } from "../parts/definition";
import { openDraft } from "../parts/draft";
import { Trial } from "../trial/trial";
import { inputsOf, kindOf, secretsOf } from "./document";
import { t } from "./strings";

export function One({ document }: { document: unknown }) {
  const kind = kindOf(document);
  const [inputs] = useState(() => inputsOf(document));
  const secrets = secretsOf(document);
  const form = useInputs(inputs);
  const [checked, setChecked] = useState<Imported | null>(null);
  const check = async () => {
    form.refuse(null);
    setChecked(null);
    if (!form.isWhole()) return;
    try {
      setChecked(await api.post<Imported>("flows/import", { document, inputs: form.values, dry_run: true }, { exact: true }));
    } catch (error) {
      form.refuse(Problem.of(error));
    }
  };
  // What was checked was what stood there then.
  const changing: Form = { ...form, write: (name, value) => { setChecked(null); form.write(name, value); } };
  return (
    <>
      <form class="card" noValidate onSubmit={(event) => { event.preventDefault(); void check(); }}>
        {kind !== "other" && <p>{t(`kind_${kind}`)}</p>}
        {secrets.length > 0 && <Notice kind="warning" title={t("secrets")}><p>{t("secrets_hint", { names: secrets.join(", ") })}</p></Notice>}
        {inputs.length > 0 && <h3>{t("choose")}</h3>}
        <Inputs form={changing} />
        <Failure problem={form.problem} />
        <div><Button kind={checked === null ? "primary" : "plain"} onClick={check}>{t("check")}</Button></div>
      </form>
      {checked !== null && <Checked {...checked} />}
    </>
  );
}

/** It can be a flow: what there is to note of it, a dry run, its name. */
function Checked({ definition, notes }: Imported) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const [name, setName] = useState(() => named(definition));
  const [problem, setProblem] = useState<Problem | null>(null);
  const document = { ...definition, name: name.trim() };
  const { isBusy, submit } = useSubmit(async () => {
    setProblem(null);
    try {
      const created = await api.post<Flow>("flows", { definition: document, enabled: false });
      say("success", t("created", { name: created.name }));
      go(href(["flows", created.id]));
    } catch (error) {
      setProblem(Problem.of(error));
    }
  });
  return (
    <>
      <form class="card" noValidate onSubmit={submit}>
        <h3 ref={heading} tabIndex={-1}>{t("checked")}</h3>
        {notes.length === 0 ? <p>{t("no_notes")}</p> : <Notice kind="warning" title={t("notes")}><ul>{notes.map((note) => <li key={note}>{note}</li>)}</ul></Notice>}
        <details><summary>{t("definition")}</summary><JsonTree label={t("definition")} value={definition} /></details>
        <TextField label={t("name")} required value={name} onValue={setName} input={{ maxLength: 100 }} />
        <Failure problem={problem} />
        <div class="row">
          <Button kind="primary" type="submit" busy={isBusy}>{t("create")}</Button>
          <Button onClick={() => openDraft(document)}>{t("builder")}</Button>
        </div>
      </form>
      <Trial definition={document} events={events(definition)} />
    </>
  );
}
