// The tabs: what they are called, who sees them, and where they come from.
import type { ComponentType } from "preact";

import type { Me } from "../api/types/me";
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
  load: () => Promise<{ default: ComponentType<TabProps> }>;
}

export const tabs: Tab[] = [
  { id: "dashboard", label: () => t("dashboard"), isFor: () => true, load: () => import("./dashboard") },
  { id: "events", label: () => t("events"), isFor: (me) => me.is_admin, load: () => import("./events") },
  { id: "explorer", label: () => t("explorer"), isFor: () => true, load: () => import("./explorer") },
  { id: "flows", label: () => t("flows"), isFor: (me) => me.is_admin && me.has_flows, load: () => import("./flows") },
  { id: "settings", label: () => t("settings"), isFor: (me) => me.is_admin, load: () => import("./settings") },
];
