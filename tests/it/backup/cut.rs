//! Requirement 4: what is in a backup is one moment, while somebody writes. The other engine keeps it as it was.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use clockify_addons::backup::{self, Archive, How, Into, Options, Set, Source, What};
use clockify_addons::domain::addon::Addon;

use super::stage::{Stage, WORKSPACES, note, restore};
use crate::harness::{Database, Engine, both, eventually, query, spawn};

both!(
    the_cut_is_exact_while_somebody_writes,
    the_cut_of_native_backups_is_exact_too,
    a_cut_that_isnt_exact_says_so,
    what_was_backed_up_under_load_is_the_same_in_the_other_engine,
);

/// Time between two commits of a writer who is one for long.
const PACE: Duration = Duration::from_millis(3);

/// How many rounds somebody asks for who runs nothing beside them; none in the suite.
#[expect(clippy::disallowed_methods, reason = "a setting of the test, none of the program")]
fn asked() -> Option<u32> {
    let rounds = std::env::var("BACKUP_ROUNDS").ok()?;
    Some(rounds.parse().expect("BACKUP_ROUNDS is a number"))
}

/// Writes a row to the first database, then to the second, then to the third, and again: as fast as it can, or more than 250 in a
/// second where rounds were asked for. Gives how long each commit took.
async fn writing(stage: &Stage, stop: &Arc<AtomicBool>) -> tokio::task::JoinHandle<Vec<Duration>> {
    let databases = [stage.open(0).await, stage.open(1).await, stage.open(2).await];
    let (stop, clock) = (Arc::clone(stop), stage.clock.clone());
    spawn(async move {
        let mut pace = asked().map(|_| tokio::time::interval(PACE));
        let mut took = Vec::new();
        while !stop.load(Ordering::Relaxed) {
            for db in &databases {
                if let Some(pace) = &mut pace {
                    pace.tick().await;
                }
                let begun = Instant::now();
                note(db, WORKSPACES[0], &clock).await;
                took.push(begun.elapsed());
            }
        }
        for db in databases {
            db.close().await.unwrap();
        }
        took
    })
}

fn counts(set: &Set) -> [u64; 3] {
    let count = |index: usize| {
        let part = &set.manifest.addons[index];
        let counted = part.native.iter().flat_map(|native| &native.tables);
        let counted = counted.filter(|counted| counted.table == "audit_entry").map(|counted| counted.rows).next();
        counted.unwrap_or_else(|| part.table("audit_entry").unwrap().rows)
    };
    [count(0), count(1), count(2)]
}

async fn the_cut_is_exact_while_somebody_writes(engine: Engine) {
    exact_while_somebody_writes(engine, Archive::Portable, 40).await;
}

async fn the_cut_of_native_backups_is_exact_too(engine: Engine) {
    exact_while_somebody_writes(engine, Archive::Native, 16).await;
}

#[expect(clippy::print_stderr, reason = "whoever asked for rounds wants to know")]
async fn exact_while_somebody_writes(engine: Engine, archive: Archive, usual: u32) {
    let (stage, rounds) = (Stage::new(engine, 3).await, asked().unwrap_or(usual));
    let stop = Arc::new(AtomicBool::new(false));
    let writer = writing(&stage, &stop).await;
    let begun = Instant::now();
    let (mut exact, mut last, mut tries) = (0, 0, 0);
    for round in 0..rounds {
        // With a pause in between, something is committed between the databases, and it has to be tried again.
        let pause = Duration::from_millis(u64::from(round % 4 == 3));
        let cut = How { pause, ..How::default() };
        let options = Options { cut, no_space_check: true, archive, ..Options::default() };
        let set = backup::create(&stage.folder, &stage.sources(), options, &stage.clock, &|_, _| {}).await.unwrap();
        let [a, b, c] = counts(&set);
        tries = tries.max(set.manifest.cut.tries);
        if set.manifest.cut.exact {
            exact += 1;
            assert!(a >= b && b >= c && a - c <= 1, "round {round}: {a} {b} {c}");
        } else {
            assert!(engine == Engine::Postgres && set.manifest.cut.skew_ms > 0, "round {round}");
        }
        assert!(c >= last, "the writer goes on");
        last = c;
        std::fs::remove_dir_all(&set.path).unwrap();
    }
    stop.store(true, Ordering::Relaxed);
    let lasted = begun.elapsed();
    let mut took = writer.await.unwrap();
    assert!(last > u64::from(rounds / 2), "somebody has to write, but there are only {last} rows");
    // Transactions of all other tests are numbered on the same server.
    let all = engine == Engine::Sqlite || asked().is_some();
    assert!(exact >= if all { rounds } else { rounds / 8 }, "{exact} of {rounds} are exact");
    if asked().is_some() {
        took.sort();
        let (rate, slow) = (took.len() as u128 * 1000 / lasted.as_millis(), took[took.len() * 99 / 100]);
        let told = format!(
            "{archive} on {engine:?}: {exact} of {rounds} exact, at most {tries} tries; {rate} commits a second, 99 of 100 \
             in {slow:?}, the longest in {:?}",
            took[took.len() - 1]
        );
        eprintln!("{told}");
        assert!(rate >= 250, "too few: {told}");
        assert!(slow < Duration::from_millis(50), "writers wait: {told}");
    }
    stage.finish().await;
}

