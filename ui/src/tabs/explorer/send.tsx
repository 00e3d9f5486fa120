// Makes a call, and asks before one that deletes or changes many: with the target as the server names it.
import { api, Problem } from "../../api/client";
import type { CallAnswer, CallRequest, Target } from "../../api/types/calls";
import { ask } from "../../components";
import { number } from "../../locale";
import { explorer as t } from "./strings";

/** The answer; null where whoever was asked said no. */
export async function send(request: CallRequest, stop: AbortSignal): Promise<CallAnswer | null> {
  try {
    return await api.post<CallAnswer>("calls", request, { signal: stop });
  } catch (error) {
    const target = targetOf(error);
    if (target === null) throw error;
    // Another target than the one that was agreed to would be asked about again.
    return (await agreed(target)) ? send({ ...request, confirm: target.text }, stop) : null;
  }
}

function targetOf(error: unknown): Target | null {
  return error instanceof Problem && error.code === "confirm" ? ((error.document.target as Target | undefined) ?? null) : null;
}

function agreed(target: Target): Promise<boolean> {
  const kind = target.effect === "destroy" || target.effect === "bulk" ? target.effect : "write";
  const text = (
    <>
      <p><code>{target.text}</code></p>
      {target.count !== null && <p><strong>{t("confirm_count", { count: number(target.count) })}</strong></p>}
      {target.entities.length > 0 && <ul>{target.entities.map(({ type, id, name }) => <li key={`${type} ${id}`}>{type}: {name === null ? null : <strong>{name} </strong>}<code>{id}</code></li>)}</ul>}
      <p>{t("confirm_hint")}</p>
    </>
  );
  return ask(t(`confirm_${kind}`), { text, yes: t(`do_${kind}`), danger: true });
}
