// Settings: what is set, kept, allowed and held; who may deliver; who changed what; and all of it to take away.
import type { ComponentType } from "preact";

import type { TabProps } from "..";
import type { Me } from "../../api/types/me";
import { Subnav } from "../../components";
import { me } from "../../me";
import { shell } from "../../strings";
import { Audit } from "./audit";
import { Data } from "./data";
import { General } from "./general";
import { Limits } from "./limits";
import { Retention } from "./retention";
import { Secrets } from "./secrets";
import "./settings.css";
import { Sources } from "./sources";
import { t } from "./strings";

interface Section {
  id: string;
  label: () => string;
  isFor: (me: Me) => boolean;
  view: ComponentType<TabProps>;
}

const always = () => true;

/** What an add-on doesn't have isn't offered. */
const sections: Section[] = [
  { id: "", label: () => t("general"), isFor: always, view: General },
  { id: "retention", label: () => t("retention"), isFor: always, view: Retention },
  { id: "limits", label: () => t("limits"), isFor: always, view: Limits },
  { id: "sources", label: () => t("sources"), isFor: (me) => me.has_custom_webhooks, view: Sources },
  { id: "secrets", label: () => t("secrets"), isFor: (me) => me.has_http_steps, view: Secrets },
  { id: "audit", label: () => t("audit"), isFor: always, view: Audit },
  { id: "data", label: () => t("data"), isFor: always, view: Data },
];

export default function Settings(props: TabProps) {
  const who = me.value;
  if (who === null) return null;
  const there = sections.filter((section) => section.isFor(who));
  const open = there.find((section) => section.id === (props.path[0] ?? "")) ?? there[0];
  if (open === undefined) return null;
  const View = open.view;
  return (
    <>
      <h2 class="hidden-text">{shell("settings")}</h2>
      <Subnav label={t("sections")} tab="settings" at={open.id} places={there.map(({ id, label }) => ({ id, label: label() }))} />
      <View key={open.id} {...props} />
    </>
  );
}
