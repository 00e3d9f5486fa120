//! Who gets which job: order, limits, kinds, and never two at once.

use std::collections::HashSet;

use clockify_addons::queue::{Finish, NewJob, Priority};
use futures_util::future::join_all;
use serde_json::json;
use time::Duration;

use super::{KIND, Place, ids, job, job_of, workspace};
use crate::harness::{Engine, both};

both!(
    the_urgent_come_first_and_then_the_oldest,
    jobs_of_one_moment_come_in_the_order_of_their_push,
    a_full_queue_keeps_the_order_of_a_workspace,
    what_is_not_due_waits,
    a_claim_takes_what_it_asked_for_and_no_more,
    a_claim_takes_the_kinds_it_asked_for,
    claimers_at_once_never_share_a_job,
    an_expired_lease_is_claimed_again,
    what_expired_comes_before_what_waits,
    a_heartbeat_makes_a_lease_longer,
    the_next_moment_is_known,
);

async fn the_urgent_come_first_and_then_the_oldest(engine: Engine) {
    let place = Place::new(engine).await;
    let late = |seconds| place.now() - Duration::seconds(seconds);
    let low = place.push(job().with_priority(Priority::Low).due(late(50))).await;
    let young = place.push(job().due(late(10))).await;
    let old = place.push(job().due(late(30))).await;
    let high = place.push(job().with_priority(Priority::High).due(late(1))).await;
    let claims = place.queue.claim(&[KIND], 10).await.unwrap();
    assert_eq!(ids(&claims), [high, old, young, low]);
    place.finish().await;
}

async fn jobs_of_one_moment_come_in_the_order_of_their_push(engine: Engine) {
    let place = Place::new(engine).await;
    let pushed: Vec<_> = place.queue.push_all(vec![job(); 20]).await.unwrap().into_iter().flatten().collect();
    assert_eq!(ids(&place.queue.claim(&[KIND], 8).await.unwrap()), pushed[..8]);
    assert_eq!(ids(&place.queue.claim(&[KIND], 50).await.unwrap()), pushed[8..]);
    place.finish().await;
}

/// The order is the same when more is due than can be taken, which is another way through the code.
async fn a_full_queue_keeps_the_order_of_a_workspace(engine: Engine) {
    let place = Place::new(engine).await;
    let mut expected = Vec::new();
    for priority in Priority::ALL {
        for seconds in [30, 20, 10] {
            let due = place.now() - Duration::seconds(seconds);
            expected.push(place.push(job().with_priority(priority).due(due)).await);
        }
    }
    let mut found = Vec::new();
    for _ in 0..5 {
        found.extend(ids(&place.queue.claim(&[KIND], 2).await.unwrap()));
    }
    assert_eq!(found, expected);
    place.finish().await;
}

async fn what_is_not_due_waits(engine: Engine) {
    let place = Place::new(engine).await;
    let soon = place.push(job().due(place.now() + Duration::seconds(10))).await;
    let later = place.push(job().due(place.now() + Duration::seconds(20)).with_priority(Priority::High)).await;
    assert!(place.is_quiet().await);
    place.advance(9);
    assert!(place.is_quiet().await);
    place.advance(1);
    assert_eq!(place.claim().await.job.id, soon);
    assert!(place.is_quiet().await);
    place.advance(10);
    assert_eq!(place.claim().await.job.id, later);
    place.finish().await;
}

async fn a_claim_takes_what_it_asked_for_and_no_more(engine: Engine) {
    let place = Place::new(engine).await;
    place.queue.push_all((0..30).map(|n| job_of(n % 4)).collect()).await.unwrap();
    assert!(place.queue.claim(&[KIND], 0).await.unwrap().is_empty());
    assert!(place.queue.claim(&[], 5).await.unwrap().is_empty());
    let mut left = 30;
    for limit in [1, 7, 3, 13, 100, 100] {
        let claims = place.queue.claim(&[KIND], limit).await.unwrap();
        assert_eq!(claims.len(), limit.min(left), "of {left}");
        left -= claims.len();
    }
    place.finish().await;
}

async fn a_claim_takes_the_kinds_it_asked_for(engine: Engine) {
    let place = Place::new(engine).await;
    for kind in ["a", "b", "c"] {
        for _ in 0..10 {
            place.push(NewJob::new(workspace(0), kind, json!({}))).await;
        }
    }
    for (kinds, limit, expected) in [
        (&["b"][..], 4, "bbbb"),
        (&["nothing"], 4, ""),
        (&["a", "c"], 6, "aaaccc"),
        (&["b", "a", "c"], 100, "aaaaaaabbbbbbccccccc"),
    ] {
        let claims = place.queue.claim(kinds, limit).await.unwrap();
        let mut found: Vec<_> = claims.iter().map(|claim| claim.job.kind.as_str()).collect();
        found.sort_unstable();
        assert_eq!(found.concat(), expected, "{kinds:?}");
    }
    place.finish().await;
}

