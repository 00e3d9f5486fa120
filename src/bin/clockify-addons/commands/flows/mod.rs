//! `flows`: what happens by itself in a workspace, and how it went.

mod change;
mod desk;
mod document;
mod list;
mod runs;
mod secrets;
mod templates;
mod trial;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use clockify_addons::addons;
use clockify_addons::domain::addon::Addon;
use clockify_addons::domain::ids::WorkspaceId;
use uuid::Uuid;

pub(super) use desk::Desk;
pub(super) use runs::state;

use crate::exit::{Status, failure};
use crate::output::Output;

/// List, check, import, try and switch the flows of a workspace, and look at their runs.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  clockify-addons flows list                            what there is
  clockify-addons flows validate flow.json              every mistake in it
  clockify-addons flows import flow.json --enable       store it
  clockify-addons flows test Presence --event 019c2f…   what it would do
  clockify-addons flows runs --state failed --since 1d  what went wrong
  clockify-addons flows run 019c2f…                     one run, whole
  clockify-addons flows templates use required-tag --input tag=64a1…

FLOW is a flow's id or its name. Servers that run see a change within seconds.")]
pub(crate) struct Options {
    /// Of which add-on
    #[arg(long, global = true, value_name = "ADDON", default_value = "universal-webhook", value_parser = super::addon)]
    addon: Addon,
    /// In which workspace; needed where more than one has the add-on
    #[arg(long, global = true, value_name = "ID", value_parser = super::workspace)]
    workspace: Option<WorkspaceId>,
    /// Say what would be changed, and change nothing
    #[arg(long, global = true)]
    dry_run: bool,
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// The flows, by name
    #[command(after_help = "\
Examples:
  clockify-addons flows list
  clockify-addons flows list --addon api-studio --format json")]
    List,
    /// One flow with its document
    #[command(after_help = "\
Examples:
  clockify-addons flows show Presence
  clockify-addons flows show Presence --at 2")]
    Show {
        /// Its id or name
        flow: String,
        /// Of this version, not of the one that counts
        #[arg(long, value_name = "VERSION")]
        at: Option<i32>,
    },
    /// Every mistake in a document, without a database
    #[command(after_help = "\
Example:
  clockify-addons flows validate flow.json
  jq .flow export.json | clockify-addons flows validate -")]
    Validate {
        /// The file, or `-` for standard input
        file: PathBuf,
    },
    /// Store a document, an export, or a flow of the Python system
    #[command(after_help = "\
Examples:
  clockify-addons flows import flow.json --dry-run
  clockify-addons flows import flow.json --enable --replace
  clockify-addons flows import export.json --input tag=64a1…")]
    Import(document::Import),
    /// A flow without what belongs to its workspace
    #[command(after_help = "\
Example:
  clockify-addons flows export Presence > presence.json")]
    Export {
        /// Its id or name
        flow: String,
    },
    /// What a flow would do: nothing is changed, writes are shown
    #[command(override_usage = "\
    clockify-addons flows test [OPTIONS] <FLOW|--file FILE> --event <ID>
       clockify-addons flows test [OPTIONS] <FLOW|--file FILE> --payload <FILE>")]
    #[command(after_help = "\
Examples:
  clockify-addons flows test Presence --event 019c2f…
  clockify-addons flows test --file flow.json --payload event.json")]
    Test(trial::Options),
    /// The newest runs
    #[command(after_help = "\
Examples:
  clockify-addons flows runs --flow Presence
  clockify-addons flows runs --state failed --since 1d")]
    Runs(runs::Which),
    /// One run with its steps
    #[command(after_help = "\
Example:
  clockify-addons flows run 019c2f…")]
    Run {
        /// Its id, as `runs` prints it
        id: Uuid,
    },
    /// Try a run again that failed or was cancelled, from the step that failed
    #[command(after_help = "\
Examples:
  clockify-addons flows retry 019c2f… --dry-run
  clockify-addons flows retry 019c2f…")]
    Retry {
        /// Its id, as `runs` prints it
        id: Uuid,
    },
    /// Put an end to a run
    #[command(after_help = "\
Example:
  clockify-addons flows cancel 019c2f…")]
    Cancel {
        /// Its id, as `runs` prints it
        id: Uuid,
    },
    /// Let events start a flow
    #[command(after_help = "\
Example:
  clockify-addons flows enable Presence")]
    Enable {
        /// Its id or name
        flow: String,
    },
    /// Keep events from starting a flow, and cancel what waits
    #[command(after_help = "\
Examples:
  clockify-addons flows disable Presence --dry-run
  clockify-addons flows disable Presence")]
    Disable {
        /// Its id or name
        flow: String,
    },
    /// Keep a flow's runs back
    #[command(after_help = "\
Example:
  clockify-addons flows hold Presence --note maintenance")]
    Hold {
        /// Its id or name
        flow: String,
        /// Why, for whoever finds it held
        #[arg(long, value_name = "TEXT", default_value = "")]
        note: String,
    },
    /// Let a flow's runs go on, the oldest first
    #[command(after_help = "\
Example:
  clockify-addons flows resume Presence")]
    Resume {
        /// Its id or name
        flow: String,
    },
    /// Delete a flow and cancel what waits; its runs stay
    #[command(after_help = "\
Examples:
  clockify-addons flows delete Presence --dry-run
  clockify-addons flows delete Presence --yes")]
    Delete {
        /// Its id or name
        flow: String,
        /// Don't ask
        #[arg(long)]
        yes: bool,
    },
    /// Secrets for steps that call other systems
    #[command(after_help = "\
Examples:
  clockify-addons flows secrets set CHAT_TOKEN --secret-file token
  clockify-addons flows secrets list")]
    Secrets {
        #[command(subcommand)]
        action: secrets::Action,
    },
    /// Flows that are ready to be used
    #[command(after_help = "\
Examples:
  clockify-addons flows templates list
  clockify-addons flows templates use required-tag --input tag=64a1…")]
    Templates {
        #[command(subcommand)]
        action: templates::Action,
    },
}

