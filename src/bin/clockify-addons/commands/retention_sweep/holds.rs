//! `retention-sweep hold`, `release`, `holds`: workspaces of which nothing may be removed.

use clockify_addons::clock::stamp;
use clockify_addons::retention::{self, Hold, Sweeper};
use serde::Serialize;

use super::{Action, Options};
use crate::exit::{Status, failure};
use crate::output::{Output, Table};

/// A hold in one database.
#[derive(Debug, Serialize)]
struct Row {
    addon: &'static str,
    #[serde(flatten)]
    hold: Hold,
}

impl Options {
    /// Does what is about holds. None: it is something else that is wanted.
    pub(super) async fn holds(&self, sweepers: &[Sweeper], output: &Output) -> anyhow::Result<Option<Status>> {
        let mut rows = Vec::new();
        for sweeper in sweepers {
            let addon = sweeper.addon.name();
            let found = retention::holds(&sweeper.db).await;
            match &self.action {
                Some(Action::Holds) => rows.extend(found?.into_iter().map(|hold| Row { addon, hold })),
                Some(Action::Hold { workspace, reason }) if !self.dry_run => {
                    rows.push(Row { addon, hold: sweeper.hold(workspace.as_str(), reason).await? });
                }
                Some(Action::Hold { workspace, reason }) => {
                    let (workspace, reason) = (workspace.to_string(), reason.clone());
                    rows.push(Row { addon, hold: Hold { workspace, reason, since: stamp(super::super::now()) } });
                }
                Some(Action::Release { workspace }) => {
                    let there = found?.into_iter().find(|hold| hold.workspace == workspace.as_str());
                    rows.extend(there.map(|hold| Row { addon, hold }));
                }
                None | Some(Action::Erase { .. }) => return Ok(None),
            }
        }
        if let Some(Action::Release { workspace }) = &self.action
            && !self.dry_run
            && !rows.is_empty()
        {
            if !self.yes {
                let text =
                    format!("what is due of workspace {workspace} would go with the next sweep; `--yes` ends the hold");
                return Err(failure(Status::Refused, text));
            }
            for sweeper in sweepers {
                sweeper.release(workspace.as_str()).await?;
            }
        }
        if matches!(self.action, None | Some(Action::Erase { .. })) {
            return Ok(None);
        }
        output.list("retention-holds", "holds", &rows, || text(&rows, output.on_terminal()))?;
        Ok(Some(Status::Ok))
    }
}

fn text(rows: &[Row], terminal: bool) -> String {
    if rows.is_empty() {
        return "no workspace is on hold\n".to_owned();
    }
    let mut table = Table::new(["ADD-ON", "WORKSPACE", "SINCE", "REASON"]);
    for Row { addon, hold } in rows {
        table.row([addon, hold.workspace.as_str(), &hold.since, &hold.reason].map(str::to_owned));
    }
    table.render_on(terminal, &[(0, 17), (1, 24), (2, 10), (3, 80)])
}
