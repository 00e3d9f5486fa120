//! What an add-on is: an identity and a [`Spec`], the data in which the three differ.
//!
//! The engine is one. A handler that needs to know which add-on it serves asks the spec for the
//! property it means, never for the name.

use std::fmt;
use std::str::FromStr;

use super::event::EventType;
use super::settings::Tab;

/// One of the three add-ons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Addon {
    /// Explore and call the Clockify API, automate.
    ApiStudio,
    /// Every event, custom sources, flows.
    UniversalWebhook,
    /// The reference add-on.
    ClockifyAddon,
}

impl Addon {
    /// All three, in the order of their ports.
    pub const ALL: [Self; 3] = [Self::ApiStudio, Self::UniversalWebhook, Self::ClockifyAddon];

    /// The name on the command line, in log lines and in folder names.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ApiStudio => "api-studio",
            Self::UniversalWebhook => "universal-webhook",
            Self::ClockifyAddon => "clockify-addon",
        }
    }
}

impl fmt::Display for Addon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Addon {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|addon| addon.name() == name).ok_or_else(|| {
            format!("no add-on is named `{name}`; there are api-studio, universal-webhook and clockify-addon")
        })
    }
}

/// The data that makes one add-on differ from another.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "what an add-on has or hasn't, one by one")]
pub struct Spec {
    /// Which add-on this describes.
    pub addon: Addon,
    /// `minimalSubscriptionPlan` of the manifest.
    pub plan: &'static str,
    /// `scopes` of the manifest.
    pub scopes: &'static [&'static str],
    /// The events that the add-on wants, the most used first.
    pub events: &'static [EventType],
    /// Title of the entry in Clockify's side bar, at most 25 characters.
    pub sidebar_label: &'static str,
    /// Structured settings of the manifest.
    pub settings: &'static [Tab],
    /// Which of the settings are about the bootstrap.
    pub bootstrap: BootstrapSettings,
    /// Which of the settings are about retention.
    pub retention: RetentionSettings,
    /// Whether systems other than Clockify may deliver to `/webhooks/custom/{source}`.
    pub custom_webhooks: bool,
    /// Whether `WEBHOOK_HMAC_SECRET` is honoured as an additional webhook scheme.
    pub hmac_webhooks: bool,
    /// Whether workspaces may have flows.
    pub flows: bool,
    /// Whether a flow may call other systems.
    pub http_steps: bool,
    /// Whether calls that somebody makes by hand may change something.
    pub explorer_writes: ExplorerWrites,
}

/// Whether calls that somebody makes by hand may change something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExplorerWrites {
    /// They may.
    Always,
    /// Only where the workspace has this setting switched on.
    Setting(&'static str),
}

/// Identifiers of the settings by which a workspace decides on its bootstrap, where the add-on has them.
#[derive(Debug, Default)]
pub struct BootstrapSettings {
    /// Whether an install is followed by one.
    pub on_install: Option<&'static str>,
    /// Whether expensive operations are called too.
    pub heavy: Option<&'static str>,
    /// Calls per second.
    pub rps: Option<&'static str>,
    /// Whether the time entries of each user are fetched.
    pub time_entries: Option<&'static str>,
    /// Days before and after the present.
    pub days: Option<&'static str>,
}

/// Identifiers of the settings by which a workspace has less kept than the operator would, where the add-on has them.
/// Each is a number of days.
#[derive(Debug, Default)]
pub struct RetentionSettings {
    /// Events.
    pub events: Option<&'static str>,
    /// Flow runs.
    pub runs: Option<&'static str>,
    /// Entities in the cache.
    pub cache: Option<&'static str>,
}
