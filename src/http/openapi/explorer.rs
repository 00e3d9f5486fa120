//! Calls of Clockify's API by hand: what can be called, the calls, and requests that are kept.

use serde_json::{Value, json};

use super::operation::{For, Operation};
use super::schema::{
    a, and, any, any_object, count, flag, id, line, list, map, maybe, merge, object, one_of, or_null, page, text, time,
};

const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

const EFFECTS: [&str; 4] = ["read", "write", "bulk", "destroy"];

const KINDS: [&str; 4] = ["json", "text", "binary", "empty"];

pub(super) fn operations() -> Vec<Operation> {
    let mut all = catalogue();
    all.extend(calls());
    all.extend(saved());
    all
}

fn catalogue() -> Vec<Operation> {
    let group = object([("name", text()), ("operations", list(a("OperationLine")))]);
    let writes = object([("allowed", flag()), ("reason", or_null(text())), ("as_addon", flag())]);
    let listed = object([("groups", list(group)), ("writes", writes)]);
    let found = object([("operations", list(text()))]);
    vec![
        Operation::get("/api/catalogue", "catalogue", "The operations of Clockify's API")
            .open_to(For::Users)
            .query("search", line(0, 200), "Words that all have to be in an operation's facts")
            .json(200, json!({ "anyOf": [listed, found] })),
        Operation::get("/api/catalogue/{operation}", "operation", "An operation with all that a form needs")
            .open_to(For::Users)
            .json(200, a("Operation")),
    ]
}

/// What is wanted of a call, whether it is made or kept.
fn wanted() -> Value {
    let values = || map(json!({ "type": ["string", "number", "boolean", "array"] }));
    let whose = object([("operation", line(1, 200)), ("as", one_of(&["me", "addon"]))]);
    maybe(whose, [("path", values()), ("query", values()), ("body", any())])
}

fn calls() -> Vec<Operation> {
    vec![
        Operation::post("/api/calls", "call", "Make a call, as oneself or as the add-on")
            .open_to(For::Users)
            .body(maybe(wanted(), [("confirm", or_null(text()))]))
            .json(200, a("CallAnswer"))
            .problems(&[403, 409, 422, 428, 502, 504]),
        Operation::get("/api/calls", "calls", "Calls that were made, the newest first")
            .open_to(For::Users)
            .query("operation", text(), "Of this operation")
            .paged(200)
            .json(200, page("calls", call_line())),
        Operation::get("/api/calls/{id}", "call_made", "A call with its answer")
            .open_to(For::Users)
            .json(200, a("CallKept")),
        Operation::get("/api/calls/{id}/body", "call_body", "The whole body of its answer")
            .open_to(For::Users)
            .other(200, "application/octet-stream", json!({ "type": "string", "format": "binary" }))
            .problems(&[410]),
    ]
}

fn saved() -> Vec<Operation> {
    let draft = || and(wanted(), [("name", line(1, 100))]);
    let listed = object([("requests", list(a("SavedRequest"))), ("limit", count())]);
    vec![
        Operation::get("/api/requests", "requests", "Requests that the workspace keeps, by name")
            .open_to(For::Users)
            .json(200, listed),
        Operation::post("/api/requests", "create_request", "Keep a request")
            .body(draft())
            .json(201, a("SavedRequest"))
            .problems(&[409, 422]),
        Operation::put("/api/requests/{id}", "save_request", "Change a request that is kept")
            .body(draft())
            .json(200, a("SavedRequest"))
            .problems(&[409, 422]),
        Operation::delete("/api/requests/{id}", "delete_request", "Keep a request no longer"),
    ]
}

fn call_line() -> Value {
    object([
        ("id", id()),
        ("at", time()),
        ("user", text()),
        ("as", one_of(&["me", "addon"])),
        ("operation", text()),
        ("method", one_of(&METHODS)),
        ("path", text()),
        ("status", or_null(count())),
        ("error", or_null(text())),
        ("took_ms", count()),
        ("bytes", count()),
    ])
}

