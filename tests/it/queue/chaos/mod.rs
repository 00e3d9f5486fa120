//! Everything at once: workers that die, clocks that jump, leases that are lost; and a model that knows what should be.

mod model;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use clockify_addons::queue::{Failure, Outcome, Policy};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use tokio::runtime::Handle;

use super::workers::{Crew, OFTEN, QUICK, SOON};
use super::{KIND, Place, job_of};
use crate::harness::{Engine, both, eventually};
use model::{Model, Step, steps};

both!(the_queue_does_what_the_model_does, whatever_happens_to_workers_every_job_is_done);

async fn the_queue_does_what_the_model_does(engine: Engine) {
    let place = Place::new(engine).await;
    let config = Config { cases: 40, failure_persistence: None, max_shrink_iters: 400, ..Config::default() };
    let result = tokio::task::block_in_place(|| {
        TestRunner::new(config).run(&steps(), |steps| Handle::current().block_on(follow(&place, steps)))
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    place.finish().await;
}

async fn follow(place: &Place, steps: Vec<Step>) -> Result<(), TestCaseError> {
    place.execute("DELETE FROM job").await;
    let mut model = Model::default();
    for step in steps {
        model.follow(place, &step).await?;
        prop_assert_eq!(place.rows().await, model.rows(), "after {:?}", step);
    }
    Ok(())
}

/// Three crews work; every now and then one is killed and another begins, and the clock jumps over all leases, also
/// those of workers who are well. Each job is run at least once, its end is recorded exactly once, and none is left.
async fn whatever_happens_to_workers_every_job_is_done(engine: Engine) {
    let place = Place::new(engine).await;
    let jobs = 400;
    let ids = place.queue.push_all((0..jobs).map(|n| job_of(n % 6)).collect()).await.unwrap();
    let mut queues = Vec::new();
    for _ in 0..3 {
        queues.push(place.elsewhere().await);
    }
    let start = |n: usize| {
        let patient = Policy { max_attempts: 10_000, ..QUICK };
        Crew::with(&queues[n % 3], OFTEN, patient, |job, context, _| async move {
            // Some take long, some fail at first, some are in the middle of something when their worker dies.
            for _ in 0..job.id.as_u128() % 50 {
                if context.token().is_cancelled() {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            match job.id.as_u128() % 7 {
                0 if job.attempt == 1 => Outcome::Retry(Failure::new("x", "once")),
                1 if job.attempt == 1 => panic!("once"),
                _ => Outcome::Done,
            }
        })
    };
    let mut crews: Vec<_> = (0..3).map(start).collect();
    let mut logs: Vec<_> = crews.iter().map(|crew| Arc::clone(&crew.log)).collect();
    for round in 0..8 {
        let before: usize = logs.iter().map(|log| log.begun()).sum();
        let some = async || {
            let begun: usize = logs.iter().map(|log| log.begun()).sum();
            begun > before + 15 || place.rows().await.is_empty()
        };
        eventually("work goes on", SOON, some).await;
        crews.remove(0).kill().await;
        if round % 2 == 0 {
            place.advance(61);
        }
        crews.push(start(round));
        logs.push(Arc::clone(&crews.last().unwrap().log));
    }
    let over = async || {
        place.advance(1);
        place.rows().await.is_empty()
    };
    eventually("every job is done", SOON, over).await;
    let mut begun: HashMap<_, u32> = HashMap::new();
    for job in logs.iter().flat_map(|log| log.begun.lock().unwrap().clone()) {
        *begun.entry(job.id).or_default() += 1;
    }
    assert!(ids.into_iter().flatten().all(|id| begun.contains_key(&id)), "each was run");
    assert_eq!(place.queue.counts(&[KIND]).await.unwrap().iter().map(|count| count.jobs).sum::<u64>(), 0);
    let done = place.metric("jobs_total{addon=\"universal-webhook\",kind=\"other\",outcome=\"done\"}");
    // A worker that was killed between the commit and the count didn't count.
    let jobs = f64::from(u32::try_from(jobs).unwrap());
    assert!(done <= jobs && done > jobs / 2.0, "the end of each is recorded once: {done}");
    for crew in crews {
        crew.stop().await;
    }
    place.finish().await;
}
