//! API Studio: explore and call the Clockify API, automate the everyday entities.

use crate::domain::addon::{Addon, BootstrapSettings, ExplorerWrites, RetentionSettings, Spec};
use crate::domain::event::EventType;
use crate::domain::settings::{Tab, checkbox, number};

pub(super) static SPEC: Spec = Spec {
    addon: Addon::ApiStudio,
    plan: "STANDARD",
    scopes: &[
        "WORKSPACE_READ",
        "TIME_ENTRY_READ",
        "TIME_ENTRY_WRITE",
        "PROJECT_READ",
        "PROJECT_WRITE",
        "CLIENT_READ",
        "CLIENT_WRITE",
        "TAG_READ",
        "TAG_WRITE",
        "USER_READ",
        "CUSTOM_FIELDS_READ",
        "CUSTOM_FIELDS_WRITE",
    ],
    events: &[
        EventType::NewTimeEntry,
        EventType::TimeEntryUpdated,
        EventType::TimeEntryDeleted,
        EventType::NewProject,
        EventType::ProjectUpdated,
        EventType::ProjectDeleted,
        EventType::NewClient,
        EventType::ClientUpdated,
        EventType::ClientDeleted,
        EventType::NewTag,
        EventType::TagUpdated,
        EventType::TagDeleted,
    ],
    sidebar_label: "API Studio",
    settings: &[
        Tab {
            id: "general",
            name: "Data",
            settings: &[
                checkbox(
                    "bootstrap_on_install",
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
                number(
                    "bootstrap_max_rps",
                    "Calls per second",
                    "Most calls per second while data is fetched, 1 to 50.",
                    25,
                ),
            ],
        },
        Tab {
            id: "explorer",
            name: "Explorer",
            settings: &[checkbox(
                "explorer_writes",
                "Calls that change data",
                "Let admins make calls in the explorer that create, change or delete data.",
                false,
            )],
        },
    ],
    bootstrap: BootstrapSettings {
        on_install: Some("bootstrap_on_install"),
        heavy: Some("include_heavy_endpoints"),
        rps: Some("bootstrap_max_rps"),
        time_entries: None,
        days: None,
    },
    retention: RetentionSettings { events: None, runs: None, cache: None },
    custom_webhooks: false,
    hmac_webhooks: false,
    flows: true,
    http_steps: false,
    explorer_writes: ExplorerWrites::Setting("explorer_writes"),
};
