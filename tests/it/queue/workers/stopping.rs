//! A stop in order: what runs comes to an end or is given back, and nothing new begins.

use std::time::Duration;

use clockify_addons::db::entities::job::State;
use clockify_addons::queue::{Failure, Options, Outcome};

use super::{Crew, Door, OFTEN, SOON};
use crate::harness::{Engine, both, eventually};
use crate::queue::{Place, job, job_of};

both!(
    what_runs_may_come_to_its_end,
    what_takes_longer_than_the_grace_is_given_back,
    a_handler_hears_of_the_stop,
    nothing_begins_after_the_stop,
    idle_workers_stop_at_once,
    ends_are_stored_although_the_stop_came,
);

async fn what_runs_may_come_to_its_end(engine: Engine) {
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
    place.queue.push_all((0..20).map(job_of).collect()).await.unwrap();
    eventually("eight run", SOON, async || crew.log.begun() == 8).await;
    crew.ask();
    door.open();
    crew.stop().await;
    let rows = place.rows().await;
    assert_eq!(rows.len(), 12, "what ran is done, what waited waits");
    assert!(rows.iter().all(|row| (row.state, row.attempt) == (State::Pending, 0)));
    place.finish().await;
}

async fn what_takes_longer_than_the_grace_is_given_back(engine: Engine) {
    let place = Place::new(engine).await;
    let options = Options { grace: Duration::from_millis(50), ..OFTEN };
    let crew = Crew::start(&place.queue, options, |job, _, _| async move {
        if job.read::<u32>().unwrap() == 0 {
            return Outcome::Retry(Failure::new("x", "x"));
        }
        std::future::pending().await
    });
    let of = |n: u32| {
        let mut job = job();
        job.payload = n.into();
        job
    };
    place.queue.push_all((0..5).map(of).collect()).await.unwrap();
    eventually("all run", SOON, async || crew.log.begun() == 5).await;
    let failed = async || place.rows().await.iter().filter(|row| row.state == State::Pending).count() == 1;
    eventually("one failed", SOON, failed).await;
    crew.stop().await;
    let rows = place.rows().await;
    for row in &rows {
        let (attempt, now) = (i32::from(row.payload == "0"), super::super::NOW * 1000);
        assert_eq!((row.state, row.attempt, row.lease_until_ms), (State::Pending, attempt, None), "{row:?}");
        assert_eq!(row.due_at_ms > now, row.payload == "0", "given back to be taken at once");
    }
    let released = "jobs_total{addon=\"universal-webhook\",kind=\"other\",outcome=\"released\"}";
    assert!((place.metric(released) - 4.0).abs() < 0.1);
    place.finish().await;
}

async fn a_handler_hears_of_the_stop(engine: Engine) {
    let place = Place::new(engine).await;
    let now = place.now();
    let crew = Crew::start(&place.queue, OFTEN, move |_, context, _| async move {
        context.token().cancelled().await;
        assert!(!context.is_lost());
        Outcome::Snooze(now)
    });
    place.push(job()).await;
    eventually("it runs", SOON, async || crew.log.begun() == 1).await;
    crew.stop().await;
    let row = place.rows().await.pop().unwrap();
    assert_eq!((row.state, row.attempt), (State::Pending, 0));
    place.finish().await;
}

async fn nothing_begins_after_the_stop(engine: Engine) {
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
    place.push(job()).await;
    eventually("it runs", SOON, async || crew.log.begun() == 1).await;
    crew.ask();
    place.queue.push_all(vec![job(); 10]).await.unwrap();
    door.open();
    let log = std::sync::Arc::clone(&crew.log);
    crew.stop().await;
    assert_eq!((log.begun(), place.rows().await.len()), (1, 10));
    place.finish().await;
}

async fn idle_workers_stop_at_once(engine: Engine) {
    let place = Place::new(engine).await;
    let options = Options { grace: Duration::from_hours(1), poll: Duration::from_hours(1), ..OFTEN };
    let crew = Crew::start(&place.queue, options, async |_, _, _| Outcome::Done);
    crew.stop().await;
    place.finish().await;
}

/// Work that is done isn't done again because a server stopped: a rolling restart under load.
async fn ends_are_stored_although_the_stop_came(engine: Engine) {
    let place = Place::new(engine).await;
    place.queue.push_all((0..400).map(|n| job_of(n % 5)).collect()).await.unwrap();
    let mut begun = 0;
    for _ in 0..20 {
        let crew = Crew::start(&place.queue, OFTEN, async |_, _, _| Outcome::Done);
        eventually("it works", SOON, async || crew.log.begun() > 0 || place.rows().await.is_empty()).await;
        let log = std::sync::Arc::clone(&crew.log);
        crew.stop().await;
        begun += log.begun();
        assert_eq!(begun + place.rows().await.len(), 400, "what began is done, and what is done began once");
    }
    place.finish().await;
}
