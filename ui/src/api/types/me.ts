/** How the user has times written, as Clockify names it; null where it isn't known. */
export interface Locale {
  time_zone: string | null;
  time_format: string | null;
  date_format: string | null;
  week_start: string | null;
}

/** `GET /api/me`: who looks, and what there is for them. */
export interface Me {
  user: string;
  role: string;
  is_admin: boolean;
  workspace: string;
  addon: string;
  name: string;
  version: string;
  has_flows: boolean;
  runs_flows: boolean;
  has_http_steps: boolean;
  has_custom_webhooks: boolean;
  locale: Locale;
  limits: { flows: number; definition_bytes: number; body_bytes: number };
}
