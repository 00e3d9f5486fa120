//! `events coverage`: how each event reaches the add-on, and if it doesn't, why.

use std::collections::BTreeMap;

use clockify_addons::addons;
use clockify_addons::clock::stamp;
use clockify_addons::db::Db;
use clockify_addons::domain::addon::Addon;
use clockify_addons::domain::ids::WorkspaceId;
use clockify_addons::registration::coverage::{self, Delivery, How, Report, Summary};
use serde::Serialize;

use crate::exit::{Status, failure};
use crate::output::{Output, Table};

#[derive(Debug, Serialize)]
struct Covered<'a> {
    workspace_id: &'a str,
    addon_id: &'a str,
    active: bool,
    token_refused_since: Option<String>,
    compared_at: Option<String>,
    summary: Summary,
    events: Vec<Line<'a>>,
}

#[derive(Debug, Serialize)]
struct Line<'a> {
    event_type: &'static str,
    how: How,
    delivery: Option<Delivery>,
    reason: Option<&'a str>,
    checked_at: Option<String>,
}

impl<'a> From<&'a Report> for Covered<'a> {
    fn from(report: &'a Report) -> Self {
        let event = |line: &'a coverage::Line| Line {
            event_type: line.event.name(),
            how: line.how,
            delivery: line.delivery,
            reason: line.reason.as_deref(),
            checked_at: line.checked_at.map(stamp),
        };
        Self {
            workspace_id: &report.workspace,
            addon_id: &report.addon_id,
            active: report.active,
            token_refused_since: report.refused_since.map(stamp),
            compared_at: report.reconciled_at.map(stamp),
            summary: report.summary(),
            events: report.lines.iter().map(event).collect(),
        }
    }
}

pub(super) async fn coverage(
    db: &Db,
    output: &Output,
    addon: Addon,
    workspace: Option<&WorkspaceId>,
) -> anyhow::Result<Status> {
    let reports = coverage::reports(db, addons::spec(addon), workspace).await?;
    if let (Some(workspace), true) = (workspace, reports.is_empty()) {
        return Err(failure(Status::Failed, format!("{addon} is not installed in the workspace {workspace}")));
    }
    let workspaces: Vec<_> = reports.iter().map(Covered::from).collect();
    output.list("event-coverage", "workspaces", &workspaces, || match &reports[..] {
        [report] => one(report),
        reports => all(reports),
    })?;
    if output.is_text() {
        for report in &reports {
            remark(report, output);
        }
        if reports.is_empty() {
            output.note("no workspace has the add-on");
        } else if reports.len() > 1 {
            output.note("one workspace, event by event: --workspace ID");
        }
    }
    Ok(Status::Ok)
}

/// What needs somebody's attention.
fn remark(report: &Report, output: &Output) {
    if let Some(since) = report.refused_since {
        let since = stamp(since);
        output.warn(&format!("{}: Clockify has refused the add-on's token since {since}", report.workspace));
    }
    if !report.active {
        output.warn(&format!("{}: the add-on is switched off", report.workspace));
    }
}

fn one(report: &Report) -> String {
    let mut table = Table::new(["EVENT", "HOW", "DELIVERY"]);
    for line in &report.lines {
        let delivery = line.delivery.map_or("-", Delivery::name);
        table.row([line.event.name().to_owned(), line.how.name().to_owned(), delivery.to_owned()]);
    }
    let Summary { events, manifest, registered, pending, unavailable, not_delivering } = report.summary();
    let mut text = format!(
        "{}\n{events} events: {manifest} manifest, {registered} registered, {pending} pending, {unavailable} \
         unavailable; {not_delivering} not delivering\n",
        table.render()
    );
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for line in report.lines.iter().filter(|line| line.how == How::Unavailable) {
        *reasons.entry(line.reason.as_deref().unwrap_or("for no known reason")).or_default() += 1;
    }
    for (reason, events) in reasons {
        text.push_str(&format!("{events} unavailable: {reason}\n"));
    }
    text
}

fn all(reports: &[Report]) -> String {
    let mut table = Table::new(["WORKSPACE", "MANIFEST", "REGISTERED", "PENDING", "UNAVAILABLE", "OFF"]);
    for report in reports {
        let Summary { manifest, registered, pending, unavailable, not_delivering, .. } = report.summary();
        let numbers = [manifest, registered, pending, unavailable, not_delivering].map(|number| number.to_string());
        table.row(std::iter::once(report.workspace.clone()).chain(numbers));
    }
    table.render()
}
