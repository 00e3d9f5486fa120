//! All of the workspace's data: to take away, and to be rid of.

use axum::body::Body;
use axum::extract::State;
use axum::http::{Extensions, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::db::trail::Entry;
use crate::domain::flow::Problem as Wrong;
use crate::http::extract::{Admin, Asked, Sent};
use crate::http::routes::export::{Busy, Export, Part};
use crate::http::{AppState, Cut, Problem};
use crate::retention::empty::{COUNTED, Emptying, Refused};

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/api/export", get(export)).route("/api/erase", get(look).post(erase))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Erase {
    /// The workspace's id, so that nobody does it by mistake.
    #[serde(default)]
    confirm: String,
}

/// Everything, or some parts of it, as lines. That somebody took it away stands in the audit.
async fn export(
    State(app): State<AppState>,
    admin: Admin,
    extensions: Extensions,
    mut asked: Asked,
) -> Result<Response, Problem> {
    let names: Option<String> = asked.take("parts", "names of parts")?;
    asked.end()?;
    let has = Part::ALL.into_iter().filter(|part| part.is_of(app.spec));
    let parts: Vec<Part> = match &names {
        None => has.collect(),
        Some(names) => names.split(',').map(|name| named(name, has.clone())).collect::<Result<_, _>>()?,
    };
    let said: Vec<_> = parts.iter().map(|part| part.name()).collect();
    let cut = extensions.get::<Cut>().cloned().unwrap_or_default();
    let export = Export::new(&app, &admin, cut, parts)?;
    let (workspace, actor) = (admin.workspace(), admin.actor());
    let subject = format!("workspace:{workspace}");
    let after = Some(json!({ "parts": said }));
    let entry = Entry { workspace, actor: &actor, action: "data.export", subject, before: None, after };
    app.record(entry).await?;
    let name = format!("attachment; filename=\"{}-{workspace}.jsonl\"", app.spec.addon.name());
    let mut response = Body::from_stream(export.lines()).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-ndjson"));
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

fn named(name: &str, has: impl Iterator<Item = Part> + Clone) -> Result<Part, Problem> {
    has.clone().find(|part| part.name() == name).ok_or_else(|| {
        let names: Vec<_> = has.map(Part::name).collect();
        Problem::bad_request(format!("`parts` of the query must be some of {}, with commas", names.join(", ")))
    })
}

impl From<Busy> for Problem {
    fn from(busy: Busy) -> Self {
        match busy {
            Busy::Workspace => {
                Self::conflict("state", "the workspace's data is being taken away already; wait for the end of that")
            }
            Busy::All => Self::busy(10),
        }
    }
}

/// What would go now, and how the last time went.
async fn look(State(app): State<AppState>, admin: Admin) -> Result<Json<Value>, Problem> {
    let sweeper = app.sweeper();
    let refused = match sweeper.may_empty(admin.workspace()).await {
        Ok(()) => None,
        Err(Refused::Database(error)) => return Err(error.into()),
        Err(refused) => Some(json!({ "code": code(&refused), "detail": refused.to_string() })),
    };
    Ok(Json(json!({
        "rows": sweeper.collected(admin.workspace()).await?,
        "counted_up_to": COUNTED,
        "refused": refused,
        "last": sweeper.last_emptying(admin.workspace()).await?,
    })))
}

async fn erase(
    State(app): State<AppState>,
    admin: Admin,
    Sent(Erase { confirm }): Sent<Erase>,
) -> Result<(StatusCode, Json<Emptying>), Problem> {
    if confirm != admin.workspace().as_str() {
        let wrong = Wrong::new("/confirm", format!("type the workspace's id, {}", admin.workspace()));
        return Err(Problem::invalid("nothing was erased", &[wrong]));
    }
    let begun = app.sweeper().begin_emptying(&app.queue, admin.workspace(), &admin.actor()).await?;
    Ok((StatusCode::ACCEPTED, Json(begun)))
}

const fn code(refused: &Refused) -> &'static str {
    match refused {
        Refused::Held(_) => "held",
        Refused::Fetching | Refused::UnderWay(_) | Refused::Database(_) => "state",
    }
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        let (code, text) = (code(&refused), refused.to_string());
        match refused {
            Refused::Database(error) => error.into(),
            _ => Self::conflict(code, text),
        }
    }
}
