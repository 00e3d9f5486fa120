//! Requirement 5: an archive belongs to no engine. Through both of them and back, everything is what it was.

use clockify_addons::backup::{Into, What};
use clockify_addons::db::Db;
use clockify_addons::domain::addon::Addon;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};
use time::OffsetDateTime;
use uuid::Uuid;

use super::stage::{Stage, open, restore, rows};
use crate::harness::{Database, Engine, both, query};

both!(every_type_comes_back_from_the_other_engine, the_real_tables_come_back_from_the_other_engine);

const SQLITE: &str = "CREATE TABLE traps (id uuid_text NOT NULL PRIMARY KEY, b boolean, i bigint, f double, n numeric_text, \
    t varchar, x blob, u uuid_text, at timestamp_with_timezone_text, j json_text, k jsonb_text)";
const POSTGRES: &str = "CREATE TABLE traps (id uuid NOT NULL PRIMARY KEY, b boolean, i bigint, f double precision, \
    n numeric, t varchar, x bytea, u uuid, at timestamptz, j json, k jsonb)";

/// A row with a value, or none, of each kind.
#[derive(Clone, Debug)]
struct Trap {
    b: Option<bool>,
    i: Option<i64>,
    f: Option<f64>,
    n: Option<String>,
    t: Option<String>,
    x: Option<Vec<u8>>,
    u: Option<u128>,
    at: Option<i64>,
    j: Option<String>,
    k: Option<String>,
}

/// Text with what databases and formats stumble over.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\\N".to_owned()),
        Just("\\.".to_owned()),
        Just("\t\n\r\\\"'".to_owned()),
        Just("\u{2028}\u{feff}🦀".to_owned()),
        Just("\u{1}\u{8}\u{b}\u{c}\u{7f}".to_owned()),
        Just("null".to_owned()),
        Just(String::new()),
        "[^\u{0}]{0,12}",
    ];
    proptest::collection::vec(piece, 0..3).prop_map(|pieces| pieces.concat())
}

/// JSON in any spelling: blanks, order and repetition of keys, numbers in every form.
fn json() -> impl Strategy<Value = String> {
    let number = prop_oneof![
        any::<i64>().prop_map(|number| number.to_string()),
        "-?[1-9][0-9]{0,24}(\\.[0-9]{1,20})?",
        "[1-9](\\.[0-9]{1,6})?[eE][+-]?[1-9][0-9]?",
        Just("0.10".to_owned()),
        Just("-0.0".to_owned()),
    ];
    let string = text().prop_map(|text| serde_json::Value::from(text).to_string()).boxed();
    let leaf = prop_oneof![number, string.clone(), Just("null".to_owned()), Just("true".to_owned())];
    leaf.prop_recursive(3, 16, 4, move |inner| {
        let members = proptest::collection::vec((string.clone(), inner.clone()), 0..4);
        prop_oneof![
            proptest::collection::vec(inner, 0..4).prop_map(|items| format!("[{} ]", items.join(" , "))),
            members.prop_map(|members| {
                let members: Vec<_> = members.iter().map(|(key, value)| format!("{key} :{value}")).collect();
                format!("{{ {}}}", members.join(", "))
            }),
        ]
    })
}

fn trap() -> impl Strategy<Value = Trap> {
    let int = prop_oneof![any::<i64>(), Just(i64::MIN), Just(i64::MAX), Just(1 << 53), Just((1 << 53) + 1), Just(0)];
    let float = prop_oneof![any::<f64>(), Just(f64::NAN), Just(f64::INFINITY), Just(5e-324), Just(0.1)];
    // SQLite has no negative zero.
    let float = float.prop_map(|number| if number == 0.0 { 0.0 } else { number });
    let micros = -62_135_596_800_000_000..=253_402_300_799_999_999_i64;
    (
        (any::<Option<bool>>(), proptest::option::of(int), proptest::option::of(float)),
        proptest::option::of("-?[1-9][0-9]{0,30}(\\.[0-9]{1,20})?"),
        proptest::option::of(text()),
        proptest::option::of(proptest::collection::vec(any::<u8>(), 0..20)),
        any::<Option<u128>>(),
        proptest::option::of(micros),
        proptest::option::of(json()),
        proptest::option::of(json()),
    )
        .prop_map(|((b, i, f), n, t, x, u, at, j, k)| Trap { b, i, f, n, t, x, u, at, j, k })
}

