// The copy of the workspace's data: how far its fetch is, begin and end.
import { useEffect, useRef } from "preact/hooks";

import { api } from "../../api/client";
import type { Bootstrap as Report, BootstrapOperation, BootstrapRun } from "../../api/types/bootstrap";
import { ask, Badge, Button, complain, Failure, say, Time, useLoad, usePolling, Waiting } from "../../components";
import { number } from "../../locale";
import { shell } from "../../strings";
import { t } from "./strings";

export function Bootstrap({ onEnd }: { onEnd: () => unknown }) {
  const { value, problem, isLoading, again, set } = useLoad((signal) => api.get<Report>("bootstrap", { signal }), []);
  const run = value?.run ?? null;
  const goesOn = run?.state === "IN_PROGRESS";
  const before = useRef<BootstrapRun | null>(null);
  usePolling(again, goesOn, run?.done);
  useEffect(() => {
    const was = before.current;
    before.current = run;
    if (run === null || was?.id !== run.id || was.state !== "IN_PROGRESS" || goesOn || run.state === "CANCELLED") return;
    say(run.state.startsWith("COMPLETE") && run.state !== "COMPLETE_WITH_ERRORS" ? "success" : "warning", t("finished", { state: t(run.state) }));
    void onEnd();
  }, [run]);
  const call = async (path: string, done: string) => {
    try {
      set(await api.post<Report>(path));
      say("info", done);
    } catch (error) {
      complain(error);
      await again();
    }
  };
  const cancel = async () => {
    const sure = await ask(t("cancel_ask"), { text: t("cancel_hint"), yes: t("cancel_yes"), no: t("cancel_no") });
    if (sure) await call("bootstrap/cancel", t("stopped"));
  };
  return (
    <section class="card" aria-labelledby="bootstrap">
      <div class="row spread">
        <h3 id="bootstrap">{t("bootstrap")}</h3>
        {value !== null && (
          <div class="row">
            {goesOn && <Button onClick={cancel}>{t("cancel")}</Button>}
            {!goesOn && <Button kind="primary" onClick={() => call("bootstrap", t("started"))}>{t("start")}</Button>}
          </div>
        )}
      </div>
      <p class="muted">{t("bootstrap_hint")}</p>
      <Failure problem={problem}><Button onClick={again}>{shell("again")}</Button></Failure>
      {value === null ? isLoading && <Waiting label={shell("loading")} /> : run === null ? <p>{t("bootstrap_never")}</p> : <Told run={run} />}
    </section>
  );
}

const KINDS: Record<BootstrapRun["state"], "plain" | "success" | "warning" | "error" | "info"> = {
  IN_PROGRESS: "info",
  COMPLETE: "success",
  COMPLETE_WITH_WARNINGS: "warning",
  COMPLETE_WITH_ERRORS: "error",
  FAILED: "error",
  DISABLED: "plain",
  CANCELLED: "plain",
};

function Told({ run }: { run: BootstrapRun }) {
  const waits = run.state === "IN_PROGRESS" && !run.worked_on;
  const sum = t("progress", { done: number(run.done), total: number(run.total), entities: number(run.entities) });
  return (
    <>
      <div class="row">
        <Badge kind={KINDS[run.state]}>{waits ? t("waiting") : t(run.state)}</Badge>
        <span>{sum}</span>
      </div>
      {run.state === "IN_PROGRESS" && run.total > 0 && <progress max={run.total} value={run.done} aria-label={t("bootstrap")}>{sum}</progress>}
      {run.reason !== null && <p>{run.reason}</p>}
      <dl class="facts">
        <dt>{t("began")}</dt>
        <dd><Time at={run.started_at} /></dd>
        {run.finished_at !== null && <><dt>{t("ended")}</dt><dd><Time at={run.finished_at} /></dd></>}
      </dl>
      {run.operations.length > 0 && <Lists operations={run.operations} />}
    </>
  );
}

const STATES: Record<BootstrapOperation["state"], { kind: "plain" | "success" | "warning" | "error"; text: "task_pending" | "task_done" | "task_warning" | "task_skipped" | "task_failed" }> = {
  pending: { kind: "plain", text: "task_pending" },
  done: { kind: "success", text: "task_done" },
  warning: { kind: "warning", text: "task_warning" },
  skipped: { kind: "plain", text: "task_skipped" },
  failed: { kind: "error", text: "task_failed" },
};

function Lists({ operations }: { operations: BootstrapOperation[] }) {
  return (
    <details>
      <summary>{t("lists")}</summary>
      <div class="scroll tall" tabIndex={0} role="group" aria-label={t("lists")}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t("list")}</th>
              <th scope="col">{t("state")}</th>
              <th scope="col" class="number">{t("pages")}</th>
              <th scope="col" class="number">{t("changed")}</th>
              <th scope="col" class="number">{t("same")}</th>
              <th scope="col" class="number">{t("gone")}</th>
              <th scope="col">{t("note")}</th>
            </tr>
          </thead>
          <tbody>
            {operations.map((one) => (
              <tr key={one.operation}>
                <th scope="row">{one.entity}</th>
                <td><Badge kind={STATES[one.state].kind}>{t(STATES[one.state].text)}</Badge></td>
                <td class="number">{number(one.pages)}</td>
                <td class="number">{number(one.inserted + one.updated)}</td>
                <td class="number">{number(one.unchanged)}</td>
                <td class="number">{number(one.removed)}</td>
                <td>{one.reason ?? ""}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
