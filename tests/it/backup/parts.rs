//! Requirement 23: parts of a backup, and that everything else stays as it is.

use clockify_addons::backup::{Error, What};
use clockify_addons::domain::ids::WorkspaceId;
use sea_orm::ConnectionTrait;

use super::stage::{Stage, WORKSPACES, note, restore};
use crate::harness::{Database, Engine, both};

both!(
    one_database_of_three_leaves_the_others,
    one_workspace_leaves_the_others,
    one_workspace_is_merged,
    what_is_merged_needs_its_parents,
    one_table_leaves_the_others,
    a_part_into_an_empty_database_makes_the_schema,
    what_isnt_in_a_backup_is_told,
);

fn plain(rows: &[String], without: &str) -> Vec<String> {
    rows.iter().filter(|row| !row.contains(without)).cloned().collect()
}

async fn one_database_of_three_leaves_the_others(engine: Engine) {
    let stage = Stage::new(engine, 3).await;
    stage.fill().await;
    let set = stage.create().await;
    let saved = stage.rows(1).await;
    for index in 0..3 {
        let db = stage.open(index).await;
        note(&db, WORKSPACES[0], &stage.clock).await;
        db.close().await.unwrap();
    }
    let others = (stage.rows(0).await, stage.rows(2).await);
    restore(&set, &stage.own()[1..2], &What { replace: true, ..What::default() }).await.unwrap();
    assert_eq!(stage.rows(1).await, saved);
    assert_eq!((stage.rows(0).await, stage.rows(2).await), others);
    stage.finish().await;
}

async fn one_workspace_leaves_the_others(engine: Engine) {
    let stage = Stage::new(engine, 1).await;
    stage.fill().await;
    let set = stage.create().await;
    let saved = stage.rows(0).await;
    let db = stage.open(0).await;
    for workspace in WORKSPACES {
        note(&db, workspace, &stage.clock).await;
    }
    let changed = format!("UPDATE bootstrap_task SET pages = 9 WHERE workspace_id = '{}'", WORKSPACES[0]);
    db.writer().execute_unprepared(&changed).await.unwrap();
    db.writer().execute_unprepared("UPDATE bootstrap_page SET page = 7").await.unwrap();
    db.close().await.unwrap();
    let other = stage.rows(0).await;
    let mut what = What { workspace: Some(WorkspaceId::new(WORKSPACES[0]).unwrap()), ..What::default() };
    let refused = restore(&set, &stage.own(), &what).await.unwrap_err();
    assert!(matches!(refused, Error::NotEmpty { .. }), "{refused}");
    assert_eq!(stage.rows(0).await, other);

    what.replace = true;
    let restored = restore(&set, &stage.own(), &what).await.unwrap();
    let count = |table: &str| restored[0].tables.iter().find(|(name, _)| name == table).unwrap().1;
    assert_eq!((count("audit_entry"), count("bootstrap_page"), count("webhook_registration")), (1, 1, 1));
    let found = stage.rows(0).await;
    // Pages don't say whose they are: they hang on tasks, of which one workspace's has been put back.
    let (page, workspace) = ("bootstrap_page:", WORKSPACES[1]);
    assert_eq!(plain(&plain(&found, page), WORKSPACES[0]), plain(&plain(&other, page), WORKSPACES[0]));
    let json = engine == Engine::Sqlite;
    let of = |rows: &[String]| plain(&plain(&plain(rows, page), workspace), if json { "installation:" } else { "-" });
    assert_eq!(of(&found), of(&saved));
    let pages = |rows: &[String]| rows.iter().filter(|row| row.starts_with(page)).cloned().collect::<Vec<_>>();
    let kept = pages(&found).iter().filter(|row| pages(&other).contains(row)).count();
    let back = pages(&found).iter().filter(|row| pages(&saved).contains(row)).count();
    assert_eq!((pages(&found).len(), kept, back), (2, 1, 1));
    stage.finish().await;
}

