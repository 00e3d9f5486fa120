//! The add-on manifest: what Clockify reads to install an add-on.
//!
//! Shape: the platform's manifest schema 1.5.1. Optional keys are left out, never null, because the
//! schema's types aren't nullable.

use serde::Serialize;

use super::addon::Spec;
use super::event::EventType;
use super::settings::Tab;

/// The version that the document follows.
pub const SCHEMA_VERSION: &str = "1.5.1";

/// The lifecycle calls and the routes that take them.
pub const LIFECYCLE: [(&str, &str); 4] = [
    ("INSTALLED", "/lifecycle/installed"),
    ("DELETED", "/lifecycle/deleted"),
    ("STATUS_CHANGED", "/lifecycle/status-changed"),
    ("SETTINGS_UPDATED", "/lifecycle/settings-updated"),
];

/// The icon's route.
pub const ICON_PATH: &str = "/icon.svg";

/// The page's route.
pub const PAGE_PATH: &str = "/ui";

/// What the operator decides about a manifest; the rest is the [`Spec`]'s.
#[derive(Debug, Clone)]
pub struct Identity<'a> {
    /// Unique in the marketplace, and the `sub` of every token.
    pub key: &'a str,
    /// The add-on's name, at most 50 characters.
    pub name: &'a str,
    /// A sentence or two.
    pub description: &'a str,
    /// Where Clockify reaches the add-on, without a trailing slash.
    pub base_url: &'a str,
    /// How many webhooks the platform takes in one manifest.
    pub webhook_limit: usize,
}

/// The document.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest<'a> {
    schema_version: &'static str,
    key: &'a str,
    name: &'a str,
    base_url: &'a str,
    minimal_subscription_plan: &'static str,
    description: &'a str,
    icon_path: &'static str,
    scopes: &'static [&'static str],
    lifecycle: Vec<Lifecycle>,
    webhooks: Vec<Webhook>,
    components: [Component; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    settings: Option<Settings>,
}

#[derive(Debug, Serialize)]
struct Lifecycle {
    path: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
}

#[derive(Debug, Serialize)]
struct Webhook {
    event: &'static str,
    path: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Component {
    #[serde(rename = "type")]
    kind: &'static str,
    label: &'static str,
    access_level: &'static str,
    path: &'static str,
    icon_path: &'static str,
}

#[derive(Debug, Serialize)]
struct Settings {
    tabs: &'static [Tab],
}

impl<'a> Manifest<'a> {
    /// The manifest of an add-on.
    #[must_use]
    pub fn new(spec: &'static Spec, identity: &Identity<'a>) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            key: identity.key,
            name: identity.name,
            base_url: identity.base_url,
            minimal_subscription_plan: spec.plan,
            description: identity.description,
            icon_path: ICON_PATH,
            scopes: spec.scopes,
            lifecycle: LIFECYCLE.map(|(kind, path)| Lifecycle { path, kind }).into(),
            webhooks: webhooks(spec, identity.webhook_limit)
                .map(|event| Webhook { event: event.name(), path: event.path() })
                .collect(),
            components: [Component {
                kind: "sidebar",
                label: spec.sidebar_label,
                access_level: "ADMINS",
                path: PAGE_PATH,
                icon_path: ICON_PATH,
            }],
            settings: (!spec.settings.is_empty()).then_some(Settings { tabs: spec.settings }),
        }
    }
}

/// The events that the manifest carries: the first ones of the add-on's list.
pub fn webhooks(spec: &'static Spec, limit: usize) -> impl Iterator<Item = EventType> {
    spec.events.iter().copied().take(limit)
}
