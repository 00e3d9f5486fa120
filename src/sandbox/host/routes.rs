//! What the page asks of the sandbox: who there is, a token, something to happen.
//!
//! There is no login, since there is nothing to protect: the key that signs here is trusted by nobody but the add-ons of
//! this process. Still only pages of this origin may ask. A page of somebody else's that this browser has open can't:
//! its requests carry another `host` or, for lack of permission, no JSON.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderName, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use time::Duration;

use super::Stage;
use crate::clock::Clock;
use crate::domain::event::EventType;
use crate::sandbox::{Api, Error, Viewer};

/// Users to choose from.
const PEOPLE: usize = 12;

/// What the handlers share.
#[derive(Debug)]
pub(super) struct Shown {
    pub(super) api: Api,
    pub(super) stages: Vec<Stage>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) port: u16,
}

type Page = State<Arc<Shown>>;

/// Why something isn't done, for whoever reads it on the page.
struct Refusal(StatusCode, String);

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.0, Json(json!({ "message": self.1 }))).into_response()
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self(StatusCode::BAD_GATEWAY, error.to_string())
    }
}

pub(super) fn router(shown: Shown) -> Router {
    let shown = Arc::new(shown);
    Router::new()
        .route("/", get(host))
        .route("/host.js", get(async || script(include_str!("host.js"))))
        .route(
            "/host.css",
            get(async || ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("host.css"))),
        )
        .route("/stranger", get(stranger))
        .route("/stranger.js", get(async || script(include_str!("stranger.js"))))
        .route("/state", get(state))
        .route("/token", post(token))
        .route("/clockify", post(clockify))
        .route("/deliver", post(deliver))
        .route("/installation", post(installation))
        .layer(middleware::from_fn_with_state(Arc::clone(&shown), at_home))
        .with_state(shown)
}

/// Answers requests of this origin only. The same port under another name is a stranger, which may have its page.
async fn at_home(State(shown): Page, request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let path = request.uri().path();
    if host == format!("127.0.0.1:{}", shown.port) || (host == stranger_s(&shown) && path.starts_with("/stranger")) {
        let mut answer = next.run(request).await;
        answer.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
        return answer;
    }
    if host == stranger_s(&shown) && path == "/" {
        let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
        let home = format!("http://127.0.0.1:{}/{query}", shown.port);
        return (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, home)]).into_response();
    }
    Refusal(StatusCode::FORBIDDEN, format!("this is the sandbox of http://127.0.0.1:{}/", shown.port)).into_response()
}

fn stranger_s(shown: &Shown) -> String {
    format!("localhost:{}", shown.port)
}

fn script(text: &'static str) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], text)
}

fn html(text: &'static str, frames: &str) -> impl IntoResponse + use<> {
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; \
         base-uri 'none'; form-action 'none'; frame-src {frames}"
    );
    let headers: [(HeaderName, String); 2] =
        [(header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()), (header::CONTENT_SECURITY_POLICY, policy)];
    (headers, text)
}

async fn host(State(shown): Page) -> impl IntoResponse {
    let addons = shown.stages.iter().map(|stage| stage.address.as_str());
    let origins: Vec<_> = addons.map(|address| address.split('/').take(3).collect::<Vec<_>>().join("/")).collect();
    html(include_str!("host.html"), &format!("{} http://{}", origins.join(" "), stranger_s(&shown)))
}

/// Somebody else's page, which sends messages that nobody should believe.
async fn stranger() -> impl IntoResponse {
    html(include_str!("stranger.html"), "'none'")
}

async fn state(State(shown): Page) -> Json<Value> {
    let addons = shown.stages.iter().map(|stage| {
        let installation = stage.driver.installation();
        json!({
            "name": stage.driver.addon().name(),
            "title": stage.title,
            "label": stage.label,
            "address": stage.address,
            "installed": installation.is_some(),
            "events": installation.iter().flat_map(|one| &one.webhooks).map(|hook| hook.event.name()).collect::<Vec<_>>(),
        })
    });
    let workspace = shown.api.workspace();
    Json(json!({
        "workspace": { "id": workspace.id, "name": workspace.name },
        "addons": addons.collect::<Vec<_>>(),
        "people": shown.api.people(PEOPLE),
        "stranger": format!("http://{}/stranger", stranger_s(&shown)),
    }))
}

impl Shown {
    fn stage(&self, addon: &str) -> Result<&Stage, Refusal> {
        let found = self.stages.iter().find(|stage| stage.driver.addon().name() == addon);
        found.ok_or_else(|| Refusal(StatusCode::NOT_FOUND, format!("no add-on `{addon}` runs here")))
    }
}

/// Who is to have a token, and of which kind.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    addon: String,
    user: String,
    role: String,
    theme: String,
    language: String,
    /// Seconds; fewer than none for one that has ended.
    lifetime: i64,
}

async fn token(State(shown): Page, Json(wanted): Json<Wanted>) -> Result<Json<Value>, Refusal> {
    let stage = shown.stage(&wanted.addon)?;
    let installation = stage.driver.installation();
    let installation =
        installation.ok_or_else(|| Refusal(StatusCode::CONFLICT, format!("{} is not installed", wanted.addon)))?;
    let viewer = Viewer {
        user: &wanted.user,
        role: &wanted.role,
        theme: &wanted.theme,
        language: &wanted.language,
        lifetime: Duration::seconds(wanted.lifetime.clamp(-86_400, 86_400)),
    };
    let token = installation.viewer_token(&viewer, shown.clock.now());
    let page = format!("{}{}?auth_token={token}", stage.address, stage.page);
    Ok(Json(json!({ "token": token, "page": page })))
}

/// Something that a user does in Clockify: an operation of its API.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Done {
    user: String,
    method: String,
    /// Below `/v1/workspaces/{workspaceId}`.
    path: String,
    #[serde(default)]
    body: Value,
}

async fn clockify(State(shown): Page, Json(done): Json<Done>) -> Json<Value> {
    let path = format!("/v1/workspaces/{}{}", shown.api.workspace().id, done.path);
    let (status, answer) = shown.api.act(&done.user, &done.method, &path, &done.body).await;
    Json(json!({ "status": status, "answer": answer }))
}

/// An event that is to come, whether something happened or not.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    addon: String,
    event: EventType,
    /// What it tells; otherwise something is made up.
    payload: Option<Value>,
}

async fn deliver(State(shown): Page, Json(sent): Json<Sent>) -> Result<Json<Value>, Refusal> {
    let stage = shown.stage(&sent.addon)?;
    let number = u64::try_from(shown.clock.now().unix_timestamp_nanos() / 1000).unwrap_or_default();
    let payload = sent.payload.unwrap_or_else(|| stage.driver.payload(sent.event, number, 0));
    let delivery = stage.driver.deliver(sent.event, &payload).await?;
    Ok(Json(json!({ "status": delivery.status.name(), "attempts": delivery.attempts, "answer": delivery.last_status })))
}

/// What becomes of an installation.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Changed {
    addon: String,
    to: To,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum To {
    Installed,
    Uninstalled,
    Active,
    Inactive,
}

async fn installation(State(shown): Page, Json(changed): Json<Changed>) -> Result<Json<Value>, Refusal> {
    let driver = &shown.stage(&changed.addon)?.driver;
    match changed.to {
        To::Installed => drop(driver.install().await?),
        To::Uninstalled => driver.uninstall().await?,
        To::Active => driver.status("ACTIVE").await?,
        To::Inactive => driver.status("INACTIVE").await?,
    }
    Ok(Json(json!({})))
}
