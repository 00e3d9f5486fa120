import type { Me } from "../api/types/me";

/** An owner who looks at an add-on that has everything. */
export const owner: Me = {
  user: "user-1",
  role: "OWNER",
  is_admin: true,
  workspace: "workspace-1",
  addon: "universal-webhook",
  name: "Universal Webhook",
  version: "0.1.0",
  has_flows: true,
  runs_flows: true,
  has_http_steps: true,
  has_custom_webhooks: true,
  locale: { time_zone: null, time_format: null, date_format: null, week_start: null },
  limits: { flows: 100, definition_bytes: 65_536, body_bytes: 1_048_576 },
};
