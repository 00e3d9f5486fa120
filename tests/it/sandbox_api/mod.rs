//! The simulated Clockify's API: the other side of the client, the bootstrap and the registration.

use std::sync::Arc;

use clockify_addons::clock::{Clock, Manual};
use clockify_addons::clockify::catalogue::{self, Answer, Fill, Host, Kind, Operation, PagingPlace, Place, Schema};
use clockify_addons::domain::addon::Addon;
use clockify_addons::domain::event::EventType;
use clockify_addons::sandbox::api::{Api, Kind as K, Options, Running, Sizes};
use clockify_addons::sandbox::{Installation, Workspace};
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{KEY, NOW};

mod access; // tokens, scopes, plans, limits
mod echoes; // which entities the events of writes are about
mod faults; // what goes wrong on demand
mod lists; // paging and counts
mod merges; // reading, merging, writing back
mod stories; // events without a write
mod webhooks; // registered webhooks
mod writes; // writes and their events

/// The scopes that the catalogue knows.
fn all_scopes() -> Vec<&'static str> {
    let mut scopes: Vec<_> =
        catalogue::builtin().operations().iter().filter_map(|operation| operation.scope.as_deref()).collect();
    scopes.sort_unstable();
    scopes.dedup();
    scopes
}

/// The API, and an add-on that calls it.
struct Sandbox {
    running: Running,
    api: Api,
    installation: Installation,
    client: reqwest::Client,
    clock: Manual,
}

/// An answer.
#[derive(Debug)]
struct Reply {
    status: u16,
    headers: reqwest::header::HeaderMap,
    body: String,
}

impl Reply {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    fn code(&self) -> u64 {
        self.json()["code"].as_u64().unwrap()
    }

    fn last_page(&self) -> Option<&str> {
        self.headers.get("last-page").map(|value| value.to_str().unwrap())
    }

    /// The body of a success.
    fn ok(self) -> Value {
        assert!((200..300).contains(&self.status), "{self:?}");
        if self.body.is_empty() { Value::Null } else { self.json() }
    }
}

impl Sandbox {
    /// A small workspace without a limit.
    async fn small() -> Self {
        Self::start(|options| options).await
    }

    async fn start(with: impl FnOnce(Options) -> Options) -> Self {
        let clock = Manual::at(NOW);
        let mut options = Options::new(KEY.clone(), Arc::new(clock.clone()));
        options.sizes = Sizes::small();
        options.per_second = None;
        let running = Api::start(with(options)).await.unwrap();
        let api = running.api.clone();
        let webhooks = [(EventType::NewTag, "/webhooks/tag".to_owned())];
        let installation = Installation::new(&KEY, "demo", api.workspace(), 1, &webhooks);
        api.install(&installation, &all_scopes(), None).unwrap();
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { running, api, installation, client, clock }
    }

    fn workspace(&self) -> &Workspace {
        self.api.workspace()
    }

    fn request(&self, method: &str, url: &str) -> reqwest::RequestBuilder {
        self.client.request(Method::from_bytes(method.as_bytes()).unwrap(), url)
    }

    /// A call as the add-on makes it, to a path below the workspace.
    async fn call(&self, method: &str, path: &str, body: Option<Value>) -> Reply {
        let url = format!("{}/v1/workspaces/{}{path}", self.api.backend_url(), self.workspace().id);
        self.send(self.request(method, &url), body).await
    }

    async fn send(&self, request: reqwest::RequestBuilder, body: Option<Value>) -> Reply {
        let request = request.header("x-addon-token", self.installation.installation_token());
        let request = match body {
            Some(body) => request.header("content-type", "application/json").body(body.to_string()),
            None => request,
        };
        reply(request).await.unwrap()
    }

    async fn get(&self, path: &str) -> Reply {
        self.call("GET", path, None).await
    }

    async fn finish(self) {
        // Its connections would be cut, which is right but noisy.
        drop(self.client);
        self.running.stop().await;
    }
}

async fn reply(request: reqwest::RequestBuilder) -> Result<Reply, reqwest::Error> {
    let answer = request.send().await?;
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    Ok(Reply { status, headers, body: answer.text().await? })
}
