//! Clockify's lifecycle calls. Each is stored and answered at once; whatever follows from it happens later.

use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::clockify::client;
use crate::clockify::token::{self, Hosts};
use crate::domain::event::EventType;
use crate::http::extract::{Call, Fields};
use crate::http::{AppState, Problem};
use crate::installs::lifecycle::{self, Done, Install, Subject};
use crate::metrics::Reason;

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/lifecycle/installed", post(installed))
        .route("/lifecycle/deleted", post(deleted))
        .route("/lifecycle/uninstalled", post(deleted))
        .route("/lifecycle/status-changed", post(status_changed))
        .route("/lifecycle/settings-updated", post(settings_updated))
}

async fn installed(State(app): State<AppState>, call: Call) -> Result<Json<Value>, Problem> {
    let fields = Fields::of(&call.body)?;
    let token = fields.required("authToken")?;
    let install = Install {
        token,
        hosts: hosts(&app, token, &call.subject)?,
        as_user: fields.text("asUser")?.map(str::to_owned),
        addon_user: fields.text("addonUserId")?.map(str::to_owned),
        webhooks: webhooks(&app, fields)?,
        settings: fields.0.get("settings").filter(|settings| !settings.is_null()).cloned(),
        jobs: app.jobs_after_install(&call.subject.workspace, &call.subject.addon),
        again: app.jobs_after_pause(&call.subject.workspace, &call.subject.addon),
    };
    let done = lifecycle::install(&app.db, &app.queue, &app.keyring, &call.subject, install, app.clock.now()).await?;
    finish(&app, "INSTALLED", &call.subject, done).await
}

async fn deleted(State(app): State<AppState>, call: Call) -> Result<Json<Value>, Problem> {
    // What is left at Clockify can only be named while the token is there.
    let farewell = app.registration.farewell(&call.subject.workspace, &call.subject.addon).await;
    let done = lifecycle::delete(&app.db, &call.subject, app.clock.now()).await?;
    if let Some(farewell) = farewell.filter(|_| done == Done::Changed) {
        app.registration.part(farewell);
    }
    finish(&app, "DELETED", &call.subject, done).await
}

async fn status_changed(State(app): State<AppState>, call: Call) -> Result<Json<Value>, Problem> {
    let (subject, now) = (&call.subject, app.clock.now());
    let done = match Fields::of(&call.body)?.required("status")? {
        "ACTIVE" => {
            let again = app.jobs_after_pause(&subject.workspace, &subject.addon);
            lifecycle::switch_on(&app.db, &app.queue, subject, again, now).await?
        }
        "INACTIVE" => lifecycle::switch_off(&app.db, subject, now).await?,
        _ => return Err(Problem::bad_request("`status` must be ACTIVE or INACTIVE")),
    };
    finish(&app, "STATUS_CHANGED", &call.subject, done).await
}

/// The settings come in an object or, from older builds of the platform, as a bare list.
async fn settings_updated(State(app): State<AppState>, call: Call) -> Result<Json<Value>, Problem> {
    let settings = match &call.body {
        Value::Array(_) => call.body.clone(),
        Value::Object(fields) => match fields.get("settings") {
            Some(settings @ (Value::Array(_) | Value::Object(_))) => settings.clone(),
            _ => return Err(Problem::bad_request("`settings` must be a list")),
        },
        _ => return Err(Problem::bad_request("the body must be a JSON object")),
    };
    let done = lifecycle::set_settings(&app.db, &call.subject, settings, app.clock.now()).await?;
    finish(&app, "SETTINGS_UPDATED", &call.subject, done).await
}

async fn finish(app: &AppState, kind: &'static str, subject: &Subject, done: Done) -> Result<Json<Value>, Problem> {
    tracing::info!(kind, workspace = %subject.workspace, installation = %subject.addon, ?done, "lifecycle call");
    if done == Done::Unknown && kind != "DELETED" {
        return Err(Problem::not_found("the installation is not known"));
    }
    if done == Done::Changed {
        // So that the webhook that follows at once finds what it needs, and no flow goes on that shouldn't. It would be
        // found soon in any case.
        for result in [app.view.refresh().await, app.flows.view().refresh().await] {
            if let Err(error) = result {
                tracing::warn!(error = &error as &dyn std::error::Error, "installations can't be read");
            }
        }
    }
    app.metrics.lifecycle(kind);
    Ok(Json(json!({ "status": "ok" })))
}

/// The API addresses that the installation token names, once it is found to be a true one of this installation.
fn hosts(app: &AppState, token: &str, subject: &Subject) -> Result<Hosts, Problem> {
    let refused = || Problem::unauthorized("`authToken` is not accepted");
    match app.verifier.verify(token, app.clock.now()) {
        Ok(claims) => {
            if claims.installation().map_err(|_| refused())? != (&subject.workspace, &subject.addon) {
                return Err(refused());
            }
            let admitted = client::Hosts::admit(claims.hosts.clone(), &app.clockify);
            admitted.map_err(|bad| app.reject(Reason::Lifecycle, &bad, Problem::host(format!("`authToken`: {bad}"))))
        }
        Err(_) if !app.config.require_signature => Ok(Hosts::default()),
        Err(why) => Err(app.reject(Reason::Lifecycle, &why, refused())),
    }
}

fn webhooks(app: &AppState, fields: Fields<'_>) -> Result<Vec<(EventType, token::Hash)>, Problem> {
    let list = match fields.0.get("webhooks") {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Array(list)) => list,
        Some(_) => return Err(Problem::bad_request("`webhooks` must be a list")),
    };
    let mut webhooks = Vec::with_capacity(list.len());
    for (index, item) in list.iter().enumerate() {
        let missing = |name| Problem::bad_request(format!("`webhooks[{index}].{name}` is missing"));
        let text = |name| item.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        let path = text("path").ok_or_else(|| missing("path"))?;
        let token = text("authToken").ok_or_else(|| missing("authToken"))?;
        let route = lifecycle::route(path, app.base_path());
        match EventType::from_path(&route).filter(|event| app.spec.events.contains(event)) {
            Some(event) => webhooks.push((event, token::hash(token))),
            None => tracing::warn!(route, "the install names a webhook that this add-on doesn't have"),
        }
    }
    webhooks.sort_by_key(|(event, _)| *event);
    webhooks.dedup_by_key(|(event, _)| *event);
    Ok(webhooks)
}
