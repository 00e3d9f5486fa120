//! What is said of a claimed job: it holds while the claim is the newest, and changes nothing afterwards.

use clockify_addons::db::entities::job::State;
use clockify_addons::queue::{Claim, Failure, Finish, NewJob, Policy, Queue, Revived};
use serde_json::json;
use time::Duration;
use uuid::Uuid;

use super::{KIND, Place, job, job_of, workspace};
use crate::harness::{Engine, both};

both!(
    a_finished_job_leaves,
    a_late_word_changes_nothing,
    the_second_owner_decides,
    a_word_on_what_was_given_back_is_stale,
    an_expired_lease_that_nobody_took_still_holds,
    a_snooze_is_no_attempt,
    a_release_is_no_attempt,
    failures_wait_longer_each_time_and_then_it_is_dead,
    the_other_side_may_ask_for_more_time,
    a_dead_job_says_why_and_is_left_alone,
    a_dead_job_lives_again_with_all_its_attempts,
    a_dead_job_whose_key_is_taken_stays_dead,
    dead_jobs_are_listed_and_forgotten_by_workspace,
    an_end_can_travel_with_what_was_done,
    any_reason_can_be_stored,
    jobs_are_counted_by_state,
);

const ONCE: Policy = Policy {
    max_attempts: 3,
    base: std::time::Duration::from_secs(10),
    cap: std::time::Duration::from_secs(15),
    longest_request: std::time::Duration::ZERO,
};

fn broken() -> Failure {
    Failure::new("broken", "it broke")
}

/// Everything that can be said of a claim.
async fn say(queue: &Queue, word: usize, claim: &Claim, place: &Place) -> Finish {
    match word {
        0 => queue.finish(claim).await.unwrap(),
        1 => queue.fail(claim, broken(), &ONCE).await.unwrap(),
        2 => queue.kill(claim, broken()).await.unwrap(),
        3 => queue.snooze(claim, place.now()).await.unwrap(),
        4 => queue.release(claim).await.unwrap(),
        _ => queue.heartbeat(&[claim]).await.unwrap()[0],
    }
}

const WORDS: usize = 6;

async fn a_finished_job_leaves(engine: Engine) {
    let place = Place::new(engine).await;
    place.push(job()).await;
    let claim = place.claim().await;
    assert_eq!(place.queue.finish(&claim).await.unwrap(), Finish::Done);
    assert!(place.rows().await.is_empty());
    assert_eq!(place.queue.finish(&claim).await.unwrap(), Finish::Stale, "once");
    place.finish().await;
}

/// A worker that was paused for longer than its lease: somebody else has the job.
async fn a_late_word_changes_nothing(engine: Engine) {
    let place = Place::new(engine).await;
    place.push(job()).await;
    place.push(job_of(1)).await;
    let mut late = place.claim().await;
    let neighbour = place.claim().await;
    for word in 0..WORDS {
        place.advance(61);
        let claims = place.queue.claim(&[KIND], 2).await.unwrap();
        assert_eq!(claims.len(), 2);
        let before = place.rows().await;
        assert_eq!(say(&place.queue, word, &late, &place).await, Finish::Stale, "word {word}");
        assert_eq!(place.rows().await, before, "word {word}");
        late = claims.into_iter().find(|claim| claim.job.id != neighbour.job.id).unwrap();
    }
    assert!((place.metric("jobs_stale_total") - 5.0).abs() < 0.1, "every end but the heartbeat is counted");
    place.finish().await;
}

async fn the_second_owner_decides(engine: Engine) {
    let place = Place::new(engine).await;
    for word in 0..WORDS {
        let id = place.push(job()).await;
        let late = place.claim().await;
        place.advance(61);
        let other = place.elsewhere().await;
        let second = other.claim(&[KIND], 1).await.unwrap().pop().unwrap();
        assert_eq!((second.job.id, second.job.attempt), (id, 2));
        assert_eq!(say(&place.queue, word, &late, &place).await, Finish::Stale);
        assert_eq!(say(&other, word, &second, &place).await, Finish::Done, "word {word}");
        place.execute("DELETE FROM job").await;
    }
    place.finish().await;
}

async fn a_word_on_what_was_given_back_is_stale(engine: Engine) {
    let place = Place::new(engine).await;
    let id = place.push(job()).await;
    for giving_back in 1..5 {
        let claim = place.claim().await;
        assert_eq!(say(&place.queue, giving_back, &claim, &place).await, Finish::Done);
        let before = place.rows().await;
        for word in 0..WORDS {
            assert_eq!(say(&place.queue, word, &claim, &place).await, Finish::Stale, "{word} after {giving_back}");
        }
        assert_eq!(place.rows().await, before);
        place.advance(60);
        if giving_back == 2 {
            assert_eq!(place.queue.revive(&workspace(0), id).await.unwrap(), Revived::Yes);
        }
    }
    place.finish().await;
}

