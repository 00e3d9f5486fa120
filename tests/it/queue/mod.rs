//! The durable queue: one suite for both engines. Pushing, claiming and what is said of a claim; who gets the next
//! slot; workers, and what may befall them.

mod chaos; // workers that die, clocks that jump, and a model
mod claiming;
mod fairness;
mod pushing;
mod settling;
mod workers;

use std::sync::Arc;
use std::time::Duration;

use clockify_addons::clock::{Clock, Manual};
use clockify_addons::db::entities::job::{Entity, Model};
use clockify_addons::db::{Db, Missing};
use clockify_addons::domain::addon::Addon;
use clockify_addons::domain::ids::WorkspaceId;
use clockify_addons::metrics::Metrics;
use clockify_addons::queue::{Claim, NewJob, Queue};
use sea_orm::{ConnectionTrait, EntityTrait};
use serde_json::json;
use uuid::Uuid;

use crate::harness::{Database, Engine};

/// When every test begins.
const NOW: i64 = 1_800_000_000;

/// The kind of most jobs here.
const KIND: &str = "errand";

/// A queue on a database of its own, with a clock that stands still.
struct Place {
    database: Database,
    engine: Engine,
    db: Db,
    clock: Manual,
    metrics: Arc<Metrics>,
    queue: Queue,
}

impl Place {
    async fn new(engine: Engine) -> Self {
        let database = Database::migrated(engine).await;
        let db = Db::open(&database.url, Missing::Refuse).await.unwrap();
        let (clock, metrics) = (Manual::at(NOW), Arc::new(Metrics::new(Addon::UniversalWebhook)));
        let queue = Queue::new(db.clone(), Arc::new(clock.clone()), Arc::clone(&metrics));
        Self { database, engine, db, clock, metrics, queue }
    }

    /// The same queue as another process has it.
    async fn elsewhere(&self) -> Queue {
        let db = Db::open(&self.database.url, Missing::Refuse).await.unwrap();
        Queue::new(db, Arc::new(self.clock.clone()), Arc::clone(&self.metrics))
    }

    async fn push(&self, job: NewJob) -> Uuid {
        self.queue.push(job).await.unwrap().expect("nothing is in the way")
    }

    /// Claims one job, which has to be there.
    async fn claim(&self) -> Claim {
        let mut claims = self.queue.claim(&[KIND], 1).await.unwrap();
        claims.pop().expect("there is a job")
    }

    /// Whether there is nothing to be claimed.
    async fn is_quiet(&self) -> bool {
        self.queue.claim(&[KIND], 1).await.unwrap().is_empty()
    }

    fn advance(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    fn now(&self) -> time::OffsetDateTime {
        self.clock.now()
    }

    /// Everything in the table.
    async fn rows(&self) -> Vec<Model> {
        Entity::find().order_by_id_asc().all(&self.db.reader()).await.unwrap()
    }

    async fn row(&self, id: Uuid) -> Model {
        Entity::find_by_id(id).one(&self.db.reader()).await.unwrap().expect("the row is there")
    }

    async fn execute(&self, sql: &str) {
        self.db.writer().execute_unprepared(sql).await.unwrap();
    }

    /// The value of a metric, its labels included in the name.
    fn metric(&self, name: &str) -> f64 {
        let text = self.metrics.render(Duration::ZERO);
        let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_else(|| panic!("{name}\n{text}"));
        line.rsplit_once(' ').unwrap().1.parse().unwrap()
    }

    /// So many jobs of a workspace, due now, by a statement of the test's own: the queue's would take longer.
    async fn backlog(&self, workspace: &str, jobs: u32) {
        let due = NOW * 1000;
        let columns = "INSERT INTO job (id, workspace_id, kind, payload, state, priority, due_at_ms, attempt, \
                       run_lease, created_at_ms) SELECT";
        let rest = format!("'{workspace}', '{KIND}', '{{}}', 'pending', 1, {due}, 0, 0, {due}");
        self.execute(&match self.engine {
            Engine::Sqlite => format!(
                "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {jobs}) \
                 {columns} randomblob(16), {rest} FROM n"
            ),
            Engine::Postgres => format!("{columns} gen_random_uuid(), {rest} FROM generate_series(1, {jobs})"),
        })
        .await;
    }

    async fn finish(self) {
        self.db.close().await.ok();
        self.database.remove().await;
    }
}

fn workspace(number: usize) -> WorkspaceId {
    WorkspaceId::new(&format!("workspace-{number:04}")).unwrap()
}

/// A job of the first workspace.
fn job() -> NewJob {
    job_of(0)
}

fn job_of(number: usize) -> NewJob {
    NewJob::new(workspace(number), KIND, json!({}))
}

fn ids(claims: &[Claim]) -> Vec<Uuid> {
    claims.iter().map(|claim| claim.job.id).collect()
}
