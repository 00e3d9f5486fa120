// Other systems that may deliver. A secret that is made here is shown once.
import { useState } from "preact/hooks";

import { api, Problem } from "../../api/client";
import type { NewSource, Rotation, Source, Sources as Found, SourceWithSecret } from "../../api/types/sources";
import { ask, Button, complain, Copy, Dialog, Failure, Notice, say, Select, TextField, Time, useLoad, useSubmit, Waiting } from "../../components";
import { shell } from "../../strings";
import { mistakeAt } from "./mistakes";
import { t } from "./strings";

const NAME = /^[a-z0-9-]{1,64}$/;

type Open = { what: "add" } | { what: "rotate"; source: Source } | { what: "made"; source: SourceWithSecret; title: string } | null;

export function Sources() {
  const sources = useLoad((signal) => api.get<Found>("sources", { signal }), []);
  const [open, setOpen] = useState<Open>(null);
  const found = sources.value;
  const made = (source: SourceWithSecret, title: string) => {
    setOpen({ what: "made", source, title });
    void sources.again();
  };
  const remove = async (source: Source) => {
    const { name } = source;
    if (!(await ask(t("remove_source", { name }), { text: t("remove_source_hint"), yes: shell("remove"), danger: true }))) return;
    try {
      await api.remove(`sources/${encodeURIComponent(name)}`);
      say("success", t("removed", { name }));
    } catch (error) {
      complain(error);
    }
    await sources.again();
  };
  return (
    <section class="card" aria-labelledby="settings-sources">
      <div class="row spread">
        <h3 id="settings-sources">{t("sources")}</h3>
        <Button kind="primary" disabled={found === null} onClick={() => setOpen({ what: "add" })}>{t("register")}</Button>
      </div>
      <p class="muted">{t("sources_hint")}</p>
      <Failure problem={sources.problem}><Button onClick={sources.again}>{shell("again")}</Button></Failure>
      {found === null && sources.isLoading && <Waiting label={shell("loading")} />}
      {found?.disabled_by === "operator" && <Notice kind="warning" title={t("sources_off_operator")} />}
      {found?.disabled_by === "workspace" && <Notice kind="warning" title={t("sources_off_workspace")}>{t("sources_off_workspace_hint")}</Notice>}
      {found?.sources.length === 0 && <p>{t("no_sources")}</p>}
      <ul class="list">
        {found?.sources.map((source) => (
          <li key={source.name} class="stack">
            <div class="row spread">
              <h4>{source.name}</h4>
              <span class="row">
                <Button label={t("rotate_label", { name: source.name })} onClick={() => setOpen({ what: "rotate", source })}>{t("rotate")}</Button>
                <Button label={t("remove_label", { name: source.name })} onClick={() => remove(source)}>{shell("remove")}</Button>
              </span>
            </div>
            <dl class="facts">
              <dt>{t("address")}</dt>
              <dd><code>{source.url}</code> <Copy label={t("address")} text={() => source.url} /></dd>
              <dt>{t("scheme")}</dt>
              <dd>{source.scheme}, <code>{source.header}</code></dd>
              <dt>{t("changed")}</dt>
              <dd><Time at={source.updated_at} /></dd>
              {source.previous_secret_until !== null && [
                <dt key="old">{t("old_secret_until")}</dt>,
                <dd key="until"><Time at={source.previous_secret_until} /></dd>,
              ]}
            </dl>
          </li>
        ))}
      </ul>
      {open?.what === "add" && found !== null && <Add found={found} onClose={() => setOpen(null)} onMade={(source) => made(source, t("registered", { name: source.name }))} />}
      {open?.what === "rotate" && <Rotate source={open.source} onClose={() => setOpen(null)} onMade={(source) => made(source, t("rotated", { name: source.name }))} />}
      {open?.what === "made" && <Made source={open.source} title={open.title} onClose={() => setOpen(null)} />}
    </section>
  );
}

