//! Lost leases, dead processes, jobs that kill, and a database that is away.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use clockify_addons::db::entities::job::State;
use clockify_addons::db::{Db, Missing};
use clockify_addons::queue::{Options, Outcome, Policy, Queue};
use sea_orm::ConnectionTrait;

use super::{Crew, NEVER, OFTEN, QUICK, SOON, all_done, short};
use crate::harness::{Database, Engine, Line, Proxy, both, eventually};
use crate::queue::{KIND, NOW, Place, job, job_of};

both!(
    a_heartbeat_keeps_a_long_job,
    a_lost_lease_stops_the_handler,
    a_handler_that_does_not_listen_is_cut_off,
    the_job_of_a_worker_that_died_runs_again,
    a_job_that_kills_its_worker_is_dead_in_the_end,
    a_database_that_is_away_is_waited_for,
    a_row_that_can_not_be_read_does_not_stop_the_others,
);

async fn a_heartbeat_keeps_a_long_job(engine: Engine) {
    let place = Place::new(engine).await;
    let queue = short(&place).await;
    let crew = Crew::start(&queue, OFTEN, async |_, _, _| std::future::pending().await);
    let id = place.push(job()).await;
    eventually("it runs", SOON, async || place.row(id).await.state == State::Running).await;
    place.advance(4);
    // Its lease would end a second from now; a heartbeat comes at a quarter of it.
    let longer = async || place.row(id).await.lease_until_ms == Some((NOW + 9) * 1000);
    eventually("the lease is longer", SOON, longer).await;
    assert!(!crew.log.begun.lock().unwrap().is_empty());
    crew.kill().await;
    place.finish().await;
}

async fn a_lost_lease_stops_the_handler(engine: Engine) {
    let place = Place::new(engine).await;
    let queue = short(&place).await;
    let lost = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&lost);
    let crew = Crew::start(&queue, OFTEN, move |_, context, _| {
        let seen = Arc::clone(&seen);
        async move {
            context.token().cancelled().await;
            seen.fetch_add(usize::from(context.is_lost()), Ordering::SeqCst);
            Outcome::Done
        }
    });
    let id = place.push(job()).await;
    eventually("it runs", SOON, async || crew.log.begun() == 1).await;
    // Somebody else has it now, for a minute.
    place.execute(&format!("UPDATE job SET run_lease = run_lease + 1, lease_until_ms = {}", (NOW + 60) * 1000)).await;
    eventually("the handler hears of it", SOON, async || lost.load(Ordering::SeqCst) == 1).await;
    eventually("its end is refused", SOON, async || place.metric("jobs_stale_total") > 0.9).await;
    let row = place.row(id).await;
    assert_eq!((row.state, row.run_lease), (State::Running, 2), "what the other has it keeps");
    crew.stop().await;
    place.finish().await;
}

async fn a_handler_that_does_not_listen_is_cut_off(engine: Engine) {
    let place = Place::new(engine).await;
    let queue = short(&place).await;
    let options = Options { slots: 1, grace: Duration::from_millis(10), ..OFTEN };
    let crew = Crew::start(&queue, options, |job, _, _| async move {
        if job.attempt == 1 && job.key.is_some() {
            std::future::pending::<()>().await;
        }
        Outcome::Done
    });
    place.push(job().with_key("deaf")).await;
    eventually("it runs", SOON, async || crew.log.begun() == 1).await;
    place.execute("DELETE FROM job").await;
    place.push(job()).await;
    eventually("its slot is free again", SOON, async || crew.log.begun() == 2).await;
    all_done(&place).await;
    crew.stop().await;
    place.finish().await;
}

async fn the_job_of_a_worker_that_died_runs_again(engine: Engine) {
    let place = Place::new(engine).await;
    let ids = place.queue.push_all((0..5).map(job_of).collect()).await.unwrap();
    let crew = Crew::start(&place.queue, OFTEN, async |_, _, _| std::future::pending().await);
    eventually("all run", SOON, async || crew.log.begun() == 5).await;
    crew.kill().await;
    let rows = place.rows().await;
    assert!(rows.iter().all(|row| row.state == State::Running) && rows.len() == ids.len());
    let crew = Crew::start(&place.elsewhere().await, OFTEN, async |_, _, _| Outcome::Done);
    place.advance(60);
    all_done(&place).await;
    assert!(crew.log.begun.lock().unwrap().iter().all(|job| job.attempt == 2));
    crew.stop().await;
    place.finish().await;
}

