//! The fence: who may say something of a run; and what a mark changes.

use clockify_addons::db::entities::{flow_run, flow_step};
use clockify_addons::db::flows::{Answer, EchoAnswered, Marked, NewEcho, RunChange, StepMark};

use super::{Place, after, begin, end, flow, id, mark, run, step, with_step, workspace};
use crate::harness::{Engine, both};

both!(
    a_run_is_begun_marked_and_ended,
    whoever_lost_the_run_changes_nothing,
    an_end_is_final,
    a_run_may_be_put_off_or_ended_before_it_began,
    a_batch_is_answered_mark_by_mark,
    a_step_is_made_once_and_changed_later,
    an_echo_is_expected_until_its_write_was_refused,
    text_that_cannot_be_stored_is_made_storable,
);

async fn a_run_is_begun_marked_and_ended(engine: Engine) {
    let place = Place::new(engine).await;
    let run = place.queued(1).await;
    let key = Some("entity".to_owned());
    let first = mark(&run, 1, RunChange::Begin { seen: 0, now: after(5), key: key.clone() });
    assert_eq!(place.apply_one(first).await, Marked::Done);
    let expected = flow_run::Model {
        state: flow_run::State::Running,
        run_lease: 1,
        started_at_ms: Some(super::NOW + 5),
        concurrency_key: key.clone(),
        ..run.clone()
    };
    assert_eq!(place.run(run.id).await, expected);
    assert_eq!(place.apply_one(with_step(mark(&run, 1, RunChange::Keep), "tag")).await, Marked::Done);
    assert_eq!(place.run(run.id).await, expected, "a step changes nothing of its run");
    let waiting = RunChange::Waiting { due: after(60_000), reason: Some(r#"{"kind":"delay"}"#.to_owned()) };
    assert_eq!(place.apply_one(mark(&run, 1, waiting)).await, Marked::Done);
    let row = place.run(run.id).await;
    assert_eq!((row.state, row.due_at_ms), (flow_run::State::Waiting, Some(super::NOW + 60_000)));
    assert_eq!(row.reason.as_deref(), Some(r#"{"kind":"delay"}"#));
    assert_eq!(place.apply_one(begin(&row, 2)).await, Marked::Done);
    let again = place.run(run.id).await;
    assert_eq!(again, flow_run::Model { run_lease: 2, ..expected.clone() }, "the first beginning counts, its key too");
    assert_eq!(place.apply_one(end(&run, 2)).await, Marked::Done);
    let ended = place.run(run.id).await;
    assert_eq!((ended.state, ended.finished_at_ms), (flow_run::State::Succeeded, Some(super::NOW + 100)));
    assert_eq!(ended.concurrency_key, None, "the key is free for others");
    assert_eq!(place.steps().await.len(), 1);
    place.finish().await;
}

async fn whoever_lost_the_run_changes_nothing(engine: Engine) {
    let place = Place::new(engine).await;
    let run = place.queued(1).await;
    place.apply_one(begin(&run, 2)).await;
    let before = place.run(run.id).await;
    let mut other_job = run.clone();
    other_job.job_id = Some(id(7));
    let mut elsewhere = run.clone();
    elsewhere.workspace_id = workspace(1).to_string();
    let held = || RunChange::Held { reason: None };
    for (what, lost) in [
        ("an older lease begins", begin(&run, 1)),
        ("the same lease begins again", begin(&run, 2)),
        ("the same lease begins again, and knows it", begin(&before, 2)),
        ("a newer one that looked before this one began", begin(&run, 3)),
        ("an older lease goes on", mark(&run, 1, RunChange::Keep)),
        ("a newer lease goes on without having begun", mark(&run, 3, RunChange::Keep)),
        ("an older lease ends", end(&run, 1)),
        ("an older lease holds", mark(&run, 1, held())),
        ("another job begins", begin(&other_job, 9)),
        ("another job goes on", mark(&other_job, 2, RunChange::Keep)),
        ("another job ends", end(&other_job, 2)),
        ("another workspace goes on", mark(&elsewhere, 2, RunChange::Keep)),
        ("another workspace ends", end(&elsewhere, 2)),
        ("a run that isn't there", begin(&super::run(9), 1)),
    ] {
        let mut lost = with_step(lost, "tag");
        lost.echoes.push(echo(1));
        assert_eq!(place.apply_one(lost).await, Marked::Stale, "{what}");
        assert_eq!(place.run(run.id).await, before, "{what}");
        assert_eq!((place.steps().await.len(), place.echoes().await.len()), (0, 0), "{what}");
    }
    place.finish().await;
}

async fn an_end_is_final(engine: Engine) {
    let place = Place::new(engine).await;
    for (number, state) in flow_run::State::ALL.into_iter().filter(|state| state.is_end()).enumerate() {
        let run = place.queued(number as u64).await;
        place.apply_one(begin(&run, 1)).await;
        let change = RunChange::End { state, reason: None, now: after(100) };
        assert_eq!(place.apply_one(mark(&run, 1, change)).await, Marked::Done);
        let ended = place.run(run.id).await;
        assert_eq!(ended.state, state);
        for more in [begin(&run, 2), mark(&run, 1, RunChange::Keep), end(&run, 1), end(&run, 2)] {
            assert_eq!(place.apply_one(with_step(more, "late")).await, Marked::Stale);
        }
        assert_eq!(place.run(run.id).await, ended);
    }
    assert!(place.steps().await.is_empty());
    place.finish().await;
}

async fn a_run_may_be_put_off_or_ended_before_it_began(engine: Engine) {
    let place = Place::new(engine).await;
    let (first, second) = (place.queued(1).await, place.queued(2).await);
    let waiting = RunChange::Waiting { due: after(1), reason: None };
    assert_eq!(place.apply(&[mark(&first, 2, waiting), end(&second, 1)]).await, [Marked::Done; 2]);
    let row = place.run(first.id).await;
    assert_eq!((row.state, row.run_lease, row.started_at_ms), (flow_run::State::Waiting, 2, None));
    assert_eq!(place.apply_one(begin(&first, 1)).await, Marked::Stale, "an older worker comes too late");
    assert_eq!(place.run(second.id).await.state, flow_run::State::Succeeded);
    place.finish().await;
}

async fn a_batch_is_answered_mark_by_mark(engine: Engine) {
    let place = Place::new(engine).await;
    let mut marks = Vec::new();
    for number in 0..256 {
        let run = if number % 3 == 0 { run(number) } else { place.queued(number).await };
        marks.push(with_step(begin(&run, 1), "tag"));
    }
    let marked = place.apply(&marks).await;
    let expected = |number| if number % 3 == 0 { Marked::Stale } else { Marked::Done };
    assert_eq!(marked, (0..256).map(expected).collect::<Vec<_>>());
    assert_eq!(place.steps().await.len(), 170);
    assert!(place.apply(&[]).await.is_empty());
    place.finish().await;
}

async fn a_step_is_made_once_and_changed_later(engine: Engine) {
    let place = Place::new(engine).await;
    let run = place.queued(1).await;
    let mut first = begin(&run, 1);
    first.steps = vec![step("tag", flow_step::State::Sending), step("each[0].tag", flow_step::State::Skipped)];
    place.apply_one(first).await;
    let mut next = mark(&run, 1, RunChange::Keep);
    let failed = StepMark {
        attempts: 2,
        request: None,
        response: None,
        reason: Some(r#"{"kind":"step"}"#.to_owned()),
        started: after(50),
        finished: Some(after(60)),
        ..step("tag", flow_step::State::Failed)
    };
    // Of two marks of one step the later counts.
    next.steps = vec![step("tag", flow_step::State::Waiting), failed];
    assert_eq!(place.apply_one(next).await, Marked::Done);
    let steps = place.steps().await;
    assert_eq!(steps.len(), 2);
    let tag = steps.iter().find(|step| step.position == "tag").unwrap();
    let expected = flow_step::Model {
        run_id: run.id,
        position: "tag".to_owned(),
        workspace_id: workspace(0).to_string(),
        state: flow_step::State::Failed,
        attempts: 2,
        request: Some(r#"{"method":"PUT"}"#.to_owned()),
        response: None,
        reason: Some(r#"{"kind":"step"}"#.to_owned()),
        started_at_ms: super::NOW + 10,
        due_at_ms: None,
        finished_at_ms: Some(super::NOW + 60),
    };
    assert_eq!(*tag, expected);
    place.finish().await;
}

fn echo(number: u64) -> NewEcho {
    NewEcho {
        id: id(number + 3_000_000),
        event_type: "NEW_TAG".to_owned(),
        entity_id: None,
        fields: r#"{"name":"a"}"#.to_owned(),
        flow: flow(),
        root: id(1),
        depth: 1,
        expires: after(600_000),
    }
}

async fn an_echo_is_expected_until_its_write_was_refused(engine: Engine) {
    let place = Place::new(engine).await;
    let (run, other) = (place.queued(1).await, place.queued(2).await);
    let mut first = begin(&run, 1);
    first.echoes = vec![echo(1), echo(2), NewEcho { entity_id: Some("known".to_owned()), ..echo(3) }];
    place.apply(&[first, begin(&other, 1)]).await;
    let echoes = place.echoes().await;
    assert_eq!(echoes.iter().map(|echo| echo.in_flight).collect::<Vec<_>>(), [true; 3]);
    assert_eq!((echoes[0].run_id, echoes[0].root_run, echoes[0].depth), (run.id, id(1), 1));
    let answer = |number, answer| EchoAnswered { id: echo(number).id, answer };
    let made = |entity: Option<&str>| Answer::Made { entity_id: entity.map(str::to_owned) };
    // Nobody answers for the write of another run.
    let mut wrong = mark(&other, 1, RunChange::Keep);
    wrong.answered = vec![answer(1, Answer::Refused), answer(2, made(Some("wrong")))];
    assert_eq!(place.apply_one(wrong).await, Marked::Done);
    assert_eq!(place.echoes().await, echoes);
    let mut next = mark(&run, 1, RunChange::Keep);
    next.answered = vec![answer(1, Answer::Refused), answer(2, made(Some("new"))), answer(3, made(None))];
    assert_eq!(place.apply_one(next).await, Marked::Done);
    let left: Vec<_> = place.echoes().await.into_iter().map(|echo| (echo.entity_id, echo.in_flight)).collect();
    assert_eq!(left, [(Some("new".to_owned()), false), (Some("known".to_owned()), false)]);
    place.finish().await;
}

async fn text_that_cannot_be_stored_is_made_storable(engine: Engine) {
    let place = Place::new(engine).await;
    let run = place.queued(1).await;
    let text = || Some("a\0b".to_owned());
    let mut all = mark(&run, 1, RunChange::Begin { seen: 0, now: after(0), key: text() });
    let tag = step("ta\0g", flow_step::State::Failed);
    all.steps.push(StepMark { request: text(), response: text(), reason: text(), ..tag });
    all.echoes.push(NewEcho { entity_id: text(), fields: "\0".to_owned(), event_type: "\0".to_owned(), ..echo(1) });
    assert_eq!(place.apply_one(all).await, Marked::Done);
    let plain = Some("a\u{fffd}b".to_owned());
    let step = &place.steps().await[0];
    assert_eq!([&step.request, &step.response, &step.reason], [&plain; 3]);
    assert_eq!(place.run(run.id).await.concurrency_key, plain);
    let mut last = mark(&run, 1, RunChange::Held { reason: text() });
    last.answered.push(EchoAnswered { id: echo(1).id, answer: Answer::Made { entity_id: text() } });
    assert_eq!(place.apply_one(last).await, Marked::Done);
    assert_eq!((place.run(run.id).await.reason, place.echoes().await[0].entity_id.clone()), (plain.clone(), plain));
    place.finish().await;
}