function Add({ found, onClose, onMade }: { found: Found; onClose: () => void; onMade: (source: SourceWithSecret) => void }) {
  const [name, setName] = useState("");
  const [scheme, setScheme] = useState("");
  const [header, setHeader] = useState("");
  const [secret, setSecret] = useState("");
  const [isTried, setTried] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const chosen = found.schemes.find((each) => each.name === scheme);
  const mistakes = {
    name: NAME.test(name) ? null : t("source_name_bad"),
    scheme: chosen === undefined ? t("scheme_none") : null,
  };
  const edit = (set: (value: string) => void) => (value: string) => {
    set(value);
    setProblem(null);
  };
  const { isBusy, submit } = useSubmit(async () => {
    setTried(true);
    if (mistakes.name !== null || mistakes.scheme !== null) return;
    const body: NewSource = { name, scheme };
    if (chosen?.has_header === true && header.trim() !== "") body.header = header.trim();
    if (secret !== "") body.secret = secret;
    try {
      onMade(await api.post<SourceWithSecret>("sources", body));
    } catch (error) {
      setProblem(Problem.of(error));
    }
  });
  return (
    <Dialog title={t("register_title")} onClose={onClose}>
      <form class="stack" onSubmit={submit} noValidate>
        <TextField label={t("source_name")} hint={t("source_name_hint")} required error={mistakeAt(problem, "/name", ["taken"]) ?? (isTried ? mistakes.name : null)} value={name} onValue={edit(setName)} input={{ maxLength: 64 }} />
        <Select
          label={t("scheme")}
          hint={t("scheme_hint")}
          required
          error={mistakeAt(problem, "/scheme") ?? (isTried ? mistakes.scheme : null)}
          value={scheme}
          onValue={edit(setScheme)}
          choices={[{ value: "", label: shell("pick"), disabled: true }, ...found.schemes.map((each) => ({ value: each.name, label: each.name }))]}
        />
        {chosen?.has_header === true && <TextField label={t("header")} hint={t("header_hint")} error={mistakeAt(problem, "/header")} value={header} onValue={edit(setHeader)} input={{ placeholder: chosen.header }} />}
        <TextField label={t("own_secret")} hint={t("own_secret_hint")} error={mistakeAt(problem, "/secret")} value={secret} onValue={edit(setSecret)} input={{ type: "password" }} />
        {problem !== null && problem.errors.length === 0 && problem.code !== "taken" && <Failure problem={problem} />}
        <footer class="row">
          <Button kind="primary" type="submit" busy={isBusy}>{t("register")}</Button>
          <Button onClick={onClose}>{shell("cancel")}</Button>
        </footer>
      </form>
    </Dialog>
  );
}

function Rotate({ source, onClose, onMade }: { source: Source; onClose: () => void; onMade: (source: SourceWithSecret) => void }) {
  const [overlap, setOverlap] = useState("24");
  const [secret, setSecret] = useState("");
  const [isTried, setTried] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const bad = /^\s*\d{1,3}\s*$/.test(overlap) && Number(overlap) <= 168 ? null : t("overlap_bad");
  const { isBusy, submit } = useSubmit(async () => {
    setTried(true);
    if (bad !== null) return;
    const body: Rotation = { overlap_hours: Number(overlap) };
    if (secret !== "") body.secret = secret;
    try {
      onMade(await api.post<SourceWithSecret>(`sources/${encodeURIComponent(source.name)}/rotate`, body));
    } catch (error) {
      setProblem(Problem.of(error));
    }
  });
  return (
    <Dialog title={t("rotate_title", { name: source.name })} onClose={onClose}>
      <form class="stack" onSubmit={submit} noValidate>
        <p>{t("rotate_hint")}</p>
        <TextField label={t("overlap")} hint={t("overlap_hint")} error={mistakeAt(problem, "/overlap_hours") ?? (isTried ? bad : null)} value={overlap} onValue={setOverlap} input={{ inputMode: "numeric" }} />
        <TextField label={t("own_secret")} hint={t("own_secret_hint")} error={mistakeAt(problem, "/secret")} value={secret} onValue={setSecret} input={{ type: "password" }} />
        {problem !== null && problem.errors.length === 0 && <Failure problem={problem} />}
        <footer class="row">
          <Button kind="primary" type="submit" busy={isBusy}>{t("rotate_do")}</Button>
          <Button onClick={onClose}>{shell("cancel")}</Button>
        </footer>
      </form>
    </Dialog>
  );
}

/** What the sender needs, shown once. */
function Made({ source, title, onClose }: { source: SourceWithSecret; title: string; onClose: () => void }) {
  const { secret, url } = source;
  return (
    <Dialog title={title} onClose={onClose}>
      <div class="stack">
        <dl class="facts">
          <dt>{t("address")}</dt>
          <dd><code>{url}</code> <Copy label={t("address")} text={() => url} /></dd>
        </dl>
        {secret === null ? (
          <p>{t("secret_given")}</p>
        ) : (
          <>
            <Notice kind="warning" title={t("secret_once")} />
            <p class="settings-secret code" aria-label={t("secret_label")} role="group">{secret}</p>
            <p><Copy label={t("secret_label")} text={() => secret} /></p>
          </>
        )}
      </div>
      <footer><Button kind="primary" onClick={onClose}>{t("done")}</Button></footer>
    </Dialog>
  );
}
