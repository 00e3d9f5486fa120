//! How the workspace is: what comes in, what was fetched, what is remembered.

use serde_json::Value;

use super::operation::{For, Operation};
use super::schema::{a, and, any, count, flag, line, list, object, one_of, or_null, text, time};
use crate::db::entities::bootstrap_run::State;

pub(super) fn operations() -> Vec<Operation> {
    let found = object([("entities", list(a("Entity"))), ("next", or_null(text()))]);
    vec![
        Operation::get("/api/overview", "overview", "How the workspace is, in numbers")
            .open_to(For::Users)
            .json(200, a("Overview"))
            .problems(&[404]),
        Operation::get("/api/coverage", "coverage", "How each of Clockify's events gets here, or why it doesn't")
            .json(200, a("Coverage"))
            .problems(&[404]),
        Operation::get("/api/bootstrap", "bootstrap", "The newest fetch of the workspace's data").json(200, a("Fetch")),
        Operation::post("/api/bootstrap", "start_bootstrap", "Fetch the workspace's data")
            .body(object([]))
            .json(202, a("Fetch"))
            .problems(&[409]),
        Operation::post("/api/bootstrap/cancel", "cancel_bootstrap", "Put an end to the fetch")
            .body(object([]))
            .json(200, a("Fetch"))
            .problems(&[409]),
        Operation::get("/api/entities", "entities", "What is remembered of a type")
            .required("type", text(), "A type, as `project`")
            .query("parent", text(), "Id of what it belongs to")
            .query("ids", text(), "These ids, with commas; at most 200")
            .query("search", line(1, 200), "A part of the name")
            .paged_by(200, text())
            .json(200, found),
        Operation::get("/api/entities/{type}/{id}", "entity", "One of them, whole")
            .json(200, and(entity(), [("payload", any())])),
    ]
}

fn entity() -> Value {
    object([("id", text()), ("type", text()), ("name", text()), ("parent", or_null(text())), ("fetched_at", time())])
}

pub(super) fn shapes() -> Vec<(&'static str, Value)> {
    vec![("Entity", entity()), ("Overview", overview()), ("Coverage", coverage()), ("Fetch", fetch())]
}

fn overview() -> Value {
    let installation = object([("status", one_of(&["ACTIVE", "INACTIVE"])), ("installed_at", time())]);
    let entities = object([("type", text()), ("count", count()), ("fetched_at", or_null(time()))]);
    let run = object([("state", one_of(&super::flows::run_states())), ("count", count())]);
    let warning = object([("code", text()), ("count", count()), ("text", text()), ("link", or_null(text()))]);
    object([
        ("installation", installation),
        ("entities", list(entities)),
        ("hours", list(object([("hour", time()), ("count", count())]))),
        ("runs", or_null(list(run))),
        ("warnings", list(warning)),
    ])
}

fn coverage() -> Value {
    let line = object([
        ("event", text()),
        ("state", one_of(&["subscribed", "available", "unavailable"])),
        ("how", or_null(one_of(&["manifest", "registered"]))),
        ("delivery", or_null(text())),
        ("reason", or_null(text())),
        ("checked_at", or_null(time())),
        ("last_seen_at", or_null(time())),
    ]);
    let summary = object([
        ("events", count()),
        ("subscribed", count()),
        ("available", count()),
        ("unavailable", count()),
        ("not_delivering", count()),
    ]);
    object([
        ("active", flag()),
        ("token_refused_since", or_null(time())),
        ("compared_at", or_null(time())),
        ("summary", summary),
        ("events", list(line)),
        ("looked_at", count()),
    ])
}

fn fetch() -> Value {
    let operation = object([
        ("operation", text()),
        ("entity", text()),
        ("parent", or_null(text())),
        ("state", text()),
        ("reason", or_null(text())),
        ("pages", count()),
        ("inserted", count()),
        ("updated", count()),
        ("unchanged", count()),
        ("removed", count()),
    ]);
    let states = [
        State::InProgress,
        State::Complete,
        State::CompleteWithWarnings,
        State::CompleteWithErrors,
        State::Failed,
        State::Disabled,
        State::Cancelled,
    ];
    let run = object([
        ("id", super::schema::id()),
        ("state", one_of(&states.map(State::name))),
        ("worked_on", flag()),
        ("reason", or_null(text())),
        ("started_at", time()),
        ("finished_at", or_null(time())),
        ("done", count()),
        ("total", count()),
        ("entities", count()),
        ("operations", list(operation)),
    ]);
    object([("run", or_null(run))])
}