impl Options {
    pub(crate) async fn run(self, output: &Output) -> anyhow::Result<Status> {
        let Self { addon, workspace, dry_run, action } = self;
        if !addons::spec(addon).flows {
            let text = format!("{addon} has no flows; api-studio and universal-webhook do");
            return Err(failure(Status::Usage, text));
        }
        // What needs no database.
        let action = match action {
            Action::Validate { file } => return document::validate(output, addon, &file),
            Action::Templates { action: templates::Action::List } => return templates::list(output, addon),
            Action::Templates { action: templates::Action::Show { name } } => {
                return templates::show(output, addon, &name);
            }
            action => action,
        };
        let desk = Desk::open(addon, workspace, dry_run, matches!(&action, Action::Test(test) if test.sandbox)).await?;
        match action {
            Action::List => list::list(&desk, output).await,
            Action::Show { flow, at } => list::show(&desk, output, &flow, at).await,
            Action::Import(import) => import.run(desk, output).await,
            Action::Export { flow } => document::export(&desk, output, &flow).await,
            Action::Test(test) => test.run(desk, output).await,
            Action::Runs(which) => which.run(&desk, output).await,
            Action::Run { id } => runs::show(&desk, output, id).await,
            Action::Retry { id } => runs::change(&desk, output, id, runs::Change::Retry).await,
            Action::Cancel { id } => runs::change(&desk, output, id, runs::Change::Cancel).await,
            Action::Enable { flow } => change::run(&desk, output, &flow, change::Kind::Enable).await,
            Action::Disable { flow } => change::run(&desk, output, &flow, change::Kind::Disable).await,
            Action::Hold { flow, note } => change::run(&desk, output, &flow, change::Kind::Hold(note)).await,
            Action::Resume { flow } => change::run(&desk, output, &flow, change::Kind::Resume).await,
            Action::Delete { flow, yes } => change::delete(&desk, output, &flow, yes).await,
            Action::Secrets { action } => action.run(&desk, output).await,
            Action::Templates { action } => templates::apply(desk, output, action).await,
            Action::Validate { .. } => Ok(Status::Internal),
        }
    }
}
