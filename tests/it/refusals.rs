//! What must be refused, in one table: each with its status and a sentence that helps, and nothing stored of any.

use axum::body::Body;
use bytes::Bytes;
use clockify_addons::domain::event::EventType;
use clockify_addons::sandbox::{Forgery, Installation, Request, forge, payload};
use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::harness::{Engine, Reply, TestApp, both};

both!(whatever_is_wrong_is_refused_by_name_and_leaves_no_trace);

const EVENT: EventType = EventType::NewTimeEntry;
const LIMIT: usize = 64 * 1024;
const SIGNATURE: &str = "clockify-signature";
const EVENT_HEADER: &str = "clockify-webhook-event-type";
const TOKEN: &str = "x-addon-lifecycle-token";

/// A request, and what is to be said about it.
struct Row {
    name: String,
    request: http::Request<Body>,
    status: u16,
    /// Words of the problem's detail.
    says: &'static str,
}

fn row(name: &str, request: Request, status: u16, says: &'static str) -> Row {
    Row { name: name.to_owned(), request: request.into_http().unwrap(), status, says }
}

async fn whatever_is_wrong_is_refused_by_name_and_leaves_no_trace(engine: Engine) {
    let limits = [("WEBHOOK_MAX_PAYLOAD_BYTES", "65536"), ("API_CALL_MAX_PAYLOAD_BYTES", "65536")];
    let app = TestApp::with(engine, clockify_addons::domain::addon::Addon::UniversalWebhook, &limits).await;
    let deleted = app.install(1, 1).await;
    assert_eq!(app.send(&deleted.deleted(app.now())).await.status, 200);
    let replaced = app.install(2, 1).await;
    app.install(2, 2).await;

    let rows = [forgeries(&app), bodies(&app), installations(&app, &deleted, &replaced), routes(&app), sizes(&app)];
    let rows: Vec<_> = rows.into_iter().flatten().chain(lifecycle(&app)).collect();
    assert!(rows.len() >= 40, "{} rows", rows.len());
    let before = app.contents().await;
    for row in rows {
        let secrets = [SIGNATURE, TOKEN].map(|name| row.request.headers().get(name).cloned());
        let reply = app.raw(row.request).await;
        assert_eq!(reply.status, row.status, "{}: {}", row.name, reply.body);
        check_problem(&row.name, &reply, row.says);
        for secret in secrets.iter().flatten().filter(|secret| secret.len() > 8) {
            assert!(!reply.body.contains(secret.to_str().unwrap()), "{} repeats the token", row.name);
        }
    }
    let after = app.contents().await;
    assert_eq!((after.count("webhook_event"), after.keys()), (0, 0));
    assert_eq!(after, before, "a refusal changed the database");
    app.finish().await;
}

/// Every answer is a problem document that names what is wrong and shows nothing of the inside.
fn check_problem(name: &str, reply: &Reply, says: &str) {
    assert_eq!(reply.headers["content-type"], "application/problem+json", "{name}");
    let problem = reply.json();
    assert_eq!(problem["status"], reply.status, "{name}");
    let title = StatusCode::from_u16(reply.status).unwrap().canonical_reason().unwrap();
    assert_eq!(problem["title"], title, "{name}");
    assert!(problem["code"].as_str().is_some_and(|code| !code.is_empty()), "{name}");
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains(says), "{name}: `{detail}` doesn't say `{says}`");
    let inside = ["panicked", "sqlx", "serde", "SELECT", "INSERT", "select ", "insert ", ".rs", "/tmp", "src/", "::"];
    for word in inside {
        assert!(!reply.body.contains(word), "{name}: `{word}` in {}", reply.body);
    }
    // RFC 9110: whoever says 405 says also what would do.
    assert_eq!(reply.headers.contains_key("allow"), reply.status == 405, "{name}: Allow");
}

