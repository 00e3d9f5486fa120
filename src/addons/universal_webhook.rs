//! Universal Webhook: every event of the workspace, events of other systems, flows over both.

use crate::domain::addon::{Addon, BootstrapSettings, ExplorerWrites, RetentionSettings, Spec};
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
                    "Fetch after install",
                    "Fetch the workspace's data once the add-on is installed.",
                    true,
                ),
                checkbox(
                    "include_heavy_endpoints",
                    "Expensive lists",
                    "Fetch also what is expensive to list, such as shared reports.",
                    false,
                ),
                number("max_rps", "Calls per second", "Most calls per second while data is fetched, 1 to 50.", 25),
                checkbox("include_time_entries", "Time entries", "Fetch the time entries of each user.", false),
                number("time_entry_days_back", "Days", "How many days around the present are fetched, 1 to 365.", 30),
                number("cache_ttl_days", "Days in the cache", "How long what was fetched stays, 1 to 30.", 7),
            ],
        },
        Tab {
            id: "webhooks",
            name: "Webhooks",
            settings: &[
                checkbox(
                    "enable_custom_webhooks",
                    "Custom webhooks",
                    "Take deliveries of other systems that are registered for this workspace.",
                    true,
                ),
                number("webhook_log_retention_days", "Days of events", "How long events are kept, 1 to 365.", 90),
            ],
        },
        Tab {
            id: "flows",
            name: "Flows",
            settings: &[number(
                "flow_execution_retention_days",
                "Days of runs",
                "How long runs of flows are kept, 1 to 365.",
                90,
            )],
        },
    ],
    bootstrap: BootstrapSettings {
        on_install: Some("run_on_install"),
        heavy: Some("include_heavy_endpoints"),
        rps: Some("max_rps"),
        time_entries: Some("include_time_entries"),
        days: Some("time_entry_days_back"),
    },
    retention: RetentionSettings {
        events: Some("webhook_log_retention_days"),
        runs: Some("flow_execution_retention_days"),
        cache: Some("cache_ttl_days"),
    },
    custom_webhooks: true,
    hmac_webhooks: false,
    flows: true,
    http_steps: true,
    explorer_writes: ExplorerWrites::Always,
};
