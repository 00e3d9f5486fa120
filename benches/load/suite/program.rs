//! The two servers under load: the released program with its default settings, and the ceiling.

use std::fs;
use std::net::{SocketAddr, TcpStream};
use std::process::Command;
use std::time::Duration;

use clockify_addons::config::addon::variables;
use clockify_addons::domain::addon::Addon;

use super::bench::{ADDON, Bench};
use super::database::Database;
use super::http;
use super::server::{Server, free_addresses};

/// A key for what is sealed in the databases. Nothing in them is secret.
const SECRET_KEY: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

/// A running program or ceiling, ready to take events.
#[derive(Debug)]
pub(crate) struct Running {
    pub(crate) server: Server,
    /// Where events go.
    pub(crate) address: SocketAddr,
    /// From the start of the process until it was ready.
    pub(crate) after: Duration,
}

/// Starts the program with one add-on.
pub(crate) fn one(bench: &Bench, database: &Database) -> anyhow::Result<Running> {
    let [address] = free_addresses()?;
    let mut command = program(bench)?;
    command.args(["--addon", ADDON.name()]);
    own(&mut command, ADDON, database, address);
    start(bench, &mut command, &[address], address)
}

/// The same, with no limit on what it asks of Clockify.
pub(crate) fn unlimited(bench: &Bench, database: &Database) -> anyhow::Result<Running> {
    let [address] = free_addresses()?;
    let mut command = program(bench)?;
    command.args(["--addon", ADDON.name()]).env("RATE_LIMIT_ENABLED", "false");
    own(&mut command, ADDON, database, address);
    start(bench, &mut command, &[address], address)
}

/// The same, while nothing old is removed by it.
pub(crate) fn unswept(bench: &Bench, database: &Database) -> anyhow::Result<Running> {
    let [address] = free_addresses()?;
    let mut command = program(bench)?;
    command.args(["--addon", ADDON.name()]).env("CLOCKIFY_ADDONS_SWEEP_SECONDS", "0");
    own(&mut command, ADDON, database, address);
    start(bench, &mut command, &[address], address)
}

/// The sweep of a database, with these arguments.
pub(crate) fn sweep(bench: &Bench, database: &Database, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_clockify-addons"));
    command.args(["--format", "json", "retention-sweep", "--addon", ADDON.name(), "--yes"]).args(arguments);
    command.env_clear().current_dir(bench.folder()).env(variables(ADDON).database, &database.url);
    command
}

/// Starts the program with all three, on databases in the order of [`Addon::ALL`].
pub(crate) fn three(bench: &Bench, databases: &[Database; 3]) -> anyhow::Result<Running> {
    let addresses: [SocketAddr; 3] = free_addresses()?;
    let mut command = program(bench)?;
    let mut loaded = addresses[0];
    for ((addon, database), address) in Addon::ALL.into_iter().zip(databases).zip(addresses) {
        own(&mut command, addon, database, address);
        if addon == ADDON {
            loaded = address;
        }
    }
    start(bench, &mut command, &addresses, loaded)
}

/// Starts the ceiling.
pub(crate) fn ceiling(bench: &Bench, database: &Database) -> anyhow::Result<Running> {
    let [address] = free_addresses()?;
    let mut command = Command::new(std::env::current_exe()?);
    let engine = match database.engine {
        clockify_addons::db::Engine::Sqlite => "sqlite",
        clockify_addons::db::Engine::Postgres => "postgres",
    };
    let address_text = address.to_string();
    command.env_clear().current_dir(bench.folder());
    command.args(["ceiling", "--engine", engine, "--url", &database.url, "--address", &address_text]);
    let mut server = Server::start(&mut command, bench.folder().join("ceiling.log"))?;
    let after = server.ready(|| TcpStream::connect(address).is_ok())?;
    Ok(Running { server, address, after })
}

/// The command with what all add-ons share. Nothing is taken from this process's own environment.
fn program(bench: &Bench) -> anyhow::Result<Command> {
    let keys = bench.folder().join("clockify.pem");
    fs::write(&keys, bench.key.public_pem())?;
    let mut command = Command::new(env!("CARGO_BIN_EXE_clockify-addons"));
    command
        .arg("serve")
        .env_clear()
        // The simulated Clockify is on this machine.
        .env("ALLOWED_API_DOMAINS", "clockify.me,*.clockify.me,127.0.0.1")
        .env("CLOCKIFY_ADDONS_ALLOWED_NETWORKS", "127.0.0.0/8")
        .current_dir(bench.folder())
        .env("CLOCKIFY_ADDONS_PUBLIC_KEYS_FILE", keys)
        .env("CLOCKIFY_ADDONS_SECRET_KEY", SECRET_KEY)
        .env("LOG_DIR", bench.folder().join("logs"));
    Ok(command)
}

/// The bootstrap of the one workspace, at this rate, which several processes may share.
pub(crate) fn bootstrap(bench: &Bench, database: &Database, rate: u16, redis: Option<&str>) -> anyhow::Result<Command> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_clockify-addons"));
    let workspace = &bench.installation.workspace.id;
    command.args(["--format", "json", "bootstrap", "--addon", ADDON.name(), "--workspace", workspace]);
    for (name, value) in program(bench)?.get_envs() {
        command.env(name, value.unwrap_or_default());
    }
    let rate = rate.to_string();
    command
        .current_dir(bench.folder())
        .env(variables(ADDON).database, &database.url)
        .env("RATE_LIMIT_RPS", &rate)
        .env("UW_BOOTSTRAP_MAX_RPS", &rate)
        .env("UW_BOOTSTRAP_INCLUDE_TIME_ENTRIES", "true")
        .env("UW_BOOTSTRAP_INCLUDE_HEAVY", "true");
    if let Some(redis) = redis {
        command.env("USE_REDIS", "true").env("REDIS_URL", redis);
    }
    Ok(command)
}

/// Any command of the program, for the one add-on and its database.
pub(crate) fn command(bench: &Bench, database: &Database, words: &[&str]) -> anyhow::Result<Command> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_clockify-addons"));
    for (name, value) in program(bench)?.get_envs() {
        command.env(name, value.unwrap_or_default());
    }
    let (group, rest) = words.split_at(1);
    command.args(group).args(["--addon", ADDON.name()]).args(rest);
    command.current_dir(bench.folder()).env(variables(ADDON).database, &database.url);
    Ok(command)
}

fn own(command: &mut Command, addon: Addon, database: &Database, address: SocketAddr) {
    let names = variables(addon);
    command.env(names.database, &database.url).env(names.port, address.port().to_string());
}

fn start(bench: &Bench, command: &mut Command, all: &[SocketAddr], address: SocketAddr) -> anyhow::Result<Running> {
    let mut server = Server::start(command, bench.folder().join("program.log"))?;
    let question = b"GET /ready HTTP/1.1\r\nhost: localhost\r\n\r\n";
    let after = server.ready(|| all.iter().all(|address| matches!(http::call(*address, question), Ok(200))))?;
    Ok(Running { server, address, after })
}
