//! What all measurements share: how long and how often, a folder, the databases, and who sends the events.

use std::path::Path;
use std::time::Duration;

use clockify_addons::addons;
use clockify_addons::clock::{Clock, System};
use clockify_addons::config::addon::variables;
use clockify_addons::db::Engine;
use clockify_addons::domain::addon::Addon;
use clockify_addons::sandbox::{Installation, Key, Request, Workspace};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::args::{Args, Part};
use super::database::Databases;

/// The add-on that gets the load: it has a route for every event.
pub(crate) const ADDON: Addon = Addon::UniversalWebhook;

/// Webhooks in the manifest, by default.
const WEBHOOKS: usize = 20;

/// Most rows of a backup in a quick run.
const QUICK_ROWS: u32 = 200_000;

/// How long and how often.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan {
    pub(crate) connections: usize,
    pub(crate) rounds: usize,
    pub(crate) warm_up: Duration,
    pub(crate) span: Duration,
    /// How long three add-ons are left alone before their memory is read.
    pub(crate) settle: Duration,
    /// How often the program is started in each state.
    pub(crate) starts: usize,
    /// Flows that the events start, of which one fits.
    pub(crate) flows: u32,
    /// Events of the sweep; three of ten are old.
    pub(crate) swept: u32,
    /// Rows that are backed up and restored, half of them in each of two tables.
    pub(crate) rows: u32,
    pub(crate) only: Option<Part>,
}

/// A run of the bench.
#[derive(Debug)]
pub(crate) struct Bench {
    pub(crate) plan: Plan,
    pub(crate) engines: Vec<Engine>,
    pub(crate) databases: Databases,
    pub(crate) installation: Installation,
    pub(crate) key: Key,
    /// A Redis server for processes that share a rate.
    pub(crate) redis: Option<String>,
    folder: TempDir,
}

impl Bench {
    pub(crate) fn new(args: &Args) -> anyhow::Result<Self> {
        let engines = args.engine.map_or(vec![Engine::Sqlite, Engine::Postgres], |engine| vec![engine]);
        let no_server = engines.contains(&Engine::Postgres) && args.database_url.is_none();
        anyhow::ensure!(!no_server, "TEST_DATABASE_URL names no server; `make bench` starts one");
        // Beside the build rather than in /tmp, which is memory on many machines, where a flush costs nothing.
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
        let key = Key::generate()?;
        let hooks: Vec<_> =
            addons::spec(ADDON).events.iter().take(WEBHOOKS).map(|event| (*event, event.path().to_owned())).collect();
        let name = variables(ADDON).default_key;
        Ok(Self {
            plan: Plan::new(args),
            engines,
            databases: Databases::new(folder.path(), args.database_url.as_deref())?,
            installation: Installation::new(&key, name, &Workspace::default(), 1, &hooks),
            key,
            redis: args.redis_url.clone(),
            folder,
        })
    }

    /// Where files go. It is gone after the run.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The call with which Clockify announces the installation.
    pub(crate) fn install(&self) -> Request {
        quietly(&self.installation)
    }
}

/// The call with which Clockify announces an installation whose data isn't to be fetched at once.
pub(crate) fn quietly(installation: &Installation) -> Request {
    let request = installation.installed(System.now());
    let mut body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    body["settings"] = json!([{ "id": "run_on_install", "name": "Run on install", "value": false }]);
    Request { body: body.to_string().into(), ..request }
}

impl Plan {
    fn new(args: &Args) -> Self {
        let seconds = Duration::from_secs;
        let usual = Self {
            connections: args.connections.max(1),
            rounds: args.rounds.max(1),
            warm_up: seconds(2),
            span: seconds(args.seconds.max(1)),
            settle: seconds(5),
            starts: 10,
            flows: args.flows,
            swept: 2_000_000,
            rows: args.rows.max(2) / 2 * 2,
            only: args.only(),
        };
        if args.quick {
            let rows = usual.rows.min(QUICK_ROWS);
            let short = Self { rounds: 1, warm_up: seconds(1), span: seconds(3), settle: seconds(2), ..usual };
            Self { starts: 3, swept: 200_000, rows, ..short }
        } else {
            usual
        }
    }
}
