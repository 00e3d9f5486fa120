//! Restoring for practice.

use clap::Args;
use clockify_addons::backup::{self, Error};
use clockify_addons::clock::System;

use super::super::signals;
use super::{Call, progress, protection, restore};
use crate::exit::Status;

/// Restore a backup for practice, compare, and leave nothing behind
///
/// On PostgreSQL it happens in a transaction that is rolled back, with a native backup in a database of its own that is
/// dropped; on SQLite in a file that is removed. The databases are not changed and may be in use.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  clockify-addons backup drill              the newest
  clockify-addons backup drill 1f3a9c22     another one")]
pub(super) struct Options {
    /// Its name, or the part of it behind the time; the newest when not given; `-` for one on standard input
    name: Option<String>,
    /// Practise even if what is sealed can't be opened
    #[arg(long)]
    without_keys: bool,
    #[command(flatten)]
    protection: protection::Identity,
}

impl Options {
    pub(super) fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    pub(super) async fn run(self, call: &Call<'_>) -> anyhow::Result<Status> {
        let identities = self.protection.read()?;
        let mut set = call.find(self.name.as_deref()).await?;
        set.identities = identities;
        let targets = call.targets(&set, None, self.without_keys)?;
        let bar = call.bar();
        let progress = progress(&bar);
        let stop = signals::stop(Some(call.output))?;
        let drill = backup::drill(&*call.place, &mut set, &targets, &System, &progress);
        let done = tokio::select! {
            done = drill => done,
            () = stop.cancelled() => Err(Error::Stopped),
        };
        bar.finish_and_clear();
        restore::report(call.output, &set.manifest.name, &done?, false)?;
        Ok(Status::Ok)
    }
}
