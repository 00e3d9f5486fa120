// Flows: the list and one of them, their runs, versions, templates, imports and exports, replays; and the builder.
import "./flows.css";

import { useMemo } from "preact/hooks";

import type { TabProps } from "..";
import type { Definition } from "../../api/types/flows";
import { Notice, Subnav } from "../../components";
import { href } from "../../router";
import { kept } from "./builder/from-call";
import { FlowPage } from "./list/flow";
import { FlowList } from "./list/list";
import { takeDraft } from "./parts/draft";
import { lazy } from "../../components/lazy";
import { RunList } from "./runs/list";
import { RunPage } from "./runs/run";
import { t } from "./strings";

const Builder = lazy(async () => (await import("./builder")).Builder);
const Gallery = lazy(async () => (await import("./templates/gallery")).Gallery);
const TemplatePage = lazy(async () => (await import("./templates/template")).TemplatePage);
const Versions = lazy(async () => (await import("./versions/versions")).Versions);
const Import = lazy(async () => (await import("./transfer/import")).Import);
const Export = lazy(async () => (await import("./transfer/export")).Export);
const ReplayList = lazy(async () => (await import("./replays/list")).ReplayList);
const ReplayPage = lazy(async () => (await import("./replays/replay")).ReplayPage);

export default function Flows({ path, query }: TabProps) {
  const [first = "", second] = path;
  const isBuilder = first === "new" || second === "edit";
  const places = [
    { id: "", label: t("flows") },
    { id: "runs", label: t("runs") },
    { id: "templates", label: t("templates") },
    { id: "replays", label: t("replays") },
  ];
  const at = places.some(({ id }) => id === first) ? first : "";
  return (
    <>
      {!isBuilder && <Subnav label={t("places")} tab="flows" at={at} places={places} />}
      {isBuilder ? <Build id={first === "new" ? null : first} step={query.get("step")} /> : <Place key={path.join("/")} path={path} query={query} />}
    </>
  );
}

function Place({ path, query }: TabProps) {
  const [first = "", second] = path;
  switch (first) {
    case "":
      return <FlowList />;
    case "runs":
      return second === undefined ? <RunList query={query} /> : <RunPage id={second} />;
    case "templates":
      return second === undefined ? <Gallery /> : <TemplatePage name={second} />;
    case "import":
      return <Import />;
    case "replays":
      return second === undefined ? <ReplayList query={query} /> : <ReplayPage id={second} />;
  }
  switch (second) {
    case undefined:
      return <FlowPage id={first} />;
    case "versions":
      return <Versions id={first} query={query} />;
    case "export":
      return <Export id={first} />;
    default:
      return <Notice kind="info" title={t("absent")}><a href={href(["flows"])}>{t("all_flows")}</a></Notice>;
  }
}

/** The builder: with a flow, with nothing in it, or with what waits to be opened. It stays when a new flow gets its id. */
function Build({ id, step }: { id: string | null; step: string | null }) {
  const draft = useMemo(() => (id === null ? takeDraft() ?? draftOf(step) : undefined), [id === null, step]);
  return draft === undefined ? <Builder id={id} /> : <Builder id={id} draft={draft} />;
}

/** A flow of one step, which waits under this key: the explorer made it of a call. */
function draftOf(key: string | null): Definition | undefined {
  const step = key === null ? null : kept(key);
  return step === null ? undefined : { schema: "clockify-addons/flow/v1", name: "", triggers: [], steps: [step] };
}
