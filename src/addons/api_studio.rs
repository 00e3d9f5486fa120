//! API Studio: explore and call the Clockify API, automate the everyday entities.

use crate::domain::addon::{Addon, Spec};
use crate::domain::event::EventType;

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
    settings: &[],
    custom_webhooks: false,
    hmac_webhooks: false,
};
