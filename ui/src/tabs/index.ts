// The tabs: what they are called, who sees them, and what is in them.
import type { ComponentType } from "preact";

import type { Me } from "../api/types/me";
import { lazy } from "../components/lazy";
import { shell as t } from "../strings";

/** What a tab is told: the rest of the address. `#/flows/runs/1?state=failed` is `["runs", "1"]` and the query. */
export interface TabProps {
  path: string[];
  query: URLSearchParams;
}

export interface Tab {
  id: string;
  label: () => string;
  isFor: (me: Me) => boolean;
  /** It comes over when it is first opened. */
  view: ComponentType<TabProps>;
}

export const tabs: Tab[] = [
  { id: "dashboard", label: () => t("dashboard"), isFor: () => true, view: lazy(async () => (await import("./dashboard")).default) },
  { id: "events", label: () => t("events"), isFor: (me) => me.is_admin, view: lazy(async () => (await import("./events")).default) },
  { id: "explorer", label: () => t("explorer"), isFor: () => true, view: lazy(async () => (await import("./explorer")).default) },
  { id: "flows", label: () => t("flows"), isFor: (me) => me.is_admin && me.has_flows, view: lazy(async () => (await import("./flows")).default) },
  { id: "settings", label: () => t("settings"), isFor: (me) => me.is_admin, view: lazy(async () => (await import("./settings")).default) },
];
