//! Clockify Add-on, the reference: every event and every scope, with nothing beyond the platform's own rules.

use crate::domain::addon::{Addon, Spec};
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
        id: "general",
        name: "General",
        settings: &[checkbox(
            "auto_bootstrap",
            "Fetch data after install",
            "Fill the local cache once after the install.",
            true,
        )],
    }],
    custom_webhooks: false,
    hmac_webhooks: true,
};