/// What is there stays, what is missing comes back, and nothing else happens.
async fn one_workspace_is_merged(engine: Engine) {
    let stage = Stage::new(engine, 1).await;
    stage.fill().await;
    let set = stage.create().await;
    let saved = stage.rows(0).await;
    let db = stage.open(0).await;
    for workspace in WORKSPACES {
        note(&db, workspace, &stage.clock).await;
    }
    let lost = format!("DELETE FROM bootstrap_run WHERE workspace_id = '{}'", WORKSPACES[0]);
    db.writer().execute_unprepared(&lost).await.unwrap();
    db.writer().execute_unprepared("UPDATE webhook_registration SET path = '/changed'").await.unwrap();
    db.close().await.unwrap();
    let before = stage.rows(0).await;
    let what = What { workspace: Some(WorkspaceId::new(WORKSPACES[0]).unwrap()), merge: true, ..What::default() };
    let restored = restore(&set, &stage.own(), &what).await.unwrap();
    let count = |table: &str| restored[0].tables.iter().find(|(name, _)| name == table).unwrap().1;
    let counts =
        ["bootstrap_run", "bootstrap_task", "bootstrap_page", "webhook_registration", "audit_entry"].map(count);
    assert_eq!(counts, [1, 1, 1, 0, 0]);
    let found = stage.rows(0).await;
    assert!(before.iter().all(|row| found.contains(row)), "nothing that was there is gone or changed");
    let back: Vec<_> = found.iter().filter(|row| !before.contains(row)).collect();
    assert_eq!(back.len(), 3);
    assert!(back.iter().all(|row| saved.contains(row)), "{back:?}");
    // Again, and nothing is missing any more.
    let again = restore(&set, &stage.own(), &what).await.unwrap();
    assert!(again[0].tables.iter().all(|(_, rows)| *rows == 0));
    assert_eq!(stage.rows(0).await, found);
    stage.finish().await;
}

/// The workspace has installed the add-on again: the old installation can't be beside the new one, nor what belongs to it.
async fn what_is_merged_needs_its_parents(engine: Engine) {
    let stage = Stage::new(engine, 1).await;
    stage.fill().await;
    let set = stage.create().await;
    let db = stage.open(0).await;
    let gone = format!("DELETE FROM webhook_registration WHERE workspace_id = '{}'", WORKSPACES[0]);
    db.writer().execute_unprepared(&gone).await.unwrap();
    db.writer().execute_unprepared(&gone.replace("webhook_registration", "installation")).await.unwrap();
    stage.fill_installations(&db).await;
    db.close().await.unwrap();
    let before = stage.rows(0).await;
    let tables = vec!["installation".to_owned(), "webhook_registration".to_owned()];
    let what = What { tables, merge: true, ..What::default() };
    let restored = restore(&set, &stage.own(), &what).await.unwrap();
    assert!(restored[0].tables.iter().all(|(_, rows)| *rows == 0), "{:?}", restored[0].tables);
    assert_eq!(stage.rows(0).await, before);
    stage.finish().await;
}

async fn one_table_leaves_the_others(engine: Engine) {
    let stage = Stage::new(engine, 1).await;
    stage.fill().await;
    let set = stage.create().await;
    let saved = stage.rows(0).await;
    let db = stage.open(0).await;
    db.writer().execute_unprepared("DELETE FROM audit_entry").await.unwrap();
    db.writer().execute_unprepared("UPDATE bootstrap_run SET state = 'FAILED'").await.unwrap();
    db.close().await.unwrap();
    let mut what = What { tables: vec!["audit_entry".to_owned()], ..What::default() };
    restore(&set, &stage.own(), &what).await.unwrap();
    let found = stage.rows(0).await;
    assert_eq!(plain(&found, "bootstrap_run:"), plain(&saved, "bootstrap_run:"));
    assert!(found.iter().any(|row| row.contains("FAILED")));

    what = What { tables: vec!["installation".to_owned()], replace: true, ..What::default() };
    let refused = restore(&set, &stage.own(), &what).await.unwrap_err();
    assert!(matches!(&refused, Error::Dependents { child, .. } if child == "webhook_registration"), "{refused}");
    what.tables.push("webhook_registration".to_owned());
    restore(&set, &stage.own(), &what).await.unwrap();
    stage.finish().await;
}

async fn a_part_into_an_empty_database_makes_the_schema(engine: Engine) {
    let mut stage = Stage::new(engine, 1).await;
    stage.fill().await;
    let set = stage.create().await;
    let empty = Database::empty(engine).await;
    std::mem::replace(&mut stage.databases[0], empty).remove().await;
    let what = What { workspace: Some(WorkspaceId::new(WORKSPACES[1]).unwrap()), ..What::default() };
    restore(&set, &stage.own(), &what).await.unwrap();
    let found = stage.rows(0).await;
    assert_eq!(found.len(), 6, "{found:?}");
    assert!(!found.iter().any(|row| row.contains(WORKSPACES[0])));
    stage.finish().await;
}

async fn what_isnt_in_a_backup_is_told(engine: Engine) {
    let stage = Stage::new(engine, 2).await;
    let set = stage.create().await;
    let what = What { tables: vec!["tea".to_owned()], ..What::default() };
    let error = restore(&set, &stage.own(), &what).await.unwrap_err();
    assert!(error.to_string().contains("table tea"), "{error}");
    let mut into = stage.own();
    into[1].addon = clockify_addons::domain::addon::Addon::ClockifyAddon;
    let error = restore(&set, &into, &What::default()).await.unwrap_err();
    assert!(error.to_string().contains("clockify-addon"), "{error}");
    stage.finish().await;
}
