//! A `PgBouncer` in transaction mode before the tests' PostgreSQL server.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// It runs until this is dropped.
#[derive(Debug)]
pub(crate) struct Pooler {
    /// The shell that `scripts/with-pgbouncer` keeps it for; it ends with its input.
    shell: Child,
    /// The address of a database behind it; every other one is there under its name.
    pub(crate) url: String,
}

impl Pooler {
    /// Starts one with these settings more.
    pub(crate) fn start(more: &str) -> Self {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/with-pgbouncer");
        let mut command = Command::new(script);
        command.args(["sh", "-c", "echo $TEST_PGBOUNCER_URL; cat"]).env("PGBOUNCER_MORE", more);
        let mut shell = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut url = String::new();
        BufReader::new(shell.stdout.as_mut().unwrap()).read_line(&mut url).unwrap();
        assert!(url.starts_with("postgresql://"), "scripts/with-pgbouncer says what is wrong");
        Self { shell, url: url.trim_end().to_owned() }
    }

    /// The address of this database, by way of it.
    pub(crate) fn to(&self, database: &str) -> String {
        format!("{}/{database}", self.url.rsplit_once('/').unwrap().0)
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        self.shell.wait().ok();
    }
}
