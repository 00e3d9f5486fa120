//! The JSON API of the add-on's page, one file per resource.
//!
//! Each handler asks for an [`Admin`](crate::http::extract::Admin), or for a [`User`](crate::http::extract::User) where
//! there is something for everybody, whose workspace is the only one that it can see or change; nothing else in a request
//! names one.

pub(super) mod audit;
mod bootstrap;
mod calls;
mod catalogue;
mod coverage;
mod data;
mod entities;
pub(super) mod events;
mod flows;
mod limits;
mod me;
mod openapi;
mod overview;
mod replays;
mod requests;
mod runs;
mod secrets;
pub(super) mod settings;
pub(super) mod sources;
mod stream;
mod transfer;
mod trial;
mod versions;

use axum::Router;

use crate::domain::addon::Spec;
use crate::http::AppState;

/// What every add-on has, and what those have that have flows.
pub(super) fn router(spec: &Spec) -> Router<AppState> {
    let mut router =
        Router::new().merge(openapi::router()).merge(me::router()).merge(events::router(spec)).merge(stream::router());
    router = router.merge(overview::router()).merge(coverage::router()).merge(bootstrap::router());
    router = router.merge(entities::router());
    router = router.merge(catalogue::router()).merge(calls::router()).merge(requests::router());
    router = router.merge(settings::router()).merge(audit::router()).merge(data::router());
    if spec.custom_webhooks {
        router = router.merge(sources::router());
    }
    if spec.flows {
        router = router.merge(flows::router()).merge(versions::router()).merge(runs::router());
        router = router.merge(trial::router()).merge(transfer::router()).merge(replays::router());
    }
    if spec.flows && spec.http_steps {
        router = router.merge(secrets::router());
    }
    router
}
