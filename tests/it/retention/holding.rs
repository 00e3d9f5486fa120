//! Workspaces on hold, of which nothing goes; and workspaces whose token is refused, which go only when that is confirmed.

use std::time::Duration;

use clockify_addons::db::entities::erasure::Reason;
use clockify_addons::retention::{self, Error, Sweeper};
use sea_orm::{ConnectionTrait, TransactionTrait};

use super::place::{Place, stamp};
use crate::harness::{Engine, NOW, both, query};

both!(
    nothing_of_a_workspace_on_hold_goes,
    a_hold_outlives_the_installation,
    an_erasure_under_way_stops_at_a_hold,
    what_is_on_hold_is_not_erased_again,
    a_token_that_is_refused_for_long_is_told_of,
    after_long_enough_nobody_has_to_confirm,
    an_old_snapshot_is_told_of,
    tables_are_counted_anew,
);

const HELD: &str = "workspace-on-hold";
const OTHER: &str = "workspace-that-isnt";
const DAY: Duration = Duration::from_hours(24);

async fn place(engine: Engine, days: u32, settings: &[(&str, &str)]) -> Place {
    let place = Place::with(engine, settings).await;
    for number in 1..=2 {
        place.fill(HELD, number, days, "theirs").await;
        place.fill(OTHER, number, days, "of-others").await;
    }
    place
}

/// The rows of a workspace in all tables that name one.
async fn rows(place: &Place, workspace: &str) -> i64 {
    let mut all = 0;
    for table in retention::TABLES.iter().filter(|table| table.owner == retention::Owner::Column) {
        all += place.count(table.name, workspace).await;
    }
    all
}

async fn nothing_of_a_workspace_on_hold_goes(engine: Engine) {
    let place = place(engine, 800, &[]).await;
    let before = rows(&place, HELD).await;
    let hold = place.sweeper.hold(HELD, "case 4711").await.unwrap();
    assert_eq!((hold.workspace.as_str(), hold.reason.as_str()), (HELD, "case 4711"));
    let again = place.sweeper.hold(HELD, "case 4712").await.unwrap();
    assert_eq!((again.reason.as_str(), again.since), ("case 4712", hold.since), "it keeps its age");

    let looked = place.sweeper.look().await.unwrap();
    let report = place.sweep().await;
    assert_eq!(report, looked);
    assert!(report.rows() > 0 && report.due.iter().all(|line| line.workspace == OTHER), "{report:?}");
    assert_eq!(report.held, retention::holds(place.db()).await.unwrap());
    // The hold itself, and the record of both times that it was placed.
    assert_eq!(rows(&place, HELD).await, before + 1 + 2);
    assert_eq!(place.count("webhook_event", OTHER).await, 0);

    for end in [place.sweeper.erase(HELD).await.err(), place.sweeper.look_at(HELD).await.err()] {
        let error = end.unwrap();
        assert!(matches!(error, Error::Held(_)), "{error:?}");
        assert!(error.to_string().contains("case 4712") && error.to_string().contains(HELD), "{error}");
    }
    assert_eq!(place.sweeper.release(HELD).await.unwrap().unwrap().reason, "case 4712");
    assert_eq!(place.sweeper.release(HELD).await.unwrap(), None);
    let report = place.sweep().await;
    assert!(report.held.is_empty() && report.due.iter().all(|line| line.workspace == HELD), "{report:?}");
    assert_eq!(place.count("webhook_event", HELD).await, 0);
    place.finish().await;
}

async fn a_hold_outlives_the_installation(engine: Engine) {
    let place = place(engine, 0, &[]).await;
    place.sweeper.hold(HELD, "a dispute").await.unwrap();
    let now = stamp(NOW);
    place.execute(&format!("UPDATE installation SET status = 'DELETED', deleted_at = '{now}', settings = NULL")).await;
    place.clock.advance(DAY * 8);
    let report = place.sweep().await;
    let erased: Vec<_> = report.erased.iter().map(|erased| erased.workspace.as_str()).collect();
    assert_eq!(erased, [OTHER]);
    assert_eq!((place.count("flow", HELD).await, place.count("flow", OTHER).await), (2, 0));
    place.sweeper.release(HELD).await.unwrap();
    assert_eq!(place.sweep().await.erased.len(), 1);
    assert_eq!(rows(&place, HELD).await, 0);
    place.finish().await;
}

async fn an_erasure_under_way_stops_at_a_hold(engine: Engine) {
    let place = place(engine, 0, &[]).await;
    // One of the last things that go is a source: somebody places a hold just then.
    let hold = format!("INSERT INTO legal_hold (workspace_id, reason, placed_at_ms) VALUES ('{HELD}', 'now', 1)");
    let trigger = match engine {
        Engine::Sqlite => {
            format!("CREATE TRIGGER late AFTER DELETE ON flow_secret BEGIN {hold} ON CONFLICT DO NOTHING; END")
        }
        Engine::Postgres => format!(
            "CREATE FUNCTION late() RETURNS trigger AS $$ BEGIN {hold} ON CONFLICT DO NOTHING; RETURN NULL; END $$ \
             LANGUAGE plpgsql; CREATE TRIGGER late AFTER DELETE ON flow_secret FOR EACH ROW EXECUTE FUNCTION late()"
        ),
    };
    place.execute(&trigger).await;
    let error = place.sweeper.erase(HELD).await.unwrap_err();
    assert!(matches!(error, Error::Held(_)), "{error:?}");
    assert_eq!((place.count("flow", HELD).await, place.count("installation", HELD).await), (2, 2));
    place.finish().await;
}

