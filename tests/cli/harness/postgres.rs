//! Databases on the PostgreSQL server that the tests were given, each for one test.

use std::sync::atomic::{AtomicU32, Ordering};

use sea_orm::{ConnectionTrait, Database};

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

fn base() -> String {
    #[expect(clippy::disallowed_methods, reason = "where the tests' server is, is no setting of the program")]
    let url = std::env::var("TEST_DATABASE_URL");
    url.expect("the PostgreSQL tests need a server: run `make test`, or set TEST_DATABASE_URL")
}

/// Runs a statement on a connection of its own.
pub(super) fn execute(url: &str, statement: &str) {
    super::world::block_on(async {
        let connection = Database::connect(url).await.unwrap();
        connection.execute_unprepared(statement).await.unwrap();
        connection.close().await.unwrap();
    });
}
