//! The real application, on a database of its own, with a clock that stands still.
//!
//! A case is an `async fn case(engine: Engine)`; [`both!`] makes two tests of it. It begins with a [`TestApp`] and
//! ends with [`TestApp::finish`], which fails if anything was left undone. A case that forgets to
//! finish fails too. What needs listeners or workers begins with a [`Server`] instead.

mod app;
mod contents;
mod database;
mod described;
#[path = "../../support/pooler.rs"]
mod pooler;
mod proxy;
mod redis;
mod server;
pub(crate) mod trouble; // locks, outages and rows that the database refuses
mod upstream;
mod wait;

pub(crate) use app::{Begun, KEY, NOW, Reply, TestApp, installation};
pub(crate) use contents::{Contents, columns, query};
pub(crate) use database::{Database, Engine};
pub(crate) use described::described;
pub(crate) use pooler::Pooler;
pub(crate) use proxy::{Line, Proxy};
pub(crate) use redis::Redis;
pub(crate) use server::Server;
pub(crate) use upstream::{Act, Upstream, answer, head};
pub(crate) use wait::{eventually, spawn};

/// Makes a test for each engine of each case.
macro_rules! both {
    ($($case:ident),* $(,)?) => {
        $(
            mod $case {
                use crate::harness::Engine;

                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn sqlite() {
                    super::$case(Engine::Sqlite).await;
                }

                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn postgres() {
                    super::$case(Engine::Postgres).await;
                }
            }
        )*
    };
}

pub(crate) use both;
