//! Keeping a backup, whatever the policy says.

use clap::Args;
use clockify_addons::backup::{self, Set};
use clockify_addons::clock::System;
use serde_json::json;

use super::Call;
use crate::exit::Status;

/// Keep a backup until it is unpinned: `prune` never removes it
///
/// It takes no other backup's place: of the rest as many are kept as without it.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  clockify-addons backup pin 1f3a9c22 --reason audit
  clockify-addons backup unpin 1f3a9c22")]
pub(super) struct Options {
    /// Its name, or the part of it behind the time
    name: String,
    /// Why, for whoever wonders later
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Say what would be kept, and note nothing
    #[arg(long)]
    dry_run: bool,
}

/// Leave a backup to `prune` again
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  clockify-addons backup unpin 1f3a9c22")]
pub(super) struct Undo {
    /// Its name, or the part of it behind the time
    name: String,
    /// Say what would be left, and note nothing
    #[arg(long)]
    dry_run: bool,
}

impl Options {
    pub(super) async fn run(self, call: &Call<'_>) -> anyhow::Result<Status> {
        let set = if self.dry_run {
            call.place.find(Some(&self.name)).await?
        } else {
            backup::pin(&*call.place, &self.name, self.reason, &System).await?
        };
        report(call, &set, "pinned", self.dry_run)
    }
}

impl Undo {
    pub(super) async fn run(self, call: &Call<'_>) -> anyhow::Result<Status> {
        let set = if self.dry_run {
            call.place.find(Some(&self.name)).await?
        } else {
            backup::unpin(&*call.place, &self.name).await?
        };
        report(call, &set, "unpinned", self.dry_run)
    }
}

fn report(call: &Call<'_>, set: &Set, word: &str, dry_run: bool) -> anyhow::Result<Status> {
    if call.output.is_text() && call.output.is_quiet() {
        return Ok(Status::Ok);
    }
    let name = &set.manifest.name;
    let document = json!({ "name": name, "pinned": set.checks.pinned, "dry_run": dry_run });
    call.output.data("backup-pin", &document, || {
        let would = if dry_run { "  would be " } else { "  " };
        format!("{name}{would}{word}\n")
    })?;
    Ok(Status::Ok)
}