async fn an_expired_lease_that_nobody_took_still_holds(engine: Engine) {
    let place = Place::new(engine).await;
    place.push(job()).await;
    let claim = place.claim().await;
    place.advance(600);
    assert_eq!(place.queue.finish(&claim).await.unwrap(), Finish::Done);
    assert!(place.rows().await.is_empty());
    place.finish().await;
}

async fn a_snooze_is_no_attempt(engine: Engine) {
    let place = Place::new(engine).await;
    let id = place.push(job()).await;
    for _ in 0..20 {
        let claim = place.claim().await;
        assert_eq!((claim.job.id, claim.job.attempt), (id, 1));
        assert_eq!(place.queue.snooze(&claim, place.now() + Duration::seconds(3)).await.unwrap(), Finish::Done);
        place.advance(2);
        assert!(place.is_quiet().await);
        place.advance(1);
    }
    place.finish().await;
}

async fn a_release_is_no_attempt(engine: Engine) {
    let place = Place::new(engine).await;
    place.push(job().with_key("one")).await;
    place.queue.fail(&place.claim().await, broken(), &ONCE).await.unwrap();
    place.advance(60);
    for _ in 0..5 {
        let claim = place.claim().await;
        assert_eq!(claim.job.attempt, 2);
        assert_eq!(place.queue.release(&claim).await.unwrap(), Finish::Done);
    }
    let row = place.rows().await.pop().unwrap();
    assert_eq!((row.state, row.lease_until_ms, row.last_error.as_deref()), (State::Pending, None, Some("it broke")));
    place.finish().await;
}

async fn failures_wait_longer_each_time_and_then_it_is_dead(engine: Engine) {
    let place = Place::new(engine).await;
    let id = place.push(job()).await;
    for (attempt, least) in [(1, 10_000), (2, 15_000)] {
        let claim = place.claim().await;
        assert_eq!(claim.job.attempt, attempt);
        assert_eq!(place.queue.fail(&claim, broken(), &ONCE).await.unwrap(), Finish::Done);
        let row = place.row(id).await;
        let wait = row.due_at_ms - i64::try_from(place.now().unix_timestamp_nanos() / 1_000_000).unwrap();
        assert!((least..=least * 6 / 5).contains(&wait), "attempt {attempt}: {wait}");
        assert_eq!((row.state, row.failure_class.as_deref()), (State::Pending, Some("broken")));
        place.advance(20);
    }
    place.queue.fail(&place.claim().await, broken(), &ONCE).await.unwrap();
    let row = place.row(id).await;
    assert_eq!((row.state, row.attempt), (State::Dead, 3));
    place.finish().await;
}

async fn the_other_side_may_ask_for_more_time(engine: Engine) {
    let place = Place::new(engine).await;
    let id = place.push(job()).await;
    for (asked, least) in [(100, 100), (1, 15)] {
        let failure = broken().not_before(place.now() + Duration::seconds(asked));
        place.queue.fail(&place.claim().await, failure, &ONCE).await.unwrap();
        let due = place.row(id).await.due_at_ms / 1000 - place.now().unix_timestamp();
        assert!(due >= least && due <= least.max(18), "{asked}: {due}");
        place.advance(100);
    }
    place.finish().await;
}

async fn a_dead_job_says_why_and_is_left_alone(engine: Engine) {
    let place = Place::new(engine).await;
    let id = place.push(job()).await;
    place.advance(5);
    place.queue.kill(&place.claim().await, broken()).await.unwrap();
    let row = place.row(id).await;
    assert_eq!((row.state, row.attempt, row.lease_until_ms), (State::Dead, 1, None));
    assert_eq!((row.failure_class.as_deref(), row.last_error.as_deref()), (Some("broken"), Some("it broke")));
    assert_eq!(row.died_at_ms, Some((super::NOW + 5) * 1000));
    place.advance(100_000);
    assert!(place.is_quiet().await);
    assert_eq!(place.queue.next(&[KIND]).await.unwrap(), None);
    place.finish().await;
}

async fn a_dead_job_lives_again_with_all_its_attempts(engine: Engine) {
    let place = Place::new(engine).await;
    let id = place.push(job()).await;
    for _ in 0..3 {
        place.queue.fail(&place.claim().await, broken(), &ONCE).await.unwrap();
        place.advance(60);
    }
    assert!(place.is_quiet().await);
    assert_eq!(place.queue.revive(&workspace(1), id).await.unwrap(), Revived::Absent, "it is another workspace's");
    assert_eq!(place.queue.revive(&workspace(0), Uuid::nil()).await.unwrap(), Revived::Absent);
    assert_eq!(place.queue.revive(&workspace(0), id).await.unwrap(), Revived::Yes);
    assert_eq!(place.queue.revive(&workspace(0), id).await.unwrap(), Revived::Absent, "it isn't dead any more");
    let row = place.row(id).await;
    assert_eq!((row.died_at_ms, row.last_error.as_deref()), (None, Some("it broke")));
    let claim = place.claim().await;
    assert_eq!((claim.job.attempt, claim.run_lease), (1, 4), "attempts begin anew, the fence does not");
    place.finish().await;
}

