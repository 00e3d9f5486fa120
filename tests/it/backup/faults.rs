//! Requirement 1: what fails on the way leaves no backup, and takes no older one with it.

use std::sync::atomic::{AtomicUsize, Ordering};

use clockify_addons::backup::{self, Error, Options};
use sea_orm::ConnectionTrait;

use super::stage::Stage;
use crate::harness::{Engine, both, eventually, spawn};

both!(a_value_that_cant_be_read_is_told_and_no_backup_is_made, a_reader_that_goes_away_leaves_no_backup);

/// The names in the folder, but for what belongs to it.
fn names(stage: &Stage) -> Vec<String> {
    let names = std::fs::read_dir(stage.folder.path()).unwrap();
    let mut names: Vec<_> = names.map(|name| name.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| ![".lock", ".checks"].contains(&name.as_str()));
    names.sort();
    names
}

async fn a_value_that_cant_be_read_is_told_and_no_backup_is_made(engine: Engine) {
    let stage = Stage::new(engine, 2).await;
    stage.fill().await;
    stage.create().await;
    let before = names(&stage);
    let db = stage.open(1).await;
    let odd = match engine {
        // A number that is a text, and a time that never comes.
        Engine::Sqlite => "UPDATE audit_entry SET at_ms = 'tea'",
        Engine::Postgres => "UPDATE bootstrap_run SET window_to = 'infinity'",
    };
    db.writer().execute_unprepared(odd).await.unwrap();
    db.close().await.unwrap();
    let options = Options::default();
    let error = backup::create(&stage.folder, &stage.sources(), options, &stage.clock, &|_, _| {}).await.unwrap_err();
    let expected = if engine == Engine::Sqlite { ("audit_entry", "at_ms") } else { ("bootstrap_run", "window_to") };
    assert!(
        matches!(&error, Error::Value { table, column, row: 1, .. } if (table.as_str(), column.as_str()) == expected),
        "{error}"
    );
    assert_eq!(names(&stage), before);
    stage.finish().await;
}

/// On PostgreSQL the server ends the connection after some tables; on SQLite the backup itself is given up.
async fn a_reader_that_goes_away_leaves_no_backup(engine: Engine) {
    let stage = Stage::new(engine, 2).await;
    stage.fill().await;
    stage.create().await;
    let before = names(&stage);
    let (reached, tables) = (tokio::sync::Notify::new(), AtomicUsize::new(0));
    let look = |_: &str, _: &str| {
        if tables.fetch_add(1, Ordering::SeqCst) == 7 {
            reached.notify_one();
        }
    };
    let sources = stage.sources();
    let making = backup::create(&stage.folder, &sources, Options::default(), &stage.clock, &look);
    if engine == Engine::Postgres {
        let admin = stage.open(0).await;
        let db = admin.clone();
        // Those of other tests are left alone.
        let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
             WHERE application_name = 'clockify-addons backup' AND datname = current_database()";
        let ending = async {
            reached.notified().await;
            spawn(async move { db.writer().execute_unprepared(end).await.unwrap() }).await.unwrap();
            std::future::pending::<()>().await;
        };
        let made = tokio::select! {
            made = making => made,
            () = ending => unreachable!(),
        };
        // It may have been done with this database when its connection was ended.
        if let Err(error) = made {
            assert!(matches!(error, Error::Database { .. }), "{error}");
            assert_eq!(names(&stage), before);
        } else {
            assert_eq!(names(&stage).len(), before.len() + 1);
        }
        admin.close().await.unwrap();
    } else {
        tokio::select! {
            made = making => panic!("{made:?}"),
            () = reached.notified() => {}
        }
        eventually("nothing is left of it", std::time::Duration::from_mins(1), async || names(&stage) == before).await;
    }
    stage.clock.advance(std::time::Duration::from_secs(1));
    stage.create().await;
    stage.finish().await;
}
