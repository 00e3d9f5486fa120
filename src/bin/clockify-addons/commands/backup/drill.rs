//! Restoring for practice.

use clap::Args;
use clockify_addons::backup::{self, Error};
use clockify_addons::clock::System;

use super::{Call, progress, restore};
use crate::exit::Status;

/// Restore a backup for practice, compare, and leave nothing behind
///
/// On PostgreSQL it happens in a transaction that is rolled back, on SQLite in a file that is removed. The databases are
/// not changed and may be in use.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  clockify-addons backup drill              the newest
  clockify-addons backup drill 1f3a9c22     another one

Exit codes: 65 when it can't be restored as it was, 78 when a key is missing.")]
pub(super) struct Options {
    /// Its name, or the part of it behind the time; the newest when not given
    name: Option<String>,
    /// Practise even if what is sealed can't be opened
    #[arg(long)]
    without_keys: bool,
}

impl Options {
    pub(super) async fn run(self, call: &Call<'_>) -> anyhow::Result<Status> {
        let mut set = call.folder.find(self.name.as_deref())?;
        let targets = call.targets(&set, None, self.without_keys)?;
        let bar = call.bar();
        let progress = progress(&bar);
        let drill = backup::drill(&call.folder, &mut set, &targets, &System, &progress);
        let done = tokio::select! {
            done = drill => done,
            () = stop() => Err(Error::Stopped),
        };
        bar.finish_and_clear();
        restore::report(call.output, &set.manifest.name, &done?, false)?;
        Ok(Status::Ok)
    }
}

/// Ends with Ctrl-C or SIGTERM.
pub(super) async fn stop() {
    use tokio::signal::unix::{SignalKind, signal};

    let Ok(mut term) = signal(SignalKind::terminate()) else { return std::future::pending().await };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = term.recv() => {}
    }
}
