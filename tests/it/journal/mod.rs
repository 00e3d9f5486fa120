//! What is stored of running flows: one suite for both engines. The journal and its fence, the gates, the lists.

mod echoes; // which write an event is the echo of
mod gates; // once, turns, ticks, and what is forgotten
mod lists; // what a worker loads, and what people see
mod marking; // the fence, and what a mark changes
mod model; // both engines do the same
mod writing; // many workers at once, and a database that is away

use clockify_addons::clock::at;
use clockify_addons::db::entities::{flow_echo, flow_run, flow_step, job};
use clockify_addons::db::flows::{self, Mark, Marked, RunChange, StepMark};
use clockify_addons::db::{Db, Missing};
use clockify_addons::domain::ids::WorkspaceId;
use sea_orm::ActiveValue::Set;
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel, QueryOrder};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::harness::{Database, Engine};

/// When every test begins, in milliseconds.
const NOW: i64 = 1_800_000_000_000;

/// Running flows on a database of their own.
struct Place {
    database: Database,
    engine: Engine,
    db: Db,
}

impl Place {
    async fn new(engine: Engine) -> Self {
        let database = Database::migrated(engine).await;
        let db = Db::open(&database.url, Missing::Refuse).await.unwrap();
        Self { database, engine, db }
    }

    /// The same database as another process has it.
    async fn elsewhere(&self) -> Db {
        Db::open(&self.database.url, Missing::Refuse).await.unwrap()
    }

    /// Stores a run that waits for a worker, and its job.
    async fn queued(&self, number: u64) -> flow_run::Model {
        self.store(run(number)).await
    }

    async fn store(&self, run: flow_run::Model) -> flow_run::Model {
        flow_run::Entity::insert(run.clone().into_active_model())
            .exec_without_returning(&self.db.writer())
            .await
            .unwrap();
        if let Some(id) = run.job_id {
            let job = job::ActiveModel {
                id: Set(id),
                workspace_id: Set(run.workspace_id.clone()),
                kind: Set("flow_run".to_owned()),
                key: Set(None),
                payload: Set("{}".to_owned()),
                state: Set(job::State::Running),
                priority: Set(1),
                due_at_ms: Set(NOW),
                attempt: Set(1),
                run_lease: Set(1),
                lease_until_ms: Set(Some(NOW + 60_000)),
                created_at_ms: Set(NOW),
                ..Default::default()
            };
            job::Entity::insert(job).exec_without_returning(&self.db.writer()).await.unwrap();
        }
        run
    }

    async fn apply(&self, marks: &[Mark]) -> Vec<Marked> {
        flows::apply(&self.db, marks).await.unwrap()
    }

    async fn apply_one(&self, mark: Mark) -> Marked {
        self.apply(&[mark]).await[0]
    }

    async fn run(&self, id: Uuid) -> flow_run::Model {
        flow_run::Entity::find_by_id(id).one(&self.db.reader()).await.unwrap().expect("the run is there")
    }

    async fn steps(&self) -> Vec<flow_step::Model> {
        let all = flow_step::Entity::find().order_by_asc(flow_step::Column::RunId);
        all.order_by_asc(flow_step::Column::Position).all(&self.db.reader()).await.unwrap()
    }

    async fn echoes(&self) -> Vec<flow_echo::Model> {
        flow_echo::Entity::find().order_by_id_asc().all(&self.db.reader()).await.unwrap()
    }

    async fn execute(&self, sql: &str) {
        self.db.writer().execute_unprepared(sql).await.unwrap();
    }

    async fn finish(self) {
        self.db.close().await.ok();
        self.database.remove().await;
    }
}

fn workspace(number: usize) -> WorkspaceId {
    WorkspaceId::new(&format!("workspace-{number:04}")).unwrap()
}

/// A time so many milliseconds after the beginning.
fn after(ms: i64) -> OffsetDateTime {
    at(NOW + ms)
}

/// Something's key; the larger the number, the later it was made.
fn id(number: u64) -> Uuid {
    Uuid::from_u128((u128::from(NOW.unsigned_abs()) << 80) | (0x7 << 76) | (0x2 << 62) | u128::from(number))
}

/// The key of the only flow.
fn flow() -> Uuid {
    id(1_000_000)
}

/// A run of the first workspace that waits for a worker, with a job of its own.
fn run(number: u64) -> flow_run::Model {
    flow_run::Model {
        id: id(number),
        workspace_id: workspace(0).to_string(),
        flow_id: flow(),
        flow_version: 1,
        state: flow_run::State::Queued,
        reason: None,
        cause: flow_run::Cause::Event,
        event_id: None,
        event_type: Some("NEW_TAG".to_owned()),
        entity_id: Some("entity".to_owned()),
        input: None,
        replay_of: None,
        replay_id: None,
        caused_by: None,
        root_run: None,
        depth: 0,
        concurrency_key: None,
        turn_at_ms: None,
        job_id: Some(id(number + 2_000_000)),
        run_lease: 0,
        created_at_ms: NOW,
        due_at_ms: None,
        started_at_ms: None,
        finished_at_ms: None,
    }
}

/// What the worker with this lease says of the run.
fn mark(run: &flow_run::Model, lease: i64, change: RunChange) -> Mark {
    Mark::new(run.id, WorkspaceId::new(&run.workspace_id).unwrap(), run.job_id.unwrap(), lease, change)
}

/// It begins a run that it has found like this.
fn begin(run: &flow_run::Model, lease: i64) -> Mark {
    mark(run, lease, RunChange::Begin { seen: run.run_lease, now: after(lease), key: None })
}

fn end(run: &flow_run::Model, lease: i64) -> Mark {
    mark(run, lease, RunChange::End { state: flow_run::State::Succeeded, reason: None, now: after(100) })
}

/// The same mark with a step that is done.
fn with_step(mut mark: Mark, position: &str) -> Mark {
    mark.steps.push(step(position, flow_step::State::Succeeded));
    mark
}

fn step(position: &str, state: flow_step::State) -> StepMark {
    StepMark {
        position: position.to_owned(),
        state,
        attempts: 1,
        request: Some(r#"{"method":"PUT"}"#.to_owned()),
        response: state.is_end().then(|| r#"{"status":200}"#.to_owned()),
        reason: None,
        started: after(10),
        due: None,
        finished: state.is_end().then(|| after(20)),
    }
}