fn forgeries(app: &TestApp) -> Vec<Row> {
    let forged = |forgery: &Forgery| {
        let says = match forgery {
            Forgery::MissingEvent | Forgery::OtherEventsHeader => {
                "`clockify-webhook-event-type` must be NEW_TIME_ENTRY"
            }
            Forgery::ForeignBody => "`workspaceId`",
            _ => "`clockify-signature`",
        };
        let request = forge::request(*forgery, app.key, &app.installation, EVENT, app.now());
        row(forgery.name(), request, 401, says)
    };
    Forgery::ALL.iter().map(forged).collect()
}

fn bodies(app: &TestApp) -> Vec<Row> {
    let whole = app.delivery(EVENT, 1).body;
    let half = whole.slice(..whole.len() / 2);
    let object = "must be a JSON object (line 1, column";
    let table: [(&str, Bytes, &str); 8] = [
        ("truncated", half, object),
        ("an array", "[]".into(), object),
        ("a number", "7".into(), object),
        ("null", "null".into(), object),
        ("empty", "".into(), object),
        ("two objects", "{}{}".into(), object),
        ("not JSON", "id=7&name=x".into(), object),
        ("not UTF-8", Bytes::from_static(b"{\"id\":\"\xff\"}"), "must be UTF-8"),
    ];
    let mut rows: Vec<_> = table
        .into_iter()
        .map(|(name, body, says)| row(name, app.installation.delivery_raw(EVENT, body), 400, says))
        .collect();
    let foreign = payload::of(EVENT, &app.installation(2, 2).workspace, 1);
    rows.push(row(
        "a body of another live workspace",
        app.installation.delivery(EVENT, &foreign),
        401,
        "`workspaceId`",
    ));
    rows
}

fn installations(app: &TestApp, deleted: &Installation, replaced: &Installation) -> Vec<Row> {
    let other = app.installation(2, 2);
    let swapped = app.delivery(EVENT, 1).replacing_header(SIGNATURE, deliver(&other).header(SIGNATURE).unwrap());
    let route = Request { path: EventType::NewTag.path().to_owned(), ..app.delivery(EVENT, 1) };
    let two_events = app.delivery(EVENT, 1).with_header(EVENT_HEADER, EVENT.name());
    let lower = app.delivery(EVENT, 1).replacing_header(EVENT_HEADER, "new_time_entry");
    vec![
        row("a deleted installation", deliver(deleted), 401, SIGNATURE),
        row("a replaced installation", deliver(replaced), 401, SIGNATURE),
        row("an installation that never was", deliver(&app.installation(7, 1)), 401, SIGNATURE),
        row("another add-on's", deliver(&foreign_addon(app)), 401, SIGNATURE),
        row("another workspace's token", swapped, 401, "`workspaceId`"),
        row("another event's route", route, 401, SIGNATURE),
        row("two event headers", two_events, 401, EVENT_HEADER),
        row("an event in lower case", lower, 401, EVENT_HEADER),
    ]
}

/// An add-on of the same key pair whose manifest key is another.
fn foreign_addon(app: &TestApp) -> Installation {
    let webhooks = [(EVENT, EVENT.path().to_owned())];
    Installation::new(app.key, "clockify-api-studio", &app.installation.workspace, 1, &webhooks)
}

fn routes(app: &TestApp) -> Vec<Row> {
    let delivery = || app.delivery(EVENT, 1);
    let to = |path: &str| Request { path: path.to_owned(), ..delivery() };
    let by = |method: Method| Request { method, ..delivery() };
    let call = |method: Method| Request { method, ..app.installation.deleted(app.now()) };
    let (method, path) = ("another method", "nothing at this path");
    vec![
        row("GET of a webhook", by(Method::GET), 405, method),
        row("PUT of a webhook", by(Method::PUT), 405, method),
        row("DELETE of a webhook", by(Method::DELETE), 405, method),
        row("GET of a lifecycle call", call(Method::GET), 405, method),
        row("PUT of a lifecycle call", call(Method::PUT), 405, method),
        row("POST of the manifest", to("/manifest"), 405, method),
        row("POST of a probe", to("/healthz"), 405, method),
        row("an unknown path", to("/webhooks/time/none"), 404, path),
        row("the folder of webhooks", to("/webhooks"), 404, path),
        row("an unknown call", to("/lifecycle/paused"), 404, path),
        row("an encoded path", to("/webhooks/time%2Fnew"), 404, path),
        row("an unknown custom source", to("/webhooks/custom/nobody"), 404, "no such source"),
        row("no custom source", to("/webhooks/custom"), 404, path),
        row("an unknown API webhook", to("/webhooks/clockify"), 401, SIGNATURE),
    ]
}

