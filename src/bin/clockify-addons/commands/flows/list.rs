//! The flows of a workspace.

use clockify_addons::flows::shown::{Flow, definition};
use serde_json::json;

use super::Desk;
use crate::exit::Status;
use crate::output::{Output, Table};

pub(super) async fn list(desk: &Desk, output: &Output) -> anyhow::Result<Status> {
    let flows: Vec<_> = desk.flows().list(&desk.workspace).await?.iter().map(Flow::from).collect();
    output.list("flows", "flows", &flows, || {
        let mut table = Table::new(["NAME", "STATE", "VERSION", "CHANGED", "BY", "ID"]);
        for flow in &flows {
            table.row([
                flow.name.clone(),
                state(flow),
                flow.version.to_string(),
                flow.updated_at.clone(),
                flow.updated_by.clone(),
                flow.id.clone(),
            ]);
        }
        table.render_on(output.on_terminal(), &[(0, 20), (1, 12), (3, 10), (5, 32)])
    })?;
    if output.is_text() {
        output.note(&super::super::events::plural(flows.len(), "flow"));
    }
    Ok(Status::Ok)
}

pub(super) async fn show(desk: &Desk, output: &Output, wanted: &str, version: Option<i32>) -> anyhow::Result<Status> {
    let row = desk.flow(wanted).await?;
    let number = version.unwrap_or(row.version);
    let version = desk.flows().version(&desk.workspace, row.id, number).await?;
    let (flow, document) = (Flow::from(&row), definition(&version));
    let mut data = json!(flow);
    data["shown_version"] = number.into();
    data["definition"] = document.clone();
    output.data("flow-shown", &data, || text(&flow) + &format!("\n{document:#}\n"))?;
    Ok(Status::Ok)
}

/// What there is to say of a flow, line by line.
pub(super) fn text(flow: &Flow) -> String {
    let mut text = String::new();
    let mut line = |name: &str, value: &str| text.push_str(&format!("{name:<12} {value}\n"));
    line("id", &flow.id);
    line("name", &flow.name);
    line("state", &state(flow));
    if let Some(held) = flow.held.as_ref().filter(|held| !held.note.is_empty()) {
        line("note", &held.note);
    }
    line("version", &flow.version.to_string());
    line("changed", &format!("{} by {}", flow.updated_at, flow.updated_by));
    text
}

fn state(flow: &Flow) -> String {
    let switch = if flow.enabled { "on" } else { "off" };
    flow.held.as_ref().map_or_else(|| switch.to_owned(), |held| format!("{switch}, held ({})", held.reason))
}