async fn what_is_on_hold_is_not_erased_again(engine: Engine) {
    let (first, restored) = (place(engine, 0, &[]).await, place(engine, 0, &[]).await);
    first.sweeper.erase(HELD).await.unwrap();
    let ledger = retention::entries(first.db()).await.unwrap();
    restored.sweeper.hold(HELD, "since before").await.unwrap();
    assert!(restored.sweeper.replay(&ledger).await.unwrap().is_empty());
    assert_eq!(restored.count("flow", HELD).await, 2);
    let noted = retention::entries(restored.db()).await.unwrap();
    assert_eq!((noted.len(), noted[0].id, noted[0].erased_at_ms), (1, ledger[0].id, None), "it was never finished");
    restored.sweeper.release(HELD).await.unwrap();
    assert_eq!(restored.sweeper.replay(&noted).await.unwrap().len(), 1);
    assert_eq!(rows(&restored, HELD).await, 0);
    first.finish().await;
    restored.finish().await;
}

async fn refused(place: &Place, workspace: &str, days: i64) {
    let since = stamp(NOW - days * 86_400);
    let set = format!("refused_since = '{since}', refused_probes = 5");
    place.execute(&format!("UPDATE installation SET {set} WHERE workspace_id = '{workspace}'")).await;
}

async fn a_token_that_is_refused_for_long_is_told_of(engine: Engine) {
    let place = place(engine, 0, &[]).await;
    refused(&place, HELD, 6).await;
    assert!(place.sweep().await.dead.is_empty(), "that may pass");
    refused(&place, HELD, 8).await;
    let report = place.sweep().await;
    let [dead] = &report.dead[..] else { panic!("{report:?}") };
    assert_eq!((dead.workspace.as_str(), dead.refused, dead.erased), (HELD, 5, false));
    assert!(report.erased.is_empty());
    assert_eq!(place.count("flow", HELD).await, 2);

    let sweeper = Sweeper { confirm_dead: true, ..place.sweeper.clone() };
    // Another installation of theirs is accepted.
    let id = place.id("installation", &super::place::Row { workspace: HELD, number: 1, days: 0, marker: "" });
    place.execute(&format!("UPDATE installation SET refused_since = NULL WHERE id = {id}")).await;
    assert!(sweeper.sweep().await.unwrap().erased.is_empty());
    refused(&place, HELD, 8).await;
    let looked = sweeper.look().await.unwrap();
    let report = sweeper.sweep().await.unwrap();
    assert_eq!((&report.erased, &report.dead), (&looked.erased, &looked.dead));
    let [erased] = &report.erased[..] else { panic!("{report:?}") };
    assert_eq!((erased.workspace.as_str(), erased.reason, erased.remaining), (HELD, Reason::Refused, 0));
    assert!(report.dead[0].erased);
    assert_eq!((rows(&place, HELD).await, place.count("flow", OTHER).await), (0, 2));
    assert_eq!(retention::entries(place.db()).await.unwrap()[0].reason, Reason::Refused);
    place.finish().await;
}

async fn after_long_enough_nobody_has_to_confirm(engine: Engine) {
    let place = place(engine, 0, &[("CLOCKIFY_ADDONS_ERASE_REFUSED_DAYS", "30")]).await;
    refused(&place, HELD, 29).await;
    refused(&place, OTHER, 40).await;
    place.sweeper.hold(OTHER, "asked for").await.unwrap();
    let report = place.sweep().await;
    assert_eq!((report.dead.len(), report.erased.len()), (1, 0), "{report:?}");
    place.clock.advance(DAY);
    assert_eq!(place.sweep().await.erased.len(), 1);
    assert_eq!((rows(&place, HELD).await, place.count("flow", OTHER).await), (0, 2));
    place.finish().await;
}

async fn an_old_snapshot_is_told_of(engine: Engine) {
    let place = place(engine, 800, &[]).await;
    assert_eq!(place.sweep().await.oldest_xmin_age, None);
    place.fill(OTHER, 3, 800, "more").await;
    let other = place.other().await;
    let reading = other.db.reader().begin().await.unwrap();
    if engine == Engine::Postgres {
        reading.execute_unprepared("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ").await.unwrap();
    }
    reading.execute_unprepared("SELECT count(*) FROM installation").await.unwrap();
    let age = place.sweep().await.oldest_xmin_age;
    assert_eq!(age.is_some_and(|age| age > 0), engine == Engine::Postgres, "{age:?}");
    reading.rollback().await.unwrap();
    place.fill(OTHER, 4, 800, "more").await;
    assert_eq!(place.sweep().await.oldest_xmin_age, None);
    other.db.close().await.unwrap();
    place.finish().await;
}

async fn tables_are_counted_anew(engine: Engine) {
    let place = place(engine, 800, &[]).await;
    let report = place.sweep().await;
    place.sweeper.analyze(&report).await.unwrap();
    if engine == Engine::Postgres {
        let sql =
            "SELECT count(*) AS n FROM pg_class WHERE reltuples >= 0 AND relname IN ('webhook_event', 'api_call')";
        assert_eq!(query(&place.db().reader(), sql).await[0].try_get::<i64>("", "n").unwrap(), 2);
    } else {
        let sql = "SELECT count(*) AS n FROM sqlite_schema WHERE name LIKE 'sqlite_stat%'";
        assert_eq!(query(&place.db().reader(), sql).await[0].try_get::<i64>("", "n").unwrap(), 0);
    }
    place.finish().await;
}