async fn claimers_at_once_never_share_a_job(engine: Engine) {
    let place = Place::new(engine).await;
    let pushed = place.queue.push_all((0..600).map(|n| job_of(n % 7)).collect()).await.unwrap();
    let mut queues = Vec::new();
    for _ in 0..4 {
        queues.push(place.elsewhere().await);
    }
    let claimers = (0..12).map(|n| {
        let queue = &queues[n % queues.len()];
        async move {
            let mut claimed = Vec::new();
            // Whoever comes away empty may have met the others in the act.
            for _ in 0..200 {
                claimed.extend(ids(&queue.claim(&[KIND], 5 + n).await.unwrap()));
            }
            claimed
        }
    });
    let claimed: Vec<_> = join_all(claimers).await.into_iter().flatten().collect();
    let distinct: HashSet<_> = claimed.iter().copied().collect();
    assert_eq!((claimed.len(), distinct.len()), (600, 600), "each once");
    assert_eq!(distinct, pushed.into_iter().flatten().collect());
    assert!(place.rows().await.iter().all(|row| row.attempt == 1 && row.run_lease == 1));
    place.finish().await;
}

async fn an_expired_lease_is_claimed_again(engine: Engine) {
    let place = Place::new(engine).await;
    let id = place.push(job()).await;
    for attempt in 1..5 {
        let claim = place.claim().await;
        assert_eq!((claim.job.id, claim.job.attempt, claim.run_lease), (id, attempt, i64::from(attempt)));
        place.advance(59);
        assert!(place.is_quiet().await, "the lease holds");
        place.advance(1);
    }
    place.finish().await;
}

async fn what_expired_comes_before_what_waits(engine: Engine) {
    let place = Place::new(engine).await;
    let id = place.push(job_of(3)).await;
    place.claim().await;
    place.queue.push_all((0..50).map(job_of).collect()).await.unwrap();
    place.advance(61);
    let claims = place.queue.claim(&[KIND], 4).await.unwrap();
    assert_eq!((claims[0].job.id, claims.len()), (id, 4));
    place.finish().await;
}

async fn a_heartbeat_makes_a_lease_longer(engine: Engine) {
    let place = Place::new(engine).await;
    place.queue.push_all(vec![job(); 3]).await.unwrap();
    let claims = place.queue.claim(&[KIND], 3).await.unwrap();
    for _ in 0..5 {
        place.advance(45);
        let beating: Vec<_> = claims[..2].iter().collect();
        assert_eq!(place.queue.heartbeat(&beating).await.unwrap(), [Finish::Done; 2]);
    }
    // The third one's lease ran out, and somebody else took it.
    assert_eq!(place.claim().await.job.id, claims[2].job.id);
    assert!(place.is_quiet().await);
    let all: Vec<_> = claims.iter().collect();
    assert_eq!(place.queue.heartbeat(&all).await.unwrap(), [Finish::Done, Finish::Done, Finish::Stale]);
    assert_eq!(place.queue.heartbeat(&[]).await.unwrap(), []);
    place.finish().await;
}

async fn the_next_moment_is_known(engine: Engine) {
    let place = Place::new(engine).await;
    let next =
        async || place.queue.next(&[KIND, "another"]).await.unwrap().map(|next| (next - place.now()).whole_seconds());
    assert_eq!(next().await, None);
    place.push(job().due(place.now() + Duration::seconds(30))).await;
    place.push(NewJob::new(workspace(0), "unasked", json!({}))).await;
    assert_eq!(next().await, Some(30));
    place.push(NewJob::new(workspace(0), "another", json!({})).due(place.now() + Duration::seconds(5))).await;
    assert_eq!(next().await, Some(5));
    place.push(job()).await;
    assert_eq!(next().await, Some(0));
    let claim = place.claim().await;
    place.advance(4);
    assert_eq!(next().await, Some(1));
    place.advance(1);
    assert_eq!(place.queue.claim(&["another"], 1).await.unwrap().len(), 1);
    place.advance(29);
    assert_eq!(next().await, Some(-4), "what is late is late");
    place.claim().await;
    assert_eq!(next().await, Some(26), "a lease that may run out");
    place.queue.finish(&claim).await.unwrap();
    place.finish().await;
}