pub(super) fn shapes() -> Vec<(&'static str, Value)> {
    let line = maybe(
        object([
            ("id", text()),
            ("method", one_of(&METHODS)),
            ("path", text()),
            ("summary", text()),
            ("effect", one_of(&EFFECTS)),
        ]),
        [("query", text()), ("deprecated", flag()), ("lacks_scope", flag())],
    );
    let mut saved = and(wanted(), [("name", text()), ("id", id()), ("created_by", text())]);
    saved = and(saved, [("created_at", time()), ("updated_at", time())]);
    vec![
        ("OperationLine", line),
        ("Operation", operation()),
        ("ValueSchema", facts(object([("type", text())]))),
        ("CallAnswer", answer()),
        ("CallKept", kept()),
        ("SavedRequest", saved),
        ("Target", target()),
    ]
}

/// What is known of a value.
fn facts(whole: Value) -> Value {
    let field = json!({ "allOf": [{ "type": "object", "required": ["name", "type"] }] });
    maybe(
        whole,
        [
            ("format", text()),
            ("enum", list(any())),
            ("default", any()),
            ("min", any()),
            ("max", any()),
            ("nullable", flag()),
            ("items", a("ValueSchema")),
            ("fields", list(field)),
            ("entity", or_null(text())),
        ],
    )
}

fn operation() -> Value {
    let parameter =
        facts(object([("name", text()), ("in", one_of(&["path", "query"])), ("required", flag()), ("type", text())]));
    let body = object([("required", flag()), ("media_type", text()), ("schema", a("ValueSchema"))]);
    let paging = object([
        ("page", text()),
        ("size", text()),
        ("first", count()),
        ("most", count()),
        ("in", one_of(&["query", "body"])),
    ]);
    object([
        ("id", text()),
        ("group", text()),
        ("method", one_of(&METHODS)),
        ("path", text()),
        ("summary", text()),
        ("effect", one_of(&EFFECTS)),
        ("deprecated", flag()),
        ("heavy", flag()),
        ("host", text()),
        ("scope", or_null(text())),
        ("lacks_scope", flag()),
        ("raises", list(text())),
        ("parameters", list(parameter)),
        ("body", or_null(body)),
        ("paging", or_null(paging)),
        ("answer", one_of(&["list", "envelope", "one", "other"])),
        ("list", or_null(text())),
    ])
}

fn answer() -> Value {
    let next = object([("page", count()), ("query", or_null(any_object())), ("body", any())]);
    let field =
        object([("name", text()), ("value", or_null(text())), ("file", or_null(text())), ("type", or_null(text()))]);
    let sent = object([("headers", any_object()), ("body", or_null(text())), ("form", or_null(list(field)))]);
    object([
        ("id", or_null(id())),
        ("operation", text()),
        ("as", one_of(&["me", "addon"])),
        ("method", one_of(&METHODS)),
        ("url", text()),
        ("status", count()),
        ("headers", any_object()),
        ("kind", one_of(&KINDS)),
        ("text", or_null(text())),
        ("bytes", count()),
        ("truncated", flag()),
        ("took_ms", count()),
        ("attempts", count()),
        ("next", or_null(next)),
        ("sent", sent),
    ])
}

fn kept() -> Value {
    let mut kept = call_line();
    kept = and(kept, [("url", text()), ("request", any_object()), ("headers", any_object()), ("kind", one_of(&KINDS))]);
    and(kept, [("text", or_null(text())), ("truncated", flag()), ("has_body", flag())])
}

/// What a call is going to change, where it has to be confirmed.
fn target() -> Value {
    let entity = object([("type", text()), ("id", text()), ("name", or_null(text()))]);
    let mut target = object([
        ("text", text()),
        ("effect", one_of(&EFFECTS)),
        ("count", or_null(count())),
        ("entities", list(entity)),
    ]);
    merge(&mut target, json!({ "description": "To be repeated as `confirm`." }));
    target
}
