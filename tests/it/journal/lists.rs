//! What a worker loads of a run, and what people see of many.

use clockify_addons::db::entities::flow_run::{self, State};
use clockify_addons::db::entities::webhook_event;
use clockify_addons::db::flows::list::{self, COUNTED, Filter};
use clockify_addons::db::flows::load;
use clockify_addons::domain::event::Source;
use sea_orm::ActiveValue::Set;
use sea_orm::{ConnectionTrait, EntityTrait, QueryTrait, Statement};
use serde_json::json;

use super::{Place, after, begin, flow, id, run, with_step, workspace};
use crate::harness::{Engine, both};

both!(
    a_run_comes_with_its_event_and_what_it_has_done,
    runs_are_listed_page_by_page,
    runs_are_counted_up_to_a_limit,
    no_list_reads_more_than_it_shows,
    a_young_database_finds_a_run_by_its_key,
);

async fn a_run_comes_with_its_event_and_what_it_has_done(engine: Engine) {
    let place = Place::new(engine).await;
    let load = async |of: usize, run: u64| load::load(&place.db, &workspace(of), id(run), after(0)).await.unwrap();
    let plain = place.queued(1).await;
    let loaded = load(0, 1).await.unwrap();
    assert_eq!((&loaded.run, &loaded.event, loaded.steps.len()), (&plain, &None, 0));
    assert_eq!((load(1, 1).await, load(0, 5).await), (None, None), "of this workspace only");
    let started = place.store(flow_run::Model { event_id: Some(id(50)), ..run(2) }).await;
    assert_eq!(load(0, 2).await.unwrap().event, None, "the event isn't kept any more");
    let event = webhook_event::ActiveModel {
        id: Set(id(50)),
        workspace_id: Set(workspace(0).to_string()),
        source: Set(Source::Custom),
        custom_source: Set(Some("ci".to_owned())),
        event_type: Set("build".to_owned()),
        headers: Set(json!({"a": "b"})),
        body: Set(b"{\"n\":1}\0".to_vec()),
        user_id: Set(Some("user".to_owned())),
        dedupe_key: Set(vec![7; 32]),
        received_at: Set(after(0)),
        ..Default::default()
    };
    webhook_event::Entity::insert(event).exec_without_returning(&place.db.writer()).await.unwrap();
    place.apply_one(with_step(with_step(begin(&started, 1), "tag"), "b")).await;
    let loaded = load(0, 2).await.unwrap();
    let found = loaded.event.unwrap();
    assert_eq!((found.id, found.source, found.custom_source.as_deref()), (id(50), Source::Custom, Some("ci")));
    assert_eq!((found.event_type.as_str(), found.received_at), ("build", after(0)));
    assert_eq!((found.body, found.headers), (b"{\"n\":1}\0".to_vec(), json!({"a": "b"})));
    assert_eq!((found.user_id.as_deref(), found.project_id), (Some("user"), None));
    assert_eq!(loaded.steps.iter().map(|step| step.position.as_str()).collect::<Vec<_>>(), ["b", "tag"]);
    assert_eq!(loaded.run.started_at_ms, Some(super::NOW + 1));
    place.finish().await;
}

/// Numbers of runs.
async fn listed(place: &Place, filter: &Filter, limit: u64) -> Vec<u64> {
    let page = list::list(&place.db, &workspace(0), filter, limit).await.unwrap();
    page.iter().map(|run| run.id.as_u64_pair().1 & 0xffff_ffff).collect()
}

