//! The gates: exactly one is first, no more are under way than may be, and a tick starts one run.

use clockify_addons::db::Db;
use clockify_addons::db::entities::flow_run::{self, State};
use clockify_addons::db::entities::{flow_once, flow_tick, job};
use clockify_addons::db::flows::gates::{self, Mode, Turn, Verdict};
use clockify_addons::db::flows::{Marked, RunChange};
use futures_util::future::join_all;
use sea_orm::EntityTrait;
use time::{Duration, OffsetDateTime};

use super::{Place, after, begin, end, flow, id, mark, run, workspace};
use crate::harness::{Engine, both};

both!(
    of_runs_with_one_key_one_is_first,
    no_more_are_at_work_than_may_be,
    runs_with_one_key_go_one_after_the_other,
    what_comes_while_another_is_under_way_is_dropped,
    so_many_a_minute_have_their_turn,
    whoever_lost_the_run_has_no_turn,
    a_dead_job_is_in_nobodys_way,
    of_64_at_once_as_many_go_as_may,
    a_tick_starts_one_run,
    the_breaker_counts_what_was_not_filtered,
    what_is_old_is_forgotten,
);

async fn of_runs_with_one_key_one_is_first(engine: Engine) {
    let place = Place::new(engine).await;
    let other = place.elsewhere().await;
    let once = async |db: &Db, flow: u64, key: u8, run: u64| {
        gates::once(db, &workspace(0), id(flow), [key; 32], id(run), after(0)).await.unwrap()
    };
    assert_eq!(once(&place.db, 1, 1, 1).await, None);
    assert_eq!(once(&other, 1, 1, 1).await, None, "the same run may ask again");
    assert_eq!(once(&other, 1, 1, 2).await, Some(id(1)));
    assert_eq!((once(&place.db, 1, 2, 2).await, once(&place.db, 2, 1, 2).await), (None, None));
    let asked = join_all((0..64).map(|run| once(if run % 2 == 0 { &place.db } else { &other }, 3, 1, run))).await;
    let first: Vec<_> = (0..64).filter(|run| asked[*run].is_none()).collect();
    assert_eq!(first.len(), 1);
    let first = id(first[0] as u64);
    assert!(asked.iter().flatten().all(|run| *run == first), "all others hear who was");
    other.close().await.unwrap();
    place.finish().await;
}

fn parallel(max: u32) -> Mode {
    Mode::Parallel { max: Some(max) }
}

fn queue(key: &str) -> Mode {
    Mode::Queue { key: key.to_owned() }
}

fn drop_others(key: &str) -> Mode {
    Mode::Drop { key: key.to_owned() }
}

fn asking(run: &flow_run::Model, lease: i64, mode: Mode, now: OffsetDateTime) -> Turn {
    Turn { flow: run.flow_id, run: run.id, job: run.job_id.unwrap(), lease, mode, per_minute: None, now }
}

/// The verdict for the run's first worker, at the beginning.
async fn ask(place: &Place, run: &flow_run::Model, mode: Mode) -> Verdict {
    gates::turn(&place.db, &asking(run, 1, mode, after(0))).await.unwrap()
}

fn waits(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Wait { until } if until > after(0) && until < after(60_000))
}

