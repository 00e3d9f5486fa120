//! What every add-on has: events, settings, the audit, all of the data; and secrets and sources.

use serde_json::{Value, json};

use super::operation::Operation;
use super::schema::{
    a, any_object, count, flag, line, list, map, maybe, object, one_of, or_null, page, pattern, says, text, time, whole,
};
use crate::domain::addon::Spec;
use crate::domain::scheme::Scheme;
use crate::http::routes::Part;
use crate::retention::own::Kind;

pub(super) fn operations(spec: &Spec) -> Vec<Operation> {
    let mut all = events();
    if spec.flows {
        all.push(
            Operation::get("/api/events/{id}/runs", "event_runs", "The runs that the event started, the newest first")
                .paged(200)
                .json(200, page("runs", a("Run"))),
        );
    }
    all.extend(settings(spec));
    all.extend(data(spec));
    all
}

fn events() -> Vec<Operation> {
    let filtered = |operation: Operation| {
        operation
            .query("type", text(), "Names of events, with commas")
            .query("source", one_of(&["CLOCKIFY", "CUSTOM"]), "Where they came from")
            .query("unique", flag(), "Whether repeats are left out")
            .query("user", text(), "Id of the user that they are about")
            .query("project", text(), "Id of the project that they belong to")
            .query("text", line(1, 200), "A text in their bodies")
    };
    vec![
        filtered(Operation::get("/api/events/stream", "follow_events", "Events as they come"))
            .header("last-event-id", text(), "The `id` of the last message, to go on behind it")
            .other(200, "text/event-stream", json!({ "type": "string" })),
        filtered(Operation::get("/api/events", "events", "The workspace's events, the newest first"))
            .query("since", time(), "Received at or after")
            .query("until", time(), "Received before")
            .paged(200)
            .json(200, page("events", a("EventLine"))),
        Operation::get("/api/events/{id}", "event", "An event with its headers and its body").json(200, a("Event")),
    ]
}

fn settings(spec: &Spec) -> Vec<Operation> {
    let days = || or_null(whole(1, 36_500));
    let kinds = Kind::ALL.into_iter().filter(|kind| kind.is_changeable() && kind.is_of(spec));
    let mut wanted = object([]);
    for kind in kinds {
        wanted = maybe(wanted, [(kind.name(), days())]);
    }
    let kept = object([("retention", list(a("Retention"))), ("changed", flag())]);
    vec![
        Operation::get("/api/settings", "settings", "What is set, kept, allowed and held").json(200, a("Settings")),
        Operation::put("/api/settings/retention", "set_retention", "Days that what is kept, or null to take it back")
            .body(wanted)
            .json(200, kept)
            .problems(&[422]),
        Operation::get("/api/audit", "audit", "Who changed what, the newest first")
            .query("actor", text(), "Who: `operator`, `system`, or `user:` and an id")
            .query("action", text(), "What: `flow.save`, or `flow.` for all that begin so")
            .query("subject", text(), "To what: `flow:ID`, or `flow:` for all flows")
            .query("since", time(), "At or after")
            .query("until", time(), "Before")
            .paged(200)
            .json(200, page("entries", a("AuditEntry"))),
    ]
}

fn data(spec: &Spec) -> Vec<Operation> {
    let parts: Vec<_> = Part::ALL.into_iter().filter(|part| part.is_of(spec)).map(Part::name).collect();
    let parts = parts.join("|");
    let looked = object([
        ("rows", map(count())),
        ("counted_up_to", count()),
        ("refused", or_null(object([("code", one_of(&["held", "state"])), ("detail", text())]))),
        ("last", or_null(a("Erasure"))),
    ]);
    vec![
        Operation::get("/api/export", "export", "All that is kept, a JSON object in each line")
            .query(
                "parts",
                pattern(&format!("^({parts})(,({parts}))*$")),
                "Names of parts, with commas; all if left out",
            )
            .other(200, "application/x-ndjson", json!({ "type": "string" }))
            .problems(&[409]),
        Operation::get("/api/erase", "look_at_erasure", "What would go, and how the last time went").json(200, looked),
        Operation::post("/api/erase", "erase", "Erase what was collected")
            .body(object([("confirm", text())]))
            .json(202, a("Erasure"))
            .problems(&[409, 422]),
    ]
}

pub(super) fn secrets() -> Vec<Operation> {
    let secret = object([("name", text()), ("updated_at", time()), ("updated_by", text())]);
    let set = || object([("name", text()), ("is_new", flag())]);
    vec![
        Operation::get("/api/secrets", "secrets", "Names of secrets; values are never shown")
            .json(200, object([("secrets", list(secret))])),
        Operation::put("/api/secrets/{name}", "set_secret", "Set a secret, or give it another value")
            .body(object([("value", says(line(2, 4096), "Of 8 to 4096 bytes"))]))
            .json(200, set())
            .json(201, set())
            .problems(&[409, 422]),
        Operation::delete("/api/secrets/{name}", "remove_secret", "Remove a secret"),
    ]
}

pub(super) fn sources() -> Vec<Operation> {
    let scheme = object([("name", text()), ("header", text()), ("has_header", flag())]);
    let found = object([
        ("sources", list(a("Source"))),
        ("schemes", list(scheme)),
        ("most", count()),
        ("is_enabled", flag()),
        ("disabled_by", or_null(one_of(&["operator", "workspace"]))),
    ]);
    let new = object([("name", pattern("^[a-z0-9-]{1,64}$")), ("scheme", one_of(&Scheme::NAMES))]);
    let new = maybe(new, [("header", or_null(text())), ("secret", or_null(text()))]);
    let rotation: Value = maybe(object([]), [("secret", or_null(text())), ("overlap_hours", or_null(whole(0, 168)))]);
    vec![
        Operation::get("/api/sources", "sources", "Other systems that may deliver").json(200, found),
        Operation::post("/api/sources", "add_source", "Register a source; a secret that is made is shown once")
            .body(new)
            .json(201, a("SourceWithSecret"))
            .problems(&[409, 422]),
        Operation::post("/api/sources/{name}/rotate", "rotate_source", "Give a source a new secret")
            .body(rotation)
            .json(200, a("SourceWithSecret"))
            .problems(&[422]),
        Operation::delete("/api/sources/{name}", "remove_source", "Remove a source; its events stay"),
    ]
}

/// The head of an event's parts that lists and the whole share.
pub(super) fn event_line() -> Value {
    object([
        ("id", super::schema::id()),
        ("received_at", time()),
        ("source", one_of(&["CLOCKIFY", "CUSTOM"])),
        ("custom_source", or_null(text())),
        ("event_type", text()),
        ("entity", or_null(text())),
        ("user", or_null(text())),
        ("project", or_null(text())),
        ("duplicate_of", or_null(super::schema::id())),
    ])
}

/// An event with its headers, and what is known of those that it names.
pub(super) fn event() -> Value {
    let known = || or_null(object([("type", text()), ("id", text()), ("name", text())]));
    let cached = object([("entity", known()), ("user", known()), ("project", known())]);
    super::schema::and(event_line(), [("headers", any_object()), ("body", super::schema::any()), ("cached", cached)])
}
