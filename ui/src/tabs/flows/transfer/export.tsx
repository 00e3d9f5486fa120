// A flow on its way to another workspace: what was taken out of it, and the document to take along.
import { useState } from "preact/hooks";

import { api } from "../../../api/client";
import type { FlowWhole } from "../../../api/types/flows";
import type { Export as Document } from "../../../api/types/templates";
import { Button, Copy, Failure, Field, useLoad, Waiting } from "../../../components";
import { href } from "../../../router";
import { shell } from "../../../strings";
import { t as kinds } from "../inputs/strings";
import { Page } from "../parts/page";
import { t } from "./strings";

/** Gives a file to the browser. Whether it takes it nobody learns: a frame may forbid that. */
function download(name: string, text: string) {
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

const fileName = (name: string) => `${name.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "") || "flow"}.flow.json`;

export function Export({ id }: { id: string }) {
  const loaded = useLoad(async (signal) => {
    const [flow, document] = await Promise.all([api.get<FlowWhole>(`flows/${id}`, { signal }), api.get<Document>(`flows/${id}/export`, { exact: true, signal })]);
    return { flow, document };
  }, [id]);
  const back = { href: href(["flows", id]), label: t("back") };
  return (
    <Page title={loaded.value === null ? t("export") : t("export_of", { name: loaded.value.flow.name })} back={back}>
      <p>{t("export_hint")}</p>
      {loaded.value === null && loaded.isLoading && <Waiting label={shell("loading")} />}
      <Failure problem={loaded.problem}><Button onClick={loaded.again}>{shell("again")}</Button></Failure>
      {loaded.value !== null && <Whole name={loaded.value.flow.name} document={loaded.value.document} />}
    </Page>
  );
}

function Whole({ name, document }: { name: string; document: Document }) {
  const [isTaken, setTaken] = useState(false);
  const text = JSON.stringify(document, null, 2);
  const take = () => {
    download(fileName(name), text);
    setTaken(true);
  };
  return (
    <>
      <div class="row"><Button kind="primary" onClick={take}>{t("download")}</Button> <Copy text={() => text} label={t("document")} /></div>
      <div role="status">{isTaken && <p>{t("downloaded")}</p>}</div>
      <Taken document={document} />
      <Field label={t("document")}>{(labelled) => <textarea class="code" readonly rows={16} {...labelled} value={text} />}</Field>
    </>
  );
}

function Taken({ document: { inputs, secrets = [] } }: { document: Document }) {
  return (
    <>
      {inputs.length === 0 ? <p>{t("taken_none")}</p> : (
        <div class="scroll" tabIndex={0} role="region" aria-label={t("taken")}>
          <table>
            <caption>{t("taken")}</caption>
            <thead><tr><th scope="col">{t("taken_name")}</th><th scope="col">{t("taken_kind")}</th><th scope="col">{t("taken_place")}</th></tr></thead>
            <tbody>{inputs.map(({ name, kind, title }) => <tr key={name}><th scope="row"><code>{name}</code></th><td>{kinds(`kind_${kind}`)}</td><td><code>{title}</code></td></tr>)}</tbody>
          </table>
        </div>
      )}
      {secrets.length > 0 && <p>{t("secret_names")}: {secrets.map((name) => <code key={name}>{name} </code>)}</p>}
    </>
  );
}
