//! Clockify Add-on, the reference: every event and every scope, with nothing beyond the platform's own rules.

use crate::domain::addon::{Addon, Spec};
use crate::domain::event::EventType;

use super::ALL_SCOPES;

pub(super) static SPEC: Spec = Spec {
    addon: Addon::ClockifyAddon,
    plan: "ENTERPRISE",
    scopes: &ALL_SCOPES,
    events: &EventType::ALL,
    sidebar_label: "Clockify Add-on",
    settings: &[],
    custom_webhooks: false,
    hmac_webhooks: true,
};