async fn runs_are_listed_page_by_page(engine: Engine) {
    let place = Place::new(engine).await;
    for number in 0..10 {
        let mut run = run(number);
        run.input = Some("{}".to_owned());
        run.flow_id = if number % 2 == 0 { flow() } else { id(77) };
        run.event_id = (number < 2).then(|| id(50));
        run.state = if number % 5 == 0 { State::Failed } else { State::Succeeded };
        run.reason = (number % 5 == 0).then(|| r#"{"kind":"delay"}"#.to_owned());
        place.store(run).await;
    }
    place.store(flow_run::Model { workspace_id: workspace(1).to_string(), ..run(20) }).await;
    let all = Filter::default();
    assert_eq!(listed(&place, &all, 4).await, [9, 8, 7, 6]);
    assert_eq!(listed(&place, &Filter { before: Some(id(6)), ..all.clone() }, 4).await, [5, 4, 3, 2]);
    assert_eq!(listed(&place, &Filter { flow: Some(flow()), ..all.clone() }, 9).await, [8, 6, 4, 2, 0]);
    assert_eq!(listed(&place, &Filter { state: Some(State::Failed), ..all.clone() }, 9).await, [5, 0]);
    assert_eq!(listed(&place, &Filter { event: Some(id(50)), ..all.clone() }, 9).await, [1, 0]);
    assert_eq!(listed(&place, &Filter { since: Some(after(1)), ..all.clone() }, 9).await, [0_u64; 0]);
    assert_eq!(listed(&place, &Filter { until: Some(after(0)), ..all.clone() }, 9).await, [0_u64; 0]);
    let failed = list::list(&place.db, &workspace(0), &Filter { state: Some(State::Failed), ..all }, 1).await.unwrap();
    assert_eq!((failed[0].reason.as_deref(), &failed[0].input), (Some(r#"{"kind":"delay"}"#), &None));
    let (one, steps) = list::one(&place.db, &workspace(0), id(5)).await.unwrap().unwrap();
    assert_eq!((one.input.as_deref(), steps.len()), (Some("{}"), 0));
    assert_eq!(list::one(&place.db, &workspace(1), id(5)).await.unwrap(), None);
    place.finish().await;
}

async fn runs_are_counted_up_to_a_limit(engine: Engine) {
    let place = Place::new(engine).await;
    many(&place, COUNTED + 500).await;
    let counts = list::count_by_state(&place.db, &workspace(0)).await.unwrap();
    let expected: Vec<_> =
        State::ALL.map(|state| (state, if state == State::Succeeded { COUNTED + 1 } else { 0 })).into();
    assert_eq!(counts, expected);
    place.finish().await;
}

/// So many runs that succeeded, by a statement of the test's own.
async fn many(place: &Place, runs: u64) {
    let columns = "INSERT INTO flow_run (id, workspace_id, flow_id, flow_version, state, cause, depth, run_lease, \
                   created_at_ms) SELECT";
    let workspace = workspace(0);
    place
        .execute(&match place.engine {
            Engine::Sqlite => format!(
                "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {runs}) \
                 {columns} randomblob(16), '{workspace}', randomblob(16), 1, 'succeeded', 'event', 0, 0, 0 FROM n"
            ),
            Engine::Postgres => format!(
                "{columns} gen_random_uuid(), '{workspace}', gen_random_uuid(), 1, 'succeeded', 'event', 0, 0, 0 \
                 FROM generate_series(1, {runs}); ANALYZE flow_run"
            ),
        })
        .await;
}

async fn no_list_reads_more_than_it_shows(engine: Engine) {
    let place = Place::new(engine).await;
    many(&place, 20_000).await;
    let reader = place.db.reader();
    let all = Filter::default();
    let mut questions = vec![("counts", list::counts(&reader, &workspace(0)), "flow_run_state")];
    for (what, filter, index) in [
        ("all", all.clone(), "flow_run_workspace"),
        ("a page", Filter { before: Some(id(6)), ..all.clone() }, "flow_run_workspace"),
        ("a flow", Filter { flow: Some(flow()), ..all.clone() }, "flow_run_flow"),
        ("a state", Filter { state: Some(State::Failed), ..all.clone() }, "flow_run_state"),
        ("a state of a flow", Filter { flow: Some(flow()), state: Some(State::Held), ..all.clone() }, "flow_run_"),
        (
            "a common state of a flow",
            Filter { flow: Some(flow()), state: Some(State::Succeeded), ..all.clone() },
            "flow_run_flow",
        ),
        ("an event", Filter { event: Some(id(50)), ..all }, "flow_run_event"),
    ] {
        let page = list::page(&workspace(0), &filter, 50).build(reader.get_database_backend());
        questions.push((what, page, index));
    }
    for (what, question, index) in questions {
        let values = question.values.map(|values| values.0).unwrap_or_default();
        let plan = plan(&place, Statement::from_sql_and_values(question.db_backend, question.sql, values)).await;
        assert!(plan.contains(index), "{what}\n{plan}");
        assert!(!plan.contains("Seq Scan") && !plan.contains("SCAN flow_run"), "{what}\n{plan}");
    }
    place.finish().await;
}

async fn a_young_database_finds_a_run_by_its_key(engine: Engine) {
    let place = Place::new(engine).await;
    let backend = place.db.reader().get_database_backend();
    let plan = plan(&place, load::statement(backend, &workspace(0), id(1), after(0))).await;
    let indexes = match engine {
        Engine::Sqlite => ["sqlite_autoindex_flow_run_1", "sqlite_autoindex_webhook_event_1"],
        Engine::Postgres => ["flow_run_pkey", "webhook_event_pkey"],
    };
    for index in indexes.into_iter().chain(["flow_echo_open"]) {
        assert!(plan.contains(index), "{index}\n{plan}");
    }
    place.finish().await;
}

/// How the engine would answer, if it had to do without reading whole tables.
async fn plan(place: &Place, question: Statement) -> String {
    let explain = if place.engine == Engine::Sqlite { "EXPLAIN QUERY PLAN" } else { "EXPLAIN" };
    let transaction = place.db.begin().await.unwrap();
    if place.engine == Engine::Postgres {
        // Of this few rows it would rather read all; what counts is that there is another way.
        transaction.execute_unprepared("SET LOCAL enable_seqscan = off").await.unwrap();
    }
    let explain = Statement { sql: format!("{explain} {}", question.sql), ..question };
    let plan = transaction.query_all_raw(explain).await.unwrap();
    transaction.rollback().await.unwrap();
    let column = if place.engine == Engine::Sqlite { "detail" } else { "QUERY PLAN" };
    let lines: Vec<String> = plan.iter().map(|row| row.try_get("", column).unwrap()).collect();
    lines.join("\n")
}
