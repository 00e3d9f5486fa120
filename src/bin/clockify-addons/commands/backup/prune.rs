//! Removing backups that are no longer kept.

use clap::Args;
use clockify_addons::backup::{self, Fate};
use clockify_addons::domain::keep::Policy;
use serde_json::json;

use super::Call;
use crate::exit::Status;
use crate::output::Table;

/// Remove backups that are no longer kept
///
/// Only backups that were found good count. The newest of them is never removed, and never so many that fewer than
/// `least` are left; one that is being restored stays, too, and so does one that is pinned.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  clockify-addons backup prune --dry-run
  clockify-addons backup prune --keep last=3,daily=7,weekly=4,monthly=12

Counts: last, hourly, daily, weekly, monthly, yearly, least.")]
pub(super) struct Options {
    /// How many of each kind [env: CLOCKIFY_ADDONS_BACKUP_KEEP]
    #[arg(long, value_name = "COUNTS")]
    keep: Option<Policy>,
    /// Say what would go, and remove nothing
    #[arg(long)]
    dry_run: bool,
}

impl Options {
    pub(super) async fn run(self, call: &Call<'_>) -> anyhow::Result<Status> {
        let policy = self.keep.unwrap_or(call.settings.keep);
        let judged = backup::prune(&*call.place, &policy, self.dry_run).await?;
        let items: Vec<_> = judged.iter().map(|one| json!({ "name": one.name, "fate": word(one.fate) })).collect();
        let output = call.output;
        for one in judged.iter().filter(|one| matches!(one.fate, Fate::Unverified | Fate::Damaged)) {
            output.warn(&format!("{} is {} and stays; `backup verify {0}` tells more", one.name, word(one.fate)));
        }
        if output.is_text() && output.is_quiet() {
            return Ok(Status::Ok);
        }
        let document = json!({ "keep": policy.to_string(), "dry_run": self.dry_run, "backups": items });
        output.data("backup-prune", &document, || {
            if judged.is_empty() {
                return format!("no backup in {}\n", call.place.shown());
            }
            let mut table = Table::new(["NAME", "FATE"]);
            for one in &judged {
                table.row([one.name.clone(), word(one.fate).to_owned()]);
            }
            table.render()
        })?;
        Ok(Status::Ok)
    }
}

const fn word(fate: Fate) -> &'static str {
    match fate {
        Fate::Kept => "kept",
        Fate::Pinned => "pinned",
        Fate::Removed => "removed",
        Fate::InUse => "in use",
        Fate::Protected => "protected",
        Fate::Unverified => "unverified",
        Fate::Damaged => "damaged",
    }
}
