//! Removing what is old, and erasing a workspace.

use clockify_addons::config::database::Url;
use clockify_addons::db::lock::{Lock, Purpose};
use clockify_addons::db::{Db, Missing};
use clockify_addons::domain::event::EventType;
use clockify_addons::sandbox::{self, Installation};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::harness::{Engine, Outcome, Server, World, block_on, both, eventually, installed};

both!(
    what_is_due_is_shown_refused_and_removed,
    a_second_sweeper_ends_at_once,
    of_four_processes_one_works,
    a_workspace_is_held_and_released,
    a_workspace_is_erased_under_a_running_server,
);

const ONE: &str = "retention-sweep --addon universal-webhook";

/// A workspace with records of calls: old ones, and one of today.
pub(crate) fn fill(world: &World, engine: Engine, old: u32) {
    world.run("migrate --addon universal-webhook").ok();
    for number in 0..=old {
        // An id tells its time: 2023 but for the last.
        let time = if number == old { "7fffffffffff" } else { "018500000000" };
        let id = match engine {
            Engine::Sqlite => format!("x'{time}70008000{number:012x}'"),
            Engine::Postgres => format!("'{}-{}-7000-8000-{number:012x}'", &time[..8], &time[8..]),
        };
        world.execute(&format!(
            "INSERT INTO api_call (id, workspace_id, operation, method, actor, latency_ms, attempts, bytes, called_at) \
             VALUES ({id}, 'workspace-a', 'getTags', 'GET', 'bootstrap', 1, 1, 1, '2023-01-01T00:00:00Z')"
        ));
    }
}

/// The text with the times of this run taken out.
fn shown(engine: Engine, name: &str, outcome: &Outcome) {
    let engine = format!("{engine:?}").to_lowercase();
    insta::assert_snapshot!(format!("{name}-{engine}"), outcome.to_string());
}

fn what_is_due_is_shown_refused_and_removed(engine: Engine) {
    let world = World::on(engine);
    insta::allow_duplicates! {
        insta::assert_snapshot!("no-database", World::new().run(ONE).to_string());
    }
    fill(&world, engine, 4);
    let look = world.run(&format!("{ONE} --dry-run"));
    shown(engine, "dry-run", &look);
    let rows = || world.rows::<clockify_addons::db::entities::api_call::Entity>().len();
    assert_eq!(rows(), 5, "a dry run changes nothing");

    let refused = world.run(ONE);
    assert_eq!((refused.code, rows()), (Some(64), 5));
    shown(engine, "refused", &refused);
    let refused = world.run(&format!("{ONE} --format json"));
    assert_eq!(refused.document()["error"]["kind"], "refused", "{refused}");

    let document = world.run(&format!("{ONE} --dry-run --format json")).json();
    assert_eq!(document["schema"], "clockify-addons/retention-sweep/v1");
    let [database] = &document["databases"].as_array().unwrap()[..] else { panic!("{document}") };
    assert_eq!((&database["addon"], &database["locked_remaining"]), (&json!("universal-webhook"), &json!(0)));
    let line = &database["due"][0];
    assert_eq!(
        (&line["table"], &line["rows"], &line["workspace"]),
        (&json!("api_call"), &json!(4), &json!("workspace-a"))
    );
    let removed = world.run(&format!("{ONE} --yes --format json")).json();
    assert_eq!(removed["databases"][0]["due"][0]["rows"], json!(4));
    assert_eq!(rows(), 1);
    insta::allow_duplicates! {
        insta::assert_snapshot!("nothing", world.run(ONE).ok().to_string());
    }
    let quiet = world.run(&format!("{ONE} --yes --quiet --dry-run"));
    assert_eq!((quiet.code, quiet.stderr.as_str()), (Some(0), ""));
}

#[test]
fn a_number_can_be_given_that_may_go() {
    let world = World::new();
    fill(&world, Engine::Sqlite, 2);
    for number in 10..30 {
        let id = format!("x'7ffffffffff170008000{number:012x}'");
        world.execute(&format!(
            "INSERT INTO api_call SELECT {id}, workspace_id, operation, method, actor, status, error, latency_ms, \
             attempts, bytes, called_at FROM api_call LIMIT 1"
        ));
    }
    let refused = world.run(&format!("{ONE} --max-delete 1"));
    assert_eq!(refused.code, Some(64), "{refused}");
    assert!(refused.mentions("2 rows would go, more than 1"), "{refused}");
    world.run(&format!("{ONE} --max-delete 2")).ok();
}

