//! The three add-ons: three pieces of data over one engine.
//!
//! To add one: a file here with its [`Spec`], a variant of [`Addon`] and the names of its variables in
//! `config::addon`. Every test of `tests/it/addons.rs` then runs for it too.

mod api_studio;
mod clockify_addon;
mod universal_webhook;

use crate::domain::addon::{Addon, Spec};

/// The data of an add-on.
#[must_use]
pub const fn spec(addon: Addon) -> &'static Spec {
    match addon {
        Addon::ApiStudio => &api_studio::SPEC,
        Addon::UniversalWebhook => &universal_webhook::SPEC,
        Addon::ClockifyAddon => &clockify_addon::SPEC,
    }
}

/// All 30 scopes of the platform.
const ALL_SCOPES: [&str; 30] = [
    "APPROVAL_READ",
    "APPROVAL_WRITE",
    "CLIENT_READ",
    "CLIENT_WRITE",
    "CUSTOM_FIELDS_READ",
    "CUSTOM_FIELDS_WRITE",
    "EXPENSE_READ",
    "EXPENSE_WRITE",
    "GROUP_READ",
    "GROUP_WRITE",
    "INVOICE_READ",
    "INVOICE_WRITE",
    "PROJECT_READ",
    "PROJECT_WRITE",
    "REPORTS_READ",
    "REPORTS_WRITE",
    "SCHEDULING_READ",
    "SCHEDULING_WRITE",
    "TAG_READ",
    "TAG_WRITE",
    "TASK_READ",
    "TASK_WRITE",
    "TIME_ENTRY_READ",
    "TIME_ENTRY_WRITE",
    "TIME_OFF_READ",
    "TIME_OFF_WRITE",
    "USER_READ",
    "USER_WRITE",
    "WORKSPACE_READ",
    "WORKSPACE_WRITE",
];
