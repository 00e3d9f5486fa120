//! Universal Webhook: every event of the workspace, events of other systems, flows over both.

use crate::domain::addon::{Addon, Spec};
use crate::domain::event::EventType;
use crate::domain::settings::{Tab, checkbox, number};

use super::ALL_SCOPES;

pub(super) static SPEC: Spec = Spec {
    addon: Addon::UniversalWebhook,
    plan: "ENTERPRISE",
    scopes: &ALL_SCOPES,
    events: &EventType::ALL,
    sidebar_label: "Universal Webhook",
    settings: &[
        Tab {
            id: "bootstrap",
            name: "Data",
            settings: &[
                checkbox(
                    "run_on_install",
                    "Fetch data after install",
                    "Fill the local cache once after the install.",
                    true,
                ),
                checkbox(
                    "include_heavy_endpoints",
                    "Include heavy reports",
                    "Fetch large report lists as well.",
                    false,
                ),
                number("max_rps", "Requests per second", "Upper bound for fetching data, 1 to 50.", 25),
                checkbox(
                    "include_time_entries",
                    "Include time entries",
                    "Fetch the time entries of every user.",
                    false,
                ),
                number("time_entry_days_back", "Days of time entries", "How many days back, 1 to 365.", 30),
                number(
                    "cache_ttl_days",
                    "Keep fetched data",
                    "Days until data not fetched again is removed, 1 to 30.",
                    7,
                ),
            ],
        },
        Tab {
            id: "webhooks",
            name: "Webhooks",
            settings: &[
                checkbox(
                    "enable_custom_webhooks",
                    "Custom webhooks",
                    "Take deliveries from registered other systems.",
                    true,
                ),
                number("webhook_log_retention_days", "Keep events", "Days until an event is removed, 1 to 365.", 90),
            ],
        },
        Tab {
            id: "flows",
            name: "Flows",
            settings: &[
                checkbox("enable_flows", "Flows", "Let events start flows.", true),
                checkbox("enable_generic_http_actions", "HTTP steps", "Let flows call other systems.", false),
                number(
                    "flow_execution_retention_days",
                    "Keep runs",
                    "Days until a finished run is removed, 1 to 365.",
                    90,
                ),
            ],
        },
    ],
    custom_webhooks: true,
    hmac_webhooks: false,
};