/// A job that takes the process down with it never reports a failure; the attempts are counted all the same.
async fn a_job_that_kills_its_worker_is_dead_in_the_end(engine: Engine) {
    let place = Place::new(engine).await;
    let id = place.push(job()).await;
    for attempt in 1..=QUICK.max_attempts {
        let crew = Crew::start(&place.queue, OFTEN, async |_, _, _| std::future::pending().await);
        eventually("it runs", SOON, async || crew.log.begun() == 1).await;
        assert_eq!(crew.log.begun.lock().unwrap()[0].attempt, attempt);
        crew.kill().await;
        place.advance(60);
    }
    let crew = Crew::start(&place.queue, OFTEN, async |_, _, _| Outcome::Done);
    eventually("it is dead", SOON, async || place.row(id).await.state == State::Dead).await;
    let row = place.row(id).await;
    assert_eq!(row.failure_class.as_deref(), Some("lost"));
    assert_eq!(row.last_error.as_deref(), Some("3 attempts came to no end"));
    assert_eq!(crew.log.begun(), 0);
    crew.stop().await;
    place.finish().await;
}

/// The database goes while jobs run, and comes back. Nothing is lost, and nobody has to restart anything.
async fn a_database_that_is_away_is_waited_for(engine: Engine) {
    let place = Place::new(engine).await;
    if engine == Engine::Sqlite {
        return locked(place).await;
    }
    for line in [Line::Cut, Line::Silent] {
        let proxy = Proxy::to(place.database.server()).await;
        let db = Db::open(&place.database.through(proxy.address), Missing::Refuse).await.unwrap();
        let queue = Queue::new(db, Arc::new(place.clock.clone()), Arc::clone(&place.metrics));
        let patient = Policy { max_attempts: 10_000, ..QUICK };
        let crew = Crew::with(&queue, OFTEN, patient, async |_, _, _| Outcome::Done);
        place.queue.push_all((0..200).map(|n| job_of(n % 7)).collect()).await.unwrap();
        eventually("it works", SOON, async || crew.log.begun() > 20).await;
        proxy.set(line);
        place.queue.push_all((0..200).map(|n| job_of(n % 7)).collect()).await.unwrap();
        let begun = crew.log.begun();
        proxy.set(if line == Line::Silent { Line::Moved } else { Line::Whole });
        // A claim whose commit was cut off may stand although nobody heard of it; its lease has to run out.
        let done = async || {
            place.advance(1);
            place.rows().await.is_empty()
        };
        eventually("it goes on", SOON, done).await;
        assert!(crew.log.begun() >= begun.max(400), "{line:?}");
        crew.stop().await;
    }
    place.finish().await;
}

async fn locked(place: Place) {
    place.execute("PRAGMA busy_timeout = 50").await;
    let crew = Crew::start(&place.queue, NEVER, async |_, _, _| Outcome::Done);
    let other = Db::open(&place.database.url, Missing::Refuse).await.unwrap();
    let elsewhere = Queue::new(other.clone(), Arc::new(place.clock.clone()), Arc::clone(&place.metrics));
    elsewhere.push_all((0..50).map(job_of).collect()).await.unwrap();
    // The lock of somebody who writes for long, from another process.
    let held = other.begin().await.unwrap();
    place.queue.wake();
    held.execute_unprepared("UPDATE view_revision SET revision = revision + 1").await.unwrap();
    for _ in 0..20 {
        tokio::task::yield_now().await;
        assert!(place.queue.claim(&[KIND], 1).await.is_err(), "the lock holds");
    }
    assert_eq!(crew.log.begun(), 0);
    held.rollback().await.unwrap();
    all_done(&place).await;
    crew.stop().await;
    other.close().await.unwrap();
    place.finish().await;
}

async fn a_row_that_can_not_be_read_does_not_stop_the_others(engine: Engine) {
    let place = Place::new(engine).await;
    place.backlog("no such/workspace", 3).await;
    let crew = Crew::start(&place.queue, OFTEN, async |_, _, _| Outcome::Done);
    place.queue.push_all((0..20).map(job_of).collect()).await.unwrap();
    eventually("the others are done", SOON, async || place.rows().await.len() == 3).await;
    crew.stop().await;
    place.finish().await;
}

#[tokio::test]
async fn a_database_without_a_schema_is_waited_for() {
    let database = Database::empty(Engine::Sqlite).await;
    let db = Db::open(&database.url, Missing::Create).await.unwrap();
    let metrics = Arc::new(clockify_addons::metrics::Metrics::new(clockify_addons::domain::addon::Addon::ApiStudio));
    let queue = Queue::new(db.clone(), Arc::new(clockify_addons::clock::Manual::at(NOW)), metrics);
    let crew = Crew::start(&queue, OFTEN, async |_, _, _| Outcome::Done);
    assert!(queue.push(job()).await.is_err());
    clockify_addons::migrate::up(&database.url, &db, SOON).await.unwrap();
    queue.push(job()).await.unwrap();
    eventually("it begins", SOON, async || crew.log.begun() == 1).await;
    crew.stop().await;
    db.close().await.unwrap();
    database.remove().await;
}
