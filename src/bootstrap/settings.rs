//! What a run fetches and how fast: the configuration, and over it what the workspace set.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::config;
use crate::domain::addon::BootstrapSettings;
use crate::domain::settings::{amount, switch};

/// The settings of one run. They are kept with it, so that a resumed run is the same one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Calls per second.
    pub rps: u32,
    /// Pages of one list.
    pub max_pages: u32,
    /// Lists that are fetched at once.
    pub batch: usize,
    /// How often a call is tried again.
    pub retries: u32,
    /// Whether an install is followed by a run.
    pub on_install: bool,
    /// Expensive operations too.
    pub heavy: bool,
    /// Time entries too.
    pub time_entries: bool,
    /// Days before and after the present.
    pub days: u32,
}

impl Settings {
    /// The operator's settings, and over them the workspace's. A number out of its range is the nearest one in it.
    #[must_use]
    pub fn of(config: &config::Bootstrap, names: &BootstrapSettings, workspace: Option<&Value>) -> Self {
        let flag = |name: Option<&str>, own| name.and_then(|name| switch(workspace, name)).unwrap_or(own);
        let number = |name: Option<&str>, own| name.and_then(|name| amount(workspace, name)).unwrap_or(own);
        Self {
            rps: number(names.rps, config.rps).clamp(1, 50),
            max_pages: config.max_pages,
            batch: config.batch,
            retries: config.retries,
            on_install: flag(names.on_install, config.on_install),
            heavy: flag(names.heavy, config.heavy),
            time_entries: flag(names.time_entries, config.time_entries),
            days: number(names.days, config.days).clamp(1, 365),
        }
    }
}