fn a_second_sweeper_ends_at_once(engine: Engine) {
    let world = World::on(engine);
    fill(&world, engine, 1);
    let url: Url = world.database().parse().unwrap();
    block_on(async {
        let db = Db::open(&url, Missing::Refuse).await.unwrap();
        let lock = Lock::attempt(&url, &db, Purpose::Sweeping).await.unwrap().unwrap();
        let second = world.run(&format!("{ONE} --yes"));
        assert_eq!(second.code, Some(75), "{second}");
        assert!(second.mentions("another process is sweeping this database"), "{second}");
        let second = world.run(&format!("{ONE} --yes --format json")).document();
        assert_eq!((&second["error"]["code"], &second["error"]["kind"]), (&json!(75), &json!("locked")));
        world.run(&format!("{ONE} --dry-run")).ok();
        lock.release().await;
        db.close().await.unwrap();
    });
    world.run(&format!("{ONE} --yes")).ok();
}

#[test]
fn the_other_databases_are_swept_all_the_same() {
    let world = World::new();
    world.run("migrate").ok();
    fill(&world, Engine::Sqlite, 1);
    let url: Url = format!("sqlite:///{}", world.path("api_studio.db").display()).parse().unwrap();
    block_on(async {
        let db = Db::open(&url, Missing::Refuse).await.unwrap();
        let lock = Lock::attempt(&url, &db, Purpose::Sweeping).await.unwrap().unwrap();
        let partly = world.run("retention-sweep --yes");
        assert_eq!(partly.code, Some(3), "{partly}");
        insta::assert_snapshot!("one-busy", partly.to_string());
        lock.release().await;
        db.close().await.unwrap();
    });
    assert_eq!(world.run("retention-sweep").ok().stdout, "nothing is due\n");
}

/// Rows of a table by what the erasure says of it.
fn erased(document: &Value) -> &Value {
    &document["databases"][0]["erased"][0]["rows"]
}

fn a_workspace_is_erased_under_a_running_server(engine: Engine) {
    let world = World::on(engine).trusting();
    let server = world.serve("");
    let installation = installed(&server);
    let workspace = installation.workspace.id.clone();
    let send = |number| delivery_status(&server, installation, number);
    assert_eq!(send(1), 200);

    let erase = format!("{ONE} erase --workspace {workspace}");
    let refused = world.run(&erase);
    assert_eq!(refused.code, Some(64), "{refused}");
    assert!(refused.mentions("--yes"), "{refused}");
    assert_eq!(send(2), 200, "nothing was done");
    let look = world.run(&format!("{erase} --dry-run --format json")).json();
    assert_eq!(erased(&look)["webhook_event"], json!(2), "{look}");
    assert_eq!(send(3), 200);

    let done = world.run(&format!("{erase} --yes --format json")).json();
    assert!(erased(&done)["webhook_event"].as_u64().unwrap() >= 3, "{done}");
    eventually("the server knows", || (send(4) == 401).then_some(()));
    assert_eq!(world.stored().len(), 0);
    server.terminate().ok();
    let again = world.run(&format!("{erase} --yes")).ok();
    assert_eq!(again.stdout, "nothing is stored of it\n");
    if engine == Engine::Sqlite {
        for path in world.entries().into_iter().filter(|path| path.is_file()) {
            let bytes = std::fs::read(&path).unwrap();
            let found = bytes.windows(workspace.len()).any(|window| window == workspace.as_bytes());
            assert!(!found || path.extension().is_some_and(|extension| extension == "log"), "{}", path.display());
        }
    }
}

fn delivery_status(server: &Server, installation: &Installation, number: u64) -> u16 {
    let payload = sandbox::payload::of(EventType::NewTag, &installation.workspace, number);
    server.connect().send(&installation.delivery(EventType::NewTag, &payload)).unwrap().status
}

/// On SQLite it is the whole database that others hold, and then it can't be opened.
#[test]
fn what_others_hold_is_told() {
    let world = World::on(Engine::Postgres);
    fill(&world, Engine::Postgres, 2);
    let url: Url = world.database().parse().unwrap();
    block_on(async {
        let db = Db::open(&url, Missing::Refuse).await.unwrap();
        let held = db.begin().await.unwrap();
        held.execute_unprepared("SELECT id FROM api_call FOR UPDATE").await.unwrap();
        let partly = world.run(&format!("{ONE} --yes"));
        assert_eq!(partly.code, Some(3), "{partly}");
        assert!(partly.mentions("2 rows are due and were held by others"), "{partly}");
        held.rollback().await.unwrap();
        db.close().await.unwrap();
    });
    world.run(&format!("{ONE} --yes")).ok();
}

#[test]
fn bad_settings_and_ids_are_told() {
    let bad = World::new().set("UW_CACHE_TTL_DAYS", "soon").run(ONE);
    assert_eq!(bad.code, Some(78), "{bad}");
    assert!(bad.mentions("UW_CACHE_TTL_DAYS"), "{bad}");
    assert_eq!(World::new().run(&format!("{ONE} erase")).code, Some(2));
    assert_eq!(World::new().run(&format!("{ONE} erase --workspace a/b")).code, Some(2));
}

