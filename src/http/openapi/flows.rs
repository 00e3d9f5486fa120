//! Flows, their runs and their replays.

use serde_json::{Value, json};

use super::operation::Operation;
use super::schema::{
    a, and, any_object, count, flag, id, line, list, map, maybe, object, one_of, or_null, page, text, time, whole,
};
use crate::db::entities::flow_run::State;

/// The states of runs, by name.
pub(super) fn run_states() -> [&'static str; 8] {
    State::ALL.map(State::name)
}

pub(super) fn operations() -> Vec<Operation> {
    let mut all = stored();
    all.extend(versions());
    all.extend(tried());
    all.extend(carried());
    all.extend(runs());
    all.extend(replays());
    all
}

fn stored() -> Vec<Operation> {
    let definition = || ("definition", a("Definition"));
    let new = maybe(object([definition()]), [("enabled", flag())]);
    let save = object([definition(), ("version", whole(1, i32::MAX.into()))]);
    let wrong = object([("path", text()), ("message", text())]);
    let switch = |path, id, summary| Operation::post(path, id, summary).body(object([])).json(200, a("FlowChanged"));
    vec![
        Operation::get("/api/flows", "flows", "The workspace's flows, by name")
            .json(200, object([("flows", list(a("Flow")))])),
        Operation::post("/api/flows", "create_flow", "Make a flow")
            .body(new)
            .json(201, a("FlowCreated"))
            .problems(&[409, 422]),
        Operation::post("/api/flows/validate", "validate_flow", "What is wrong with a document")
            .body(object([("definition", super::schema::any())]))
            .json(200, object([("valid", flag()), ("errors", list(wrong))])),
        Operation::get("/api/flows/{id}", "flow", "A flow with its document").json(200, a("FlowWithDefinition")),
        Operation::put("/api/flows/{id}", "save_flow", "Save a new version, based on the one that counts")
            .body(save)
            .json(200, a("FlowChanged"))
            .problems(&[409, 422]),
        Operation::delete("/api/flows/{id}", "delete_flow", "Delete a flow; its runs stay"),
        switch("/api/flows/{id}/enable", "enable_flow", "Let events start it"),
        switch("/api/flows/{id}/disable", "disable_flow", "Keep events from starting it"),
        switch("/api/flows/{id}/resume", "resume_flow", "Let its runs go on"),
        Operation::post("/api/flows/{id}/hold", "hold_flow", "Keep its runs back")
            .body(maybe(object([]), [("note", line(0, 500))]))
            .json(200, a("FlowChanged")),
    ]
}

fn versions() -> Vec<Operation> {
    let number = || whole(i32::MIN.into(), i32::MAX.into());
    let change =
        maybe(object([("path", text()), ("before", super::schema::any()), ("after", super::schema::any())]), []);
    let difference = object([("from", number()), ("to", number()), ("changes", list(change))]);
    vec![
        Operation::get("/api/flows/{id}/versions", "flow_versions", "Its versions, the newest first")
            .json(200, object([("versions", list(a("Version")))])),
        Operation::get("/api/flows/{id}/versions/{version}", "flow_version", "A version with its document")
            .json(200, and(version(), [("definition", any_object())])),
        Operation::get("/api/flows/{id}/difference", "flow_difference", "What differs between two versions")
            .required("from", number(), "A version")
            .required("to", number(), "Another")
            .json(200, difference),
    ]
}

fn tried() -> Vec<Operation> {
    let on = |one: Value| {
        let with = |name| {
            let given = [(name, if name == "event" { id() } else { any_object() })];
            maybe(and(one.clone(), given), [("answers", any_object())])
        };
        json!({ "anyOf": [with("event"), with("payload")] })
    };
    vec![
        Operation::post("/api/flows/test", "test_document", "What a document would do, with nothing done")
            .body(on(object([("definition", a("Definition"))])))
            .json(200, a("Trial"))
            .problems(&[404, 413, 422]),
        Operation::post("/api/flows/{id}/test", "test_flow", "What a stored flow would do, with nothing done")
            .body(on(maybe(object([]), [("version", whole(1, i32::MAX.into()))])))
            .json(200, a("Trial"))
            .problems(&[422]),
    ]
}

