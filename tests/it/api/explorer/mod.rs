//! Calls that users make by hand, against the simulated Clockify and against servers that answer what a test wants.

mod calls;
mod catalogue;
mod forms;
mod history;
mod limits;
mod saved;

use std::sync::Arc;

use clockify_addons::db::entities::audit_entry;
use clockify_addons::domain::addon::Addon;
use clockify_addons::sandbox::Installation;
use clockify_addons::sandbox::api::{Api, Options, Running, Sizes};
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use super::Visitor;
use crate::harness::{Engine, KEY, Reply, TestApp, Upstream};

/// What lets a test's add-on call this machine.
const HERE: [(&str, &str); 4] = [
    ("ALLOWED_API_DOMAINS", "127.0.0.1"),
    ("CLOCKIFY_ADDONS_ALLOWED_NETWORKS", "127.0.0.0/8"),
    ("RATE_LIMIT_ENABLED", "false"),
    ("CLOCKIFY_ADDONS_API_SECONDS", "5"),
];

/// An add-on in a small simulated workspace.
struct World {
    app: TestApp,
    running: Running,
    api: Api,
}

impl World {
    async fn new(engine: Engine) -> Self {
        Self::of(engine, Addon::UniversalWebhook).await
    }

    async fn of(engine: Engine, addon: Addon) -> Self {
        let mut app = TestApp::bare(engine, addon, &HERE).await;
        let mut options = Options::new(KEY.clone(), Arc::new(app.clock.clone()));
        options.sizes = Sizes::small();
        options.per_second = None;
        options.workspace = app.installation.workspace.clone();
        let running = Api::start(options).await.unwrap();
        let api = running.api.clone();
        let here = app.installation.clone().with_backend_url(&api.backend_url()).with_reports_url(&api.reports_url());
        api.install(&here, app.app.spec.scopes, None).unwrap();
        app.installation = here;
        assert_eq!(app.send(&app.installation.installed(app.now())).await.status, 200);
        Self { app, running, api }
    }

    fn owner(&self) -> Visitor<'_> {
        Visitor::owner(&self.app)
    }

    /// Somebody with another role.
    fn visitor(&self, user: &str, role: &str) -> Visitor<'_> {
        visitor(&self.app, &self.app.installation, user, role)
    }

    async fn finish(self) {
        self.app.finish().await;
        self.running.stop().await;
    }
}

/// An add-on whose Clockify answers what a test wants.
pub(super) async fn before(engine: Engine, upstream: &Upstream, settings: &[(&str, &str)]) -> TestApp {
    let settings: Vec<_> = HERE.iter().chain(settings).copied().collect();
    let mut app = TestApp::bare(engine, Addon::UniversalWebhook, &settings).await;
    let address = format!("http://{}", upstream.address);
    let there = app.installation.clone();
    app.installation = there.with_backend_url(&format!("{address}/api")).with_reports_url(&format!("{address}/report"));
    assert_eq!(app.send(&app.installation.installed(app.now())).await.status, 200);
    app
}

fn visitor<'a>(app: &'a TestApp, installation: &Installation, user: &str, role: &str) -> Visitor<'a> {
    Visitor { app, token: installation.user_token(user, role, app.now()), id: user.to_owned() }
}

impl Visitor<'_> {
    /// Makes a call.
    async fn call(&self, asked: &Value) -> Reply {
        self.post("/api/calls", asked).await
    }

    /// Makes one that is answered.
    async fn made(&self, asked: &Value) -> Value {
        let reply = self.call(asked).await;
        assert_eq!(reply.status, 200, "{asked}: {}", reply.body);
        reply.json()
    }
}

/// A call as oneself.
fn mine(operation: &str) -> Value {
    json!({ "operation": operation, "as": "me" })
}

/// What was asked for, with more in it.
fn with(mut asked: Value, more: Value) -> Value {
    let Value::Object(more) = more else { panic!("{more}") };
    asked.as_object_mut().unwrap().extend(more);
    asked
}

/// The status and the code of a problem.
fn problem(reply: &Reply) -> (u16, String) {
    (reply.status, reply.json()["code"].as_str().unwrap_or_default().to_owned())
}

async fn entries(app: &TestApp) -> Vec<audit_entry::Model> {
    audit_entry::Entity::find().all(&app.app.db.reader()).await.unwrap()
}
