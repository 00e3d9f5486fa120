//! Universal Webhook: every event of the workspace, events of other systems, flows over both.

use crate::domain::addon::{Addon, Spec};
use crate::domain::event::EventType;
use crate::domain::settings::{Tab, checkbox};

use super::ALL_SCOPES;

pub(super) static SPEC: Spec = Spec {
    addon: Addon::UniversalWebhook,
    plan: "ENTERPRISE",
    scopes: &ALL_SCOPES,
    events: &EventType::ALL,
    sidebar_label: "Universal Webhook",
    settings: &[Tab {
        id: "webhooks",
        name: "Webhooks",
        settings: &[checkbox(
            "enable_custom_webhooks",
            "Custom webhooks",
            "Take deliveries of other systems that are registered for this workspace.",
            true,
        )],
    }],
    custom_webhooks: true,
    hmac_webhooks: false,
};