fn carried() -> Vec<Operation> {
    let more = || [("inputs", any_object()), ("enabled", flag()), ("dry_run", flag())];
    let taken = json!({ "anyOf": [
        maybe(object([("document", any_object())]), more()),
        maybe(object([("template", text())]), more()),
    ] });
    let would = object([("definition", any_object()), ("notes", list(text()))]);
    vec![
        Operation::get("/api/flows/{id}/export", "export_flow", "A flow without what belongs to its workspace")
            .json(200, a("FlowExport")),
        Operation::post(
            "/api/flows/import",
            "import_flow",
            "Make a flow of a document of whatever kind, or of a template",
        )
        .body(taken)
        .json(200, would)
        .json(201, a("FlowCreated"))
        .problems(&[404, 409, 422]),
        Operation::get("/api/templates", "templates", "Flows that are ready to be used")
            .json(200, object([("templates", list(a("TemplateLine")))])),
        Operation::get("/api/templates/{name}", "template", "A template with its document and its sample")
            .json(200, a("Template")),
    ]
}

fn runs() -> Vec<Operation> {
    let counts = object([("counts", map(count())), ("counted_up_to", count())]);
    vec![
        Operation::get("/api/runs", "runs", "Runs of the workspace's flows, the newest first")
            .query("flow", id(), "Of this flow")
            .query("state", one_of(&run_states()), "In this state")
            .query("event", id(), "That this event started")
            .query("since", time(), "Decided on at or after")
            .query("until", time(), "Decided on before")
            .paged(200)
            .json(200, page("runs", a("Run"))),
        Operation::get("/api/runs/counts", "run_counts", "How many runs are in each state").json(200, counts),
        Operation::get("/api/runs/{id}", "run", "A run with its steps").json(200, a("RunWithSteps")),
        Operation::post("/api/runs/{id}/retry", "retry_run", "Try a run again, from the step that failed")
            .body(object([]))
            .json(200, a("Run"))
            .problems(&[409]),
        Operation::post("/api/runs/{id}/cancel", "cancel_run", "Put an end to a run")
            .body(object([]))
            .json(200, a("Run"))
            .problems(&[409]),
        Operation::post("/api/events/{id}/replay", "replay_event", "Take an event through the flows once more")
            .body(maybe(
                object([]),
                [("flows", list(id())), ("version", one_of(&["current", "original"])), ("dry_run", flag())],
            ))
            .json(200, object([("runs", list(a("Run")))]))
            .problems(&[422]),
    ]
}

fn replays() -> Vec<Operation> {
    let ids = || json!({ "type": "array", "items": id(), "maxItems": 200 });
    let names = |of: Value| json!({ "type": "array", "items": of, "maxItems": 200 });
    let filter = maybe(
        object([]),
        [
            ("since", or_null(time())),
            ("until", or_null(time())),
            ("types", names(text())),
            ("source", or_null(text())),
            ("states", names(one_of(&run_states()))),
            ("flows", ids()),
            ("version", one_of(&["current", "original"])),
            ("all", flag()),
        ],
    );
    let preview = object([
        ("dry_run", flag()),
        ("events", count()),
        ("looked_at", count()),
        ("runs", count()),
        ("ended", count()),
    ]);
    let rates = crate::flows::replay::RATES;
    let rate = whole((*rates.start()).into(), (*rates.end()).into());
    vec![
        Operation::get("/api/replays", "replays", "Replays, the newest first")
            .paged(200)
            .json(200, page("replays", a("Replay"))),
        Operation::post("/api/replays", "start_replay", "Take many events through the flows once more")
            .body(maybe(object([("filter", filter)]), [("rate", rate), ("dry_run", flag())]))
            .json(200, preview)
            .json(201, a("Replay"))
            .problems(&[409, 422]),
        Operation::get("/api/replays/{id}", "replay", "How far a replay is").json(200, a("ReplayProgress")),
        Operation::post("/api/replays/{id}/cancel", "cancel_replay", "Put an end to a replay")
            .body(object([]))
            .json(200, and(progress(), [("cancelled_runs", count())]))
            .problems(&[409]),
    ]
}

pub(super) fn version() -> Value {
    object([("version", whole(1, i32::MAX.into())), ("created_at", time()), ("created_by", text())])
}

pub(super) fn replay() -> Value {
    object([
        ("id", id()),
        ("state", one_of(&["running", "done", "cancelled", "failed"])),
        ("why", or_null(text())),
        ("filter", any_object()),
        ("total", count()),
        ("done", count()),
        ("runs", count()),
        ("rate", count()),
        ("requested_by", text()),
        ("created_at", time()),
        ("finished_at", or_null(time())),
    ])
}

/// A replay, and its runs by state.
pub(super) fn progress() -> Value {
    and(replay(), [("percent", whole(0, 100)), ("states", map(count()))])
}
