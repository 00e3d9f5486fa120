import { useState } from "preact/hooks";

import { api, Problem } from "../../api/client";
import type { RequestDraft, SavedRequest, SavedRequests } from "../../api/types/requests";
import { ask, Button, complain, Dialog, Failure, say, TextField, useLoad, Waiting } from "../../components";
import { me } from "../../me";
import { href } from "../../router";
import { shell } from "../../strings";
import { summaryOf } from "./data";
import { explorer as t } from "./strings";

/** The requests that the workspace has saved. */
export function Saved() {
  const loaded = useLoad((signal) => api.get<SavedRequests>("requests", { signal }), []);
  const found = loaded.value;
  return (
    <section class="stack" aria-labelledby="explorer-saved">
      <div class="row spread">
        <h2 id="explorer-saved">{t("saved")}</h2>
        {found !== null && <span class="muted">{t("saved_count", { count: found.requests.length, limit: found.limit })}</span>}
      </div>
      <Failure problem={loaded.problem}><Button onClick={loaded.again}>{shell("again")}</Button></Failure>
      {found === null ? loaded.isLoading && <Waiting label={shell("loading")} /> : found.requests.length === 0 && <p class="muted">{t("saved_none")}</p>}
      <ul class="list">{found?.requests.map((request) => <Line key={request.id} request={request} again={loaded.again} />)}</ul>
    </section>
  );
}

function Line({ request, again }: { request: SavedRequest; again: () => Promise<void> }) {
  const [isNaming, setNaming] = useState(false);
  const remove = async () => {
    if (!(await ask(t("remove_request", { name: request.name }), { text: t("remove_request_hint"), yes: shell("remove"), danger: true }))) return;
    try {
      await api.remove(`requests/${encodeURIComponent(request.id)}`);
      say("success", t("saved_gone"));
    } catch (error) {
      complain(error);
    }
    await again();
  };
  return (
    <li class="row spread">
      <div>
        <a href={href(["explorer", request.operation], { saved: request.id })}>{request.name}</a>
        <div class="muted">{summaryOf(request.operation)}{request.as === "addon" && ` · ${t("as_addon")}`}</div>
      </div>
      {me.value?.is_admin === true && (
        <div class="row">
          <Button kind="quiet" label={`${t("rename")}: ${request.name}`} onClick={() => setNaming(true)}>{t("rename")}</Button>
          <Button kind="quiet" label={t("remove_name", { name: request.name })} onClick={remove}>{shell("remove")}</Button>
        </div>
      )}
      {isNaming && <SaveDialog draft={request} over={request} onClose={(isDone) => {
        setNaming(false);
        if (isDone) void again();
      }} />}
    </li>
  );
}

type Wanted = Omit<RequestDraft, "name">;

/** Asks for the name, and saves: as a new request, or over one that there is. */
export function SaveDialog(props: { draft: Wanted; over: SavedRequest | null; onClose: (saved: SavedRequest | null) => void }) {
  const { draft, over, onClose } = props;
  const [name, setName] = useState(over?.name ?? "");
  const [problem, setProblem] = useState<Problem | null>(null);
  const save = async (id: string | null) => {
    const { operation, as, path, query, body } = draft;
    const sent: RequestDraft = { name: name.trim(), operation, as, path, query, ...(body === undefined ? {} : { body }) };
    try {
      const saved = id === null ? await api.post<SavedRequest>("requests", sent) : await api.put<SavedRequest>(`requests/${encodeURIComponent(id)}`, sent);
      say("success", t("saved_done"));
      onClose(saved);
    } catch (error) {
      setProblem(Problem.of(error));
    }
  };
  const isNamed = name.trim() !== "";
  return (
    <Dialog title={t("save_as")} onClose={() => onClose(null)}>
      <div class="stack">
        <TextField label={t("name")} required value={name} onValue={setName} input={{ maxLength: 100 }} />
        <Failure problem={problem} />
      </div>
      <footer>
        {over !== null && <Button kind="primary" disabled={!isNamed} onClick={() => save(over.id)}>{t("save_over", { name: over.name })}</Button>}
        <Button kind={over === null ? "primary" : "plain"} disabled={!isNamed} onClick={() => save(null)}>{over === null ? shell("save") : t("save_new")}</Button>
      </footer>
    </Dialog>
  );
}
