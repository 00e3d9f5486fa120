// What can be done with a call: send it, save it, make a step of a flow of it.
import { useState } from "preact/hooks";

import type { Operation } from "../../api/types/catalogue";
import type { As } from "../../api/types/calls";
import type { SavedRequest } from "../../api/types/requests";
import { Button, Notice, Select } from "../../components";
import { me } from "../../me";
import { go, href } from "../../router";
import { keep, stepFromCall } from "../flows/builder/from-call";
import { catalogue } from "./data";
import { isForm, requestOf } from "./draft";
import { SaveDialog } from "./saved";
import { explorer as t } from "./strings";
import type { CallState } from "./use-call";

export function Actions({ operation, call, saved }: { operation: Operation; call: CallState; saved: SavedRequest | null }) {
  const { draft, told, blocked, isRunning } = call;
  const [isSaving, setSaving] = useState(false);
  const [over, setOver] = useState(saved);
  const writes = catalogue.value?.value.writes;
  const isForbidden = operation.effect !== "read" && writes?.allowed === false;
  const isAdmin = me.value?.is_admin === true;
  const request = requestOf(operation, draft);
  const use = () => go(href(["flows", "new"], { step: keep(stepFromCall(operation.id, request.path, request.query, request.body)) }));
  return (
    <div class="stack explorer-actions">
      {isForbidden && <Notice kind="info" title={t("read_only")}>{sentence(writes?.reason ?? "")}</Notice>}
      {blocked !== null && <Notice kind="error" title={blocked} />}
      {told.length > 0 && (
        <Notice kind="warning" title={t(told.length === 1 ? "amiss_one" : "amiss")}>
          <ul>{told.map(({ path, message }) => <li key={`${path} ${message}`}><code>{path}</code> {message}</li>)}</ul>
          {!isForbidden && <Button onClick={() => call.submit(true)}>{t("send_anyway")}</Button>}
        </Notice>
      )}
      <div class="row end">
        {writes?.as_addon === true && <Select label={t("as")} class="explorer-as" value={draft.as} choices={[{ value: "me", label: t("as_me") }, { value: "addon", label: t("as_addon") }]} onValue={(as) => call.edit({ as: as as As })} />}
        <Button kind={operation.effect === "destroy" ? "danger" : "primary"} disabled={isForbidden} busy={isRunning} title={t("send_keys")} onClick={() => void call.submit()}>{t(isRunning ? "sending" : "send")}</Button>
        {isRunning && <Button onClick={call.giveUp}>{t("give_up")}</Button>}
        <Button kind="quiet" onClick={call.reset}>{t("reset")}</Button>
        {isAdmin && !isForm(operation.body) && <Button kind="quiet" onClick={() => setSaving(true)}>{t("save")}</Button>}
        {isAdmin && me.value?.has_flows === true && <Button kind="quiet" onClick={use}>{t("step")}</Button>}
      </div>
      {draft.as === "addon" && <p class="hint">{t("as_addon_hint")}</p>}
      {isSaving && <SaveDialog draft={{ ...request, path: request.path ?? {}, query: request.query ?? {} }} over={over} onClose={(done) => {
        setSaving(false);
        if (done !== null) setOver(done);
      }} />}
    </div>
  );
}

/** What the server says, written as one. */
const sentence = (text: string) => (text === "" ? "" : `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`);
