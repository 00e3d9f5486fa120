//! Jobs come in: alone, in batches, in a transaction of somebody else's, once per key.

use clockify_addons::queue::{Failure, NewJob, Priority};
use futures_util::future::join_all;
use sea_orm::ConnectionTrait;
use serde_json::json;
use time::Duration;

use super::{KIND, Place, job, job_of, workspace};
use crate::harness::{Engine, both};

both!(
    a_job_is_claimed_as_it_was_pushed,
    a_live_key_keeps_a_second_job_out,
    a_key_is_of_one_workspace_and_kind,
    the_key_of_a_job_that_ended_is_free,
    an_empty_key_is_none,
    a_batch_is_answered_in_its_order,
    a_push_that_is_rolled_back_leaves_nothing,
    of_many_pushes_at_once_one_has_the_key,
    batches_with_the_same_keys_do_not_wait_for_each_other,
    any_payload_comes_back_as_it_was,
    a_job_that_waits_is_brought_forward,
);

async fn a_job_is_claimed_as_it_was_pushed(engine: Engine) {
    let place = Place::new(engine).await;
    let payload = json!({"entity": "project", "page": 3});
    let new = NewJob::new(workspace(7), KIND, payload.clone())
        .with_key("projects")
        .with_priority(Priority::High)
        .due(place.now() - Duration::seconds(5));
    let id = place.push(new).await;
    place.advance(2);
    let claim = place.claim().await;
    assert_eq!((claim.job.id, &claim.job.workspace, claim.job.kind.as_str()), (id, &workspace(7), KIND));
    assert_eq!(claim.job.key.as_deref(), Some("projects"));
    assert_eq!(claim.job.read::<serde_json::Value>().unwrap(), payload);
    assert_eq!((claim.job.priority, claim.job.attempt, claim.run_lease), (0, 1, 1));
    assert_eq!(claim.job.due, place.now() - Duration::seconds(7));
    assert_eq!(claim.job.created_at, place.now() - Duration::seconds(2));
    assert_eq!(claim.lease_until, place.now() + Duration::seconds(60));
    assert!(place.is_quiet().await, "it is there once");
    place.finish().await;
}

async fn a_live_key_keeps_a_second_job_out(engine: Engine) {
    let place = Place::new(engine).await;
    place.push(job().with_key("one")).await;
    assert_eq!(place.queue.push(job().with_key("one")).await.unwrap(), None, "while it is pending");
    let claim = place.claim().await;
    assert_eq!(place.queue.push(job().with_key("one")).await.unwrap(), None, "while it is running");
    place.queue.snooze(&claim, place.now() + Duration::hours(1)).await.unwrap();
    assert_eq!(place.queue.push(job().with_key("one")).await.unwrap(), None, "while it snoozes");
    assert_eq!(place.rows().await.len(), 1);
    place.finish().await;
}

async fn a_key_is_of_one_workspace_and_kind(engine: Engine) {
    let place = Place::new(engine).await;
    place.push(job().with_key("one")).await;
    place.push(job().with_key("two")).await;
    place.push(job_of(1).with_key("one")).await;
    place.push(NewJob::new(workspace(0), "another", json!({})).with_key("one")).await;
    assert_eq!(place.rows().await.len(), 4);
    place.finish().await;
}

async fn the_key_of_a_job_that_ended_is_free(engine: Engine) {
    let place = Place::new(engine).await;
    place.push(job().with_key("one")).await;
    place.queue.finish(&place.claim().await).await.unwrap();
    let second = place.push(job().with_key("one")).await;
    place.queue.kill(&place.claim().await, Failure::new("broken", "for good")).await.unwrap();
    let third = place.push(job().with_key("one")).await;
    assert_eq!(place.rows().await.iter().map(|row| row.id).collect::<Vec<_>>(), [second, third]);
    place.finish().await;
}

async fn an_empty_key_is_none(engine: Engine) {
    let place = Place::new(engine).await;
    for _ in 0..2 {
        place.push(job().with_key("")).await;
        place.push(job()).await;
    }
    assert!(place.rows().await.iter().all(|row| row.key.is_none()));
    place.finish().await;
}

async fn a_batch_is_answered_in_its_order(engine: Engine) {
    let place = Place::new(engine).await;
    let taken = place.push(job().with_key("key-5")).await;
    // Every key twice, the second one after all the first ones, in an order of their own.
    let jobs: Vec<_> = (0..1000).map(|n| job_of(n % 3).with_key(format!("key-{}", n * 7 % 500))).collect();
    let live: Vec<_> = jobs.iter().map(|job| (job.workspace.clone(), job.key.clone())).collect();
    let answers = place.queue.push_all(jobs).await.unwrap();
    let mut seen = vec![(workspace(0), Some("key-5".to_owned()))];
    let mut stored = vec![taken];
    for (job, answer) in live.into_iter().zip(answers) {
        assert_eq!(answer.is_some(), !seen.contains(&job), "{job:?}");
        stored.extend(answer);
        seen.push(job);
    }
    stored.sort();
    assert_eq!(place.rows().await.iter().map(|row| row.id).collect::<Vec<_>>(), stored);
    assert_eq!(place.queue.push_all(Vec::new()).await.unwrap(), []);
    place.finish().await;
}

