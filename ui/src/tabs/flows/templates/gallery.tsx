// Flows that are ready to be used, by what they are about.
import { useState } from "preact/hooks";

import { api } from "../../../api/client";
import type { TemplateLine, Templates } from "../../../api/types/templates";
import { Badge, Button, Failure, TextField, useLoad, Waiting } from "../../../components";
import { href } from "../../../router";
import { shell } from "../../../strings";
import { Page } from "../parts/page";
import { t } from "./strings";

export function Gallery() {
  const loaded = useLoad((signal) => api.get<Templates>("templates", { signal }), []);
  const [text, setText] = useState("");
  const wanted = text.trim().toLowerCase();
  const fits = ({ title, description, group }: TemplateLine) => `${title} ${description} ${group}`.toLowerCase().includes(wanted);
  const found = loaded.value?.templates.filter(fits) ?? [];
  const groups = [...new Set(found.map(({ group }) => group))];
  return (
    <Page title={t("title")}>
      <p>{t("hint")}</p>
      <Failure problem={loaded.problem}><Button onClick={loaded.again}>{shell("again")}</Button></Failure>
      {loaded.value === null && loaded.isLoading && <Waiting label={shell("loading")} />}
      {loaded.value !== null && <TextField label={t("find")} value={text} onValue={setText} input={{ type: "search" }} />}
      {loaded.value !== null && found.length === 0 && <p role="status">{t("none_found")}</p>}
      {groups.map((group) => (
        <section key={group} class="stack" aria-label={group}>
          <h3>{group}</h3>
          <ul class="grid gallery">{found.filter((each) => each.group === group).map((each) => <Card key={each.template} template={each} />)}</ul>
        </section>
      ))}
    </Page>
  );
}

function Card({ template }: { template: TemplateLine }) {
  const { title, description, needs } = template;
  return (
    <li class="card">
      <h4><a href={href(["flows", "templates", template.template])}>{title}</a></h4>
      <p>{description}</p>
      <p class="row"><Needs needs={needs} /></p>
    </li>
  );
}

export function Needs({ needs }: { needs: TemplateLine["needs"] }) {
  return (
    <>
      {needs.includes("schedule") && <Badge>{t("needs_schedule")}</Badge>}
      {needs.includes("http") && <Badge kind="warning">{`→ ${t("needs_http")}`}</Badge>}
    </>
  );
}
