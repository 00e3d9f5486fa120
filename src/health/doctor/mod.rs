//! What a doctor would ask: settings, files, keys, databases, room. Needs no server, and changes nothing.

mod address;
mod backups;
mod clockify;
mod database;
mod files;
mod keys;
mod pooler;
mod settings;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use url::Url;

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
    /// Age of the newest backup.
    pub backup_age: Duration,
    /// Age of the last restore for practice.
    pub drill_age: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            transaction: Duration::from_mins(5),
            job: Duration::from_mins(10),
            room: 512 << 20,
            backup_age: Duration::from_hours(26),
            drill_age: Duration::from_hours(8 * 24),
        }
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
    /// Where backups are kept, if anywhere.
    pub backups: Option<PathBuf>,
    /// Where Clockify is asked.
    pub clockify: Clockify,
    /// Time.
    pub clock: Arc<dyn Clock>,
}

/// Where Clockify is asked whether it can be reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Clockify {
    /// Where the settings say that calls go.
    Configured,
    /// Here.
    At(Url),
    /// Nowhere.
    Offline,
}

/// Looks at everything.
pub async fn examine(options: &Options<'_>) -> Vec<Check> {
    let Options { source, addons, limits, clock, .. } = options;
    let (serve, error, warnings) = config::Serve::glance(source, addons);
    let mut checks = settings::check(source, &serve, error.as_ref(), &warnings);
    checks.extend(files::check(source));
    checks.extend(settings::machine(&serve, limits));
    if let Some(url) = &serve.rate.redis {
        checks.push(settings::redis(url).await);
    }
    if options.clockify != Clockify::Offline {
        checks.extend(address::check(&serve).await);
    }
    let addresses = match &options.clockify {
        Clockify::Configured => clockify::addresses(&serve),
        Clockify::At(url) => vec![("--clockify-url", url.clone())],
        Clockify::Offline => Vec::new(),
    };
    checks.extend(clockify::check(addresses, clock.as_ref()).await);
    checks.extend(backups::check(options.backups.as_deref(), limits, clock.as_ref()));
    let databases: Vec<_> = serve.addons.iter().map(|addon| &addon.database).collect();
    checks.extend(backups::tools(options.backups.as_deref(), &databases).await);
    for addon in &serve.addons {
        let found = match config::Storage::glance(source, addon.addon) {
            Ok(storage) => database::check(&storage, limits, clock.as_ref()).await,
            // That its settings are wrong was said above.
            Err(_) => continue,
        };
        checks.extend(found.into_iter().map(|check| check.of(addon.addon)));
    }
    checks
}
