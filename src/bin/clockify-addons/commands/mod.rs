//! One file per command: its options, and a `run` that turns them into a call of the library and the result into
//! output.

mod backup;
mod bootstrap;
mod catalogue;
mod config;
mod coverage;
mod events;
mod flows;
mod generate;
mod health;
mod manifest;
mod migrate;
mod pages;
mod replay;
mod replays;
mod retention_sweep;
mod sandbox;
mod secrets;
mod serve;
mod signals;
mod sources;
mod storage;

use clap::Subcommand;
use clockify_addons::clock::{Clock, System};
use clockify_addons::config::{self as config_library, Format, Source, Storage};
use clockify_addons::db::{self, Db, Missing};
use clockify_addons::domain::addon::Addon;
use clockify_addons::domain::ids::WorkspaceId;
use clockify_addons::migrate as migrate_library;
use clockify_addons::telemetry;
use time::OffsetDateTime;

use crate::cli::Cli;
use crate::exit::{Status, failure};
use crate::output::Output;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Serve(serve::Options),
    Migrate(migrate::Options),
    Backup(backup::Options),
    Health(health::Options),
    Events(events::Options),
    Flows(flows::Options),
    Replays(replays::Options),
    Sources(sources::Options),
    Bootstrap(bootstrap::Options),
    Catalogue(catalogue::Options),
    Config(config::Options),
    Manifest(manifest::Options),
    RetentionSweep(retention_sweep::Options),
    Secrets(secrets::Options),
    Sandbox(sandbox::Options),
    Completions(pages::Completions),
    Man(pages::Man),
    /// Write the generated files of the repository
    #[command(hide = true)]
    Generate(generate::Options),
}

impl Command {
    /// Whether it is run by something that watches.
    pub(crate) const fn probes(&self) -> bool {
        matches!(self, Self::Health(_))
    }

    /// Starts a log of what it does, unless it has one of its own. Of statements with passwords in them there is none.
    pub(crate) fn log(&self, output: &Output) -> Option<telemetry::Guard> {
        let statements = !matches!(self, Self::Migrate(options) if options.makes_roles());
        let form = if output.is_text() { Format::Text } else { Format::Json };
        // Whoever can't log can still do what was asked.
        (!matches!(self, Self::Serve(_))).then(|| telemetry::details(form, statements).ok()).flatten()
    }

    /// Whether it reads settings and doesn't say itself what is odd about them.
    const fn is_misled(&self) -> bool {
        !matches!(
            self,
            Self::Serve(_)
                | Self::Health(_)
                | Self::Config(_)
                | Self::Completions(_)
                | Self::Man(_)
                | Self::Generate(_)
                | Self::Secrets(secrets::Options { action: secrets::Action::Generate })
        )
    }
}

/// What this program is, for machines.
pub(crate) fn version(output: &Output) -> anyhow::Result<()> {
    let version = env!("CARGO_PKG_VERSION");
    let document = serde_json::json!({
        "version": version,
        "migration": migrate_library::newest(),
        "backup_format": clockify_addons::backup::FORMAT,
    });
    output.data("version", &document, || format!("clockify-addons {version}\n"))
}

pub(crate) fn run(cli: Cli, output: &Output) -> anyhow::Result<Status> {
    if output.format().is_for_monitoring() && !matches!(cli.command, Command::Health(_)) {
        return Err(failure(Status::Usage, "only `health` has the formats nagios and prometheus"));
    }
    if cli.command.is_misled() {
        // A setting under a wrong name is one that isn't set, which may mean the wrong database.
        for unknown in Source::process().iter().flat_map(config_library::misspelt) {
            output.warn(&unknown.to_string());
        }
    }
    match cli.command {
        Command::Catalogue(options) => options.run(output),
        Command::Config(options) => options.run(output),
        Command::Manifest(options) => options.run(output),
        Command::Generate(options) => options.run(output),
        Command::Completions(options) => options.run(output),
        Command::Man(options) => options.run(output),
        Command::Serve(options) => block_on(options.run(output)),
        Command::Migrate(options) => block_on(options.run(output)),
        Command::Backup(options) => block_on(options.run(output)),
        // A probe that is run every few seconds should cost little: one thread is enough.
        Command::Health(options) => {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            let status = runtime.block_on(options.run(output));
            // A name that the resolver still looks for isn't waited for.
            runtime.shutdown_background();
            status
        }
        Command::Events(options) => block_on(options.run(output)),
        Command::Flows(options) => block_on(options.run(output)),
        Command::Replays(options) => block_on(options.run(output)),
        Command::Sources(options) => block_on(options.run(output)),
        Command::Bootstrap(options) => block_on(options.run(output)),
        Command::RetentionSweep(options) => block_on(options.run(output)),
        Command::Secrets(options) => block_on(options.run(output)),
        Command::Sandbox(options) => block_on(options.run(output)),
    }
}

fn block_on(command: impl Future<Output = anyhow::Result<Status>>) -> anyhow::Result<Status> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(command)
}

/// The database of one add-on, for a command that looks at it or changes rows of it.
async fn open(addon: Addon) -> anyhow::Result<(Storage, Db)> {
    let (storage, db) = open_to_migrate(addon).await?;
    db.prepares().await?;
    Ok((storage, db))
}

/// The same, for a command that changes which migrations are applied.
async fn open_to_migrate(addon: Addon) -> anyhow::Result<(Storage, Db)> {
    let storage = Storage::load(&Source::process()?, addon)?;
    let db = Db::reach_to_migrate(&storage.database, Missing::Refuse).await?;
    if migrate_library::status(&db).await.is_ok_and(|status| status.applied.is_empty()) {
        return Err(db::Error::Absent { url: storage.database.to_string() }.into());
    }
    Ok((storage, db))
}

fn addon(name: &str) -> Result<Addon, String> {
    name.parse()
}

fn workspace(text: &str) -> Result<WorkspaceId, String> {
    WorkspaceId::new(text).map_err(|error| error.to_string())
}

fn now() -> OffsetDateTime {
    System.now()
}

/// Lets calls go to the simulated Clockify, whose tokens say that its API is on this machine.
fn allow_this_machine(config: &mut clockify_addons::config::Serve) {
    config.clockify.allowed_domains.push("127.0.0.1".to_owned());
    config.outbound.allowed_networks.extend("127.0.0.1/32".parse::<ipnet::IpNet>());
}
