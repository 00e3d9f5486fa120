//! What is pushed is done: how soon, how many at once, and what follows from each outcome.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use clockify_addons::clock::System;
use clockify_addons::db::entities::job::State;
use clockify_addons::queue::{BadOptions, Failure, NewJob, Options, Outcome, Policy, Queue, Workers};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::{Crew, Door, Log, NEVER, OFTEN, QUICK, SOON, all_done, handler};
use crate::harness::{Engine, both, eventually, spawn};
use crate::queue::{KIND, Place, job, job_of, workspace};

both!(
    what_is_pushed_is_done_once,
    a_push_is_heard_at_once,
    a_push_elsewhere_is_heard,
    a_job_begins_when_it_is_due,
    no_more_run_at_once_than_there_are_slots,
    one_workspace_leaves_slots_to_the_others,
    each_outcome_has_its_end,
    a_handler_can_record_the_end_itself,
    a_panic_is_a_failed_attempt,
    each_kind_has_its_handler,
    two_crews_share_the_work,
    what_is_counted_shows,
    options_that_can_not_work_are_refused,
);

async fn what_is_pushed_is_done_once(engine: Engine) {
    let place = Place::new(engine).await;
    let crew = Crew::start(&place.queue, OFTEN, async |_, _, _| Outcome::Done);
    let pushed = place.queue.push_all((0..500).map(|n| job_of(n % 9)).collect()).await.unwrap();
    all_done(&place).await;
    let begun: Vec<_> = crew.log.begun.lock().unwrap().iter().map(|job| job.id).collect();
    assert_eq!(begun.len(), 500);
    assert_eq!(begun.into_iter().collect::<HashSet<_>>(), pushed.into_iter().flatten().collect());
    let counted = "jobs_total{addon=\"universal-webhook\",kind=\"other\",outcome=\"done\"}";
    assert!((place.metric(counted) - 500.0).abs() < 0.1);
    assert!(place.metric("jobs_stale_total") < 0.1);
    crew.stop().await;
    place.finish().await;
}

async fn a_push_is_heard_at_once(engine: Engine) {
    let place = Place::new(engine).await;
    let crew = Crew::start(&place.queue, NEVER, async |_, _, _| Outcome::Done);
    for _ in 0..20 {
        place.push(job()).await;
        all_done(&place).await;
    }
    let transaction = place.db.begin().await.unwrap();
    place.queue.push_in(&transaction, job()).await.unwrap();
    transaction.commit().await.unwrap();
    place.queue.wake();
    eventually("a job of a transaction is done", SOON, async || crew.log.begun() == 21).await;
    crew.stop().await;
    place.finish().await;
}

/// PostgreSQL tells of it; on SQLite the poll finds it.
async fn a_push_elsewhere_is_heard(engine: Engine) {
    let place = Place::new(engine).await;
    let options = if engine == Engine::Postgres { NEVER } else { OFTEN };
    let crew = Crew::start(&place.queue, options, async |_, _, _| Outcome::Done);
    let elsewhere = place.elsewhere().await;
    for _ in 0..10 {
        elsewhere.push(job()).await.unwrap();
        all_done(&place).await;
    }
    crew.stop().await;
    place.finish().await;
}

async fn a_job_begins_when_it_is_due(engine: Engine) {
    let place = Place::new(engine).await;
    let queue = Queue::new(place.db.clone(), Arc::new(System), Arc::clone(&place.metrics));
    let early = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&early);
    let crew = Crew::start(&queue, NEVER, move |job, _, _| {
        let early = Arc::clone(&counted);
        async move {
            if clockify_addons::clock::Clock::now(&System) < job.due {
                early.fetch_add(1, Ordering::SeqCst);
            }
            Outcome::Done
        }
    });
    let now = clockify_addons::clock::Clock::now(&System);
    // Whoever sleeps until one of them is due is woken for each that is due before.
    for late in [3_600_000, 900, 300, 600] {
        queue.push(job().due(now + Duration::from_millis(late))).await.unwrap();
    }
    eventually("what is due is done", SOON, async || place.rows().await.len() == 1).await;
    assert_eq!((crew.log.begun(), early.load(Ordering::SeqCst)), (3, 0), "none too early");
    crew.stop().await;
    place.finish().await;
}

async fn no_more_run_at_once_than_there_are_slots(engine: Engine) {
    let place = Place::new(engine).await;
    let door = Door::closed();
    let inside = door.clone();
    let crew = Crew::start(&place.queue, OFTEN, move |_, _, _| {
        let door = inside.clone();
        async move {
            door.pass().await;
            Outcome::Done
        }
    });
    place.queue.push_all((0..50).map(job_of).collect()).await.unwrap();
    eventually("every slot is taken", SOON, async || crew.log.begun() == 8).await;
    for _ in 0..5 {
        place.push(job()).await;
    }
    let running = place.rows().await.iter().filter(|row| row.state == State::Running).count();
    assert_eq!((running, crew.log.begun()), (8, 8));
    door.open();
    all_done(&place).await;
    assert_eq!(crew.log.most.load(Ordering::SeqCst), 8);
    crew.stop().await;
    place.finish().await;
}