async fn a_dead_job_whose_key_is_taken_stays_dead(engine: Engine) {
    let place = Place::new(engine).await;
    let id = place.push(job().with_key("one")).await;
    place.queue.kill(&place.claim().await, broken()).await.unwrap();
    let live = place.push(job().with_key("one")).await;
    assert_eq!(place.queue.revive(&workspace(0), id).await.unwrap(), Revived::Taken);
    let claim = place.claim().await;
    assert_eq!(claim.job.id, live);
    place.queue.finish(&claim).await.unwrap();
    assert_eq!(place.queue.revive(&workspace(0), id).await.unwrap(), Revived::Yes);
    place.finish().await;
}

async fn dead_jobs_are_listed_and_forgotten_by_workspace(engine: Engine) {
    let place = Place::new(engine).await;
    let mut dead = Vec::new();
    for n in 0..10 {
        dead.push(place.push(job_of(n % 2)).await);
    }
    for claim in place.queue.claim(&[KIND], 10).await.unwrap() {
        place.queue.kill(&claim, broken()).await.unwrap();
    }
    let live = place.push(job()).await;
    let list = async |workspace: Option<usize>, before, limit| {
        let workspace = workspace.map(super::workspace);
        let rows = place.queue.dead(workspace.as_ref(), before, limit).await.unwrap();
        rows.iter().map(|row| dead.iter().position(|id| *id == row.id).unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(list(None, None, 100).await, [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
    assert_eq!(list(Some(1), None, 3).await, [9, 7, 5]);
    assert_eq!(list(Some(1), Some(dead[5]), 3).await, [3, 1]);
    assert!(!place.queue.forget(&workspace(0), dead[1]).await.unwrap(), "it is another workspace's");
    assert!(!place.queue.forget(&workspace(0), live).await.unwrap(), "it isn't dead");
    assert!(place.queue.forget(&workspace(1), dead[1]).await.unwrap());
    assert!(!place.queue.forget(&workspace(1), dead[1]).await.unwrap());
    assert_eq!(list(Some(1), None, 100).await, [9, 7, 5, 3]);
    place.finish().await;
}

async fn an_end_can_travel_with_what_was_done(engine: Engine) {
    let place = Place::new(engine).await;
    let id = place.push(job()).await;
    let claim = place.claim().await;
    let transaction = place.db.begin().await.unwrap();
    assert_eq!(place.queue.finish_in(&transaction, &claim).await.unwrap(), Finish::Done);
    transaction.rollback().await.unwrap();
    assert_eq!(place.row(id).await.state, State::Running, "nothing happened");
    let transaction = place.db.begin().await.unwrap();
    assert_eq!(place.queue.finish_in(&transaction, &claim).await.unwrap(), Finish::Done);
    // What follows from a job is pushed with its end.
    place.queue.push_in(&transaction, NewJob::new(workspace(0), "next", json!({}))).await.unwrap();
    transaction.commit().await.unwrap();
    let kinds: Vec<_> = place.rows().await.into_iter().map(|row| row.kind).collect();
    assert_eq!(kinds, ["next"]);
    place.finish().await;
}

async fn any_reason_can_be_stored(engine: Engine) {
    let place = Place::new(engine).await;
    let id = place.push(job()).await;
    for (reason, stored) in [
        (String::new(), None),
        ("it's \"quoted\"; \\ \n \u{1f980}".to_owned(), Some("it's \"quoted\"; \\ \n \u{1f980}".to_owned())),
        ("a\0b".to_owned(), Some("a\u{fffd}b".to_owned())),
        ("ä".repeat(10_000), Some("ä".repeat(2048))),
    ] {
        let policy = Policy { max_attempts: 100, ..ONCE };
        place.queue.fail(&place.claim().await, Failure::new("broken", reason), &policy).await.unwrap();
        assert_eq!(place.row(id).await.last_error, stored);
        place.advance(60);
    }
    place.finish().await;
}

async fn jobs_are_counted_by_state(engine: Engine) {
    let place = Place::new(engine).await;
    place.queue.push_all((0..9).map(|n| job().due(place.now() + Duration::seconds(n))).collect()).await.unwrap();
    place.advance(4);
    let claims = place.queue.claim(&[KIND], 3).await.unwrap();
    place.queue.kill(&claims[0], broken()).await.unwrap();
    let counts = place.queue.counts(&[KIND, "another"]).await.unwrap();
    let found: Vec<_> = counts.iter().map(|count| (count.kind.as_str(), count.state, count.jobs)).collect();
    let expected = [
        (KIND, State::Pending, 6),
        (KIND, State::Running, 2),
        (KIND, State::Dead, 1),
        ("another", State::Pending, 0),
        ("another", State::Running, 0),
        ("another", State::Dead, 0),
    ];
    assert_eq!(found, expected);
    assert_eq!(counts[0].oldest_due, Some(place.now() - Duration::seconds(1)));
    assert_eq!(counts[3].oldest_due, None);
    place.finish().await;
}