async fn no_more_are_at_work_than_may_be(engine: Engine) {
    let place = Place::new(engine).await;
    let [first, second, third] = [place.queued(1).await, place.queued(2).await, place.queued(3).await];
    for run in [&first, &second] {
        assert_eq!(ask(&place, run, parallel(2)).await, Verdict::Go);
    }
    let row = place.run(first.id).await;
    assert_eq!((row.state, row.turn_at_ms), (State::Running, Some(super::NOW)));
    assert!(waits(ask(&place, &third, parallel(2)).await));
    assert_eq!(place.run(third.id).await, third, "who waits is not marked");
    assert_eq!(ask(&place, &first, parallel(2)).await, Verdict::Go, "nobody waits for himself");
    // A run that waits for its time is not at work.
    let waiting = RunChange::Waiting { due: after(1), reason: None };
    assert_eq!(place.apply(&[begin(&first, 1), begin(&second, 1)]).await, [Marked::Done; 2]);
    place.apply_one(mark(&first, 1, waiting)).await;
    assert_eq!(ask(&place, &third, parallel(2)).await, Verdict::Go);
    assert!(waits(gates::turn(&place.db, &asking(&first, 2, parallel(2), after(0))).await.unwrap()));
    place.apply_one(end(&second, 1)).await;
    assert_eq!(gates::turn(&place.db, &asking(&first, 2, parallel(2), after(0))).await.unwrap(), Verdict::Go);
    place.finish().await;
}

async fn runs_with_one_key_go_one_after_the_other(engine: Engine) {
    let place = Place::new(engine).await;
    let [first, second, third] = [place.queued(1).await, place.queued(2).await, place.queued(3).await];
    let other = place.queued(4).await;
    assert_eq!(ask(&place, &second, queue("a")).await, Verdict::Go, "nobody before it has asked yet");
    assert!(waits(ask(&place, &third, queue("a")).await));
    assert!(waits(ask(&place, &first, queue("a")).await), "older, but another one has the key");
    assert_eq!(ask(&place, &other, queue("b")).await, Verdict::Go);
    // Whoever has the key keeps it while it waits for its time.
    place.apply_one(begin(&second, 1)).await;
    place.apply_one(mark(&second, 1, RunChange::Waiting { due: after(1), reason: None })).await;
    assert!(waits(ask(&place, &first, queue("a")).await));
    assert_eq!(gates::turn(&place.db, &asking(&second, 2, queue("a"), after(0))).await.unwrap(), Verdict::Go);
    place.apply_one(end(&second, 2)).await;
    assert!(waits(ask(&place, &third, queue("a")).await), "the older one is before it");
    assert_eq!(ask(&place, &first, queue("a")).await, Verdict::Go);
    // Whoever is held gives the key up, and asks for it again.
    place.apply_one(begin(&first, 1)).await;
    place.apply_one(mark(&first, 1, RunChange::Held { reason: None })).await;
    assert_eq!(ask(&place, &third, queue("a")).await, Verdict::Go);
    place.execute("UPDATE flow_run SET state = 'queued' WHERE state = 'held'").await;
    assert!(waits(gates::turn(&place.db, &asking(&first, 2, queue("a"), after(0))).await.unwrap()));
    place.finish().await;
}

async fn what_comes_while_another_is_under_way_is_dropped(engine: Engine) {
    let place = Place::new(engine).await;
    let [first, second, third] = [place.queued(1).await, place.queued(2).await, place.queued(3).await];
    assert_eq!(ask(&place, &second, drop_others("a")).await, Verdict::Go);
    assert_eq!(ask(&place, &first, drop_others("a")).await, Verdict::Drop { run: second.id });
    assert_eq!(ask(&place, &third, drop_others("b")).await, Verdict::Go);
    assert_eq!(ask(&place, &second, drop_others("a")).await, Verdict::Go, "a worker that begins anew");
    place.apply(&[begin(&second, 1)]).await;
    place.apply_one(end(&second, 1)).await;
    assert_eq!(ask(&place, &first, drop_others("a")).await, Verdict::Go);
    place.finish().await;
}

