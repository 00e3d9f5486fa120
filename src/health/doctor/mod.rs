//! What a doctor would ask: settings, files, keys, databases, room. Needs no server, and changes nothing.

mod database;
mod files;
mod keys;
mod settings;

use std::sync::Arc;
use std::time::Duration;

use super::Check;
use crate::clock::Clock;
use crate::config::{self, Source};
use crate::domain::addon::Addon;

/// From where on a number is a finding.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Age of an open transaction.
    pub transaction: Duration,
    /// How long a job may have been due.
    pub job: Duration,
    /// Bytes that have to be free.
    pub room: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { transaction: Duration::from_mins(5), job: Duration::from_mins(10), room: 512 << 20 }
    }
}

/// What is looked at.
#[derive(Debug)]
pub struct Options<'a> {
    /// Settings.
    pub source: &'a Source,
    /// The add-ons.
    pub addons: &'a [Addon],
    /// Limits.
    pub limits: Limits,
    /// Time.
    pub clock: Arc<dyn Clock>,
}

/// Looks at everything.
pub async fn examine(options: &Options<'_>) -> Vec<Check> {
    let Options { source, addons, limits, clock } = options;
    let (serve, error, warnings) = config::Serve::glance(source, addons);
    let mut checks = settings::check(source, &serve, error.as_ref(), &warnings);
    checks.extend(files::check(source));
    checks.extend(settings::machine(&serve, limits));
    if let Some(url) = &serve.rate.redis {
        checks.push(settings::redis(url).await);
    }
    for addon in &serve.addons {
        let found = match config::Storage::load(source, addon.addon) {
            Ok(storage) => database::check(&storage, limits, clock.as_ref()).await,
            // That its settings are wrong was said above.
            Err(_) => continue,
        };
        checks.extend(found.into_iter().map(|check| check.of(addon.addon)));
    }
    checks
}
