//! Is it alive, is it ready, what does it count: right within a second of whatever happens to the database.

use std::time::{Duration, Instant};

use clockify_addons::db::events;
use clockify_addons::domain::event::EventType;
use clockify_addons::domain::ids::WorkspaceId;
use clockify_addons::domain::scheme::{self, Scheme};
use clockify_addons::installs::sources;
use clockify_addons::sandbox::{Installation, Request, payload};
use serde_json::{Value, json};

use crate::harness::{Database, Engine, Line, Proxy, Server, TestApp, both, eventually, installation};

both!(
    probes_of_a_healthy_add_on,
    a_server_that_is_ending_is_not_ready,
    an_unmigrated_database_is_not_ready,
    a_closed_database_shows_within_a_second,
    counters_move_and_no_sender_chooses_a_label,
);

const SECOND: Duration = Duration::from_secs(1);
/// Longest that an add-on may need to find out that its database is back.
const RECOVERY: Duration = Duration::from_secs(5);
const ADDON: &str = "universal-webhook";

/// The answer of `/ready`.
fn ready(database: bool, migrations: bool, serving: bool) -> Value {
    let checks = json!({ "database": database, "migrations": migrations, "serving": serving });
    json!({ "ready": database && migrations && serving, "service": ADDON, "checks": checks })
}

async fn probes_of_a_healthy_add_on(engine: Engine) {
    let app = TestApp::new(engine).await;
    app.clock.advance(Duration::from_secs(90));
    let version = env!("CARGO_PKG_VERSION");
    for (path, expected) in [
        ("/livez", json!({ "status": "ok" })),
        ("/startupz", json!({ "started": true, "service": ADDON })),
        ("/healthz", json!({ "status": "ok", "service": ADDON, "database": "ok" })),
        ("/ready", ready(true, true, true)),
        ("/readyz", ready(true, true, true)),
        (
            "/health",
            json!({
                "status": "healthy",
                "service": ADDON,
                "version": version,
                "database": "ok",
                "uptime_seconds": 90,
                "metrics_read_seconds_ago": null,
            }),
        ),
    ] {
        let reply = app.get(path).await;
        assert_eq!((reply.status, reply.json()), (200, expected), "{path}");
        assert_eq!(reply.headers["cache-control"], "no-store", "{path}");
    }
    app.get("/metrics").await;
    app.clock.advance(Duration::from_secs(7));
    assert_eq!(app.get("/health").await.json()["metrics_read_seconds_ago"], 7, "whoever watches is seen");
    let reply = app.get("/metrics").await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.headers["content-type"], "text/plain; version=0.0.4; charset=utf-8");
    let mut families: Vec<_> = reply.body.lines().filter_map(|line| line.strip_prefix("# TYPE ")).collect();
    families.sort_unstable();
    insta::assert_snapshot!("metric_families", families.join("\n"));
    app.finish().await;
}

async fn a_server_that_is_ending_is_not_ready(engine: Engine) {
    let app = TestApp::new(engine).await;
    app.app.pulse.drain();
    for path in ["/ready", "/readyz"] {
        let reply = app.get(path).await;
        assert_eq!((reply.status, reply.json()), (503, ready(true, true, false)));
    }
    for path in ["/livez", "/startupz", "/healthz"] {
        assert_eq!(app.get(path).await.status, 200, "{path}");
    }
    assert_eq!(app.send(&app.delivery(EventType::NewTag, 1)).await.status, 200, "what still comes is still taken");
    app.finish().await;
}

