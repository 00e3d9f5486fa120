//! Databases on the PostgreSQL server that the tests were given, each for one test.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use sea_orm::{ConnectionTrait, Database, DbErr};

static NUMBER: AtomicU32 = AtomicU32::new(0);

/// An empty database that is removed afterwards.
#[derive(Debug)]
pub(super) struct Scratch {
    name: String,
}

impl Scratch {
    pub(super) fn new() -> Self {
        let name = format!("cli_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        execute(&base(), &format!("CREATE DATABASE {name}"));
        Self { name }
    }

    pub(super) fn url(&self) -> String {
        let base = base();
        let (server, _) = base.rsplit_once('/').unwrap();
        format!("{server}/{}", self.name)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        execute(&base(), &format!("DROP DATABASE {} WITH (FORCE)", self.name));
    }
}

/// A PostgreSQL server of a test's own, for what the others must not notice.
#[derive(Debug)]
pub(crate) struct OwnServer {
    /// The shell that `scripts/with-postgres` keeps the server for; it ends with its input.
    shell: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    /// The address of its database.
    pub(crate) url: String,
    /// Where its data is.
    data: String,
}

impl OwnServer {
    pub(crate) fn start() -> Self {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/with-postgres");
        let mut command = Command::new(script);
        command.arg("sh").env_remove("TEST_DATABASE_URL").stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut shell = command.stderr(Stdio::null()).spawn().unwrap();
        let (input, output) = (shell.stdin.take(), BufReader::new(shell.stdout.take().unwrap()));
        let mut server = Self { shell, input, output, url: String::new(), data: String::new() };
        server.url = server.ask("echo $TEST_DATABASE_URL");
        server.data = server.ask("echo $TEST_POSTGRES_DATA");
        server
    }

    /// Ends every process of the server at once, as if it had crashed, and starts it again.
    pub(crate) fn crash(&mut self) {
        self.control("-m immediate -w restart");
    }

    /// Stops it.
    pub(crate) fn stop(&mut self) {
        self.control("-m fast -w stop");
    }

    /// Starts it again, where it was.
    pub(crate) fn restart(&mut self) {
        self.control("-w -l $TEST_POSTGRES_DATA/again.log start");
    }

    /// What it logged so far.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(std::path::Path::new(&self.data).with_file_name("log")).unwrap()
    }

    fn control(&mut self, action: &str) {
        let restart = format!("$TEST_POSTGRES_BIN/pg_ctl -D $TEST_POSTGRES_DATA {action} >/dev/null 2>&1");
        let said = self.ask(&format!(
            "if [ $(id -un) = $TEST_POSTGRES_USER ]; then {restart}; \
             else runuser -u $TEST_POSTGRES_USER -- sh -c \"{restart}\"; fi; echo $?"
        ));
        assert_eq!(said, "0", "pg_ctl");
    }

    fn ask(&mut self, command: &str) -> String {
        writeln!(self.input.as_ref().unwrap(), "{command}").unwrap();
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }
}

impl Drop for OwnServer {
    fn drop(&mut self) {
        drop(self.input.take());
        self.shell.wait().ok();
    }
}

fn base() -> String {
    #[expect(clippy::disallowed_methods, reason = "where the tests' server is, is no setting of the program")]
    let url = std::env::var("TEST_DATABASE_URL");
    url.expect("the PostgreSQL tests need a server: run `make test`, or set TEST_DATABASE_URL")
}

/// Runs a statement on a connection of its own.
pub(crate) fn execute(url: &str, statement: &str) {
    try_execute(url, statement).unwrap();
}

/// The same, where it may fail.
pub(crate) fn try_execute(url: &str, statement: &str) -> Result<(), DbErr> {
    super::world::block_on(async {
        let connection = Database::connect(url).await?;
        let done = connection.execute_unprepared(statement).await;
        connection.close().await?;
        done.map(drop)
    })
}