async fn so_many_a_minute_have_their_turn(engine: Engine) {
    let place = Place::new(engine).await;
    let mut runs = Vec::new();
    for number in 0..7 {
        runs.push(place.queued(number).await);
    }
    let ask = async |number: usize, ms: i64| {
        let mode = Mode::Parallel { max: None };
        let turn = Turn { per_minute: Some(2), ..asking(&runs[number], 1, mode, after(ms)) };
        gates::turn(&place.db, &turn).await.unwrap()
    };
    assert_eq!((ask(0, 0).await, ask(1, 1000).await), (Verdict::Go, Verdict::Go));
    assert_eq!(ask(0, 1500).await, Verdict::Go, "it had its turn already");
    let minute = |minutes: i64| Verdict::Wait { until: after(minutes * 60_000) };
    let asked = [ask(2, 2000).await, ask(3, 2000).await, ask(4, 2000).await, ask(6, 2000).await];
    assert_eq!(asked, [minute(1), minute(1), minute(2), minute(3)], "those before it take the first places");
    assert_eq!(ask(2, 59_999).await, minute(1));
    assert_eq!(ask(2, 60_000).await, Verdict::Go);
    assert_eq!(ask(3, 60_000).await, Verdict::Wait { until: after(61_000) });
    place.finish().await;
}

async fn whoever_lost_the_run_has_no_turn(engine: Engine) {
    let place = Place::new(engine).await;
    let (lost, ended) = (place.queued(1).await, place.queued(2).await);
    place.apply(&[begin(&lost, 2), end(&ended, 1)]).await;
    let before = place.run(lost.id).await;
    let mut other_job = lost.clone();
    other_job.job_id = Some(id(9));
    for mode in [parallel(1), queue("a"), drop_others("a")] {
        for run in [&lost, &ended, &other_job, &run(9)] {
            assert_eq!(ask(&place, run, mode.clone()).await, Verdict::Stale);
        }
    }
    assert_eq!(place.run(lost.id).await, before);
    place.finish().await;
}

async fn a_dead_job_is_in_nobodys_way(engine: Engine) {
    let place = Place::new(engine).await;
    let (dead, gone, last) = (place.queued(1).await, place.queued(2).await, place.queued(3).await);
    assert_eq!(ask(&place, &dead, parallel(2)).await, Verdict::Go);
    assert_eq!(ask(&place, &gone, parallel(2)).await, Verdict::Go);
    assert!(waits(ask(&place, &last, parallel(2)).await));
    job::Entity::delete_by_id(gone.job_id.unwrap()).exec(&place.db.writer()).await.unwrap();
    assert_eq!(ask(&place, &last, parallel(2)).await, Verdict::Go);
    place.execute("UPDATE job SET state = 'dead'").await;
    assert_eq!(ask(&place, &place.queued(4).await, parallel(1)).await, Verdict::Go);
    place.finish().await;
}

async fn of_64_at_once_as_many_go_as_may(engine: Engine) {
    let place = Place::new(engine).await;
    let other = place.elsewhere().await;
    for (round, (mode, may)) in [(parallel(5), 5), (queue("a"), 1), (drop_others("a"), 1)].into_iter().enumerate() {
        let mut asked = Vec::new();
        for number in 0..64 {
            let flow_id = id(round as u64);
            let run = flow_run::Model { flow_id, ..run(round as u64 * 100 + number) };
            let db = if number % 2 == 0 { &place.db } else { &other };
            asked.push((db, asking(&place.store(run).await, 1, mode.clone(), after(0))));
        }
        let verdicts = join_all(asked.iter().map(|(db, turn)| gates::turn(db, turn))).await;
        let gone = verdicts.iter().filter(|verdict| *verdict.as_ref().unwrap() == Verdict::Go).count();
        assert_eq!(gone, may, "{mode:?}");
    }
    other.close().await.unwrap();
    place.finish().await;
}

