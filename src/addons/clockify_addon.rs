//! Clockify Add-on, the reference: every event and every scope, with nothing beyond the platform's own rules.

use crate::domain::addon::{Addon, BootstrapSettings, ExplorerWrites, RetentionSettings, Spec};
use crate::domain::event::EventType;
use crate::domain::settings::{Tab, checkbox};

use super::ALL_SCOPES;

pub(super) static SPEC: Spec = Spec {
    addon: Addon::ClockifyAddon,
    plan: "ENTERPRISE",
    scopes: &ALL_SCOPES,
    events: &EventType::ALL,
    sidebar_label: "Clockify Add-on",
    settings: &[Tab {
        id: "data",
        name: "Data",
        settings: &[checkbox(
            "auto_bootstrap",
            "Fetch after install",
            "Fetch the workspace's data once the add-on is installed.",
            true,
        )],
    }],
    bootstrap: BootstrapSettings {
        on_install: Some("auto_bootstrap"),
        heavy: None,
        rps: None,
        time_entries: None,
        days: None,
    },
    retention: RetentionSettings { events: None, runs: None, cache: None },
    custom_webhooks: false,
    hmac_webhooks: true,
    flows: false,
    http_steps: false,
    explorer_writes: ExplorerWrites::Always,
};
