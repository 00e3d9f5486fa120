//! The operations of Clockify's API, for the explorer's forms.

use axum::extract::State;

use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::explorer::{Writes, shown};
use crate::http::extract::{Asked, At, User};
use crate::http::{AppState, Problem};

/// Longest search, in characters.
const LONGEST: usize = 200;

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/api/catalogue", get(list)).route("/api/catalogue/{operation}", get(show))
}

async fn list(State(app): State<AppState>, user: User, mut asked: Asked) -> Result<Json<Value>, Problem> {
    let search: Option<String> = asked.take("search", "words")?;
    asked.end()?;
    if let Some(words) = search {
        if words.chars().count() > LONGEST {
            return Err(Problem::bad_request(format!("`search` of the query can have {LONGEST} characters")));
        }
        let found: Vec<_> = app.catalogue().search(&words).into_iter().map(|operation| &operation.id).collect();
        return Ok(Json(json!({ "operations": found })));
    }
    let writes = app.explorer.writes(&user.who()).await?;
    Ok(Json(json!({
        "groups": shown::list(app.catalogue(), app.spec),
        "writes": {
            "allowed": writes == Writes::Allowed,
            "reason": writes.reason(),
            "as_addon": user.is_admin(),
        },
    })))
}

async fn show(State(app): State<AppState>, _: User, At(id): At<String>) -> Result<Json<Value>, Problem> {
    let operation = app.catalogue().get(&id).ok_or_else(|| Problem::not_found("there is no such operation"))?;
    Ok(Json(shown::one(operation, app.spec)))
}