async fn one_workspace_leaves_slots_to_the_others(engine: Engine) {
    let place = Place::new(engine).await;
    let door = Door::closed();
    let inside = door.clone();
    let options = Options { per_workspace: 5, ..OFTEN };
    let crew = Crew::start(&place.queue, options, move |_, _, _| {
        let door = inside.clone();
        async move {
            door.pass().await;
            Outcome::Done
        }
    });
    // Fewer than there are slots, and then many more: the two ways of a claim.
    place.queue.push_all(vec![job_of(0); 7]).await.unwrap();
    eventually("a workspace has its share", SOON, async || crew.log.begun() == 5).await;
    place.queue.push_all(vec![job_of(0); 100]).await.unwrap();
    place.push(job_of(1)).await;
    eventually("the other begins at once", SOON, async || crew.log.begun() == 6).await;
    assert_eq!(crew.log.begun.lock().unwrap()[5].workspace, workspace(1));
    door.open();
    all_done(&place).await;
    crew.stop().await;
    place.finish().await;
}

async fn each_outcome_has_its_end(engine: Engine) {
    let place = Place::new(engine).await;
    let later = place.now() + Duration::from_hours(1);
    let crew = Crew::start(&place.queue, OFTEN, move |job, _, _| async move {
        match job.read::<String>().unwrap().as_str() {
            "done" => Outcome::Done,
            "retry" => Outcome::Retry(Failure::new("timeout", "no answer")),
            "dead" => Outcome::Dead(Failure::new("refused", "never")),
            _ => Outcome::Snooze(later),
        }
    });
    for word in ["done", "retry", "dead", "snooze"] {
        place.push(NewJob::new(workspace(0), KIND, json!(word))).await;
    }
    let ended = async || {
        let rows = place.rows().await;
        rows.len() == 3 && rows.iter().all(|row| row.state != State::Running) && crew.log.begun() == 4
    };
    eventually("each has ended", SOON, ended).await;
    for row in place.rows().await {
        let found = (row.state, row.attempt, row.failure_class.as_deref(), row.due_at_ms > super::super::NOW * 1000);
        let expected = match row.payload.as_str() {
            "\"retry\"" => (State::Pending, 1, Some("timeout"), true),
            "\"dead\"" => (State::Dead, 1, Some("refused"), false),
            _ => (State::Pending, 0, None, true),
        };
        assert_eq!(found, expected, "{}", row.payload);
    }
    // The second and the third attempt; then it is dead. The next is due counting from the end of the one before, so
    // the clock goes on only when that is written down.
    for attempt in [1, 2] {
        let waits = async || {
            let rows = place.rows().await;
            rows.iter().any(|row| row.payload == "\"retry\"" && row.state == State::Pending && row.attempt == attempt)
        };
        eventually("it waits for the next attempt", SOON, waits).await;
        place.advance(15);
        eventually("it is tried again", SOON, async || crew.log.begun() == 4 + usize::try_from(attempt).unwrap()).await;
    }
    let dead = async || place.queue.dead(None, None, 9).await.unwrap().len() == 2;
    eventually("attempts come to an end", SOON, dead).await;
    crew.stop().await; // what was counted shows once the crew has gone home
    for (outcome, times) in [("done", 1.0), ("retried", 2.0), ("dead", 2.0), ("snoozed", 1.0)] {
        let name = format!("jobs_total{{addon=\"universal-webhook\",kind=\"other\",outcome=\"{outcome}\"}}");
        assert!((place.metric(&name) - times).abs() < 0.1, "{outcome}");
    }
    place.finish().await;
}

async fn a_handler_can_record_the_end_itself(engine: Engine) {
    let place = Place::new(engine).await;
    let (queue, db) = (place.queue.clone(), place.db.clone());
    let crew = Crew::start(&place.queue, OFTEN, move |_, context, _| {
        let (queue, db) = (queue.clone(), db.clone());
        async move {
            let transaction = db.begin().await.unwrap();
            queue.finish_in(&transaction, context.claim()).await.unwrap();
            transaction.commit().await.unwrap();
            Outcome::Recorded
        }
    });
    place.queue.push_all(vec![job(); 30]).await.unwrap();
    all_done(&place).await;
    crew.stop().await;
    assert!(place.metric("jobs_stale_total") < 0.1);
    place.finish().await;
}

