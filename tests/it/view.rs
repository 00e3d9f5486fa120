//! What is installed, in the memory of several servers on one database: nobody is refused for a server's ignorance.

use std::time::Duration;

use clockify_addons::db::entities::view_revision;
use clockify_addons::domain::actor::Actor;
use clockify_addons::domain::addon::Addon;
use clockify_addons::domain::event::EventType;
use clockify_addons::domain::ids::WorkspaceId;
use clockify_addons::domain::scheme::{self, Scheme};
use clockify_addons::installs::sources;
use clockify_addons::sandbox::{Installation, Request, payload};
use serde_json::json;

use crate::harness::{Database, Engine, Server, TestApp, both, eventually, installation};

both!(
    the_first_webhook_tells_a_replica_of_an_install,
    guesses_do_not_keep_a_replica_from_looking,
    an_end_reaches_every_server,
    a_source_reaches_every_server,
    every_kind_of_change_raises_the_revision,
);

const EVENT: EventType = EventType::NewTimeEntry;
/// The poll's two seconds, and as much again for a busy machine.
const SOON: Duration = Duration::from_secs(4);

fn delivery(installation: &Installation, sequence: u64) -> Request {
    installation.delivery(EVENT, &payload::of(EVENT, &installation.workspace, sequence))
}

async fn the_first_webhook_tells_a_replica_of_an_install(engine: Engine) {
    let app = TestApp::bare(engine, Addon::UniversalWebhook, &[]).await;
    let replica = app.replica().await;
    for workspace in 0..3 {
        let installation = app.install(workspace, 1).await;
        let reply = replica.send(&delivery(&installation, 1)).await;
        assert_eq!(reply.status, 200, "install {workspace}: {}", reply.body);
    }
    assert_eq!(app.events().await.len(), 3);
    replica.finish().await;
    app.finish().await;
}

/// Deliveries of workspaces that don't have the add-on make a server look, at a bounded rate. The true one that comes
/// between two looks must not be refused for it: the sender would believe that the installation is gone.
async fn guesses_do_not_keep_a_replica_from_looking(engine: Engine) {
    let app = TestApp::bare(engine, Addon::UniversalWebhook, &[]).await;
    let replica = app.replica().await;
    for sequence in 0..3 {
        let unknown = delivery(&app.installation(99, 1), sequence);
        assert_eq!(replica.send(&unknown).await.status, 401);
        let installation = app.install(sequence, 1).await;
        let reply = replica.send(&delivery(&installation, 1)).await;
        assert_ne!(reply.status, 401, "{sequence}: {}", reply.body);
    }
    replica.finish().await;
    app.finish().await;
}

/// Two servers, and an installation that the first one knows of.
async fn two(engine: Engine) -> (Database, Server, Server, Installation) {
    let database = Database::migrated(engine).await;
    let (one, two) = (Server::start(&database.url, &[]).await, Server::start(&database.url, &[]).await);
    let installation = installation(&one.app, 0, 1);
    assert_eq!(one.send(&installation.installed(one.app.clock.now())).await.status, 200);
    (database, one, two, installation)
}

async fn an_end_reaches_every_server(engine: Engine) {
    let (database, one, two, installation) = two(engine).await;
    let known = eventually("an install reaches the other server", SOON, async || {
        two.send(&delivery(&installation, 1)).await.status == 200
    });
    known.await;
    assert_eq!(one.send(&installation.deleted(one.app.clock.now())).await.status, 200);
    assert_eq!(one.send(&delivery(&installation, 2)).await.status, 401, "where it ended it ends at once");
    let refused = eventually("an end reaches the other server", SOON, async || {
        two.send(&delivery(&installation, 2)).await.status == 401
    });
    refused.await;
    one.finish().await;
    two.finish().await;
    database.remove().await;
}

async fn a_source_reaches_every_server(engine: Engine) {
    let (database, one, two, installation) = two(engine).await;
    let workspace = WorkspaceId::new(&installation.workspace.id).unwrap();
    let (scheme, secret) = (Scheme::Bearer, scheme::generate_secret(&Scheme::Bearer));
    // From a third process, as the command line does.
    let (db, _) = clockify_addons::migrate::open_migrated(&database.url).await.unwrap();
    let now = one.app.clock.now();
    sources::add(&db, &one.app.keyring, &workspace, "shop", &scheme, &secret, now).await.unwrap();
    let headers = scheme::sign(&scheme, &secret, b"{}", now, "");
    for server in [&one, &two] {
        let mut request = installation.delivery_raw(EVENT, "{}".into());
        "/webhooks/custom/shop".clone_into(&mut request.path);
        let request = request.with_header("authorization", &*headers[0].1);
        eventually("a source reaches every server", SOON, async || server.send(&request).await.status == 200).await;
    }
    db.close().await.unwrap();
    one.finish().await;
    two.finish().await;
    database.remove().await;
}

async fn every_kind_of_change_raises_the_revision(engine: Engine) {
    let app = TestApp::bare(engine, Addon::UniversalWebhook, &[]).await;
    let (installation, now) = (&app.installation, app.now());
    let revision = async || view_revision::current(&app.app.db.reader()).await.unwrap();
    let mut before = revision().await;
    for (change, request) in [
        ("an install", installation.installed(now)),
        ("settings", installation.settings_updated(now, &[("a", "A", json!(1))])),
        ("a status", installation.status_changed(now, "INACTIVE")),
        ("an end", installation.deleted(now)),
    ] {
        assert_eq!(app.send(&request).await.status, 200, "{change}");
        let after = revision().await;
        assert!(after > before, "{change} must raise the revision");
        before = after;
    }
    assert_eq!(app.send(&installation.deleted(now)).await.status, 200);
    assert_eq!(revision().await, before, "what changes nothing doesn't");

    let workspace = WorkspaceId::new(&installation.workspace.id).unwrap();
    let (db, keyring, secret) = (&app.app.db, &app.app.keyring, scheme::generate_secret(&Scheme::GitHub));
    sources::add(db, keyring, &workspace, "shop", &Scheme::GitHub, &secret, now).await.unwrap();
    let added = revision().await;
    sources::rotate(db, keyring, &workspace, "shop", &secret, Duration::ZERO, now).await.unwrap();
    let rotated = revision().await;
    sources::remove(db, &workspace, "shop", &Actor::Operator, now).await.unwrap();
    let removed = revision().await;
    assert!(before < added && added < rotated && rotated < removed, "{before} {added} {rotated} {removed}");
    app.finish().await;
}
