//! The JSON API of the add-on's page: who may use it, what it answers, and what it leaves behind.

mod access;
mod audit;
mod bootstrap;
mod data;
mod entities;
mod events;
mod explorer;
mod flows;
mod isolation;
mod me;
mod overview;
mod replays;
mod routes;
mod secrets;
mod settings;
mod sources;
mod stream;
mod transfer;

use axum::body::Body;
use clockify_addons::sandbox::Installation;
use serde_json::{Value, json};

use crate::harness::{Reply, TestApp};

/// A call with these headers.
async fn call(app: &TestApp, method: &str, path: &str, headers: &[(&str, &str)], body: Option<&Value>) -> Reply {
    let mut request = http::Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let body = match body {
        None => Body::empty(),
        Some(body) => {
            request = request.header("content-type", "application/json");
            Body::from(body.to_string())
        }
    };
    app.raw(request.body(body).unwrap()).await
}

/// Somebody with the page open.
struct Visitor<'a> {
    app: &'a TestApp,
    token: String,
    /// Clockify's id of the user.
    id: String,
}

impl<'a> Visitor<'a> {
    /// The owner of the test's workspace.
    fn owner(app: &'a TestApp) -> Self {
        Self::of(app, &app.installation, "OWNER")
    }

    /// The owner of a workspace, with whatever role.
    fn of(app: &'a TestApp, installation: &Installation, role: &str) -> Self {
        let id = installation.workspace.owner.clone();
        Self { app, token: installation.user_token(&id, role, app.now()), id }
    }

    async fn send(&self, method: &str, path: &str, body: Option<&Value>) -> Reply {
        call(self.app, method, path, &[("x-addon-token", &self.token)], body).await
    }

    async fn get(&self, path: &str) -> Value {
        let reply = self.send("GET", path, None).await;
        assert_eq!(reply.status, 200, "{path}: {}", reply.body);
        reply.json()
    }

    async fn post(&self, path: &str, body: &Value) -> Reply {
        self.send("POST", path, Some(body)).await
    }

    /// Makes a flow and gives its id.
    async fn create(&self, name: &str) -> String {
        let reply = self.post("/api/flows", &json!({ "definition": document(name) })).await;
        assert_eq!(reply.status, 201, "{}", reply.body);
        reply.json()["id"].as_str().unwrap().to_owned()
    }
}

/// A document that can be stored.
fn document(name: &str) -> Value {
    json!({
        "schema": "clockify-addons/flow/v1",
        "name": name,
        "triggers": [{ "event": "NEW_TAG" }],
        "steps": [{ "id": "tags", "call": { "operation": "getTags" } }],
    })
}
