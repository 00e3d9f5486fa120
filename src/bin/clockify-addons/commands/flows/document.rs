//! Documents of flows: from files into the database and back.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use clockify_addons::config::{self, Source};
use clockify_addons::domain::addon::Addon;
use clockify_addons::domain::flow::{self, Problem};
use clockify_addons::flows::check::{Options, check};
use clockify_addons::flows::import::import;
use clockify_addons::flows::inputs::{Input, Kind};
use clockify_addons::flows::legacy::Converted;
use clockify_addons::flows::shown::{self, Flow};
use clockify_addons::flows::transfer::{self, Export};
use clockify_addons::flows::{self, Actor, LARGEST_DEFINITION};
use clockify_addons::{addons, app};
use serde_json::{Map, Value, json};

use super::{Desk, list};
use crate::exit::{Status, failure};
use crate::output::{Output, Table};

/// A document to be stored.
#[derive(Debug, Args)]
pub(super) struct Import {
    /// The file, or `-` for standard input
    file: PathBuf,
    /// What to put in the place of an input of an export; may be given again
    #[arg(long = "input", value_name = "NAME=VALUE", value_parser = input)]
    inputs: Vec<(String, String)>,
    #[command(flatten)]
    how: How,
}

/// How a document is stored.
#[derive(Debug, Clone, Args)]
pub(super) struct How {
    /// Let events start it at once
    #[arg(long)]
    enable: bool,
    /// Save it as a new version of the flow of its name, if there is one
    #[arg(long)]
    replace: bool,
}

/// Every mistake in a document, as the add-on would find them.
pub(super) fn validate(output: &Output, addon: Addon, file: &Path) -> anyhow::Result<Status> {
    let (document, _) = read(file)?;
    let (config, _) = config::Serve::load(&Source::process()?, &[addon])?;
    let http_steps = config.addons.iter().any(|addon| addon.flows.http_steps);
    let catalogue = app::operations(config.clockify.openapi_path.as_deref())?;
    let options = Options { http_steps, hosts: Some(&config.http_steps) };
    let checked =
        flow::read(&document).and_then(|definition| check(&definition, &catalogue, addons::spec(addon), options));
    match checked {
        Err(problems) => wrong(output, &problems),
        Ok(()) => {
            let data = json!({ "valid": true, "errors": [] });
            output.data("flow-validation", &data, || "nothing is wrong with it\n".to_owned())?;
            Ok(Status::Ok)
        }
    }
}

impl Import {
    pub(super) async fn run(self, desk: Desk, output: &Output) -> anyhow::Result<Status> {
        let (document, _) = read(&self.file)?;
        let asked = serde_json::from_value::<Export>(document.clone()).map(|export| export.inputs);
        let inputs = values(&self.inputs, &asked.unwrap_or_default());
        match import(&document, &inputs) {
            Ok(converted) => store(&desk, output, &converted, &self.how).await,
            Err(problems) => wrong(output, &problems),
        }
    }
}

/// Stores a document, or says what would be stored.
pub(super) async fn store(desk: &Desk, output: &Output, converted: &Converted, how: &How) -> anyhow::Result<Status> {
    let Converted { document, notes } = converted;
    let by = Actor::Operator;
    let name = document.get("name").and_then(Value::as_str).unwrap_or_default();
    let there = if how.replace { desk.flows().named(&desk.workspace, name).await? } else { None };
    let checked = desk.flows().read(document);
    let saved = match (checked, desk.dry_run, there) {
        (Err(problems), ..) => {
            // What was changed on the way may be why.
            notes.iter().filter(|_| output.is_text()).for_each(|note| output.note(note));
            return wrong(output, &problems);
        }
        (Ok(_), true, _) => None,
        (Ok(_), false, None) => Some(desk.flows().create(&desk.workspace, document, how.enable, &by).await?),
        (Ok(_), false, Some(flow)) => {
            let mut saved = desk.flows().save(&desk.workspace, flow.id, document, flow.version, &by).await?;
            if how.enable && !saved.flow.enabled {
                saved = desk.flows().enable(&desk.workspace, flow.id, &by).await?;
            }
            Some(saved)
        }
    };
    match &saved {
        Some(saved) => {
            let flow = Flow::from(&saved.flow);
            let mut data = json!(flow);
            data["notes"] = json!(notes);
            data["changed"] = saved.changed.into();
            output.data("flow-imported", &data, || list::text(&flow))?;
        }
        None => {
            let data = json!({ "definition": document, "notes": notes, "dry_run": true });
            output.data("flow-imported", &data, || format!("{document:#}\n"))?;
        }
    }
    if output.is_text() {
        for note in notes {
            output.note(note);
        }
        desk.remark(output);
    }
    Ok(Status::Ok)
}

