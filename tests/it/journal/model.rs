//! Whatever is said, in whatever order, both engines end with the same rows.

use clockify_addons::db::entities::{flow_run, flow_step};
use clockify_addons::db::flows::{Answer, EchoAnswered, Mark, NewEcho, RunChange, StepMark};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use tokio::runtime::Handle;

use super::{Place, after, flow, id, mark, run, step};
use crate::harness::Engine;

/// Runs of a case.
const RUNS: u64 = 3;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_engines_end_with_the_same_rows() {
    let places = [Place::new(Engine::Sqlite).await, Place::new(Engine::Postgres).await];
    let config = Config { cases: 60, failure_persistence: None, max_shrink_iters: 200, ..Config::default() };
    let result = tokio::task::block_in_place(|| {
        TestRunner::new(config).run(&batches(), |batches| Handle::current().block_on(follow(&places, batches)))
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    for place in places {
        place.finish().await;
    }
}

async fn follow(places: &[Place; 2], batches: Vec<Vec<Mark>>) -> Result<(), TestCaseError> {
    for place in places {
        for table in ["flow_run", "flow_step", "flow_echo", "job"] {
            place.execute(&format!("DELETE FROM {table}")).await;
        }
        for number in 0..RUNS {
            place.queued(number).await;
        }
    }
    for batch in batches {
        let [sqlite, postgres] = places;
        prop_assert_eq!(sqlite.apply(&batch).await, postgres.apply(&batch).await, "{:?}", batch);
        prop_assert_eq!(sqlite.steps().await, postgres.steps().await);
        prop_assert_eq!(sqlite.echoes().await, postgres.echoes().await);
        for number in 0..RUNS {
            prop_assert_eq!(sqlite.run(id(number)).await, postgres.run(id(number)).await);
        }
    }
    Ok(())
}

/// Batches with at most one mark of each run.
fn batches() -> impl Strategy<Value = Vec<Vec<Mark>>> {
    let batch = prop::collection::vec(a_mark(), 1..4).prop_map(|mut batch: Vec<Mark>| {
        batch.sort_by_key(|mark| mark.run);
        batch.dedup_by_key(|mark| mark.run);
        batch
    });
    prop::collection::vec(batch, 1..12)
}

fn a_mark() -> impl Strategy<Value = Mark> {
    let parts = (0..RUNS, 0..8_u8, 1..4_i64, a_change(), prop::collection::vec(a_step(), 0..3));
    (parts, 0..4_u64, prop::option::of(an_answer())).prop_map(|((number, job, lease, change, steps), echo, answer)| {
        let mut run = run(number);
        // Now and then somebody whose job it isn't.
        if job == 0 {
            run.job_id = Some(id(5));
        }
        let mut mark = mark(&run, lease, change);
        mark.steps = steps;
        // A write is not answered before it is sent.
        if echo > 0 && answer.as_ref().is_none_or(|answer: &EchoAnswered| answer.id != new_echo(number * 10 + echo).id)
        {
            mark.echoes.push(new_echo(number * 10 + echo));
        }
        mark.answered.extend(answer);
        mark
    })
}

fn a_text() -> impl Strategy<Value = Option<String>> {
    prop_oneof![Just(None), Just(Some("{}".to_owned())), Just(Some("a\0ä".to_owned())), Just(Some(String::new()))]
}

fn a_change() -> impl Strategy<Value = RunChange> {
    let end = prop::sample::select(vec![flow_run::State::Succeeded, flow_run::State::Failed]);
    prop_oneof![
        4 => (0..3_i64, 0..100_i64, a_text())
            .prop_map(|(seen, ms, key)| RunChange::Begin { seen, now: after(ms), key }),
        4 => Just(RunChange::Keep),
        2 => (0..100_i64, a_text()).prop_map(|(ms, reason)| RunChange::Waiting { due: after(ms), reason }),
        1 => a_text().prop_map(|reason| RunChange::Held { reason }),
        1 => (end, a_text(), 0..100_i64)
            .prop_map(|(state, reason, ms)| RunChange::End { state, reason, now: after(ms) }),
    ]
}

fn a_step() -> impl Strategy<Value = StepMark> {
    let state = prop::sample::select(vec![
        flow_step::State::Sending,
        flow_step::State::Waiting,
        flow_step::State::Succeeded,
        flow_step::State::Failed,
    ]);
    let texts = (a_text(), a_text(), a_text());
    (prop::sample::select(vec!["a", "b", "each[0].a"]), state, texts, 0..100_i64, prop::option::of(0..100_i64))
        .prop_map(|(position, state, (request, response, reason), started, due)| StepMark {
            request,
            response,
            reason,
            started: after(started),
            due: due.map(after),
            ..step(position, state)
        })
}

fn an_answer() -> impl Strategy<Value = EchoAnswered> {
    let answer = prop_oneof![a_text().prop_map(|entity_id| Answer::Made { entity_id }), Just(Answer::Refused)];
    (0..RUNS * 10, answer).prop_map(|(number, answer)| EchoAnswered { id: new_echo(number).id, answer })
}

fn new_echo(number: u64) -> NewEcho {
    NewEcho {
        id: id(number + 3_000_000),
        event_type: "NEW_TAG".to_owned(),
        entity_id: None,
        fields: "{}".to_owned(),
        flow: flow(),
        root: id(1),
        depth: 0,
        expires: after(1000),
    }
}
