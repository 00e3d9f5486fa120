// Somebody saved the flow meanwhile: what they changed, and what is to happen with what was changed here.
import { api } from "../../../api/client";
import type { Change, FlowDifference, FlowWhole } from "../../../api/types/flows";
import { Button, Failure, Notice, Time, useLoad, Waiting } from "../../../components";
import { at, same } from "./document";
import { useStore } from "./store";
import { t } from "./strings";
import { inLine } from "./world";

export function Conflict({ version, onKeep, onTheirs }: { version: number; onKeep: (flow: FlowWhole) => Promise<void>; onTheirs: (flow: FlowWhole) => void }) {
  const store = useStore();
  const flow = store.flow.value;
  const { value, problem, again } = useLoad(async (signal) => {
    if (flow === null) return null;
    const [theirs, difference] = await Promise.all([
      api.get<FlowWhole>(`flows/${flow.id}`, { exact: true, signal }),
      api.get<FlowDifference>(`flows/${flow.id}/difference`, { query: { from: flow.version, to: version }, signal }),
    ]);
    return { theirs, changes: difference.changes };
  }, [flow?.id, version]);
  return (
    <div class="conflict" tabIndex={-1}>
      <Notice kind="warning" title={t("conflict", { version })}>
        {value === null && problem === null && <Waiting label={t("conflict_loading")} />}
        <Failure problem={problem}><Button onClick={again}>{t("again")}</Button></Failure>
        {value !== null && (
          <>
            <p>{t("conflict_by", { who: value.theirs.updated_by })} <Time at={value.theirs.updated_at} />. {t("conflict_kept")}</p>
            <Changes changes={value.changes} isMine={(path) => isMine(path, store.document.value, store.saved.value)} />
            <div class="row">
              <Button kind="primary" onClick={() => onKeep(value.theirs)}>{t("conflict_keep", { version: value.theirs.version + 1 })}</Button>
              <Button onClick={() => onTheirs(value.theirs)}>{t("conflict_theirs")}</Button>
            </div>
          </>
        )}
      </Notice>
    </div>
  );
}

/** Whether a place was changed here as well. */
export const isMine = (path: string, document: unknown, saved: unknown) => !same(at(document, path), at(saved, path));

function Changes({ changes, isMine }: { changes: readonly Change[]; isMine: (path: string) => boolean }) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={t("conflict_changes")}>
      <table>
        <caption>{t("conflict_changes")}</caption>
        <thead><tr><th scope="col">{t("place")}</th><th scope="col">{t("before")}</th><th scope="col">{t("after")}</th><th scope="col">{t("here")}</th></tr></thead>
        <tbody>
          {changes.map(({ path, before, after }) => (
            <tr key={path}><th scope="row"><code>{path}</code></th><td><code>{inLine(before ?? undefined, 120)}</code></td><td><code>{inLine(after ?? undefined, 120)}</code></td><td>{isMine(path) ? t("changed_here") : ""}</td></tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

