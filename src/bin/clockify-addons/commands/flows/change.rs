//! The switches of a flow, and its end.

use clockify_addons::flows::shown::Flow;
use clockify_addons::flows::{Actor, Hold};
use serde_json::json;

use super::desk::confirm;
use super::{Desk, list};
use crate::exit::Status;
use crate::output::Output;

/// What is done to a flow.
#[derive(Debug)]
pub(super) enum Kind {
    Enable,
    Disable,
    Hold(String),
    Resume,
}

pub(super) async fn run(desk: &Desk, output: &Output, wanted: &str, kind: Kind) -> anyhow::Result<Status> {
    let before = desk.flow(wanted).await?;
    let (flows, workspace, id, by) = (desk.flows(), &desk.workspace, before.id, &Actor::Operator);
    let (flow, changed) = if desk.dry_run {
        let changes = match kind {
            Kind::Enable => !before.enabled,
            Kind::Disable => before.enabled,
            Kind::Hold(_) => before.held_reason.is_none(),
            Kind::Resume => before.held_reason.is_some(),
        };
        (before, changes)
    } else {
        let saved = match kind {
            Kind::Enable => flows.enable(workspace, id, by).await?,
            Kind::Disable => flows.disable(workspace, id, by).await?,
            Kind::Hold(note) => flows.hold(workspace, id, Hold::Asked, &note, by).await?,
            Kind::Resume => flows.resume(workspace, id, by).await?,
        };
        (saved.flow, saved.changed)
    };
    let flow = Flow::from(&flow);
    let mut data = json!(flow);
    data["changed"] = changed.into();
    data["dry_run"] = desk.dry_run.into();
    output.data("flow-changed", &data, || list::text(&flow))?;
    if output.is_text() && !changed {
        output.note("it was so already");
    } else if output.is_text() {
        desk.remark(output);
    }
    Ok(Status::Ok)
}

pub(super) async fn delete(desk: &Desk, output: &Output, wanted: &str, yes: bool) -> anyhow::Result<Status> {
    let flow = desk.flow(wanted).await?;
    if !desk.dry_run {
        let name = &flow.name;
        let refusal = format!("deleting {name} cancels its runs that wait");
        confirm(output, &format!("Delete {name}? Its runs that wait are cancelled."), &refusal, yes)?;
        desk.flows().delete(&desk.workspace, flow.id, &Actor::Operator).await?;
    }
    let data = json!({
        "id": flow.id.simple().to_string(), "name": flow.name, "deleted": !desk.dry_run, "dry_run": desk.dry_run,
    });
    let word = if desk.dry_run { "would delete" } else { "deleted" };
    output.data("flow-deleted", &data, || format!("{word} {}\n", flow.name))?;
    Ok(Status::Ok)
}
