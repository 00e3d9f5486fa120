//! A flow that is tried.

use std::path::PathBuf;

use clap::{ArgGroup, Args};
use clockify_addons::flows::dry::Report;
use clockify_addons::flows::shown;
use clockify_addons::flows::trial::{Answers, On};
use serde_json::Value;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{Desk, document};
use crate::exit::{Status, failure};
use crate::output::{Output, Table};

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("what").required(true).args(["flow", "file"])))]
#[command(group(ArgGroup::new("on").required(true).args(["event", "payload"])))]
pub(super) struct Options {
    /// A stored flow: its id or name
    flow: Option<String>,
    /// A document that isn't stored, or `-` for standard input
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// On this event of the log
    #[arg(long, value_name = "ID")]
    event: Option<Uuid>,
    /// On the payload in this file
    #[arg(long, value_name = "FILE")]
    payload: Option<PathBuf>,
    /// What operations answer, by their names, in place of asking Clockify
    #[arg(long, value_name = "FILE")]
    answers: Option<PathBuf>,
    /// Of the simulated Clockify of `serve --sandbox`, which is on this machine
    #[arg(long)]
    pub(super) sandbox: bool,
}

impl Options {
    pub(super) async fn run(self, desk: Desk, output: &Output) -> anyhow::Result<Status> {
        let definition = match (&self.flow, &self.file) {
            (Some(wanted), _) => {
                let flow = desk.flow(wanted).await?;
                shown::definition(&desk.flows().version(&desk.workspace, flow.id, flow.version).await?)
            }
            (None, Some(file)) => document::read(file)?.0,
            (None, None) => return Ok(Status::Usage),
        };
        let on = match (self.event, &self.payload) {
            (Some(event), _) => On::Event(event),
            (None, Some(file)) => On::Payload(document::read(file)?.0),
            (None, None) => return Ok(Status::Usage),
        };
        let answers = match &self.answers {
            None => Answers::Real,
            Some(file) => match document::read(file)?.0 {
                Value::Object(answers) => Answers::Given(answers),
                _ => return Err(failure(Status::Data, "answers are an object: operations and what they answer")),
            },
        };
        let end = CancellationToken::new();
        let test = async {
            let report = desk.app.flows.test(&desk.workspace, &definition, on, &answers).await;
            end.cancel();
            report
        };
        // What is read of Clockify is recorded like every call.
        let (report, ()) = tokio::join!(test, desk.calls.run(end.clone()));
        match report {
            Ok(report) => {
                output.data("flow-test", &report, || text(&report))?;
                Ok(Status::Ok)
            }
            Err(error) => document::told(output, error),
        }
    }
}

fn text(report: &Report) -> String {
    let why = report.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
    let mut text = format!("It would have {}{why}\n", ended(report));
    if !report.conditions.is_empty() {
        let mut table = Table::new(["CONDITION", "LEFT", "OPERATOR", "RIGHT", "OUTCOME"]);
        for leaf in &report.conditions {
            let value = |value: &Option<Value>| value.as_ref().map_or_else(|| "-".to_owned(), Value::to_string);
            let word = |value: Value| value.as_str().unwrap_or_default().to_owned();
            table.row([
                leaf.reference.clone(),
                value(&leaf.left),
                word(serde_json::to_value(leaf.op).unwrap_or_default()),
                value(&leaf.right),
                word(serde_json::to_value(leaf.outcome).unwrap_or_default()),
            ]);
        }
        text += &format!("\n{}", table.render());
    }
    if !report.steps.is_empty() {
        let mut table = Table::new(["STEP", "STATE", "WHY"]);
        for step in &report.steps {
            let why = step.reason.as_ref().map_or_else(|| "-".to_owned(), ToString::to_string);
            table.row([step.position.clone(), step.state.name().to_owned(), why]);
        }
        text += &format!("\n{}", table.render());
    }
    for write in &report.writes {
        text += &format!("\n{} {} {}\n", write.step, write.method, write.url);
        for change in &write.differences {
            text += &format!("  {}: {} -> {}\n", change.path, change.before, change.after);
        }
        if let Some(body) = write.body.as_ref().filter(|_| write.differences.is_empty()) {
            text += &format!("{body:#}\n");
        }
    }
    text
}

const fn ended(report: &Report) -> &'static str {
    use clockify_addons::db::entities::flow_run::State;

    match report.state {
        State::Succeeded => "succeeded",
        State::Filtered => "been filtered",
        State::Failed => "failed",
        _ => "ended",
    }
}
