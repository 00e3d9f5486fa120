// What the workspace may have, what of it is used, and what is kept back.
import { api } from "../../api/client";
import type { FlowHold, Limit, Settings } from "../../api/types/settings";
import { Badge, Button, complain, Failure, Notice, say, Time, useLoad, Waiting } from "../../components";
import { number, size } from "../../locale";
import { me } from "../../me";
import { href } from "../../router";
import { counted, shell } from "../../strings";
import { t } from "./strings";

/** From which share on a limit is nearly used up. */
const NEAR = 0.8;

export function Limits() {
  const settings = useLoad((signal) => api.get<Settings>("settings", { signal }), []);
  const found = settings.value;
  return (
    <>
      <Failure problem={settings.problem}><Button onClick={settings.again}>{shell("again")}</Button></Failure>
      {found === null && settings.isLoading && <Waiting label={shell("loading")} />}
      {found !== null && found.legal_hold !== null && (
        <Notice kind="warning" title={t("legal_hold")}>
          <p>{t("legal_hold_hint")}</p>
          <p>{found.legal_hold.reason} ({t("since")} <Time at={found.legal_hold.since} />)</p>
        </Notice>
      )}
      {found !== null && me.value?.has_flows === true && <Holds holds={found.flow_holds} onResumed={settings.again} />}
      {found !== null && (
        <section class="card" aria-labelledby="settings-limits">
          <h3 id="settings-limits">{t("limits")}</h3>
          <p class="muted">{t("limits_hint")}</p>
          <div class="scroll" tabIndex={0} role="group" aria-labelledby="settings-limits">
            <table>
              <thead>
                <tr><th scope="col">{t("limit")}</th><th scope="col">{t("used")}</th><th scope="col" class="number">{t("most")}</th></tr>
              </thead>
              <tbody>{found.limits.map((limit) => <Line key={limit.name} limit={limit} />)}</tbody>
            </table>
          </div>
        </section>
      )}
    </>
  );
}

function Line({ limit }: { limit: Limit }) {
  const { name, most, used, by } = limit;
  const label = t(`limit_${name}`);
  return (
    <tr>
      <th scope="row">{label}</th>
      <td>
        {used !== null && (
          <span class="settings-usage">
            <meter min={0} max={most} high={most * NEAR} optimum={0} value={used} aria-label={label} />
            <span>{number(used)}</span>
            {used >= most ? <Badge kind="error">{t("full")}</Badge> : used >= most * NEAR && <Badge kind="warning">{t("near")}</Badge>}
            {by !== null && used > 0 && <a href={href(["flows", by.id])}>{t("limit_by", { name: by.name })}</a>}
          </span>
        )}
      </td>
      <td class="number">{name.endsWith("_bytes") ? size(most) : number(most)}</td>
    </tr>
  );
}

function Holds({ holds, onResumed }: { holds: FlowHold[]; onResumed: () => Promise<void> }) {
  const resume = async (hold: FlowHold) => {
    try {
      await api.post(`flows/${hold.id}/resume`);
      say("success", t("resumed", { name: hold.name }));
      await onResumed();
    } catch (error) {
      complain(error);
    }
  };
  return (
    <section class="card" aria-labelledby="settings-holds">
      <h3 id="settings-holds">{t("holds")}</h3>
      {holds.length === 0 ? <p class="muted">{t("no_holds")}</p> : <p class="muted">{t("holds_hint")}</p>}
      <ul class="list">
        {holds.map((hold) => (
          <li key={hold.id} class="row spread">
            <div>
              <p>
                <a href={href(["flows", hold.id])}>{hold.name}</a> <Badge kind="warning">{reason(hold)}</Badge>
              </p>
              <p class="hint">
                {hold.note !== "" && `${hold.note} · `}
                {waiting(hold)}
                {hold.since !== null && <> · {t("since")} <Time at={hold.since} /></>}
              </p>
            </div>
            <Button label={t("resume_label", { name: hold.name })} onClick={() => resume(hold)}>{t("resume")}</Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function reason({ reason }: FlowHold): string {
  return reason === "LOOP" || reason === "FLOOD" || reason === "ASKED" ? t(`hold_${reason}`) : reason;
}

function waiting({ runs, runs_are_more }: FlowHold): string {
  if (runs_are_more) return t("waiting_more", { count: number(runs) });
  return counted(runs, { one: t("waiting_one"), other: t("waiting_other") });
}
