//! Runs of the workspace's flows.

use std::collections::HashMap;

use clap::Args;
use clockify_addons::db::entities::flow_run::State;
use clockify_addons::db::flows::list::{self as rows, Filter};
use clockify_addons::flows::shown::{Run, Step};
use clockify_addons::flows::{Actor, retry};
use serde_json::{Value, json};
use time::OffsetDateTime;
use uuid::Uuid;

use super::Desk;
use crate::commands::events::{moment, plural};
use crate::exit::{Status, failure};
use crate::output::{Output, Table};

/// Which runs.
#[derive(Debug, Args)]
pub(super) struct Which {
    /// Of this flow: its id or name
    #[arg(long, value_name = "FLOW")]
    flow: Option<String>,
    /// In this state: queued, waiting, running, held, succeeded, filtered, failed, cancelled
    #[arg(long, value_name = "STATE", value_parser = state)]
    state: Option<State>,
    /// Started by this event
    #[arg(long, value_name = "ID")]
    event: Option<Uuid>,
    /// Decided on since: a time or an age (30m, 2h, 7d)
    #[arg(long, value_name = "TIME", value_parser = moment)]
    since: Option<OffsetDateTime>,
    /// Decided on before: a time or an age
    #[arg(long, value_name = "TIME", value_parser = moment)]
    until: Option<OffsetDateTime>,
    /// How many
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..=10_000))]
    limit: u64,
    /// The next page: runs older than this one
    #[arg(long, value_name = "ID")]
    before: Option<Uuid>,
}

impl Which {
    pub(super) async fn run(self, desk: &Desk, output: &Output) -> anyhow::Result<Status> {
        let flow = match &self.flow {
            Some(wanted) => Some(desk.flow(wanted).await?.id),
            None => None,
        };
        let Self { state, event, since, until, before, limit, .. } = self;
        let filter = Filter { flow, state, event, since, until, before };
        let runs = rows::list(&desk.app.db, &desk.workspace, &filter, limit).await?;
        let runs: Vec<_> = runs.iter().map(Run::from).collect();
        if output.is_lines() {
            runs.iter().try_for_each(|run| output.line(run))?;
            return Ok(Status::Ok);
        }
        let next = runs.last().filter(|_| runs.len() as u64 == limit).map(|last| last.id.as_str());
        let names = names(desk).await?;
        output
            .data("flow-runs", &json!({ "runs": runs, "next": next }), || table(&runs, &names, output.on_terminal()))?;
        if output.is_text() {
            output.note(&plural(runs.len(), "run"));
            if let Some(next) = next {
                output.note(&format!("older ones: --before {next}"));
            }
        }
        Ok(Status::Ok)
    }
}

pub(super) async fn show(desk: &Desk, output: &Output, id: Uuid) -> anyhow::Result<Status> {
    let found = rows::one(&desk.app.db, &desk.workspace, id).await?;
    let (run, steps) = found.ok_or_else(|| {
        failure(Status::Failed, format!("there is no run {} in workspace {}", id.simple(), desk.workspace))
    })?;
    let (run, steps) = (Run::from(&run), steps.iter().map(Step::from).collect::<Vec<_>>());
    let names = names(desk).await?;
    let mut data = json!(run);
    data["steps"] = json!(steps);
    output.data("flow-run", &data, || text(&run, &steps, &names))?;
    Ok(Status::Ok)
}

/// What is done to a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    Retry,
    Cancel,
}

pub(super) async fn change(desk: &Desk, output: &Output, id: Uuid, change: Change) -> anyhow::Result<Status> {
    let (flows, workspace, by) = (desk.flows(), &desk.workspace, &Actor::Operator);
    let run = match (desk.dry_run, change) {
        (true, _) => {
            let found = rows::one(&desk.app.db, workspace, id).await?;
            found.map(|(run, _)| run).ok_or(retry::Error::Absent)?
        }
        (false, Change::Retry) => flows.retry(workspace, id, by).await?,
        (false, Change::Cancel) => flows.cancel(workspace, id, by).await?,
    };
    let run = Run::from(&run);
    let mut data = json!(run);
    data["dry_run"] = desk.dry_run.into();
    let names = names(desk).await?;
    output.data("flow-run", &data, || text(&run, &[], &names))?;
    if output.is_text() {
        desk.remark(output);
    }
    Ok(Status::Ok)
}

/// The names of the flows that there are.
async fn names(desk: &Desk) -> anyhow::Result<HashMap<String, String>> {
    let flows = desk.flows().list(&desk.workspace).await?;
    Ok(flows.into_iter().map(|flow| (flow.id.simple().to_string(), flow.name)).collect())
}

fn name<'a>(run: &'a Run, names: &'a HashMap<String, String>) -> &'a str {
    names.get(&run.flow).map_or(run.flow.as_str(), String::as_str)
}

fn table(runs: &[Run], names: &HashMap<String, String>, terminal: bool) -> String {
    let mut table = Table::new(["CREATED", "FLOW", "STATE", "STARTED BY", "ID", "WHY"]);
    for run in runs {
        let by = run.event_type.clone().unwrap_or_else(|| run.cause.name().to_owned());
        let why = run.why.clone().unwrap_or_else(|| "-".to_owned());
        let (created, name) = (run.created_at.clone(), name(run, names).to_owned());
        table.row([created, name, run.state.name().to_owned(), by, run.id.clone(), why]);
    }
    table.render_on(terminal, &[(0, 16), (1, 17), (2, 9), (4, 32)])
}

fn text(run: &Run, steps: &[Step], names: &HashMap<String, String>) -> String {
    let mut text = String::new();
    let mut line = |name: &str, value: &str| text.push_str(&format!("{name:<12} {value}\n"));
    line("id", &run.id);
    line("flow", &format!("{}, version {}", name(run, names), run.version));
    line("state", run.state.name());
    if let Some(why) = &run.why {
        line("why", why);
    }
    line("started by", run.event_type.as_deref().unwrap_or_else(|| run.cause.name()));
    let about =
        [("event", &run.event), ("entity", &run.entity), ("replays", &run.replay_of), ("after", &run.caused_by)];
    let times = [("begun", &run.started_at), ("goes on", &run.due_at), ("ended", &run.finished_at)];
    line("created", &run.created_at);
    for (name, value) in about.into_iter().chain(times) {
        if let Some(value) = value {
            line(name, value);
        }
    }
    if steps.is_empty() {
        return text;
    }
    let mut table = Table::new(["STEP", "STATE", "ATTEMPTS", "SENT", "STATUS", "WHY"]);
    for step in steps {
        let part = |name: &str| step.request.get(name).and_then(Value::as_str);
        let sent = [part("method"), part("operation").or_else(|| part("url"))];
        let sent: Vec<_> = sent.into_iter().flatten().collect();
        let status = step.response.get("status").map_or_else(|| "-".to_owned(), Value::to_string);
        table.row([
            step.position.clone(),
            step.state.name().to_owned(),
            step.attempts.to_string(),
            if sent.is_empty() { "-".to_owned() } else { sent.join(" ") },
            status,
            step.why.clone().unwrap_or_else(|| "-".to_owned()),
        ]);
    }
    text + "\n" + &table.render()
}

pub(in crate::commands) fn state(name: &str) -> Result<State, String> {
    let found = State::ALL.into_iter().find(|state| state.name() == name);
    let all = || State::ALL.map(State::name).join(", ");
    found.ok_or_else(|| format!("it must be one of {}", all()))
}