async fn a_tick_starts_one_run(engine: Engine) {
    let place = Place::new(engine).await;
    let other = place.elsewhere().await;
    let scheduled = |number: u64| flow_run::Model {
        cause: flow_run::Cause::Schedule,
        event_type: None,
        entity_id: None,
        input: Some(r#"{"at":"17:00"}"#.to_owned()),
        ..run(number)
    };
    let runs: Vec<_> = (0..64).map(scheduled).collect();
    let start = async |number: usize| {
        let db = if number.is_multiple_of(2) { &place.db } else { &other };
        gates::tick(db, 0, after(0), &runs[number]).await.unwrap()
    };
    let started = join_all((0..64).map(start)).await;
    let first = started.iter().position(|started| *started).unwrap();
    assert_eq!(started.iter().filter(|started| **started).count(), 1);
    assert_eq!(flow_run::Entity::find().all(&place.db.reader()).await.unwrap(), [runs[first].clone()]);
    let jobs = job::Entity::find().all(&place.db.reader()).await.unwrap();
    assert_eq!(jobs.len(), 1);
    assert_eq!((Some(jobs[0].id), jobs[0].kind.as_str()), (runs[first].job_id, "flow_run"));
    assert_eq!(jobs[0].payload, serde_json::json!({ "run": runs[first].id }).to_string());
    assert_eq!((jobs[0].state, &jobs[0].key, jobs[0].due_at_ms), (job::State::Pending, &None, super::NOW));
    for (number, trigger, ms) in [(101, 1, 0), (100, 0, 1)] {
        let run = scheduled(number);
        assert!(gates::tick(&place.db, trigger, after(ms), &run).await.unwrap(), "another trigger, another time");
    }
    other.close().await.unwrap();
    place.finish().await;
}

async fn the_breaker_counts_what_was_not_filtered(engine: Engine) {
    let place = Place::new(engine).await;
    let later = |number: u64| uuid::Uuid::from_u128(id(number).as_u128() + (1000 << 80));
    for number in 0..40 {
        let (mut run, other) = (run(number), number % 4 == 0);
        run.state = if number % 2 == 0 { State::Filtered } else { State::Queued };
        run.entity_id = Some(if other || number % 4 == 1 { "a" } else { "b" }.to_owned());
        if number >= 20 {
            run.id = later(number);
        }
        place.store(run).await;
    }
    let count = async |ms: i64, entity: Option<&str>, cap: u64| {
        gates::recent(&place.db, flow(), after(ms), entity, cap).await.unwrap()
    };
    assert_eq!((count(0, None, 100).await, count(1000, None, 100).await), (20, 10));
    assert_eq!((count(0, None, 7).await, count(2000, None, 100).await), (7, 0));
    assert_eq!((count(0, Some("a"), 100).await, count(1000, Some("b"), 100).await), (10, 5));
    assert_eq!(gates::recent(&place.db, id(5), after(0), None, 100).await.unwrap(), 0, "of that flow only");
    place.finish().await;
}

async fn what_is_old_is_forgotten(engine: Engine) {
    let place = Place::new(engine).await;
    for (number, ms) in [(1, 0), (2, 5000)] {
        gates::once(&place.db, &workspace(0), flow(), [1; 32], id(number), after(ms)).await.unwrap();
        gates::once(&place.db, &workspace(0), flow(), [2; 32], id(number), after(ms)).await.unwrap();
        gates::once(&place.db, &workspace(0), id(number), [2; 32], id(number), after(ms)).await.unwrap();
        assert!(gates::tick(&place.db, 0, after(ms), &run(number)).await.unwrap());
    }
    let expire = async |ms: i64, limit: u64| {
        let (second, minute) = (Duration::seconds(1), Duration::MINUTE);
        gates::expire(&place.db, after(ms), second, minute, limit).await.unwrap()
    };
    assert_eq!((expire(999, 10).await, expire(1000, 2).await, expire(1000, 10).await), (0, 2, 1));
    assert_eq!((expire(60_000, 10).await, expire(60_000, 10).await), (2, 0));
    let once = flow_once::Entity::find().all(&place.db.reader()).await.unwrap();
    let ticks = flow_tick::Entity::find().all(&place.db.reader()).await.unwrap();
    assert_eq!((once.len(), ticks.len()), (0, 1));
    assert_eq!(expire(65_000, 10).await, 1);
    place.finish().await;
}
