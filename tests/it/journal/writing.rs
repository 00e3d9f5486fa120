//! The journal itself: many workers at once, and what happens when the database is away or refuses.

use std::sync::Arc;
use std::time::Duration;

use clockify_addons::db::entities::flow_run::State;
use clockify_addons::db::entities::flow_step;
use clockify_addons::db::flows::{Marked, RunChange, load};
use clockify_addons::db::{Db, Missing};
use clockify_addons::domain::addon::Addon;
use clockify_addons::flows::journal::{Journal, Unavailable};
use clockify_addons::metrics::Metrics;
use futures_util::future::join_all;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::{Place, begin, end, mark, step, with_step};
use crate::harness::{Engine, Line, Proxy, both, spawn};

both!(
    many_workers_are_answered,
    what_is_said_of_one_run_keeps_its_order,
    what_waits_at_the_end_is_stored,
    whoever_takes_over_finds_what_was_believed,
    a_mark_that_is_refused_harms_no_other,
    a_database_that_is_away_is_said_to_be,
);

/// A journal whose writer runs.
struct Writing {
    journal: Journal,
    metrics: Arc<Metrics>,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Writing {
    fn on(db: &Db) -> Self {
        let metrics = Arc::new(Metrics::new(Addon::UniversalWebhook));
        let (journal, writer) = Journal::new(db.clone(), Arc::clone(&metrics));
        let stop = CancellationToken::new();
        let task = spawn(writer.run(stop.clone()));
        Self { journal, metrics, stop, task }
    }

    async fn finish(self) {
        self.stop.cancel();
        self.task.await.unwrap();
        assert_eq!(self.journal.mark(begin(&super::run(9), 1)).await, Err(Unavailable::Closing));
    }
}

async fn many_workers_are_answered(engine: Engine) {
    let place = Place::new(engine).await;
    let writing = Writing::on(&place.db);
    let mut runs = Vec::new();
    for number in 0..100 {
        runs.push(place.queued(number).await);
    }
    let work = join_all(runs.iter().map(async |run| {
        let mut marked = vec![writing.journal.mark(begin(run, 1)).await];
        for position in ["a", "b", "c"] {
            marked.push(writing.journal.mark(with_step(mark(run, 1, RunChange::Keep), position)).await);
        }
        marked.push(writing.journal.mark(end(run, 1)).await);
        marked
    }));
    assert!(work.await.iter().flatten().all(|marked| *marked == Ok(Marked::Done)));
    assert_eq!(place.steps().await.len(), 300);
    assert_eq!(writing.journal.mark(end(&runs[0], 1)).await, Ok(Marked::Stale));
    let text = writing.metrics.render(Duration::ZERO);
    assert!(text.contains("flow_journal_stale_total{addon=\"universal-webhook\"} 1"), "{text}");
    assert!(text.contains("flow_journal_seconds_count{addon=\"universal-webhook\"} 500"), "{text}");
    writing.finish().await;
    place.finish().await;
}

async fn what_is_said_of_one_run_keeps_its_order(engine: Engine) {
    let place = Place::new(engine).await;
    let writing = Writing::on(&place.db);
    let (run, other) = (place.queued(1).await, place.queued(2).await);
    let mut marks = vec![begin(&run, 1)];
    for attempts in 1..=50 {
        let mut next = mark(&run, 1, RunChange::Keep);
        let state = if attempts < 50 { flow_step::State::Waiting } else { flow_step::State::Failed };
        next.steps.push(clockify_addons::db::flows::StepMark { attempts, ..step("tag", state) });
        marks.push(next);
    }
    marks.extend([end(&run, 1), begin(&other, 1), end(&other, 1)]);
    let marked = join_all(marks.into_iter().map(|mark| writing.journal.mark(mark))).await;
    assert!(marked.iter().all(|marked| *marked == Ok(Marked::Done)), "{marked:?}");
    assert_eq!(place.steps().await[0].attempts, 50);
    assert_eq!((place.run(run.id).await.state, place.run(other.id).await.state), (State::Succeeded, State::Succeeded));
    writing.finish().await;
    place.finish().await;
}

async fn what_waits_at_the_end_is_stored(engine: Engine) {
    let place = Place::new(engine).await;
    let (journal, writer) = Journal::new(place.db.clone(), Arc::new(Metrics::new(Addon::UniversalWebhook)));
    let mut runs = Vec::new();
    for number in 0..20 {
        runs.push(place.queued(number).await);
    }
    let stop = CancellationToken::new();
    stop.cancel();
    // All marks are there before the writer begins, and it is told to stop at once.
    let marks =
        join_all(runs.iter().map(async |run| (journal.mark(begin(run, 1)).await, journal.mark(end(run, 1)).await)));
    let (marked, ()) = tokio::join!(biased; marks, writer.run(stop));
    assert!(marked.iter().all(|marked| *marked == (Ok(Marked::Done), Err(Unavailable::Closing))), "{marked:?}");
    place.finish().await;
}

async fn whoever_takes_over_finds_what_was_believed(engine: Engine) {
    let place = Place::new(engine).await;
    let run = place.queued(1).await;
    let first = Writing::on(&place.db);
    let mut sending = mark(&run, 1, RunChange::Keep);
    sending.steps.push(step("write", flow_step::State::Sending));
    for mark in [begin(&run, 1), with_step(mark(&run, 1, RunChange::Keep), "read"), sending] {
        assert_eq!(first.journal.mark(mark).await, Ok(Marked::Done));
    }
    // The process dies in the middle of the write, and another one goes on.
    first.task.abort();
    assert!(first.task.await.unwrap_err().is_cancelled());
    assert_eq!(first.journal.mark(end(&run, 1)).await, Err(Unavailable::Closing));
    let db = place.elsewhere().await;
    let second = Writing::on(&db);
    assert_eq!(second.journal.mark(begin(&run, 2)).await, Ok(Marked::Stale), "what the first did has to be seen first");
    let run = place.run(run.id).await;
    assert_eq!(second.journal.mark(begin(&run, 2)).await, Ok(Marked::Done));
    let loaded = load::load(&db, &super::workspace(0), run.id, super::after(0)).await.unwrap().unwrap();
    let steps: Vec<_> = loaded.steps.iter().map(|step| (step.position.as_str(), step.state)).collect();
    assert_eq!(steps, [("read", flow_step::State::Succeeded), ("write", flow_step::State::Sending)]);
    // The first was only thought to be dead.
    let third = Writing::on(&place.db);
    assert_eq!(third.journal.mark(with_step(mark(&run, 1, RunChange::Keep), "write")).await, Ok(Marked::Stale));
    assert_eq!(second.journal.mark(end(&run, 2)).await, Ok(Marked::Done));
    second.finish().await;
    third.finish().await;
    db.close().await.unwrap();
    place.finish().await;
}

async fn a_mark_that_is_refused_harms_no_other(engine: Engine) {
    let place = Place::new(engine).await;
    place
        .execute(match engine {
            Engine::Sqlite => {
                "CREATE TRIGGER refuse BEFORE INSERT ON flow_step WHEN NEW.position = 'refused' \
                 BEGIN SELECT RAISE(ABORT, 'refused by the test'); END"
            }
            Engine::Postgres => "ALTER TABLE flow_step ADD CONSTRAINT refuse CHECK (position <> 'refused')",
        })
        .await;
    let writing = Writing::on(&place.db);
    let mut marks = Vec::new();
    for number in 0..20 {
        let run = place.queued(number).await;
        marks.push(with_step(begin(&run, 1), if number == 7 { "refused" } else { "tag" }));
    }
    let marked = join_all(marks.into_iter().map(|mark| writing.journal.mark(mark))).await;
    for (number, marked) in marked.into_iter().enumerate() {
        assert_eq!(marked, if number == 7 { Err(Unavailable::Refused) } else { Ok(Marked::Done) }, "{number}");
    }
    assert_eq!(place.run(super::id(7)).await.state, State::Queued, "nothing of it is stored");
    writing.finish().await;
    place.finish().await;
}

async fn a_database_that_is_away_is_said_to_be(engine: Engine) {
    let place = Place::new(engine).await;
    let (first, second, third) = (place.queued(1).await, place.queued(2).await, place.queued(3).await);
    if engine == Engine::Sqlite {
        // Somebody else writes for longer than we wait.
        place.execute("PRAGMA busy_timeout = 50").await;
        let writing = Writing::on(&place.db);
        let other = place.elsewhere().await;
        let lock = other.begin().await.unwrap();
        assert_eq!(writing.journal.mark(begin(&first, 1)).await, Err(Unavailable::NotStored));
        lock.rollback().await.unwrap();
        assert_eq!(writing.journal.mark(begin(&first, 1)).await, Ok(Marked::Done));
        other.close().await.unwrap();
        writing.finish().await;
    } else {
        let proxy = Proxy::to(place.database.server()).await;
        let db = Db::open(&place.database.through(proxy.address), Missing::Refuse).await.unwrap();
        let writing = Writing::on(&db);
        assert_eq!(writing.journal.mark(begin(&first, 1)).await, Ok(Marked::Done));
        proxy.set(Line::Cut);
        assert_eq!(writing.journal.mark(begin(&second, 1)).await, Err(Unavailable::NotStored));
        proxy.set(Line::Whole);
        // It may have been stored all the same. Whoever tries again has a newer lease.
        let second = place.run(second.id).await;
        assert_eq!(writing.journal.mark(begin(&second, 2)).await, Ok(Marked::Done));
        // The network swallows everything: the connection is given up, and the next mark takes a new one.
        proxy.set(Line::Silent);
        assert_eq!(writing.journal.mark(begin(&third, 1)).await, Err(Unavailable::NotStored));
        proxy.set(Line::Moved);
        let third = place.run(third.id).await;
        assert_eq!(writing.journal.mark(begin(&third, 2)).await, Ok(Marked::Done));
        writing.finish().await;
        db.close().await.ok();
    }
    place.finish().await;
}
