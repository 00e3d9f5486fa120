//! What answers are made of.

use serde_json::{Map, Value, json};

use super::data::{event, event_line};
use super::explorer;
use super::flows::{progress, replay, run_states, version};
use super::page;
use super::schema::{
    a, and, any, any_object, count, flag, id, list, map, maybe, object, one_of, or_null, text, time, whole,
};
use crate::domain::flow::schema;

/// Every component.
pub(super) fn all() -> Map<String, Value> {
    let mut all = definition_of_flows();
    let shapes = general().into_iter().chain(settings()).chain(flows()).chain(runs()).chain(carried());
    let shapes = shapes.chain(page::shapes()).chain(explorer::shapes());
    all.extend(shapes.map(|(name, shape)| (name.to_owned(), shape)));
    all.sort_keys();
    all
}

type Shapes = Vec<(&'static str, Value)>;

/// Stable names of what can go wrong.
const CODES: [&str; 23] = [
    "bad_request",
    "unauthorized",
    "disabled",
    "host_not_allowed",
    "forbidden",
    "not_found",
    "method_not_allowed",
    "timeout",
    "conflict",
    "taken",
    "limit",
    "state",
    "flow",
    "held",
    "too_large",
    "unsupported_media_type",
    "invalid",
    "too_many_requests",
    "unavailable",
    "workspace",
    "confirm",
    "upstream",
    "gone",
];

fn general() -> Shapes {
    let problem = object([
        ("type", json!({ "const": "about:blank" })),
        ("title", text()),
        ("status", whole(400, 599)),
        ("code", one_of(&CODES)),
        ("detail", text()),
    ]);
    let wrong = object([("path", text()), ("message", text())]);
    let more = [("errors", list(wrong)), ("version", count()), ("target", a("Target")), ("call", id())];
    let locale = object([
        ("time_zone", or_null(text())),
        ("time_format", or_null(text())),
        ("date_format", or_null(text())),
        ("week_start", or_null(text())),
    ]);
    let me = object([
        ("user", text()),
        ("role", text()),
        ("is_admin", flag()),
        ("workspace", text()),
        ("addon", text()),
        ("name", text()),
        ("version", text()),
        ("has_flows", flag()),
        ("runs_flows", flag()),
        ("has_http_steps", flag()),
        ("has_custom_webhooks", flag()),
        ("locale", locale),
        ("limits", object([("flows", count()), ("definition_bytes", count()), ("body_bytes", count())])),
    ]);
    vec![
        ("Problem", maybe(problem, more)),
        ("Me", me),
        ("EventLine", and(event_line(), [("body_bytes", count())])),
        ("Event", event()),
    ]
}

fn settings() -> Shapes {
    let value = || json!({ "type": ["boolean", "integer"] });
    let setting = object([
        ("id", text()),
        ("name", text()),
        ("description", text()),
        ("type", one_of(&["CHECKBOX", "NUMBER"])),
        ("default", value()),
        ("value", value()),
        ("is_set", flag()),
    ]);
    let days = || or_null(count());
    let kinds = crate::retention::own::Kind::ALL.map(crate::retention::own::Kind::name);
    let retention = object([
        ("kind", one_of(&kinds)),
        ("days", days()),
        ("operator_days", days()),
        ("clockify_days", days()),
        ("clockify_setting", or_null(text())),
        ("own_days", days()),
        ("is_changeable", flag()),
    ]);
    let limit = object([
        ("name", text()),
        ("most", count()),
        ("used", or_null(count())),
        ("by", or_null(object([("id", id()), ("name", text())]))),
    ]);
    let hold = object([
        ("id", id()),
        ("name", text()),
        ("reason", text()),
        ("note", text()),
        ("since", or_null(time())),
        ("runs", count()),
        ("runs_are_more", flag()),
    ]);
    let settings = object([
        ("tabs", list(object([("id", text()), ("name", text()), ("settings", list(setting))]))),
        ("retention", list(a("Retention"))),
        ("limits", list(limit)),
        ("flow_holds", list(hold)),
        ("legal_hold", or_null(object([("reason", text()), ("since", time())]))),
    ]);
    let entry = object([
        ("id", id()),
        ("at", time()),
        ("actor", text()),
        ("action", text()),
        ("subject", text()),
        ("before", any()),
        ("after", any()),
    ]);
    let source = || {
        object([
            ("name", text()),
            ("scheme", text()),
            ("header", text()),
            ("url", text()),
            ("previous_secret_until", or_null(time())),
            ("created_at", time()),
            ("updated_at", time()),
        ])
    };
    let erasure = object([
        ("state", one_of(&["running", "done"])),
        ("began_at", time()),
        ("ended_at", or_null(time())),
        ("rows", map(count())),
    ]);
    vec![
        ("Settings", settings),
        ("Retention", retention),
        ("AuditEntry", entry),
        ("Source", source()),
        ("SourceWithSecret", and(source(), [("secret", or_null(text()))])),
        ("Erasure", erasure),
    ]
}

fn flows() -> Shapes {
    let held = || object([("reason", text()), ("note", text()), ("since", or_null(time()))]);
    let flow = || {
        object([
            ("id", id()),
            ("name", text()),
            ("version", whole(1, i32::MAX.into())),
            ("enabled", flag()),
            ("held", or_null(held())),
            ("created_at", time()),
            ("updated_at", time()),
            ("updated_by", text()),
        ])
    };
    vec![
        ("Flow", flow()),
        ("FlowChanged", and(flow(), [("changed", flag())])),
        ("FlowCreated", and(flow(), [("notes", list(text()))])),
        ("FlowWithDefinition", and(flow(), [("definition", any_object())])),
        ("Version", version()),
        ("Replay", replay()),
        ("ReplayProgress", progress()),
    ]
}

/// Why something is where it is: what there is to say depends on its kind.
fn reason() -> Value {
    json!({ "type": "object", "required": ["kind"], "properties": { "kind": text() } })
}

const STEP_STATES: [&str; 6] = ["sending", "waiting", "succeeded", "skipped", "failed", "unknown"];

fn runs() -> Shapes {
    let run = || {
        object([
            ("id", id()),
            ("flow", id()),
            ("version", count()),
            ("state", one_of(&run_states())),
            ("reason", or_null(reason())),
            ("why", or_null(text())),
            ("cause", one_of(&["event", "schedule", "manual", "replay"])),
            ("event", or_null(id())),
            ("event_type", or_null(text())),
            ("entity", or_null(text())),
            ("replay_of", or_null(id())),
            ("replay", or_null(id())),
            ("caused_by", or_null(id())),
            ("depth", count()),
            ("created_at", time()),
            ("started_at", or_null(time())),
            ("due_at", or_null(time())),
            ("finished_at", or_null(time())),
        ])
    };
    let step = object([
        ("position", text()),
        ("state", one_of(&STEP_STATES)),
        ("attempts", count()),
        ("request", any()),
        ("response", any()),
        ("reason", or_null(reason())),
        ("why", or_null(text())),
        ("started_at", time()),
        ("due_at", or_null(time())),
        ("finished_at", or_null(time())),
    ]);
    let tried = maybe(
        object([("position", text()), ("state", one_of(&STEP_STATES))]),
        [("request", any()), ("response", any()), ("reason", reason())],
    );
    let write = maybe(
        object([("step", text()), ("method", text()), ("url", text())]),
        [("body", any()), ("differences", list(object([("path", text()), ("before", any()), ("after", any())])))],
    );
    let leaf = object([
        ("path", text()),
        ("reference", text()),
        ("op", text()),
        ("left", any()),
        ("right", any()),
        ("outcome", text()),
        ("why", or_null(text())),
    ]);
    let trial = object([
        ("state", one_of(&run_states())),
        ("conditions", list(leaf)),
        ("steps", list(tried)),
        ("writes", list(write)),
    ]);
    vec![
        ("Run", run()),
        ("RunWithSteps", and(run(), [("steps", list(a("Step")))])),
        ("Step", step),
        ("Trial", maybe(trial, [("reason", reason())])),
    ]
}

fn carried() -> Shapes {
    let input = maybe(
        object([("name", text()), ("kind", text())]),
        [("many", flag()), ("title", text()), ("default", any()), ("sample", any())],
    );
    let export = object([("schema", text()), ("inputs", list(a("Input"))), ("flow", any_object())]);
    let template = || {
        object([
            ("template", text()),
            ("title", text()),
            ("group", text()),
            ("description", text()),
            ("needs", list(text())),
            ("inputs", list(a("Input"))),
        ])
    };
    let sample = object([("event", or_null(text())), ("now", text()), ("payload", any())]);
    let whole = [("flow", any_object()), ("sample", sample), ("answers", any_object()), ("expect", list(any()))];
    vec![
        ("Input", input),
        ("FlowExport", maybe(export, [("secrets", list(text()))])),
        ("TemplateLine", template()),
        ("Template", and(template(), whole)),
    ]
}

/// The schema of flows, whose parts become components of ours.
fn definition_of_flows() -> Map<String, Value> {
    let mut whole = schema::schema();
    let parts = whole.as_object_mut().map(|whole| {
        for name in ["$schema", "$id"] {
            whole.remove(name);
        }
        whole.remove("$defs")
    });
    let named = |part: &str| format!("Flow.{part}");
    let mut found = Map::new();
    if let Some(Some(Value::Object(parts))) = parts {
        found.extend(parts.into_iter().map(|(name, part)| (named(&name), part)));
    }
    found.insert("Definition".to_owned(), whole);
    let mut all = Value::Object(found);
    rename(&mut all);
    if let Value::Object(found) = all { found } else { Map::new() }
}

/// Has references lead to where the parts are now.
fn rename(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member.as_str().and_then(|text| text.strip_prefix("#/$defs/")) {
                    Some(part) if name == "$ref" => *member = format!("#/components/schemas/Flow.{part}").into(),
                    _ => rename(member),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(rename),
        _ => {}
    }
}