async fn an_unmigrated_database_is_not_ready(engine: Engine) {
    let database = Database::empty(engine).await;
    let server = Server::start_without_migrating(&database.url).await;
    let reply = server.get("/ready").await;
    assert_eq!((reply.status, reply.json()), (503, ready(true, false, true)));
    let reply = server.get("/startupz").await;
    assert_eq!((reply.status, reply.json()), (503, json!({ "started": false, "service": ADDON })));
    assert_eq!((server.get("/livez").await.status, server.get("/healthz").await.status), (200, 200));
    let installation = installation(&server.app, 0, 1);
    let install = installation.installed(server.app.clock.now());
    let delivery = installation.delivery(EventType::NewTag, &json!({}));
    for request in [&install, &delivery] {
        let reply = server.send(request).await;
        assert!(reply.is_unavailable(), "{}: {} {}", request.path, reply.status, reply.body);
    }
    // The operator migrates from a shell; the server needs no restart.
    let (db, _) = clockify_addons::migrate::open_migrated(&database.url).await.unwrap();
    eventually("a migrated database is ready", SECOND, async || server.get("/ready").await.status == 200).await;
    assert_eq!(server.get("/startupz").await.status, 200);
    assert_eq!(server.send(&install).await.status, 200);
    db.close().await.unwrap();
    server.finish().await;
    database.remove().await;
}

/// Waits until the server says that it isn't ready, and checks everything that must be so by then.
async fn becomes_unready(server: &Server) {
    let not_ready = eventually("a lost database shows", SECOND, async || {
        let since = Instant::now();
        let reply = server.get("/ready").await;
        assert!(since.elapsed() < SECOND / 2, "a probe never waits for the database");
        reply.status == 503
    });
    not_ready.await;
    for path in ["/ready", "/readyz"] {
        assert_eq!(server.get(path).await.json(), ready(false, true, true));
    }
    let live = server.get("/livez").await;
    assert_eq!((live.status, live.json()), (200, json!({ "status": "ok" })), "it doesn't know of a database");
    assert_eq!(server.get("/startupz").await.status, 200, "it has started, whatever came after that");
    let alive = server.get("/healthz").await;
    assert_eq!((alive.status, alive.json()["database"].as_str()), (200, Some("degraded")), "no restart mends this");
    assert_eq!(server.get("/health").await.json()["status"], "degraded");
    assert!(server.get("/metrics").await.body.contains("addon_database_up{addon=\"universal-webhook\"} 0"));
}

async fn a_closed_database_shows_within_a_second(engine: Engine) {
    let database = Database::migrated(engine).await;
    let server = Server::start(&database.url, &[]).await;
    assert_eq!(server.get("/ready").await.status, 200);
    server.app.db.clone().close().await.unwrap();
    becomes_unready(&server).await;
    server.finish().await;
    database.remove().await;
}

