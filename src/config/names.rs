//! Which variables belong to which add-on.
//!
//! The names follow no pattern because they are those that operators already have in their files;
//! this table is the one place that knows which belong together.

use crate::domain::addon::Addon;

/// The names of one add-on's variables, and its defaults.
#[derive(Debug)]
pub struct Variables {
    /// Heading in the documentation, and the manifest's name where no variable sets it.
    pub title: &'static str,
    /// Listen port.
    pub port: &'static str,
    /// Listen port by default.
    pub default_port: u16,
    /// Public address.
    pub base_url: &'static str,
    /// Other names of the public address.
    pub base_url_aliases: &'static [&'static str],
    /// Database URL.
    pub database: &'static str,
    /// SQLite file by default.
    pub database_file: &'static str,
    /// Manifest key.
    pub key: &'static str,
    /// Manifest key by default. A published add-on's key can't change, hence the old names.
    pub default_key: &'static str,
    /// Signature switch.
    pub signature: &'static str,
    /// What it has of its own for a bootstrap.
    pub bootstrap: Bootstrap,
    /// What it has of its own for flows.
    pub flows: Flows,
    /// What it has of its own for retention.
    pub retention: Retention,
}

/// The names of one add-on's variables for retention, where it has any.
#[derive(Debug)]
pub struct Retention {
    /// Events.
    pub events: Option<&'static str>,
    /// Flow runs.
    pub runs: Option<&'static str>,
    /// Days of flow runs by default.
    pub default_runs: i32,
    /// Entities in the cache.
    pub cache: Option<&'static str>,
}

/// The names of one add-on's switches for flows, where it has any.
#[derive(Debug, Default)]
pub struct Flows {
    /// Whether they run.
    pub enabled: Option<&'static str>,
    /// Whether they may call other systems.
    pub http_steps: Option<&'static str>,
}

/// The names of one add-on's variables for a bootstrap, where it has any.
#[derive(Debug, Default)]
pub struct Bootstrap {
    /// Calls per second.
    pub rps: Option<&'static str>,
    /// Pages of one list.
    pub pages: Option<&'static str>,
    /// After an install.
    pub on_install: Option<&'static str>,
    /// Expensive operations.
    pub heavy: Option<&'static str>,
    /// Time entries.
    pub time_entries: Option<&'static str>,
    /// Days.
    pub days: Option<&'static str>,
}

/// The variables of an add-on.
#[must_use]
pub const fn variables(addon: Addon) -> &'static Variables {
    match addon {
        Addon::ApiStudio => &Variables {
            title: "Clockify API Studio",
            port: "API_STUDIO_PORT",
            default_port: 8000,
            base_url: "API_STUDIO_BASE_URL",
            base_url_aliases: &[],
            database: "API_STUDIO_DB_URL",
            database_file: "api_studio.db",
            key: "API_STUDIO_ADDON_KEY",
            default_key: "clockify-api-studio",
            signature: "API_STUDIO_REQUIRE_SIGNATURE_VERIFICATION",
            bootstrap: Bootstrap {
                rps: Some("API_STUDIO_BOOTSTRAP_MAX_RPS"),
                pages: None,
                on_install: None,
                heavy: Some("API_STUDIO_BOOTSTRAP_INCLUDE_HEAVY_ENDPOINTS"),
                time_entries: None,
                days: None,
            },
            flows: Flows { enabled: None, http_steps: None },
            retention: Retention {
                events: Some("API_STUDIO_WEBHOOK_LOG_RETENTION_DAYS"),
                runs: Some("API_STUDIO_FLOW_EXECUTION_RETENTION_DAYS"),
                default_runs: 30,
                cache: None,
            },
        },
        Addon::UniversalWebhook => &Variables {
            title: "Universal Webhook",
            port: "UNIVERSAL_WEBHOOK_PORT",
            default_port: 8001,
            base_url: "UNIVERSAL_WEBHOOK_BASE_URL",
            base_url_aliases: &[],
            database: "UNIVERSAL_WEBHOOK_DB_URL",
            database_file: "universal_webhook.db",
            key: "UNIVERSAL_WEBHOOK_ADDON_KEY",
            default_key: "universal-webhook-api",
            signature: "UNIVERSAL_WEBHOOK_REQUIRE_SIGNATURE_VERIFICATION",
            bootstrap: Bootstrap {
                rps: Some("UW_BOOTSTRAP_MAX_RPS"),
                pages: Some("UW_BOOTSTRAP_MAX_PAGES"),
                on_install: None,
                heavy: Some("UW_BOOTSTRAP_INCLUDE_HEAVY"),
                time_entries: Some("UW_BOOTSTRAP_INCLUDE_TIME_ENTRIES"),
                days: Some("UW_BOOTSTRAP_TIME_ENTRY_DAYS"),
            },
            flows: Flows { enabled: Some("UW_ENABLE_FLOWS"), http_steps: Some("UW_ENABLE_GENERIC_HTTP_ACTIONS") },
            retention: Retention {
                events: Some("UW_WEBHOOK_LOG_RETENTION_DAYS"),
                runs: Some("UW_FLOW_EXECUTION_RETENTION_DAYS"),
                default_runs: 90,
                cache: Some("UW_CACHE_TTL_DAYS"),
            },
        },
        Addon::ClockifyAddon => &Variables {
            title: "Clockify Add-on",
            port: "PORT",
            default_port: 8002,
            base_url: "BASE_URL",
            base_url_aliases: &["CLOCKIFY_ADDON_BASE_URL"],
            database: "DATABASE_URL",
            database_file: "clockify_addon.db",
            key: "ADDON_KEY",
            default_key: "clockify-python-addon",
            signature: "REQUIRE_SIGNATURE_VERIFICATION",
            bootstrap: Bootstrap {
                rps: None,
                pages: None,
                on_install: Some("AUTO_BOOTSTRAP_ON_INSTALL"),
                heavy: None,
                time_entries: None,
                days: None,
            },
            flows: Flows { enabled: None, http_steps: None },
            retention: Retention { events: None, runs: None, default_runs: 90, cache: None },
        },
    }
}
