//! What changes more than `up` does, and so asks first.

use std::time::Duration;

use clap::Args;
use clockify_addons::config::Storage;
use clockify_addons::db::{self, Db};
use clockify_addons::migrate;
use serde_json::json;

use crate::exit::{Status, failure};
use crate::output::Output;

/// Note an applied migration as it is in this program
#[derive(Debug, Args)]
#[command(
    disable_version_flag = true,
    after_help = "\
Examples:
  clockify-addons migrate repair --addon api-studio \\
    --version m20261122_000004_jobs --yes"
)]
pub(super) struct Repair {
    /// Name of the migration, as `migrate check` tells it
    #[arg(long, value_name = "VERSION")]
    version: String,
    /// Really do it
    #[arg(long)]
    yes: bool,
    /// Say what would be changed, and change nothing
    #[arg(long)]
    dry_run: bool,
}

impl Repair {
    pub(super) async fn run(self, output: &Output, storages: &[Storage]) -> anyhow::Result<Status> {
        if !self.yes && !self.dry_run {
            let text = "a changed migration may mean a wrong table: look at `migrate plan --sql` of an empty database, then add --yes";
            return Err(failure(Status::Refused, text));
        }
        let mut done = Vec::new();
        for storage in storages {
            let db = Db::look(&storage.database).await?;
            let found = migrate::compare(&db).await.map_err(db::Error::from)?;
            _ = db.close().await;
            let stale = found.unstamped.contains(&self.version)
                || found.drift.iter().any(|drift| drift.version == self.version);
            if !stale && !found.same.contains(&self.version) {
                return Err(migrate::Error::NotApplied(self.version).into());
            }
            if stale && !self.dry_run {
                let db = super::super::open_to_migrate(storage.addon).await?.1;
                migrate::repair(&db, &self.version).await?;
                db.close().await?;
            }
            if stale {
                done.push(storage.addon.name());
            }
        }
        let document = json!({ "version": self.version, "addons": done, "dry_run": self.dry_run });
        output.data("migrate-repair", &document, || match (done.is_empty(), self.dry_run) {
            (true, _) => "nothing to do\n".to_owned(),
            (false, true) => format!("would be stamped: {}\n", done.join(", ")),
            (false, false) => format!("stamped: {}\n", done.join(", ")),
        })?;
        Ok(Status::Ok)
    }
}

/// Take back the last migrations of one add-on, with all that is in their tables
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  clockify-addons migrate down --addon api-studio --dry-run
  clockify-addons migrate down --addon api-studio --steps 1 --yes

A database on another machine has to be named: --confirm api_studio.
Back up first; what a migration made goes with everything in it.")]
pub(super) struct Down {
    /// How many
    #[arg(long, value_name = "NUMBER", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1000))]
    steps: u32,
    /// Really do it
    #[arg(long)]
    yes: bool,
    /// Name of the database, where it is on another machine
    #[arg(long, value_name = "DATABASE")]
    confirm: Option<String>,
    /// Show the statements, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// How long to wait for who migrates or uses a table, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = migrate::LOCK_TIMEOUT.as_secs())]
    lock_timeout: u64,
}

impl Down {
    pub(super) async fn run(self, output: &Output, storages: &[Storage]) -> anyhow::Result<Status> {
        let [storage] = storages else {
            return Err(failure(Status::Usage, "say with --addon of which add-on"));
        };
        let url = &storage.database;
        if !self.dry_run {
            if !self.yes {
                return Err(failure(
                    Status::Refused,
                    format!("this drops tables of {url}, with everything in them; add --yes"),
                ));
            }
            let elsewhere = url.postgres().filter(|postgres| !postgres.is_local());
            if let Some(postgres) = elsewhere.filter(|postgres| self.confirm.as_ref() != Some(&postgres.database)) {
                let text = format!("{url} is on another machine; add --confirm {}", postgres.database);
                return Err(failure(Status::Refused, text));
            }
        }
        let look = Db::look(url).await?;
        let plan = migrate::undone(&look, self.steps).await.map_err(db::Error::from)?;
        _ = look.close().await;
        let names: Vec<String> = plan.iter().flat_map(|step| step.migrations.clone()).collect();
        if !self.dry_run {
            let (_, db) = super::super::open_to_migrate(storage.addon).await?;
            let done = migrate::down(url, &db, self.steps, Duration::from_secs(self.lock_timeout)).await?;
            db.close().await?;
            let document = json!({ "addon": storage.addon.name(), "taken_back": done });
            output.data("migrate-down", &document, || format!("taken back: {}\n", done.join(", ")))?;
            return Ok(Status::Ok);
        }
        let document = json!({ "addon": storage.addon.name(), "would_take_back": names, "steps": plan });
        output.data("migrate-down", &document, || {
            let mut text = String::new();
            for step in &plan {
                text.push_str(&format!("-- {}\n", step.migrations.join(", ")));
                step.statements.iter().for_each(|statement| text.push_str(&format!("{statement};\n")));
            }
            text
        })?;
        Ok(Status::Ok)
    }
}
