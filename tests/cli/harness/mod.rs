//! The program in a folder of its own, the servers it starts, and a Clockify that they trust.
//!
//! A test begins with a [`World`] and runs commands in it. There are no pauses of a fixed length: whatever takes
//! time is waited for with [`eventually`], which looks again and again and gives up loudly.

mod api;
mod clockify;
mod held;
mod http;
mod outcome;
#[path = "../../support/pooler.rs"]
mod pooler;
mod postgres;
mod process;
mod server;
mod world;

use std::thread;
use std::time::{Duration, Instant};

pub(crate) use api::Clockify;
pub(crate) use clockify::{KEY, delivery, installation, installed, now, stamp, tag};
pub(crate) use held::Held;
pub(crate) use http::{Connection, Reply, answering, get};
pub(crate) use outcome::Outcome;
pub(crate) use pooler::Pooler;
pub(crate) use postgres::{OwnServer, execute};
pub(crate) use process::Process;
pub(crate) use server::Server;
pub(crate) use world::{Engine, World, block_on};

/// Longest that anything may take before the test fails. Far longer than it should, for machines under load.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// Looks until there is something.
pub(crate) fn eventually<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < deadline, "waited in vain: {what}");
        thread::sleep(Duration::from_millis(10));
    }
}

/// Makes a test for each engine of each case.
macro_rules! both {
    ($($case:ident),* $(,)?) => {
        $(
            mod $case {
                use crate::harness::Engine;

                #[test]
                fn sqlite() {
                    super::$case(Engine::Sqlite);
                }

                #[test]
                fn postgres() {
                    super::$case(Engine::Postgres);
                }
            }
        )*
    };
}

pub(crate) use both;
