// How two versions differ, place by place.
import { api } from "../../../api/client";
import type { Change, FlowDifference, FlowVersion } from "../../../api/types/flows";
import { Button, Failure, Select, shown, useLoad, Waiting } from "../../../components";
import { shell } from "../../../strings";
import { Value } from "../parts/value";
import { t } from "./strings";

interface CompareProps {
  id: string;
  versions: readonly FlowVersion[];
  from: string;
  to: string;
  onChoose: (from: string, to: string) => void;
}

export function Compare({ id, versions, from, to, onChoose }: CompareProps) {
  const isSame = from === to;
  const loaded = useLoad(async (signal) => (isSame ? null : api.get<FlowDifference>(`flows/${id}/difference`, { query: { from, to }, signal })), [id, from, to]);
  const choices = versions.map(({ version, created_at }) => ({ value: String(version), label: `${t("version", { version })} · ${shown(created_at)}` }));
  const found = loaded.value;
  return (
    <div class="card">
      <h3>{t("difference")}</h3>
      <div class="filters">
        <Select label={t("from")} value={from} onValue={(value) => onChoose(value, to)} choices={choices} />
        <Select label={t("to")} value={to} onValue={(value) => onChoose(from, value)} choices={choices} />
      </div>
      <Failure problem={loaded.problem}><Button onClick={loaded.again}>{shell("again")}</Button></Failure>
      {isSame && <p role="status">{t("same_version")}</p>}
      {!isSame && found === null && loaded.isLoading && <Waiting label={shell("loading")} />}
      {!isSame && found !== null && <Changes changes={found.changes} from={String(found.from)} to={String(found.to)} />}
    </div>
  );
}

function kindOf({ before, after }: Change) {
  if (before === null) return `+ ${t("added")}`;
  return after === null ? `− ${t("removed")}` : `~ ${t("changed")}`;
}

function Changes({ changes, from, to }: { changes: readonly Change[]; from: string; to: string }) {
  if (changes.length === 0) return <p role="status">{t("same")}</p>;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={t("difference")}>
      <table>
        <thead><tr><th scope="col">{t("place")}</th><th scope="col">{t("change")}</th><th scope="col">{t("in_version", { version: from })}</th><th scope="col">{t("in_version", { version: to })}</th></tr></thead>
        <tbody>
          {changes.map((change) => (
            <tr key={change.path}>
              <th scope="row"><code>{change.path}</code></th>
              <td>{kindOf(change)}</td>
              <td>{change.before !== null && <Value value={change.before} />}</td>
              <td>{change.after !== null && <Value value={change.after} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