async fn a_push_that_is_rolled_back_leaves_nothing(engine: Engine) {
    let place = Place::new(engine).await;
    for keep in [false, true] {
        let transaction = place.db.begin().await.unwrap();
        transaction.execute_unprepared("UPDATE view_revision SET revision = revision + 1").await.unwrap();
        let id = place.queue.push_in(&transaction, job().with_key("one")).await.unwrap();
        assert!(id.is_some());
        if keep {
            transaction.commit().await.unwrap();
        } else {
            transaction.rollback().await.unwrap();
        }
        assert_eq!(place.rows().await.len(), usize::from(keep));
    }
    place.finish().await;
}

async fn of_many_pushes_at_once_one_has_the_key(engine: Engine) {
    let place = Place::new(engine).await;
    let other = place.elsewhere().await;
    for round in 0..5 {
        let pushes = (0..16).map(|n| {
            let queue = if n % 2 == 0 { &place.queue } else { &other };
            queue.push(job().with_key(format!("{round}")))
        });
        let answers = join_all(pushes).await;
        let stored = answers.into_iter().filter(|answer| answer.as_ref().unwrap().is_some()).count();
        assert_eq!(stored, 1, "round {round}");
    }
    place.finish().await;
}

async fn batches_with_the_same_keys_do_not_wait_for_each_other(engine: Engine) {
    let place = Place::new(engine).await;
    let other = place.elsewhere().await;
    for round in 0..5 {
        let forth = (0..200).map(|n| job_of(n % 5).with_key(format!("{round}-{n}"))).collect();
        let back = (0..200).rev().map(|n| job_of(n % 5).with_key(format!("{round}-{n}"))).collect();
        let (forth, back) = tokio::join!(place.queue.push_all(forth), other.push_all(back));
        let stored = forth.unwrap().into_iter().chain(back.unwrap()).flatten().count();
        assert_eq!(stored, 200, "round {round}");
    }
    place.finish().await;
}

async fn any_payload_comes_back_as_it_was(engine: Engine) {
    let place = Place::new(engine).await;
    for payload in [
        json!(null),
        json!("it's \"quoted\", `so`; -- DROP TABLE job"),
        json!({"nul": "a\0b", "line": "a\nb", "sign": "\u{1f980}", "": ""}),
        json!([i64::MIN, u64::MAX, 0.1, -0.0]),
        json!("x".repeat(1_000_000)),
    ] {
        place.push(NewJob::new(workspace(0), KIND, payload.clone()).with_key("ключ ' \" \\")).await;
        let claim = place.claim().await;
        assert_eq!(claim.job.read::<serde_json::Value>().unwrap(), payload);
        assert_eq!(claim.job.payload, payload.to_string());
        assert_eq!(claim.job.key.as_deref(), Some("ключ ' \" \\"));
        place.queue.finish(&claim).await.unwrap();
    }
    place.finish().await;
}

async fn a_job_that_waits_is_brought_forward(engine: Engine) {
    let place = Place::new(engine).await;
    let (now, later) = (place.now(), place.now() + Duration::hours(6));
    let hasten = async |due| place.queue.hasten(job().with_key("one").due(due)).await.unwrap();
    let due = async || place.rows().await.iter().map(|row| row.due_at_ms).collect::<Vec<_>>();
    let ms = |time: time::OffsetDateTime| i64::try_from(time.unix_timestamp_nanos() / 1_000_000).unwrap();
    hasten(later).await;
    assert_eq!(due().await, [ms(later)], "where there is none it is stored");
    place.push(job().with_key("two").due(later)).await;
    place.push(job_of(1).with_key("one").due(later)).await;
    hasten(later + Duration::SECOND).await;
    assert_eq!(due().await, [ms(later); 3], "nothing waits longer for it");
    hasten(now).await;
    assert_eq!(due().await, [ms(now), ms(later), ms(later)], "and nobody else's is touched");
    let claim = place.claim().await;
    hasten(now - Duration::HOUR).await;
    place.queue.snooze(&claim, later).await.unwrap();
    assert_eq!(due().await, [ms(later); 3], "one that runs is left alone");
    hasten(now).await;
    place.queue.kill(&place.claim().await, Failure::new("broken", "for good")).await.unwrap();
    hasten(later).await;
    assert_eq!(due().await, [ms(now), ms(later), ms(later), ms(later)], "a dead one isn't brought back");
    place.finish().await;
}
