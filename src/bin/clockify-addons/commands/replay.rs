//! `events replay`: events once more through the flows.

use clap::{ArgGroup, Args};
use clockify_addons::db::entities::flow_run::State;
use clockify_addons::domain::addon::Addon;
use clockify_addons::domain::ids::WorkspaceId;
use clockify_addons::flows::Actor;
use clockify_addons::flows::replay::{Filter, Select, Version};
use clockify_addons::flows::shown::{self, Run};
use serde_json::json;
use time::OffsetDateTime;
use uuid::Uuid;

use super::events::{moment, plural};
use super::flows::Desk;
use super::replays;
use crate::exit::Status;
use crate::output::{Output, Table};

#[derive(Debug, Args)]
#[command(override_usage = "\
    clockify-addons events replay [OPTIONS] <ID>
       clockify-addons events replay [OPTIONS] <FILTERS|--all>")]
#[command(group(ArgGroup::new("which").required(true).multiple(true)
    .args(["id", "since", "until", "types", "source", "states", "all"])))]
pub(super) struct Options {
    /// One event; without it filters are needed, from --since to --state, or --all
    #[arg(conflicts_with_all = ["since", "until", "types", "source", "states", "all", "rate"])]
    id: Option<Uuid>,
    /// In which workspace; needed where more than one has the add-on
    #[arg(long, value_name = "ID", value_parser = super::workspace)]
    workspace: Option<WorkspaceId>,
    /// Received since: a time or an age (30m, 2h, 7d)
    #[arg(long, value_name = "TIME", value_parser = moment)]
    since: Option<OffsetDateTime>,
    /// Received before: a time or an age
    #[arg(long, value_name = "TIME", value_parser = moment)]
    until: Option<OffsetDateTime>,
    /// Of this type; may be given again
    #[arg(long = "type", value_name = "EVENT")]
    types: Vec<String>,
    /// From clockify, or from the custom source of this name
    #[arg(long, value_name = "SOURCE")]
    source: Option<String>,
    /// Only where the flow's latest run for the event is in this state; may be given again
    #[arg(long = "state", value_name = "STATE", value_parser = super::flows::state)]
    states: Vec<State>,
    /// Every event of the log
    #[arg(long)]
    all: bool,
    /// Only through this flow, its id or name; may be given again
    #[arg(long = "flow", value_name = "FLOW")]
    flows: Vec<String>,
    /// In the version that ran when the event came, not in the one that counts now
    #[arg(long)]
    original: bool,
    /// Events per second, 1 to 1000
    #[arg(long, value_name = "N", default_value_t = 50)]
    rate: u32,
    /// Say how many it would be, and begin nothing
    #[arg(long)]
    dry_run: bool,
}

impl Options {
    pub(super) async fn run(self, addon: Addon, output: &Output) -> anyhow::Result<Status> {
        let desk = Desk::open(addon, self.workspace, self.dry_run, false).await?;
        let mut flows = Vec::with_capacity(self.flows.len());
        for wanted in &self.flows {
            flows.push(desk.flow(wanted).await?.id);
        }
        let version = if self.original { Version::Original } else { Version::Current };
        match self.id {
            Some(id) => one(&desk, output, id, &Select { flows, version }).await,
            None => {
                let Self { since, until, types, source, states, all, rate, .. } = self;
                let filter = Filter { since, until, types, source, states, flows, version, all };
                many(&desk, output, &filter, rate).await
            }
        }
    }
}

async fn one(desk: &Desk, output: &Output, id: Uuid, select: &Select) -> anyhow::Result<Status> {
    let (flows, workspace) = (desk.flows(), &desk.workspace);
    let runs = if desk.dry_run {
        flows.preview_event(workspace, id, select).await?
    } else {
        flows.replay_event(workspace, id, select, &Actor::Operator).await?
    };
    let runs: Vec<_> = runs.iter().map(Run::from).collect();
    output.data("event-replay", &json!({ "runs": runs, "dry_run": desk.dry_run }), || {
        let mut table = Table::new(["FLOW", "VERSION", "STATE", "RUN", "WHY"]);
        for run in &runs {
            let (state, why) = (run.state.name().to_owned(), run.why.clone().unwrap_or_else(|| "-".to_owned()));
            table.row([run.flow.clone(), run.version.to_string(), state, run.id.clone(), why]);
        }
        // What isn't done yet can't be asked for.
        let last = if desk.dry_run { (4, 80) } else { (3, 32) };
        table.render_on(output.on_terminal(), &[(0, 32), (2, 9), last])
    })?;
    if output.is_text() {
        output.note(&plural(runs.len(), "run"));
        desk.remark(output);
    }
    Ok(Status::Ok)
}

async fn many(desk: &Desk, output: &Output, filter: &Filter, rate: u32) -> anyhow::Result<Status> {
    if desk.dry_run {
        let data = shown::preview(&desk.flows().preview_replay(&desk.workspace, filter).await?);
        output.data("replay-preview", &data, || {
            let number = |name: &str| data[name].as_u64().unwrap_or(0);
            format!(
                "events      {}\nlooked at   {}\nwould run   {}\nwould end   {}\n",
                number("events"),
                number("looked_at"),
                number("runs"),
                number("ended")
            )
        })?;
        if output.is_text() {
            desk.remark(output);
        }
        return Ok(Status::Ok);
    }
    let replay = desk.flows().start_replay(&desk.workspace, filter, rate, &Actor::Operator).await?;
    let data = json!(shown::Replay::from(&replay));
    output.data("replay", &data, || replays::text(&data))?;
    if output.is_text() {
        output.note("a server that runs takes the events; `replays show` says how far it is");
    }
    Ok(Status::Ok)
}