fn sizes(app: &TestApp) -> Vec<Row> {
    let large = Bytes::from(json!({ "id": "x".repeat(LIMIT) }).to_string());
    let chunked = |request: Request| {
        let chunks: Vec<_> = request.body.chunks(1000).map(|chunk| Ok::<_, std::io::Error>(chunk.to_vec())).collect();
        let (parts, _) = request.into_http::<Body>().unwrap().into_parts();
        http::Request::from_parts(parts, Body::from_stream(futures_util::stream::iter(chunks)))
    };
    let webhook = app.installation.delivery_raw(EVENT, large.clone());
    let call = Request { body: large, ..app.installation.installed(app.now()) };
    let mut rows = Vec::new();
    for (name, request) in [("a large webhook", webhook), ("a large call", call)] {
        rows.push(row(name, request.clone(), 413, "larger than 65536 bytes"));
        let name = format!("{name}, chunked");
        rows.push(Row { name, request: chunked(request), status: 413, says: "larger than 65536 bytes" });
    }
    rows
}

fn lifecycle(app: &TestApp) -> Vec<Row> {
    let (installation, now) = (&app.installation, app.now());
    let deleted = installation.deleted(now);
    let raw = |body: &'static str| Request { body: body.into(), ..deleted.clone() };
    let user = installation.user_token(&installation.workspace.owner, "OWNER", now);
    let none = app.key.sign(&json!({ "iss": "clockify", "sub": app.app.config.key, "type": "addon" }));
    let no_ids = |body| Request { body, ..deleted.clone() }.replacing_header(TOKEN, none.as_str());
    let named = |name: &str, value: Value| {
        let mut body: Value = serde_json::from_slice(&deleted.body).unwrap();
        body[name] = value;
        Request { body: body.to_string().into(), ..deleted.clone() }
    };
    vec![
        row("a call without a token", deleted.clone().without_header(TOKEN), 401, TOKEN),
        row("a call with two", deleted.clone().with_header(TOKEN, installation.lifecycle_token(now)), 401, TOKEN),
        row("a call with a user's token", deleted.clone().replacing_header(TOKEN, user), 401, TOKEN),
        row("a call with nonsense", deleted.clone().replacing_header(TOKEN, "nonsense"), 401, TOKEN),
        row("a call half sent", raw("{\"workspaceId\":"), 400, "must be JSON (line 1, column"),
        row("an empty call", raw(""), 400, "must be JSON"),
        row("a call about nothing", no_ids("{}".into()), 400, "`workspaceId` is missing"),
        row("a call about a workspace", no_ids("{\"workspaceId\":\"a\"}".into()), 400, "`addonId` is missing"),
        row("another workspace", named("workspaceId", json!("other")), 401, "`workspaceId`"),
        row("another installation", named("addonId", json!("other")), 401, "`addonId`"),
        row("a workspace as a number", named("workspaceId", json!(7)), 400, "`workspaceId` must be a string"),
        row("a workspace as a path", named("workspaceId", json!("../x")), 400, "`workspaceId`"),
    ]
}

fn deliver(installation: &Installation) -> Request {
    installation.delivery(EVENT, &payload::of(EVENT, &installation.workspace, 1))
}
