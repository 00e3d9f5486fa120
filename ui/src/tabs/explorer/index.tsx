// The explorer: every operation of Clockify's API with a form, the calls that were made, the requests that were saved.
import "./explorer.css";

import { useEffect } from "preact/hooks";

import { Subnav } from "../../components";
import type { TabProps } from "..";
import { CatalogueList } from "./catalogue";
import { needCatalogue } from "./data";
import { History } from "./history";
import { OperationView } from "./operation";
import { Saved } from "./saved";
import { explorer as t } from "./strings";

const places = ["history", "saved"] as const;

export default function Explorer({ path, query }: TabProps) {
  const [first] = path;
  useEffect(() => {
    void needCatalogue();
  }, []);
  const place = places.find((each) => each === first);
  const operation = place === undefined ? first : undefined;
  return (
    <>
      <Subnav label={t("places")} tab="explorer" at={place ?? ""} places={[{ id: "", label: t("operations") }, ...places.map((id) => ({ id, label: t(id) }))]} />
      {place === "history" && <History operation={query.get("operation")} />}
      {place === "saved" && <Saved />}
      {place === undefined && (
        <div class={`explorer ${operation === undefined ? "" : "has-operation"}`.trim()}>
          <section class="explorer-list stack" aria-label={t("operations")}><CatalogueList at={operation} /></section>
          <section class="explorer-operation">{operation === undefined ? <p class="muted">{t("choose_operation")}</p> : <OperationView key={operation} id={operation} query={query} />}</section>
        </div>
      )}
    </>
  );
}
