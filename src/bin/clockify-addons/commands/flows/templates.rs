//! Flows that are ready to be used.

use clap::Subcommand;
use clockify_addons::addons;
use clockify_addons::domain::addon::Addon;
use clockify_addons::flows::legacy::Converted;
use clockify_addons::flows::shown;
use clockify_addons::flows::templates::{self, Template};
use serde_json::Value;

use super::Desk;
use super::document::{How, input, store, values, wrong};
use crate::exit::{Status, failure};
use crate::output::{Output, Table};

#[derive(Debug, Subcommand)]
pub(super) enum Action {
    /// All that fit the add-on
    #[command(after_help = "\
Example:
  clockify-addons flows templates list --addon api-studio")]
    List,
    /// One with its inputs and its document
    #[command(after_help = "\
Example:
  clockify-addons flows templates show required-tag")]
    Show {
        /// Its name, as `list` prints it
        name: String,
    },
    /// Make a flow of one
    #[command(after_help = "\
Examples:
  clockify-addons flows templates use required-tag --input tag=64a1… --dry-run
  clockify-addons flows templates use required-tag --input tag=64a1… --enable")]
    Use {
        /// Its name
        name: String,
        /// What to choose for an input; may be given again
        #[arg(long = "input", value_name = "NAME=VALUE", value_parser = input)]
        inputs: Vec<(String, String)>,
        #[command(flatten)]
        how: How,
    },
}

pub(super) fn list(output: &Output, addon: Addon) -> anyhow::Result<Status> {
    let all: Vec<_> = templates::list().iter().filter_map(|template| template.of(addons::spec(addon))).collect();
    let items: Vec<_> = all.iter().map(shown::template).collect();
    output.list("flow-templates", "templates", &items, || {
        let mut table = Table::new(["NAME", "GROUP", "TITLE"]);
        for template in &all {
            table.row([template.name.clone(), template.group.clone(), template.title.clone()]);
        }
        table.render_on(output.on_terminal(), &[(0, 24), (1, 20), (2, 80)])
    })?;
    Ok(Status::Ok)
}

pub(super) fn show(output: &Output, addon: Addon, name: &str) -> anyhow::Result<Status> {
    let template = get(addon, name)?;
    output.data("flow-template", &template, || {
        let mut table = Table::new(["INPUT", "KIND", "DEFAULT", "WHAT FOR"]);
        for input in &template.inputs {
            let kind = serde_json::to_value(input.kind).unwrap_or_default();
            let kind = kind.as_str().unwrap_or_default().to_owned() + if input.many { ", many" } else { "" };
            let default = input.default.as_ref().map_or_else(|| "-".to_owned(), Value::to_string);
            table.row([input.name.clone(), kind, default, input.title.clone()]);
        }
        let head = format!("{}\n{}\n\n{}\n", template.title, template.description, table.render());
        head + &format!("{:#}\n", template.flow)
    })?;
    Ok(Status::Ok)
}

pub(super) async fn apply(desk: Desk, output: &Output, action: Action) -> anyhow::Result<Status> {
    let Action::Use { name, inputs, how } = action else { return Ok(Status::Internal) };
    let template = get(desk.app.spec.addon, &name)?;
    match template.fill(&values(&inputs, &template.inputs)) {
        Ok(document) => store(&desk, output, &Converted { document, notes: Vec::new() }, &how).await,
        Err(problems) => wrong(output, &problems),
    }
}

fn get(addon: Addon, name: &str) -> anyhow::Result<Template> {
    let found = templates::get(name).and_then(|template| template.of(addons::spec(addon)));
    found.ok_or_else(|| failure(Status::Failed, format!("{addon} has no template `{name}`")))
}
