//! Flows: one suite for both engines. Most of it goes over the real router and the real writer, and nobody works on the
//! runs; what works on them stands on a [`stage`].

mod before; // what an entity was before its event
mod echoes; // events of a flow's own writes, whenever they come
mod limits; // how often a flow may run, and how many of its runs at a time
mod meanwhile; // an entity that others change while a flow does
mod outside; // calls of other systems, from the event to the answer
mod oversize; // what is too large
mod passing; // what stands in a run's way
mod replay; // events again
mod retry; // runs again, and runs that are ended
mod running; // from the event to the call
mod schedule; // runs by time
mod stage; // a running server and the simulated Clockify
mod starting; // events and the runs that they start
mod stopping; // what is kept back, goes on, or is cancelled
mod storing; // versions, switches, who saw it
mod trial; // what would be done

use clockify_addons::db::entities::{flow, flow_run, job};
use clockify_addons::domain::flow::Reason;
use clockify_addons::domain::ids::WorkspaceId;
use clockify_addons::flows::Actor;
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::{Value, json};

use crate::harness::TestApp;

/// Who changes things here.
fn admin() -> Actor {
    Actor::User("64a1f0c2e4b0a1b2c3d4e5f6".to_owned())
}

/// A flow without conditions.
fn on(name: &str, event: &str) -> Value {
    let step = json!({"id": "end", "stop": {"outcome": "succeeded"}});
    json!({"schema": "clockify-addons/flow/v1", "name": name, "triggers": [{"event": event}], "steps": [step]})
}

/// The same, with a condition.
fn when(name: &str, event: &str, condition: Value) -> Value {
    let mut flow = on(name, event);
    flow["when"] = condition;
    flow
}

/// The `number`-th workspace.
fn workspace(app: &TestApp, number: u64) -> WorkspaceId {
    WorkspaceId::new(&app.installation(number, 1).workspace.id).unwrap()
}

/// Makes a flow in the first workspace, switched on.
async fn make(app: &TestApp, definition: &Value) -> flow::Model {
    app.app.flows.create(&workspace(app, 0), definition, true, &admin()).await.unwrap().flow
}

/// All runs of all workspaces, the oldest first.
async fn runs(app: &TestApp) -> Vec<flow_run::Model> {
    flow_run::Entity::find().order_by_asc(flow_run::Column::Id).all(&app.app.db.reader()).await.unwrap()
}

/// The jobs of one kind.
async fn jobs(app: &TestApp, kind: &str) -> Vec<job::Model> {
    let all = job::Entity::find().order_by_asc(job::Column::Id).all(&app.app.db.reader()).await.unwrap();
    all.into_iter().filter(|job| job.kind == kind).collect()
}

/// Why a run is where it is.
fn reason(run: &flow_run::Model) -> Reason {
    Reason::from_json(run.reason.as_deref().unwrap())
}
