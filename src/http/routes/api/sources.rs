//! Other systems that may deliver to the workspace. A secret that is made here is shown once.

use std::time::Duration;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value, json};

use crate::clock::stamp;
use crate::db::entities::custom_source::Model;
use crate::domain::flow::Problem as Wrong;
use crate::domain::scheme::{self, Scheme};
use crate::http::extract::{Admin, At, Sent};
use crate::http::{AppState, Problem};
use crate::installs::sources::{self, Change, LONGEST_OVERLAP, MOST, OVERLAP};

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/api/sources", get(list).post(add))
        .route("/api/sources/{name}", delete(remove))
        .route("/api/sources/{name}/rotate", post(rotate))
}

async fn list(State(app): State<AppState>, admin: Admin) -> Result<Json<Value>, Problem> {
    let found = sources::list(&app.db, Some(admin.workspace())).await?;
    let is_off = |view: &crate::installs::view::View| {
        view.of_workspace(admin.workspace()).is_some_and(|installed| installed.custom_webhooks == Some(false))
    };
    let disabled_by = match (app.config.custom_webhooks, is_off(&app.view.now())) {
        (false, _) => Some("operator"),
        (true, true) => Some("workspace"),
        (true, false) => None,
    };
    let schemes = Scheme::NAMES.iter().filter_map(|name| Scheme::parse(name, None).ok());
    let scheme = |scheme: Scheme| {
        let has_header = matches!(scheme, Scheme::HmacSha256 { .. });
        json!({ "name": scheme.name(), "header": scheme.header(), "has_header": has_header })
    };
    Ok(Json(json!({
        "sources": found.iter().map(|row| shown(&app, row)).collect::<Vec<_>>(),
        "schemes": schemes.map(scheme).collect::<Vec<_>>(),
        "most": MOST,
        "is_enabled": disabled_by.is_none(),
        "disabled_by": disabled_by,
    })))
}

/// The body is read by hand, because a message about a wrong one might repeat the secret.
async fn add(
    State(app): State<AppState>,
    admin: Admin,
    Sent(mut body): Sent<Map<String, Value>>,
) -> Result<Response, Problem> {
    let (name, scheme) = (text(&mut body, "name")?, text(&mut body, "scheme")?);
    let (header, given) = (text(&mut body, "header")?, text(&mut body, "secret")?.map(SecretString::from));
    end(&body)?;
    let mut wrong = Vec::new();
    if name.is_none() {
        wrong.push(Wrong::new("/name", "is missing: the last part of the URL, in lower-case letters, digits and `-`"));
    }
    let scheme = match scheme.as_deref().map(|scheme| Scheme::parse(scheme, header.as_deref())) {
        Some(Ok(scheme)) => Some(scheme),
        Some(Err(error @ scheme::Invalid::Name(_))) => {
            wrong.push(Wrong::new("/scheme", error.to_string()));
            None
        }
        Some(Err(error)) => {
            wrong.push(Wrong::new("/header", error.to_string()));
            None
        }
        None => {
            wrong.push(Wrong::new("/scheme", format!("is missing: one of {}", Scheme::NAMES.join(", "))));
            None
        }
    };
    let (Some(name), Some(scheme)) = (name, scheme) else {
        return Err(Problem::invalid("the source can't be registered like this", &wrong));
    };
    let secret = given.clone().unwrap_or_else(|| scheme::generate_secret(&scheme));
    let by = admin.actor();
    let change = change(&app, &admin, &by);
    let row = change.add(&name, &scheme, &secret).await?;
    see(&app).await;
    let location = format!("/api/sources/{name}");
    let answer = with_secret(&app, &row, given.is_none().then_some(&secret));
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(answer)).into_response())
}

async fn rotate(
    State(app): State<AppState>,
    admin: Admin,
    At(name): At<String>,
    Sent(mut body): Sent<Map<String, Value>>,
) -> Result<Json<Value>, Problem> {
    let given = text(&mut body, "secret")?.map(SecretString::from);
    let overlap = match body.remove("overlap_hours") {
        None | Some(Value::Null) => OVERLAP,
        Some(hours) => {
            let overlap = hours.as_u64().and_then(|hours| Some(Duration::from_secs(hours.checked_mul(3600)?)));
            let most = LONGEST_OVERLAP.as_secs() / 3600;
            let says = || Wrong::new("/overlap_hours", format!("must be a whole number of hours from 0 to {most}"));
            let fits = overlap.filter(|overlap| *overlap <= LONGEST_OVERLAP);
            fits.ok_or_else(|| Problem::invalid("the secret can't be changed like this", &[says()]))?
        }
    };
    end(&body)?;
    let row = sources::one(&app.db, admin.workspace(), &name).await?;
    let secret = match &given {
        Some(secret) => secret.clone(),
        None => scheme::generate_secret(&sources::of(&row)?),
    };
    let by = admin.actor();
    let row = change(&app, &admin, &by).rotate(&name, &secret, overlap).await?;
    see(&app).await;
    Ok(Json(with_secret(&app, &row, given.is_none().then_some(&secret))))
}

async fn remove(State(app): State<AppState>, admin: Admin, At(name): At<String>) -> Result<StatusCode, Problem> {
    sources::remove(&app.db, admin.workspace(), &name, &admin.actor(), app.clock.now()).await?;
    see(&app).await;
    Ok(StatusCode::NO_CONTENT)
}

fn change<'a>(app: &'a AppState, admin: &'a Admin, by: &'a crate::domain::actor::Actor) -> Change<'a> {
    let (db, keyring, workspace, now) = (&app.db, &app.keyring, admin.workspace(), app.clock.now());
    Change { db, keyring, workspace, by, now }
}

/// The process that changed it sees the change at once. If that fails it is seen as by all others.
async fn see(app: &AppState) {
    if let Err(error) = app.view.refresh().await {
        tracing::debug!(error = &error as &dyn std::error::Error, "sources can't be read");
    }
}

/// A source as anybody may see it.
pub(in crate::http::routes) fn shown(app: &AppState, row: &Model) -> Value {
    let header = sources::of(row).map(|scheme| scheme.header().to_owned()).unwrap_or_default();
    let until = row.previous_until.filter(|until| *until > app.clock.now());
    json!({
        "name": row.name,
        "scheme": row.scheme,
        "header": header,
        "url": format!("{}/webhooks/custom/{}", app.config.base_url, row.name),
        "previous_secret_until": until.map(stamp),
        "created_at": stamp(row.created_at),
        "updated_at": stamp(row.updated_at),
    })
}

fn with_secret(app: &AppState, row: &Model, made: Option<&SecretString>) -> Value {
    let mut source = shown(app, row);
    source["secret"] = made.map(ExposeSecret::expose_secret).into();
    source
}

/// A text of the body, if it is there.
fn text(body: &mut Map<String, Value>, name: &'static str) -> Result<Option<String>, Problem> {
    match body.remove(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Problem::bad_request(format!("`{name}` must be a text"))),
    }
}

/// Refuses what nobody took.
fn end(body: &Map<String, Value>) -> Result<(), Problem> {
    match body.keys().next() {
        None => Ok(()),
        Some(name) => {
            let name: String = name.chars().take(40).collect();
            Err(Problem::bad_request(format!("`{name}` is nothing that this path takes")))
        }
    }
}