async fn a_panic_is_a_failed_attempt(engine: Engine) {
    let place = Place::new(engine).await;
    let crew = Crew::start(&place.queue, OFTEN, async |job, _, _| {
        assert!(job.attempt > 2, "attempt {} panics, as it should", job.attempt);
        Outcome::Done
    });
    let id = place.push(job()).await;
    for attempt in 1..3 {
        let failed = async || {
            let row = place.row(id).await;
            row.state == State::Pending && row.attempt == attempt
        };
        eventually("the attempt failed", SOON, failed).await;
        let row = place.row(id).await;
        assert_eq!(row.failure_class.as_deref(), Some("panic"));
        assert_eq!(row.last_error, Some(format!("attempt {attempt} panics, as it should")));
        place.advance(15);
    }
    all_done(&place).await;
    crew.stop().await;
    place.finish().await;
}

async fn each_kind_has_its_handler(engine: Engine) {
    let place = Place::new(engine).await;
    let (some, others) = (Arc::new(Log::default()), Arc::new(Log::default()));
    let handlers = [
        handler("some", QUICK, &some, async |_, _, _| Outcome::Done),
        handler("other", QUICK, &others, async |_, _, _| Outcome::Done),
    ];
    let workers = Workers::new(place.queue.clone(), handlers, OFTEN).unwrap();
    let stop = CancellationToken::new();
    let task = spawn(workers.run(stop.clone()));
    for (kind, jobs) in [("some", 30), ("other", 20), ("unknown", 3)] {
        place.queue.push_all(vec![NewJob::new(workspace(0), kind, json!({})); jobs]).await.unwrap();
    }
    eventually("both kinds are done", SOON, async || place.rows().await.len() == 3).await;
    assert_eq!((some.begun(), others.begun()), (30, 20));
    stop.cancel();
    task.await.unwrap();
    place.finish().await;
}

async fn two_crews_share_the_work(engine: Engine) {
    let place = Place::new(engine).await;
    let elsewhere = place.elsewhere().await;
    let crews = [&place.queue, &elsewhere].map(|queue| {
        Crew::start(queue, OFTEN, async |_, _, _| {
            tokio::task::yield_now().await;
            Outcome::Done
        })
    });
    place.queue.push_all((0..1000).map(|n| job_of(n % 3)).collect()).await.unwrap();
    all_done(&place).await;
    let begun: Vec<_> =
        crews.iter().flat_map(|crew| crew.log.begun.lock().unwrap().clone()).map(|job| job.id).collect();
    assert_eq!((begun.len(), begun.iter().collect::<HashSet<_>>().len()), (1000, 1000));
    for crew in crews {
        crew.stop().await;
    }
    place.finish().await;
}

async fn what_is_counted_shows(engine: Engine) {
    let place = Place::new(engine).await;
    place.queue.push_all(vec![job().due(place.now() + Duration::from_secs(30)); 5]).await.unwrap();
    place.advance(20);
    let crew = Crew::start(&place.queue, OFTEN, async |_, _, _| Outcome::Done);
    let pending = "jobs{addon=\"universal-webhook\",kind=\"other\",state=\"pending\"}";
    eventually("the depth is counted", SOON, async || place.metric(pending) > 4.9).await;
    assert!(place.metric("jobs_oldest_due_seconds{addon=\"universal-webhook\",kind=\"other\"}") < 0.1);
    place.advance(15);
    all_done(&place).await;
    assert!((place.metric("job_wait_seconds_sum") - 25.0).abs() < 1.0, "each began five seconds late");
    crew.stop().await;
    place.finish().await;
}

async fn options_that_can_not_work_are_refused(engine: Engine) {
    let place = Place::new(engine).await;
    let log = Arc::new(Log::default());
    let simple = || handler(KIND, QUICK, &log, async |_, _, _| Outcome::Done);
    let refused =
        |queue: &Queue, handlers: Vec<_>, options| Workers::new(queue.clone(), handlers, options).unwrap_err();
    assert_eq!(refused(&place.queue, vec![], OFTEN), BadOptions::Nothing);
    assert_eq!(refused(&place.queue, vec![simple()], Options { slots: 0, ..OFTEN }), BadOptions::Nothing);
    assert_eq!(refused(&place.queue, vec![simple(), simple()], OFTEN), BadOptions::Twice(KIND));
    let lease = |seconds| {
        let clock = Arc::new(place.clock.clone());
        Queue::with_lease(place.db.clone(), clock, Arc::clone(&place.metrics), Duration::from_secs(seconds))
    };
    let error = refused(&lease(4), vec![simple()], OFTEN);
    assert_eq!(
        error.to_string(),
        "a lease of 4s is too short for jobs of kind `errand`: a request of theirs may take 0ns, and 5s have to remain"
    );
    assert!(Workers::new(lease(5), [simple()], OFTEN).is_ok());
    assert_eq!(Policy::default().longest_request, Duration::from_secs(30));
    place.finish().await;
}