/// Many rows that are due, of two workspaces.
fn many(world: &World, engine: Engine, rows: u32) {
    fill(world, engine, 1);
    let columns = "operation, method, actor, latency_ms, attempts, bytes, called_at";
    let (numbers, id) = match engine {
        Engine::Sqlite => (
            format!("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows})"),
            "unhex(substr(hex(id), 1, 20) || printf('%012x', i))",
        ),
        Engine::Postgres => (
            format!("WITH n(i) AS (SELECT generate_series(1, {rows}))"),
            "(substr(id::text, 1, 24) || lpad(to_hex(i), 12, '0'))::uuid",
        ),
    };
    let due = match engine {
        Engine::Sqlite => "hex(id) LIKE '0185%'",
        Engine::Postgres => "id::text LIKE '0185%'",
    };
    world.execute(&format!(
        "{numbers} INSERT INTO api_call (id, workspace_id, {columns}) \
         SELECT {id}, 'workspace-' || (i % 2), {columns} FROM api_call, n WHERE {due}"
    ));
}

/// They start at once, and whoever has the lock takes its time.
fn of_four_processes_one_works(engine: Engine) {
    let world = World::on(engine);
    many(&world, engine, 12_000);
    let sweep = format!("{ONE} --yes --duty 10 --format json");
    let mut processes: Vec<_> = (0..4).map(|_| world.spawn(&sweep)).collect();
    let running = eventually("three give up", || {
        let running = processes.iter_mut().filter_map(|process| process.is_running().then_some(())).count();
        (running <= 1).then_some(running)
    });
    assert_eq!(running, 1, "they gave up while one was at it, rather than waiting for their turn");
    let mut ends: Vec<_> = processes.into_iter().map(crate::harness::Process::end).collect();
    ends.sort_by_key(|end| end.code);
    let codes: Vec<_> = ends.iter().map(|end| end.code).collect();
    assert_eq!(codes, [Some(0), Some(75), Some(75), Some(75)]);
    let document = ends[0].json();
    let due = document["databases"][0]["due"].as_array().unwrap();
    let rows: u64 = due.iter().map(|line| line["rows"].as_u64().unwrap()).sum();
    assert_eq!((rows, &document["databases"][0]["locked_remaining"]), (12_001, &json!(0)));
    let effort = &document["databases"][0]["effort"];
    assert!(effort["paused_ms"].as_f64() > effort["busy_ms"].as_f64(), "{effort}");
    assert_eq!(
        world.rows::<clockify_addons::db::entities::api_call::Entity>().len(),
        1,
        "nothing that was due is left"
    );
    assert_eq!(world.run(ONE).ok().stdout, "nothing is due\n");
}

fn a_workspace_is_held_and_released(engine: Engine) {
    let world = World::on(engine);
    fill(&world, engine, 2);
    let of = "--workspace workspace-a";
    insta::allow_duplicates! {
        insta::assert_snapshot!("no-hold", world.run(&format!("{ONE} holds")).to_string());
    }
    world.run(&format!("{ONE} hold {of} --reason case-4711 --dry-run")).ok();
    assert_eq!(
        world.run(&format!("{ONE} holds --format json")).json()["holds"],
        json!([]),
        "a dry run changes nothing"
    );
    world.run(&format!("{ONE} hold {of} --reason case-4711")).ok();
    let holds = world.run(&format!("{ONE} holds --format json")).json();
    assert_eq!(holds["schema"], "clockify-addons/retention-holds/v1");
    assert_eq!(
        (&holds["holds"][0]["workspace"], &holds["holds"][0]["reason"]),
        (&json!("workspace-a"), &json!("case-4711"))
    );

    let swept = world.run(&format!("{ONE} --yes"));
    assert_eq!((swept.code, swept.stdout.as_str()), (Some(0), "nothing is due\n"));
    assert!(swept.mentions("workspace workspace-a is on hold"), "{swept}");
    for more in ["--dry-run", "--yes"] {
        let refused = world.run(&format!("{ONE} erase {of} {more}"));
        assert_eq!(refused.code, Some(64), "{refused}");
        assert!(refused.mentions("workspace-a is on legal hold") && refused.mentions("case-4711"), "{refused}");
    }
    let rows = || world.rows::<clockify_addons::db::entities::api_call::Entity>().len();
    assert_eq!(rows(), 3);
    assert_eq!(world.run(&format!("{ONE} release {of}")).code, Some(64));
    world.run(&format!("{ONE} release {of} --dry-run")).ok();
    assert_eq!(world.run(&format!("{ONE} --yes")).ok().stdout, "nothing is due\n", "it is still held");
    world.run(&format!("{ONE} release {of} --yes")).ok();
    world.run(&format!("{ONE} --yes --analyze")).ok();
    assert_eq!(rows(), 1);
    assert_eq!(World::new().run(&format!("{ONE} hold {of}")).code, Some(2), "it needs a reason");
}
