//! A folder, an environment, and a database: all that a command finds.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clockify_addons::config::database::Url;
use clockify_addons::db::entities::webhook_event::{Column, Entity, Model};
use clockify_addons::db::{Db, Missing};
use sea_orm::{ConnectionTrait, Database, DbErr, EntityTrait, QueryOrder, QueryResult, Statement};
use tempfile::TempDir;

use super::postgres::{self, Scratch};
use super::{KEY, Outcome, Process, Server};

/// Which engine Universal Webhook's database is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

/// An empty folder and an environment that holds nothing but `PATH`.
#[derive(Debug)]
pub(crate) struct World {
    folder: TempDir,
    variables: Vec<(String, String)>,
    /// A PostgreSQL database, where Universal Webhook has one.
    database: Option<String>,
    /// Kept for its drop, where it was made for this world.
    _scratch: Option<Scratch>,
}

impl World {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), variables: Vec::new(), database: None, _scratch: None }
    }

    /// One whose Universal Webhook has an empty database on this engine.
    pub(crate) fn on(engine: Engine) -> Self {
        if engine == Engine::Sqlite {
            return Self::new();
        }
        let scratch = Scratch::new();
        let world = Self::at(&scratch.url());
        Self { _scratch: Some(scratch), ..world }
    }

    /// One whose Universal Webhook has this database of a PostgreSQL server.
    pub(crate) fn at(url: &str) -> Self {
        let key = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";
        let world = Self { database: Some(url.to_owned()), ..Self::new() };
        world.set("UNIVERSAL_WEBHOOK_DB_URL", url).set("CLOCKIFY_ADDONS_SECRET_KEY", key)
    }

    /// Sets a variable of the environment.
    pub(crate) fn set(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Has the servers trust the tests' Clockify.
    pub(crate) fn trusting(self) -> Self {
        let path = self.write("clockify.pem", KEY.public_pem());
        let path = path.display().to_string();
        self.set("CLOCKIFY_ADDONS_PUBLIC_KEYS_FILE", &path)
    }

    /// A path in the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file.
    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, text).unwrap();
        path
    }

    /// Every file and folder below the folder.
    pub(crate) fn entries(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut folders = vec![self.folder.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path.clone());
                }
                found.push(path);
            }
        }
        found.sort();
        found
    }

    /// The program with these arguments, which are split at blanks.
    pub(crate) fn command(&self, arguments: &str) -> Command {
        self.through(Command::new(env!("CARGO_BIN_EXE_clockify-addons")), arguments)
    }

    /// The same by way of another command, which is given the program's path and the arguments.
    pub(crate) fn wrapped(&self, mut wrapper: Command, arguments: &str) -> Command {
        wrapper.arg(env!("CARGO_BIN_EXE_clockify-addons"));
        self.through(wrapper, arguments)
    }

    fn through(&self, mut command: Command, arguments: &str) -> Command {
        command
            .args(arguments.split_ascii_whitespace())
            .current_dir(self.folder.path())
            .env_clear()
            .envs(std::env::vars_os().filter(|(name, _)| name == "PATH"))
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null());
        command
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, arguments: &str) -> Outcome {
        self.spawn(arguments).end()
    }

    /// Runs a command to its end that reads this from standard input.
    pub(crate) fn run_with(&self, arguments: &str, input: &str) -> Outcome {
        let (reader, mut writer) = std::io::pipe().unwrap();
        let mut command = self.command(arguments);
        command.stdin(reader);
        let process = self.launch(command);
        writer.write_all(input.as_bytes()).unwrap();
        drop(writer);
        process.end()
    }

    /// Starts a command.
    pub(crate) fn spawn(&self, arguments: &str) -> Process {
        self.launch(self.command(arguments))
    }

    /// Starts Universal Webhook on a free port and waits until it is ready.
    pub(crate) fn serve(&self, more: &str) -> Server {
        self.start(more).ready()
    }

    /// Starts Universal Webhook on a free port.
    pub(crate) fn start(&self, more: &str) -> Server {
        let arguments = format!("serve --addon universal-webhook --port 0 {more}");
        Server::announced(self.spawn(&arguments), 1)
    }

    /// Starts all three add-ons on free ports, with these arguments, and waits until they are ready.
    pub(crate) fn serve_all(&self, more: &str) -> Server {
        let mut command = self.command(&format!("serve {more}"));
        command.envs([("API_STUDIO_PORT", "0"), ("UNIVERSAL_WEBHOOK_PORT", "0"), ("PORT", "0")]);
        Server::announced(self.launch(command), 3).ready()
    }

    /// Starts a command that the test has made ready itself.
    pub(crate) fn launch(&self, command: Command) -> Process {
        Process::spawn(command, self.folder.path())
    }

    /// Every event that Universal Webhook stored, in the order of arrival.
    pub(crate) fn stored(&self) -> Vec<Model> {
        let url: Url = self.database().parse().unwrap();
        block_on(async {
            let db = Db::open(&url, Missing::Refuse).await.unwrap();
            let events = Entity::find().order_by_asc(Column::Id).all(&db.reader()).await.unwrap();
            db.close().await.unwrap();
            events
        })
    }

    /// Every row of this kind that Universal Webhook has.
    pub(crate) fn rows<E: EntityTrait>(&self) -> Vec<E::Model> {
        let url: Url = self.database().parse().unwrap();
        block_on(async {
            let db = Db::open(&url, Missing::Refuse).await.unwrap();
            let rows = E::find().all(&db.reader()).await.unwrap();
            db.close().await.unwrap();
            rows
        })
    }

    /// A folder in which Universal Webhook's database is migrated and has a source.
    pub(crate) fn with_source(engine: Engine) -> Self {
        let world = Self::on(engine);
        world.run("migrate --addon universal-webhook").ok();
        world.run("sources add ci --workspace aaaaaaaaaaaaaaaaaaaaaaaa --scheme github").ok();
        // It is the one row that there is.
        world.execute("DELETE FROM audit_entry");
        world
    }

    /// Takes that source away, and what tells of it.
    pub(crate) fn lose_source(&self) {
        self.run("sources remove ci --workspace aaaaaaaaaaaaaaaaaaaaaaaa --yes").ok();
        self.execute("DELETE FROM audit_entry");
    }

    /// Does to Universal Webhook's database what no command does.
    pub(crate) fn execute(&self, statement: &str) {
        postgres::execute(&self.database(), statement);
    }

    /// The same, where another process may have the database locked.
    pub(crate) fn try_execute(&self, statement: &str) -> Result<(), DbErr> {
        postgres::try_execute(&self.database(), statement)
    }

    /// Makes Universal Webhook's database a file without tables, where it is a file.
    pub(crate) fn create(&self, engine: Engine) {
        if engine == Engine::Sqlite {
            self.write("universal_webhook.db", "");
        }
    }

    /// The two columns of a question to Universal Webhook's database.
    pub(crate) fn pairs(&self, sql: &str) -> Vec<(String, String)> {
        block_on(async {
            let connection = Database::connect(self.database()).await.unwrap();
            let statement = Statement::from_string(connection.get_database_backend(), sql);
            let rows = connection.query_all_raw(statement).await.unwrap();
            let text = |row: &QueryResult, index: usize| row.try_get_by_index::<String>(index).unwrap();
            let pairs = rows.iter().map(|row| (text(row, 0), text(row, 1))).collect();
            connection.close().await.unwrap();
            pairs
        })
    }

    /// The address of Universal Webhook's database.
    pub(crate) fn database(&self) -> String {
        let file = || format!("sqlite:///{}", self.path("universal_webhook.db").display());
        self.database.clone().unwrap_or_else(file)
    }

    /// The folder.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// Runs what the library does only asynchronously.
pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}
