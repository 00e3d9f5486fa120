//! A running server, the simulated Clockify, and what they do to each other.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use clockify_addons::addons;
use clockify_addons::clock::{Clock, ms};
use clockify_addons::db::entities::{flow_run, flow_step, job};
use clockify_addons::domain::addon::Addon;
use clockify_addons::domain::event::EventType;
use clockify_addons::domain::ids::WorkspaceId;
use clockify_addons::flows::Actor;
use clockify_addons::sandbox::Installation;
use clockify_addons::sandbox::api::{Api, Kind, Options, Running, Sizes};
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Database, Engine, KEY, Server, eventually};

/// Longest that anything here may take.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// What lets an add-on call the simulated Clockify.
const SETTINGS: [(&str, &str); 6] = [
    ("ALLOWED_API_DOMAINS", "127.0.0.1"),
    ("CLOCKIFY_ADDONS_ALLOWED_NETWORKS", "127.0.0.0/8"),
    ("RATE_LIMIT_ENABLED", "false"),
    ("UW_BOOTSTRAP_RUN_ON_INSTALL", "false"),
    ("CLOCKIFY_ADDONS_API_SECONDS", "1"),
    ("CLOCKIFY_ADDONS_DRAIN_SECONDS", "0"),
];

/// Universal Webhook as it serves, and the simulated Clockify, which delivers to it what its writes cause.
pub(super) struct Stage {
    pub(super) server: Server,
    pub(super) api: Api,
    pub(super) installation: Installation,
    pub(super) workspace: WorkspaceId,
    passes: AtomicBool,
    running: Running,
    database: Database,
}

impl Stage {
    pub(super) async fn new(engine: Engine) -> Self {
        Self::with(engine, &[]).await
    }

    pub(super) async fn with(engine: Engine, settings: &[(&str, &str)]) -> Self {
        let database = Database::migrated(engine).await;
        let server = start(&database, settings).await;
        let mut options = Options::new(KEY.clone(), Arc::new(server.clock.clone()));
        options.sizes = Sizes::small();
        options.per_second = None;
        let running = Api::start(options).await.unwrap();
        let api = running.api.clone();
        let webhooks: Vec<_> = EventType::ALL.iter().map(|event| (*event, event.path().to_owned())).collect();
        let installation = Installation::new(&KEY, &server.app.config.key, api.workspace(), 1, &webhooks)
            .with_base_url("https://addons.example.com")
            .with_backend_url(&api.backend_url())
            .with_reports_url(&api.reports_url());
        let scopes = addons::spec(Addon::UniversalWebhook).scopes;
        api.install(&installation, scopes, Some(&server.url())).unwrap();
        let reply = server.send(&installation.installed(server.clock.now())).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        let workspace = WorkspaceId::new(&api.workspace().id).unwrap();
        let passes = AtomicBool::new(false);
        Self { server, api, installation, workspace, passes, running, database }
    }

    /// The same, once its server was ended and started again with these settings.
    pub(super) async fn restarted(self, settings: &[(&str, &str)]) -> Self {
        let then = self.server.now();
        self.api.settled().await;
        self.server.finish().await;
        let server = start(&self.database, settings).await;
        server.clock.advance((then - server.now()).try_into().unwrap());
        Self { server, ..self }
    }

    /// From now on time passes whenever somebody waits.
    pub(super) fn let_time_pass(&self) {
        self.passes.store(true, Ordering::Relaxed);
    }

    /// Lets some time pass, if it does.
    pub(super) fn tick(&self) {
        if self.passes.load(Ordering::Relaxed) {
            self.server.clock.advance(Duration::from_millis(20));
        }
    }

    /// Saves a flow that is switched on.
    pub(super) async fn flow(&self, mut document: Value) -> Uuid {
        document["schema"] = json!("clockify-addons/flow/v1");
        let flows = &self.server.app.flows;
        flows.create(&self.workspace, &document, true, &Actor::Operator).await.unwrap().flow.id
    }

    /// Delivers an event.
    pub(super) async fn deliver(&self, event: EventType, payload: &Value) {
        let reply = self.server.send(&self.installation.delivery(event, payload)).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
    }

    /// A time entry that Clockify has, as an event tells of it.
    pub(super) fn entry(&self, number: usize) -> Value {
        let id = self.api.ids(Kind::TimeEntry)[number].clone();
        self.api.entity(Kind::TimeEntry, &id).unwrap()
    }

    /// The runs of a flow, the oldest first.
    pub(super) async fn runs(&self, flow: Uuid) -> Vec<flow_run::Model> {
        let rows = flow_run::Entity::find().order_by_asc(flow_run::Column::Id);
        let rows = rows.all(&self.server.app.db.reader()).await.unwrap();
        rows.into_iter().filter(|run| run.flow_id == flow).collect()
    }

    pub(super) async fn steps(&self, run: &flow_run::Model) -> Vec<flow_step::Model> {
        flow_step::Entity::of_run(&self.workspace, run.id).all(&self.server.app.db.reader()).await.unwrap()
    }

    /// When the run's job is due, if nobody works on it before a later time than now.
    pub(super) async fn put_off(&self, run: &flow_run::Model) -> Option<i64> {
        let job = job::Entity::find_by_id(run.job_id?).one(&self.server.app.db.reader()).await.unwrap()?;
        let is_later = job.state == job::State::Pending && job.due_at_ms > ms(self.server.now());
        is_later.then_some(job.due_at_ms)
    }

    /// Waits until the flow has so many runs, and each is in one of these states.
    pub(super) async fn settled(&self, flow: Uuid, count: usize, states: &[flow_run::State]) -> Vec<flow_run::Model> {
        let mut last = Vec::new();
        eventually("runs settle", PATIENCE, async || {
            self.tick();
            last = self.runs(flow).await;
            last.len() == count && last.iter().all(|run| states.contains(&run.state))
        })
        .await;
        last
    }

    /// The one run of the flow, at its end.
    pub(super) async fn ended(&self, flow: Uuid) -> flow_run::Model {
        use flow_run::State::{Cancelled, Failed, Filtered, Succeeded};
        self.settled(flow, 1, &[Succeeded, Failed, Filtered, Cancelled]).await.remove(0)
    }

    /// How often the simulated Clockify was asked for this.
    pub(super) fn calls(&self, operation: &str) -> u64 {
        self.api.calls().get(operation).copied().unwrap_or(0)
    }

    pub(super) async fn finish(self) {
        self.api.settled().await;
        self.server.finish().await;
        self.running.stop().await;
        self.database.remove().await;
    }
}

async fn start(database: &Database, settings: &[(&str, &str)]) -> Server {
    let settings: Vec<_> = SETTINGS.iter().chain(settings).copied().collect();
    Server::start(&database.url, &settings).await
}

/// A reason as it is stored.
pub(super) fn reason(run: &flow_run::Model) -> Value {
    run.reason.as_deref().map_or(Value::Null, |reason| serde_json::from_str(reason).unwrap())
}

/// A flow of one call.
pub(super) fn one(name: &str, step: &Value) -> Value {
    let mut step = step.clone();
    step["id"] = json!("only");
    json!({ "name": name, "triggers": [{ "event": "NEW_TAG" }], "steps": [step] })
}

/// A tag, as an event tells of it.
pub(super) fn tag(stage: &Stage, id: u32) -> Value {
    json!({ "id": format!("64a1f0c2e4b0a1b2c3d4{id:04x}"), "workspaceId": stage.workspace.as_str(), "name": format!("t{id}") })
}
