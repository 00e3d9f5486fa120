//! The command line. `cargo bench` adds a `--bench` of its own.

use std::net::SocketAddr;

use clap::{Parser, Subcommand};
use clockify_addons::db::Engine;

/// Measures acknowledged events per second beside what the machine could do.
#[derive(Debug, Parser)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    /// One round of three seconds; the page is not written
    #[arg(long)]
    pub(crate) quick: bool,
    /// Only this engine, sqlite or postgres; the page is not written
    #[arg(long, value_parser = engine)]
    pub(crate) engine: Option<Engine>,
    /// Connections of the generator. With few of them the processors wait for the disk, and both rates are its latency's
    #[arg(long, default_value_t = 128)]
    pub(crate) connections: usize,
    /// Pairs of runs, ceiling and program in turn, per engine
    #[arg(long, default_value_t = 5)]
    pub(crate) rounds: usize,
    /// Seconds of each measurement under load
    #[arg(long, default_value_t = 5)]
    pub(crate) seconds: u64,
    /// Only acknowledgements per second and their latency; the page is not written
    #[arg(long)]
    pub(crate) only_load: bool,
    /// So many flows that the events start, of which one fits; the page is not written
    #[arg(long, default_value_t = 0)]
    pub(crate) flows: u32,
    /// A PostgreSQL server where databases may be made
    #[arg(long, env = "TEST_DATABASE_URL", hide_env_values = true)]
    pub(crate) database_url: Option<String>,
    /// A Redis server, for the bootstrap of three processes
    #[arg(long, env = "TEST_REDIS_URL", hide_env_values = true)]
    pub(crate) redis_url: Option<String>,
    /// Only the bootstrap; the page is not written
    #[arg(long)]
    pub(crate) only_bootstrap: bool,
    /// Only the runs of flows; the page is not written
    #[arg(long)]
    pub(crate) only_runs: bool,
    /// Only the sweep of old rows; the page is not written
    #[arg(long)]
    pub(crate) only_sweep: bool,
    /// Only a backup and its restore; the page is not written
    #[arg(long)]
    pub(crate) only_backup: bool,
    /// Rows that are backed up and restored
    #[arg(long, default_value_t = 2_000_000)]
    pub(crate) rows: u32,
    #[arg(long, hide = true)]
    bench: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the bare server that the program is compared with
    #[command(hide = true)]
    Ceiling(Ceiling),
}

/// What the bare server has to know.
#[derive(Debug, clap::Args)]
pub(crate) struct Ceiling {
    #[arg(long, value_parser = engine)]
    pub(crate) engine: Engine,
    #[arg(long)]
    pub(crate) url: String,
    #[arg(long)]
    pub(crate) address: SocketAddr,
}

/// A part of the measurements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Load,
    Bootstrap,
    Runs,
    Sweep,
    Backup,
    /// Memory, idle work and start-up.
    Resources,
}

impl Args {
    /// The part that is asked for, if not all are.
    pub(crate) fn only(&self) -> Option<Part> {
        let parts = [
            (self.only_load, Part::Load),
            (self.only_bootstrap, Part::Bootstrap),
            (self.only_runs, Part::Runs),
            (self.only_sweep, Part::Sweep),
            (self.only_backup, Part::Backup),
        ];
        parts.into_iter().find_map(|(only, part)| only.then_some(part))
    }

    /// Whether the run is whole, so that its figures may stand on the page.
    pub(crate) fn writes_page(&self) -> bool {
        !self.quick && self.flows == 0 && self.only().is_none() && self.engine.is_none()
    }
}

fn engine(text: &str) -> Result<Engine, String> {
    match text {
        "sqlite" => Ok(Engine::Sqlite),
        "postgres" => Ok(Engine::Postgres),
        _ => Err("there are sqlite and postgres".to_owned()),
    }
}
