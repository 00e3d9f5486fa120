// Values for steps that call other systems: they go in and never come out.
import { useState } from "preact/hooks";

import { api, Problem } from "../../api/client";
import type { Secret, Secrets as Found, SecretSet } from "../../api/types/secrets";
import { ask, Button, complain, Dialog, Failure, say, TextField, Time, useLoad, useSubmit, Waiting } from "../../components";
import { number } from "../../locale";
import { shell } from "../../strings";
import { mistakeAt } from "./mistakes";
import { t } from "./strings";
import { Who } from "./who";

const NAME = /^[A-Z][A-Z0-9_]{0,63}$/;

export function Secrets() {
  const secrets = useLoad((signal) => api.get<Found>("secrets", { signal }), []);
  /** The name that is set; empty for a new one, null while nothing is. */
  const [open, setOpen] = useState<string | null>(null);
  const remove = async ({ name }: Secret) => {
    if (!(await ask(t("remove_secret", { name }), { text: t("remove_secret_hint"), yes: shell("remove"), danger: true }))) return;
    try {
      await api.remove(`secrets/${encodeURIComponent(name)}`);
      say("success", t("removed", { name }));
    } catch (error) {
      complain(error);
    }
    await secrets.again();
  };
  const found = secrets.value?.secrets;
  return (
    <section class="card" aria-labelledby="settings-secrets">
      <div class="row spread">
        <h3 id="settings-secrets">{t("secrets")}</h3>
        <Button kind="primary" onClick={() => setOpen("")}>{t("secret_set")}</Button>
      </div>
      <p class="muted">{t("secrets_hint")}</p>
      <Failure problem={secrets.problem}><Button onClick={secrets.again}>{shell("again")}</Button></Failure>
      {found === undefined && secrets.isLoading && <Waiting label={shell("loading")} />}
      {found?.length === 0 && <p>{t("no_secrets")}</p>}
      <ul class="list">
        {found?.map((secret) => (
          <li key={secret.name} class="row spread">
            <div>
              <p><code>{secret.name}</code></p>
              <p class="hint">{t("set_at")} <Time at={secret.updated_at} /> · <Who actor={secret.updated_by} /></p>
            </div>
            <span class="row">
              <Button label={t("replace_label", { name: secret.name })} onClick={() => setOpen(secret.name)}>{t("replace")}</Button>
              <Button label={t("remove_label", { name: secret.name })} onClick={() => remove(secret)}>{shell("remove")}</Button>
            </span>
          </li>
        ))}
      </ul>
      {open !== null && (
        <Form
          of={open}
          onClose={() => setOpen(null)}
          onSet={({ name, is_new }) => {
            setOpen(null);
            say("success", t(is_new ? "secret_new" : "secret_changed", { name }));
            void secrets.again();
          }}
        />
      )}
    </section>
  );
}

function Form({ of, onClose, onSet }: { of: string; onClose: () => void; onSet: (set: SecretSet) => void }) {
  const [name, setName] = useState(of);
  const [value, setValue] = useState("");
  const [isTried, setTried] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const bytes = new TextEncoder().encode(value).length;
  const mistakes = {
    name: NAME.test(name) ? null : t("secret_name_bad"),
    value: bytes >= 8 && bytes <= 4096 ? null : t("secret_value_bad", { bytes: number(bytes) }),
  };
  const { isBusy, submit } = useSubmit(async () => {
    setTried(true);
    if (mistakes.name !== null || mistakes.value !== null) return;
    try {
      onSet(await api.put<SecretSet>(`secrets/${encodeURIComponent(name)}`, { value }));
    } catch (error) {
      setProblem(Problem.of(error));
    }
  });
  return (
    <Dialog title={of === "" ? t("secret_set") : t("replace_label", { name: of })} onClose={onClose}>
      <form class="stack" onSubmit={submit} noValidate>
        {of === "" && <TextField label={t("secret_name")} hint={t("secret_name_hint")} required error={mistakeAt(problem, "/name") ?? (isTried ? mistakes.name : null)} value={name} onValue={setName} input={{ maxLength: 64 }} />}
        <TextField label={t("secret_value")} hint={t("secret_value_hint")} required error={mistakeAt(problem, "/value") ?? (isTried ? mistakes.value : null)} value={value} onValue={setValue} input={{ type: "password" }} />
        {problem !== null && problem.errors.length === 0 && <Failure problem={problem} />}
        <footer class="row">
          <Button kind="primary" type="submit" busy={isBusy}>{shell("save")}</Button>
          <Button onClick={onClose}>{shell("cancel")}</Button>
        </footer>
      </form>
    </Dialog>
  );
}
