//! `config`: what is set, where it came from, and whether it makes sense.

use clap::{Args, Subcommand};
use clockify_addons::config::{self, Source};
use clockify_addons::domain::addon::Addon;
use serde_json::json;

use crate::exit::Status;
use crate::output::{Output, Table};

/// Show every setting with its origin, or check them all.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  clockify-addons config show            every setting; secrets are masked
  clockify-addons config show --changed  only what isn't the default
  clockify-addons config check           whether something is wrong")]
pub(crate) struct Options {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Every setting, its value and its origin
    #[command(after_help = "\
Examples:
  clockify-addons config show
  clockify-addons config show --changed --format json | jq .settings")]
    Show {
        /// Only what isn't the default
        #[arg(long)]
        changed: bool,
    },
    /// Whether the settings make sense, for one add-on or all
    #[command(after_help = "\
Examples:
  clockify-addons config check
  clockify-addons config check --addon api-studio")]
    Check {
        /// For this add-on only
        #[arg(long, value_name = "ADDON", value_parser = super::addon)]
        addon: Option<Addon>,
    },
}

impl Options {
    pub(crate) fn run(self, output: &Output) -> anyhow::Result<Status> {
        let source = Source::process()?;
        match self.action {
            Action::Show { changed } => show(output, &source, changed),
            Action::Check { addon } => check(output, &source, addon),
        }
    }
}

fn show(output: &Output, source: &Source, changed: bool) -> anyhow::Result<Status> {
    let mut rows = config::show(source);
    rows.retain(|row| !changed || row.origin != config::Origin::Default);
    let items: Vec<_> = rows
        .iter()
        .map(|row| json!({ "name": row.name, "value": row.value, "origin": row.origin.to_string(), "help": row.help }))
        .collect();
    output.list("config", "settings", &items, || {
        let mut table = Table::new(["SETTING", "ORIGIN", "VALUE"]);
        for row in &rows {
            table.row([row.name.to_owned(), row.origin.to_string(), row.value.clone()]);
        }
        table.render()
    })?;
    Ok(Status::Ok)
}

fn check(output: &Output, source: &Source, addon: Option<Addon>) -> anyhow::Result<Status> {
    let addons = addon.map_or(Addon::ALL.to_vec(), |addon| vec![addon]);
    let check = config::check(source, &addons);
    let problems: Vec<_> = check.error.iter().flat_map(config::Error::problems).collect();
    let document = json!({
        "ok": problems.is_empty(),
        "problems": problems.iter().map(|problem| json!({ "name": problem.name, "wrong": problem.wrong })).collect::<Vec<_>>(),
        "warnings": check.warnings,
        "without_effect": check.without_effect.iter().map(|setting| setting.name).collect::<Vec<_>>(),
    });
    output.data("config-check", &document, || {
        let mut text = String::new();
        for problem in &problems {
            text.push_str(&format!("wrong    {}: {}\n", problem.name, problem.wrong));
        }
        for warning in &check.warnings {
            text.push_str(&format!("warning  {warning}\n"));
        }
        for setting in &check.without_effect {
            text.push_str(&format!(
                "unused   {}: known, has no effect in this version ({})\n",
                setting.name, setting.about
            ));
        }
        if problems.is_empty() {
            text.push_str("ok\n");
        }
        text
    })?;
    Ok(if problems.is_empty() { Status::Ok } else { Status::Config })
}
