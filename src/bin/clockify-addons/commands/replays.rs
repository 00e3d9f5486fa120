//! `replays`: events that are taken through the flows again, and how far that is.

use clap::{Args, Subcommand};
use clockify_addons::domain::addon::Addon;
use clockify_addons::domain::ids::WorkspaceId;
use clockify_addons::flows::Actor;
use clockify_addons::flows::shown::{self, Replay};
use serde_json::{Value, json};
use uuid::Uuid;

use super::flows::Desk;
use crate::exit::Status;
use crate::output::{Output, Table};

/// Look at replays of events, and cancel them; `events replay` begins one.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  clockify-addons events replay --since 1d --type NEW_TAG   begin one
  clockify-addons replays list                              what there was
  clockify-addons replays show 019c2f…                      how far it is
  clockify-addons replays cancel 019c2f…                    stop it")]
pub(crate) struct Options {
    /// Of which add-on
    #[arg(long, global = true, value_name = "ADDON", default_value = "universal-webhook", value_parser = super::addon)]
    addon: Addon,
    /// In which workspace; needed where more than one has the add-on
    #[arg(long, global = true, value_name = "ID", value_parser = super::workspace)]
    workspace: Option<WorkspaceId>,
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// The newest replays first
    #[command(after_help = "\
Example:
  clockify-addons replays list --limit 10")]
    List {
        /// How many
        #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..=1000))]
        limit: u64,
        /// The next page: replays older than this one
        #[arg(long, value_name = "ID")]
        before: Option<Uuid>,
    },
    /// One replay: how far it is, and what became of its runs
    #[command(after_help = "\
Example:
  clockify-addons replays show 019c2f…")]
    Show {
        /// Its id, as `list` prints it
        id: Uuid,
    },
    /// Stop a replay, and cancel its runs that wait
    #[command(after_help = "\
Examples:
  clockify-addons replays cancel 019c2f… --dry-run
  clockify-addons replays cancel 019c2f…")]
    Cancel {
        /// Its id
        id: Uuid,
        /// Say what would be stopped, and stop nothing
        #[arg(long)]
        dry_run: bool,
    },
}

impl Options {
    pub(crate) async fn run(self, output: &Output) -> anyhow::Result<Status> {
        let dry_run = matches!(self.action, Action::Cancel { dry_run: true, .. });
        let desk = Desk::open(self.addon, self.workspace, dry_run, false).await?;
        match self.action {
            Action::List { limit, before } => list(&desk, output, limit, before).await,
            Action::Show { id } => show(&desk, output, id, None).await,
            Action::Cancel { id, .. } if dry_run => show(&desk, output, id, None).await,
            Action::Cancel { id, .. } => {
                let runs = desk.flows().cancel_replay(&desk.workspace, id, &Actor::Operator).await?;
                show(&desk, output, id, Some(runs)).await
            }
        }
    }
}

async fn list(desk: &Desk, output: &Output, limit: u64, before: Option<Uuid>) -> anyhow::Result<Status> {
    let replays = desk.flows().replays(&desk.workspace, before, limit).await?;
    let replays: Vec<_> = replays.iter().map(Replay::from).collect();
    output.list("replays", "replays", &replays, || {
        let mut table = Table::new(["CREATED", "STATE", "EVENTS", "DONE", "RUNS", "BY", "ID"]);
        for replay in &replays {
            let numbers = [replay.total, replay.done, replay.runs].map(|number| number.to_string());
            let words = [replay.requested_by.clone(), replay.id.clone()];
            let state = serde_json::to_value(replay.state).unwrap_or_default();
            let head = [replay.created_at.clone(), state.as_str().unwrap_or_default().to_owned()];
            table.row(head.into_iter().chain(numbers).chain(words));
        }
        table.render_on(output.on_terminal(), &[(0, 10), (1, 9), (2, 6), (3, 6), (4, 6), (6, 32)])
    })?;
    Ok(Status::Ok)
}

async fn show(desk: &Desk, output: &Output, id: Uuid, cancelled: Option<u64>) -> anyhow::Result<Status> {
    let progress = desk.flows().replay(&desk.workspace, id).await?;
    let mut data = shown::progress(&progress);
    data["dry_run"] = json!(desk.dry_run);
    data["cancelled_runs"] = json!(cancelled);
    output.data("replay", &data, || text(&data))?;
    if output.is_text() {
        desk.remark(output);
    }
    Ok(Status::Ok)
}

/// What there is to say of a replay, line by line.
pub(super) fn text(data: &Value) -> String {
    let mut text = String::new();
    let names =
        ["id", "state", "why", "filter", "rate", "total", "done", "percent", "runs", "states", "cancelled_runs"];
    for name in names.into_iter().chain(["requested_by", "created_at", "finished_at"]) {
        match data.get(name) {
            None | Some(Value::Null) => {}
            Some(Value::String(value)) => text.push_str(&format!("{:<15} {value}\n", name.replace('_', " "))),
            Some(value) => text.push_str(&format!("{:<15} {value}\n", name.replace('_', " "))),
        }
    }
    text
}
