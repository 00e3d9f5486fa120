//! Transactions whose owner goes away: a request that was hung up on, a task that was told to stop.

use clockify_addons::db::{Db, Missing};
use sea_orm::ConnectionTrait;

use crate::harness::{Database, Engine, both, query};

both!(a_transaction_that_is_given_up_while_it_begins_takes_nothing_with_it);

/// A connection on which a transaction is open that nobody knows of would swallow what the next one writes.
async fn a_transaction_that_is_given_up_while_it_begins_takes_nothing_with_it(engine: Engine) {
    let database = Database::migrated(engine).await;
    let db = Db::open(&database.url, Missing::Refuse).await.unwrap();
    let other = Db::open(&database.url, Missing::Refuse).await.unwrap();
    db.writer().execute_unprepared("CREATE TABLE told (n INTEGER)").await.unwrap();
    for n in 0..300 {
        // Given up after another number of steps each time: before it was sent, on the way, after the answer.
        let steps = async {
            for _ in 0..n % 12 {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            biased;
            () = steps => {}
            begun = db.begin() => drop(begun.unwrap()),
        }
        db.writer().execute_unprepared(&format!("INSERT INTO told VALUES ({n})")).await.unwrap();
    }
    let seen: i64 = query(&other.reader(), "SELECT count(*) AS n FROM told").await[0].try_get("", "n").unwrap();
    assert_eq!(seen, 300, "what was confirmed is there for everybody");
    for db in [db, other] {
        db.close().await.unwrap();
    }
    database.remove().await;
}