async fn insert(db: &Db, traps: &[Trap]) {
    let transaction = db.begin().await.unwrap();
    let postgres = db.engine() == clockify_addons::db::Engine::Postgres;
    let (backend, sql) = if postgres {
        (
            DbBackend::Postgres,
            "INSERT INTO traps VALUES ($1, $2, $3, $4, $5::numeric, $6, $7, $8, $9, $10::json, $11::jsonb)",
        )
    } else {
        (DbBackend::Sqlite, "INSERT INTO traps VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    };
    for trap in traps {
        let micros = |at: i64| OffsetDateTime::from_unix_timestamp_nanos(i128::from(at) * 1000).unwrap();
        let float: Value = match trap.f {
            // SQLite has none of its own and would keep nothing.
            Some(number) if number.is_nan() && !postgres => "NaN".into(),
            number => number.into(),
        };
        let values: Vec<Value> = vec![
            Uuid::now_v7().into(),
            trap.b.into(),
            trap.i.into(),
            float,
            trap.n.clone().into(),
            trap.t.clone().into(),
            trap.x.clone().into(),
            trap.u.map(Uuid::from_u128).into(),
            trap.at.map(micros).into(),
            trap.j.clone().into(),
            trap.k.clone().into(),
        ];
        transaction.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await.unwrap();
    }
    transaction.commit().await.unwrap();
}

async fn with_traps(engine: Engine) -> Database {
    let database = Database::migrated(engine).await;
    let db = open(&database).await;
    db.writer().execute_unprepared(if engine == Engine::Sqlite { SQLITE } else { POSTGRES }).await.unwrap();
    db.close().await.unwrap();
    database
}

fn other(engine: Engine) -> Engine {
    if engine == Engine::Sqlite { Engine::Postgres } else { Engine::Sqlite }
}

/// Takes what a database holds through the other engine and back into a third one of the same engine. All three backups
/// have to be the same. Gives what the third one holds.
async fn there_and_back(stage: &mut Stage, middle: Database, last: Database) -> Vec<String> {
    let mut hashes = Vec::new();
    for next in [Some(middle), Some(last), None] {
        let set = stage.create().await;
        let part = &set.manifest.addons[0];
        let of = |table: &clockify_addons::backup::Table| {
            (table.shape.table.clone(), table.rows, table.content.clone(), table.shape.clone())
        };
        hashes.push(part.tables.iter().map(of).collect::<Vec<_>>());
        let Some(next) = next else { break };
        let into = [Into { addon: Addon::ApiStudio, url: next.url.clone(), keys: None }];
        restore(&set, &into, &What::default()).await.unwrap();
        let before = std::mem::replace(&mut stage.databases[0], next);
        before.remove().await;
    }
    let by_name = |mut tables: Vec<(String, u64, String, clockify_addons::backup::Shape)>| {
        tables.sort_by(|one, other| one.0.cmp(&other.0));
        tables
    };
    let [first, second, third] = <[_; 3]>::try_from(hashes).unwrap().map(by_name);
    assert_eq!(first, second);
    assert_eq!(second, third);
    stage.rows(0).await
}

async fn every_type_comes_back_from_the_other_engine(engine: Engine) {
    let mut runner = TestRunner::deterministic();
    for round in 0..10 {
        let traps: Vec<Trap> = (0..1000).map(|_| trap().new_tree(&mut runner).unwrap().current()).collect();
        let mut stage = Stage::new(engine, 0).await;
        stage.databases.push(with_traps(engine).await);
        let db = stage.open(0).await;
        insert(&db, &traps).await;
        let before = rows(&db).await;
        db.close().await.unwrap();
        let after = there_and_back(&mut stage, with_traps(other(engine)).await, with_traps(engine).await).await;
        if engine == Engine::Postgres {
            // SQLite's text of jsonb may come back in another spelling; PostgreSQL has but one.
            assert_eq!(before, after, "round {round}");
        }
        assert_eq!(after.len(), 1000, "round {round}");
        stage.finish().await;
    }
}

async fn the_real_tables_come_back_from_the_other_engine(engine: Engine) {
    let mut stage = Stage::new(engine, 1).await;
    stage.fill().await;
    let before = stage.rows(0).await;
    let (middle, last) = (Database::empty(other(engine)).await, Database::empty(engine).await);
    let after = there_and_back(&mut stage, middle, last).await;
    let plain = |rows: &[String]| {
        let of = |row: &&String| engine == Engine::Postgres || !row.starts_with("installation:");
        rows.iter().filter(of).cloned().collect::<Vec<_>>()
    };
    assert_eq!(plain(&before), plain(&after));
    if engine == Engine::Sqlite {
        let db = stage.open(0).await;
        let found =
            query(&db.reader(), "SELECT auto_vacuum AS v, page_size AS p FROM pragma_auto_vacuum, pragma_page_size")
                .await;
        let (vacuum, page): (i32, i32) = (found[0].try_get("", "v").unwrap(), found[0].try_get("", "p").unwrap());
        assert_eq!((vacuum, page), (2, 8192), "the file is made as every other");
        db.close().await.unwrap();
    }
    stage.finish().await;
}
