// Who changed what, the newest first.
import { useState } from "preact/hooks";

import type { TabProps } from "..";
import { api } from "../../api/client";
import type { AuditEntry, AuditPage } from "../../api/types/audit";
import { JsonTree, Pager, Select, TextField, Time, usePages } from "../../components";
import { href, replace } from "../../router";
import { momentOf } from "../../wall-clock";
import { t } from "./strings";
import { Who } from "./who";

const FILTERS = ["action", "actor", "subject", "since", "until"] as const;
type Filters = Record<(typeof FILTERS)[number], string>;

const GROUPS = ["flow.", "run.", "replay.", "event.", "secret.", "source.", "settings.", "data.", "hold."] as const;

export function Audit({ query }: TabProps) {
  const [filters, setFilters] = useState<Filters>(() => Object.fromEntries(FILTERS.map((name) => [name, query.get(name) ?? ""])) as Filters);
  const { action, actor, subject, since, until } = filters;
  const pages = usePages(async (cursor, signal) => {
    const asked = { action, actor: actor.trim(), subject: subject.trim(), since: momentOf(since), until: momentOf(until), cursor };
    const page = await api.get<AuditPage>("audit", { query: asked, signal });
    return { rows: page.entries, next: page.next };
  }, [action, actor, subject, since, until]);
  const set = (name: keyof Filters) => (value: string) => {
    const after = { ...filters, [name]: value };
    setFilters(after);
    replace(href(["settings", "audit"], after));
  };
  return (
    <section class="card" aria-labelledby="settings-audit">
      <h3 id="settings-audit">{t("audit")}</h3>
      <p class="muted">{t("audit_hint")}</p>
      <form class="settings-filters" onSubmit={(event) => event.preventDefault()}>
        <Select label={t("what")} value={action} onValue={set("action")} choices={[{ value: "", label: t("anything") }, ...GROUPS.map((group) => ({ value: group, label: t(`group_${group}`) }))]} />
        <TextField label={t("who")} hint={t("who_hint")} value={actor} onValue={set("actor")} />
        <TextField label={t("subject")} hint={t("subject_hint")} value={subject} onValue={set("subject")} />
        <TextField label={t("from")} value={since} onValue={set("since")} input={{ type: "datetime-local" }} />
        <TextField label={t("until")} value={until} onValue={set("until")} input={{ type: "datetime-local" }} />
      </form>
      {pages.rows.length === 0 && !pages.isLoading && pages.problem === null && <p>{t("no_audit")}</p>}
      <ul class="list settings-audit">{pages.rows.map((entry) => <Entry key={entry.id} entry={entry} />)}</ul>
      <Pager pages={pages} />
    </section>
  );
}

function Entry({ entry }: { entry: AuditEntry }) {
  const [isOpen, setOpen] = useState(false);
  const { action, subject, actor, at, before, after } = entry;
  return (
    <li>
      <p class="row"><Time at={at} /> <code>{action}</code> <code class="muted">{subject}</code> <Who actor={actor} /></p>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{t("details")}</summary>
        {isOpen && (
          <div class="settings-difference">
            <div><h4>{t("before")}</h4><JsonTree value={before} label={t("before")} /></div>
            <div><h4>{t("after")}</h4><JsonTree value={after} label={t("after")} /></div>
          </div>
        )}
      </details>
    </li>
  );
}
