//! Requirement 4: what is in a backup is one moment, while somebody writes.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use clockify_addons::backup::{self, Archive, How, Options};

use super::stage::{Stage, WORKSPACES, note};
use crate::harness::{Engine, both, spawn};

both!(the_cut_is_exact_while_somebody_writes, the_cut_of_native_backups_is_exact_too, a_cut_that_isnt_exact_says_so,);

/// Writes a row to the first database, then to the second, then to the third, and again.
async fn writing(stage: &Stage, stop: &Arc<AtomicBool>) -> tokio::task::JoinHandle<()> {
    let databases = [stage.open(0).await, stage.open(1).await, stage.open(2).await];
    let (stop, clock) = (Arc::clone(stop), stage.clock.clone());
    spawn(async move {
        while !stop.load(Ordering::Relaxed) {
            for db in &databases {
                note(db, WORKSPACES[0], &clock).await;
            }
        }
        for db in databases {
            db.close().await.unwrap();
        }
    })
}

fn counts(set: &backup::Set) -> [u64; 3] {
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

async fn exact_while_somebody_writes(engine: Engine, archive: Archive, rounds: u32) {
    let stage = Stage::new(engine, 3).await;
    let stop = Arc::new(AtomicBool::new(false));
    let writer = writing(&stage, &stop).await;
    let (mut exact, mut last) = (0, 0);
    for round in 0..rounds {
        // With a pause in between, something is committed between the databases, and it has to be tried again.
        let pause = Duration::from_millis(u64::from(round % 4 == 3));
        let cut = How { pause, ..How::default() };
        let options = Options { cut, no_space_check: true, archive, ..Options::default() };
        let set = backup::create(&stage.folder, &stage.sources(), options, &stage.clock, &|_, _| {}).await.unwrap();
        let [a, b, c] = counts(&set);
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
    writer.await.unwrap();
    assert!(last > u64::from(rounds / 2), "somebody has to write, but there are only {last} rows");
    // Transactions of all other tests are numbered on the same server.
    assert!(exact >= if engine == Engine::Sqlite { rounds } else { rounds / 8 }, "{exact} of {rounds} are exact");
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
