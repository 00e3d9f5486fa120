// How long what is kept. A workspace can have less kept than the operator allows.
import { useEffect, useState } from "preact/hooks";

import { api, Problem } from "../../api/client";
import type { Retention as Row, RetentionAnswer, RetentionKind, Settings } from "../../api/types/settings";
import { ask, Button, Failure, say, TextField, useLoad, useSubmit, Waiting } from "../../components";
import { guard } from "../../router";
import { shell } from "../../strings";
import { change, days, mistake, shorter, type Typed, typed } from "./days";
import { t } from "./strings";

export function Retention() {
  const settings = useLoad((signal) => api.get<Settings>("settings", { signal }), []);
  return (
    <section class="card" aria-labelledby="settings-retention">
      <h3 id="settings-retention">{t("retention")}</h3>
      <p>{t("retention_hint")}</p>
      <Failure problem={settings.problem}><Button onClick={settings.again}>{shell("again")}</Button></Failure>
      {settings.value === null && settings.isLoading && <Waiting label={shell("loading")} />}
      {settings.value !== null && <Form rows={settings.value.retention} onSaved={(retention) => settings.value !== null && settings.set({ ...settings.value, retention })} />}
    </section>
  );
}

function Form({ rows, onSaved }: { rows: Row[]; onSaved: (rows: Row[]) => void }) {
  const [text, setText] = useState<Typed>(() => typed(rows));
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isTried, setTried] = useState(false);
  const wanted = change(rows, text);
  const isChanged = Object.keys(wanted).length > 0;
  useEffect(() => {
    guard(isChanged ? () => ask(shell("unsaved"), { text: shell("unsaved_hint"), yes: shell("leave"), no: shell("stay"), danger: true }) : null);
    return () => guard(null);
  }, [isChanged]);

  const wrong = (row: Row) => mistake(text[row.kind] ?? "", row);
  const said = (row: Row) => problem?.errors.find(({ path }) => path === `/${row.kind}`)?.message;
  const set = (kind: RetentionKind, value: string) => {
    setText({ ...text, [kind]: value });
    setProblem(null);
  };
  const { isBusy, submit } = useSubmit(async () => {
    setTried(true);
    const bad = rows.find((row) => wrong(row) !== null);
    // Which field is wrong is drawn first.
    if (bad !== undefined) return void requestAnimationFrame(() => document.querySelector<HTMLInputElement>("#settings-retention-form [aria-invalid]")?.focus());
    const less = shorter(rows, wanted);
    if (less.length > 0 && !(await confirmed(less))) return;
    try {
      const answer = await api.put<RetentionAnswer>("settings/retention", wanted);
      setText(typed(answer.retention));
      setTried(false);
      onSaved(answer.retention);
      say(answer.changed ? "success" : "info", t(answer.changed ? "retention_saved" : "retention_same"));
    } catch (error) {
      setProblem(Problem.of(error));
    }
  });
  return (
    <form id="settings-retention-form" class="stack settings-days" onSubmit={submit} noValidate>
      {rows.map((row) =>
        row.is_changeable ? (
          <TextField
            key={row.kind}
            label={t(`kind_${row.kind}`)}
            hint={hint(row)}
            error={said(row) ?? (isTried ? wrong(row) : null)}
            value={text[row.kind] ?? ""}
            onValue={(value) => set(row.kind, value)}
            input={{ inputMode: "numeric", placeholder: t("empty_means") }}
          />
        ) : (
          <div key={row.kind}>
            <h4>{t(`kind_${row.kind}`)}</h4>
            <p class="hint">{hint(row)}</p>
          </div>
        ),
      )}
      {problem !== null && problem.errors.length === 0 && <Failure problem={problem} />}
      <div class="row">
        <Button kind="primary" type="submit" busy={isBusy} disabled={!isChanged}>{shell("save")}</Button>
        {isChanged && <Button onClick={() => setText(typed(rows))}>{t("discard")}</Button>}
      </div>
    </form>
  );
}

const confirmed = (less: [RetentionKind, number][]) =>
  ask(t("shorter"), {
    text: (
      <>
        <p>{t("shorter_hint")}</p>
        <ul>{less.map(([kind, count]) => <li key={kind}>{t("shorter_row", { kind: t(`kind_${kind}`), days: days(count) })}</li>)}</ul>
      </>
    ),
    yes: t("shorter_yes"),
    danger: true,
  });

function hint(row: Row): string {
  const parts = [row.days === null ? t("now_forever") : t("now_days", { days: days(row.days) })];
  if (row.kind === "filtered_runs") parts.push(t("hint_filtered_runs"));
  if (row.kind === "audit") return [...parts, t("hint_audit")].join(" ");
  parts.push(row.operator_days === null ? t("most_forever") : t("most_days", { days: days(row.operator_days) }));
  if (row.clockify_days !== null) parts.push(t("clockify_days", { setting: row.clockify_setting ?? "", days: days(row.clockify_days) }));
  return parts.join(" ");
}
