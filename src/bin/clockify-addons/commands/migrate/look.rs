//! What a migration would do, and whether those that were applied are still what they were.

use clap::Args;
use clockify_addons::config::Storage;
use clockify_addons::db::{self, Db};
use clockify_addons::migrate::{self, Comparison, Step};
use serde::Serialize;

use crate::exit::Status;
use crate::output::{Output, Table};

/// Say what would be executed, and what of it is risky; changes nothing
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  clockify-addons migrate plan
  clockify-addons migrate plan --sql --addon api-studio > pending.sql")]
pub(super) struct Plan {
    /// Show the statements, as a script for the database's own shell
    #[arg(long)]
    sql: bool,
    /// Exit with 4 when something is pending
    #[arg(long)]
    exit_code: bool,
}

#[derive(Debug, Serialize)]
struct Planned {
    addon: &'static str,
    database: String,
    pending: Vec<String>,
    steps: Vec<Step>,
}

impl Plan {
    pub(super) async fn run(self, output: &Output, storages: &[Storage]) -> anyhow::Result<Status> {
        let mut all = Vec::new();
        for storage in storages {
            let url = &storage.database;
            let planned = match Db::look(url).await {
                Ok(db) => {
                    let planned = migrate::plan(&db).await;
                    _ = db.close().await;
                    planned
                }
                Err(db::Error::Absent { .. }) => migrate::plan_of_nothing(url).await,
                Err(error) => return Err(error.into()),
            };
            let (status, steps) = planned.map_err(db::Error::from)?;
            let (addon, database) = (storage.addon.name(), url.to_string());
            all.push(Planned { addon, database, pending: status.pending, steps });
        }
        output.list("migrate-plan", "databases", &all, || if self.sql { script(&all) } else { table(&all) })?;
        let steps = all.iter().flat_map(|planned| planned.steps.iter().map(move |step| (planned.addon, step)));
        for (addon, step) in steps.filter(|_| output.is_text() && !self.sql) {
            for risk in &step.risks {
                let statement = risk.statement.split_whitespace().collect::<Vec<_>>().join(" ");
                output.warn(&format!("{addon}: {}: {}: {statement}", step.migrations.join(", "), risk.why));
            }
        }
        let pending = all.iter().any(|planned| !planned.pending.is_empty());
        Ok(if self.exit_code && pending { Status::Pending } else { Status::Ok })
    }
}

fn table(all: &[Planned]) -> String {
    let mut table = Table::new(["ADD-ON", "STEP", "STATEMENTS", "MIGRATION"]);
    for planned in all {
        for (number, step) in planned.steps.iter().enumerate() {
            for migration in &step.migrations {
                let numbers = [(number + 1).to_string(), step.statements.len().to_string()];
                let [number, statements] = numbers;
                table.row([planned.addon.to_owned(), number, statements, migration.clone()]);
            }
        }
    }
    if all.iter().all(|planned| planned.steps.is_empty()) { "nothing is pending\n".to_owned() } else { table.render() }
}

/// Each step is one transaction.
fn script(all: &[Planned]) -> String {
    let mut text = String::new();
    for planned in all {
        text.push_str(&format!("-- {}: {}\n", planned.addon, planned.database));
        for step in &planned.steps {
            for migration in &step.migrations {
                text.push_str(&format!("-- {migration}\n"));
            }
            text.push_str("BEGIN;\n");
            for statement in &step.statements {
                for risk in step.risks.iter().filter(|risk| risk.statement == *statement) {
                    text.push_str(&format!("-- risky: {}\n", risk.why));
                }
                text.push_str(statement);
                text.push_str(";\n");
            }
            text.push_str("COMMIT;\n");
        }
    }
    text
}

/// Say whether the applied migrations are still what they were; changes nothing
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  clockify-addons migrate check                 in CI, before a release")]
pub(super) struct Check {}

#[derive(Debug, Serialize)]
struct Compared {
    addon: &'static str,
    database: String,
    #[serde(flatten)]
    found: Comparison,
}

impl Check {
    pub(super) async fn run(self, output: &Output, storages: &[Storage]) -> anyhow::Result<Status> {
        let mut all = Vec::new();
        for storage in storages {
            let db = Db::look(&storage.database).await?;
            let found = migrate::compare(&db).await.map_err(db::Error::from)?;
            _ = db.close().await;
            all.push(Compared { addon: storage.addon.name(), database: storage.database.to_string(), found });
        }
        output.list("migrate-check", "databases", &all, || compared(&all, output.on_terminal()))?;
        let mut drifted = false;
        for (one, drift) in all.iter().flat_map(|one| one.found.drift.iter().map(move |drift| (one, drift))) {
            drifted = true;
            output.warn(&format!(
                "{}: {} was {} when release {} applied it, and is {} now; if that is harmless: `clockify-addons migrate \
                 repair --addon {} --version {} --yes`",
                one.addon, drift.version, drift.applied, drift.tool_version, drift.known, one.addon, drift.version
            ));
        }
        Ok(if drifted { Status::Data } else { Status::Ok })
    }
}

fn compared(all: &[Compared], terminal: bool) -> String {
    let mut table = Table::new(["ADD-ON", "SAME", "CHANGED", "NOT STAMPED", "DATABASE"]);
    for Compared { addon, database, found } in all {
        let numbers = [found.same.len(), found.drift.len(), found.unstamped.len()].map(|number| number.to_string());
        let [same, changed, unstamped] = numbers;
        table.row([(*addon).to_owned(), same, changed, unstamped, super::place(database, terminal)]);
    }
    table.render_on(terminal, &[(0, 17), (1, 4), (2, 7), (3, 11), (4, 80)])
}