async fn a_cut_that_isnt_exact_says_so(engine: Engine) {
    let stage = Stage::new(engine, 3).await;
    let stop = Arc::new(AtomicBool::new(false));
    let writer = writing(&stage, &stop).await;
    let mut honest = 0;
    for _ in 0..10 {
        let cut = How { pause: Duration::from_millis(20), tries: 2 };
        let options = Options { cut, no_space_check: true, ..Options::default() };
        let set = backup::create(&stage.folder, &stage.sources(), options, &stage.clock, &|_, _| {}).await.unwrap();
        let (cut, [a, _, c]) = (&set.manifest.cut, counts(&set));
        if cut.exact {
            assert!(a >= c && a - c <= 1, "{a} {c}");
        } else {
            honest += 1;
            assert!(cut.tries == 2 && cut.skew_ms >= 40, "{cut:?}");
        }
        std::fs::remove_dir_all(&set.path).unwrap();
    }
    stop.store(true, Ordering::Relaxed);
    writer.await.unwrap();
    // SQLite's writers wait, so that the cut is exact however long it takes.
    assert_eq!(honest > 0, engine == Engine::Postgres);
    stage.finish().await;
}

/// What a backup says of every table: whose it is, its name, its rows, and the hash of what is in them.
fn contents(set: &Set) -> Vec<(String, String, u64, String)> {
    let parts = set.manifest.addons.iter();
    let tables = parts.flat_map(|part| part.tables.iter().map(move |table| (part.addon.clone(), table)));
    let of = |(addon, table): (String, &backup::Table)| {
        (addon, table.shape.table.clone(), table.rows, table.content.clone())
    };
    let mut contents: Vec<_> = tables.map(of).collect();
    contents.sort();
    contents
}

/// While somebody writes to all three databases, they are backed up, restored into the other engine, and backed up there.
async fn what_was_backed_up_under_load_is_the_same_in_the_other_engine(engine: Engine) {
    let stage = Stage::new(engine, 3).await;
    stage.fill().await;
    let stop = Arc::new(AtomicBool::new(false));
    let writer = writing(&stage, &stop).await;
    let last = stage.open(2).await;
    let written = async || {
        let found = query(&last.reader(), "SELECT count(*) AS n FROM audit_entry").await;
        found[0].try_get::<i64>("", "n").unwrap().unsigned_abs()
    };
    let patience = Duration::from_mins(1);
    eventually("somebody writes", patience, async || written().await > 20).await;
    let set = stage.create().await;
    let [a, b, c] = counts(&set);
    if engine == Engine::Sqlite || set.manifest.cut.exact {
        assert!(set.manifest.cut.exact && a >= b && b >= c && a - c <= 1 && c > 20, "{a} {b} {c}");
    }

    let other = if engine == Engine::Sqlite { Engine::Postgres } else { Engine::Sqlite };
    let databases = [Database::empty(other).await, Database::empty(other).await, Database::empty(other).await];
    let pairs = || Addon::ALL.into_iter().zip(databases.iter().map(|database| database.url.clone()));
    let sources: Vec<_> = pairs().map(|(addon, url)| Source { addon, url }).collect();
    let into: Vec<_> = pairs().map(|(addon, url)| Into { addon, url, keys: None }).collect();
    restore(&set, &into, &What::default()).await.unwrap();
    stage.clock.advance(Duration::from_secs(1));
    let again = backup::create(&stage.folder, &sources, Options::default(), &stage.clock, &|_, _| {}).await.unwrap();
    eventually("somebody still writes", patience, async || written().await > c).await;
    stop.store(true, Ordering::Relaxed);
    writer.await.unwrap();
    last.close().await.unwrap();

    let (before, after) = (contents(&set), contents(&again));
    assert_eq!(before, after);
    let full = before.iter().filter(|(_, _, rows, _)| *rows > 0).count();
    assert!(before.len() > 50 && full >= 3 * 6, "{full} of {} tables hold something", before.len());
    assert!(again.manifest.addons.iter().zip(&set.manifest.addons).all(|(one, other)| one.engine != other.engine));
    for database in databases {
        database.remove().await;
    }
    stage.finish().await;
}