async fn counters_move_and_no_sender_chooses_a_label(engine: Engine) {
    let app = TestApp::new(engine).await;
    let (scheme, secret) = (Scheme::Bearer, scheme::generate_secret(&Scheme::Bearer));
    let workspace = WorkspaceId::new(&app.installation.workspace.id).unwrap();
    sources::add(&app.app.db, &app.app.keyring, &workspace, "shop", &scheme, &secret, app.now()).await.unwrap();
    app.app.view.refresh().await.unwrap();

    let webhook = app.delivery(EventType::NewTag, 1);
    let wrong = webhook.clone().replacing_header("clockify-signature", "a.b.c");
    let malformed = app.installation.delivery_raw(EventType::NewTag, "{".into());
    for (request, status) in [(&webhook, 200), (&webhook, 200), (&wrong, 401), (&malformed, 400)] {
        assert_eq!(app.send(request).await.status, status);
    }
    let body = r#"{"type":"canary-event"}"#;
    for (name, value) in scheme::sign(&scheme, &secret, body.as_bytes(), app.now(), "") {
        let custom = http::Request::post("/webhooks/custom/shop").header(name, value).body(body.into()).unwrap();
        assert_eq!(app.raw(custom).await.status, 200);
    }
    let metrics = app.get("/metrics").await.body;
    for (series, labels, value) in [
        ("webhooks_received_total", r#",event_type="NEW_TAG",source="clockify""#, 2),
        ("webhooks_received_total", r#",event_type="CUSTOM",source="custom""#, 1),
        ("webhooks_received_total", r#",event_type="NEW_PROJECT",source="clockify""#, 0),
        ("webhooks_duplicate_total", "", 1),
        ("webhooks_rejected_total", r#",reason="signature""#, 1),
        ("webhooks_rejected_total", r#",reason="malformed""#, 1),
        ("webhooks_rejected_total", r#",reason="installation""#, 0),
        ("lifecycle_calls_total", r#",event="INSTALLED""#, 1),
        ("addon_workspaces", "", 1),
        ("addon_database_up", "", 1),
        ("webhook_ack_seconds_count", "", 3),
    ] {
        let line = format!("{series}{{addon=\"{ADDON}\"{labels}}} {value}");
        assert!(metrics.lines().any(|found| found == line), "`{line}` is missing in\n{metrics}");
    }
    for chosen in ["canary-event", "shop", &app.installation.workspace.id] {
        assert!(!metrics.contains(chosen), "{chosen} became a label");
    }
    app.finish().await;
}

/// A server, installed, whose line to PostgreSQL goes through a proxy.
async fn proxied() -> (Database, Proxy, Server, Installation) {
    let database = Database::migrated(Engine::Postgres).await;
    let proxy = Proxy::to(database.server()).await;
    let server = Server::start(&database.through(proxy.address), &[]).await;
    let installation = installation(&server.app, 0, 1);
    assert_eq!(server.send(&installation.installed(server.app.clock.now())).await.status, 200);
    (database, proxy, server, installation)
}

fn delivery(installation: &Installation, sequence: u64) -> Request {
    installation.delivery(EventType::NewTag, &payload::of(EventType::NewTag, &installation.workspace, sequence))
}

/// Sends the delivery again until it is stored, as Clockify does.
async fn stored_within(server: &Server, request: &Request, within: Duration) {
    let stored = eventually("a delivery is stored after an outage", within, async || {
        let reply = server.send(request).await;
        assert!(reply.status == 200 || reply.is_unavailable(), "{}: {}", reply.status, reply.body);
        reply.status == 200
    });
    stored.await;
}

async fn originals(server: &Server) -> usize {
    let all = events::list(&server.app.db, &events::Filter::default(), 100).await.unwrap();
    all.iter().filter(|event| event.duplicate_of.is_none()).count()
}

async fn a_line_shows_and_heals(line: Line) {
    let (database, proxy, server, installation) = proxied().await;
    assert_eq!(server.send(&delivery(&installation, 1)).await.status, 200);
    proxy.set(line);
    becomes_unready(&server).await;
    if line == Line::Cut {
        let refused = server.send(&delivery(&installation, 2)).await;
        assert!(refused.is_unavailable(), "{} {}", refused.status, refused.body);
    }
    proxy.set(Line::Whole);
    eventually("a mended line is ready", RECOVERY, async || server.get("/ready").await.status == 200).await;
    stored_within(&server, &delivery(&installation, 2), RECOVERY).await;
    assert_eq!(originals(&server).await, 2, "each delivery that was acknowledged, once");
    server.finish().await;
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cut_line_to_the_server_shows_and_heals() {
    a_line_shows_and_heals(Line::Cut).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_silent_line_to_the_server_shows_and_heals() {
    a_line_shows_and_heals(Line::Silent).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flapping_line_shows_every_time() {
    let (database, proxy, server, _) = proxied().await;
    for line in [Line::Cut, Line::Silent, Line::Cut, Line::Silent, Line::Silent, Line::Cut] {
        proxy.set(line);
        becomes_unready(&server).await;
        proxy.set(Line::Whole);
        eventually("a mended line is ready", RECOVERY, async || server.get("/ready").await.status == 200).await;
    }
    server.finish().await;
    database.remove().await;
}

/// After a failover old connections may never say another word. Nobody may wait for them longer than a sender does.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_went_silent_are_given_up() {
    let (database, proxy, server, installation) = proxied().await;
    assert_eq!(server.send(&delivery(&installation, 1)).await.status, 200);
    proxy.set(Line::Moved);
    stored_within(&server, &delivery(&installation, 2), 4 * RECOVERY).await;
    let change = installation.status_changed(server.app.clock.now(), "INACTIVE");
    stored_within(&server, &change, 4 * RECOVERY).await;
    assert_eq!(originals(&server).await, 2);
    proxy.set(Line::Whole);
    server.finish().await;
    database.remove().await;
}