pub(super) async fn export(desk: &Desk, output: &Output, wanted: &str) -> anyhow::Result<Status> {
    let flow = desk.flow(wanted).await?;
    let version = desk.flows().version(&desk.workspace, flow.id, flow.version).await?;
    // The document has a schema of its own, so it is printed as it is in every format.
    let (export, _) = transfer::export(&shown::definition(&version));
    output.raw(&format!("{:#}\n", json!(export)))?;
    if output.is_text() && !export.inputs.is_empty() {
        output.note(&format!("an import asks for {}", super::super::events::plural(export.inputs.len(), "input")));
    }
    Ok(Status::Ok)
}

/// Tells everything that is wrong with a document.
pub(super) fn wrong(output: &Output, problems: &[Problem]) -> anyhow::Result<Status> {
    let data = json!({ "valid": false, "errors": problems });
    output.data("flow-validation", &data, || {
        let mut table = Table::new(["WHERE", "WHAT IS WRONG"]);
        for Problem { path, message } in problems {
            table.row([if path.is_empty() { "/".to_owned() } else { path.clone() }, message.clone()]);
        }
        table.render()
    })?;
    if output.is_text() {
        output.note(&super::super::events::plural(problems.len(), "mistake"));
    }
    Ok(Status::Data)
}

/// A file as JSON, and its text.
pub(super) fn read(file: &Path) -> anyhow::Result<(Value, String)> {
    let shown = if file.as_os_str() == "-" { "standard input".to_owned() } else { file.display().to_string() };
    // Twice of what is stored, so that what is too large is told as such.
    let most = 2 * LARGEST_DEFINITION as u64;
    let mut text = String::new();
    let read = if file.as_os_str() == "-" {
        std::io::stdin().take(most).read_to_string(&mut text)
    } else {
        std::fs::File::open(file).and_then(|file| file.take(most).read_to_string(&mut text))
    };
    read.with_context(|| format!("can't read {shown}"))?;
    let document = serde_json::from_str(&text)
        .map_err(|error| failure(Status::Data, format!("{shown} is no JSON document: {error}")))?;
    Ok((document, text))
}

/// What was chosen for inputs, each as the type that its input has.
pub(super) fn values(given: &[(String, String)], asked: &[Input]) -> Map<String, Value> {
    let value = |(name, text): &(String, String)| {
        let input = asked.iter().find(|input| input.name == *name);
        let is_data = input.is_some_and(|input| input.many || matches!(input.kind, Kind::Number | Kind::Flag));
        let data = serde_json::from_str(text).ok().filter(|_| is_data);
        let list = || text.split(',').map(|item| Value::from(item.trim())).collect();
        let many = input.is_some_and(|input| input.many);
        let value = match data {
            Some(value) if !many || matches!(value, Value::Array(_)) => value,
            _ if many => list(),
            _ => Value::from(text.as_str()),
        };
        (name.clone(), value)
    };
    given.iter().map(value).collect()
}

/// `NAME=VALUE`.
pub(super) fn input(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or_else(|| "it must be NAME=VALUE".to_owned())?;
    Ok((name.trim().to_owned(), value.to_owned()))
}

/// An error of the flows, with what is wrong with a document on a line each.
pub(super) fn told(output: &Output, error: flows::Error) -> anyhow::Result<Status> {
    match error {
        flows::Error::Invalid(problems) => wrong(output, &problems),
        error => Err(error.into()),
    }
}
