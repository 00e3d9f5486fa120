//! Keys from a key set: they count beside the built-in ones, and a set that can't be read takes none away.

use std::time::Duration;

use axum::Router;
use axum::response::{IntoResponse, Redirect};
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use clockify_addons::clockify::jwks;
use clockify_addons::domain::event::EventType;
use clockify_addons::sandbox::{Installation, Key, Workspace, payload};
use http::StatusCode;
use serde_json::{Value, json};

use crate::harness::{Database, Engine, Server, both, eventually, installation, spawn};

both!(a_key_of_the_set_counts, a_set_that_can_not_be_read_changes_nothing);

/// A server of key sets, good and bad. Returns its address.
async fn publisher(set: Value) -> String {
    let good = set.to_string();
    let router = Router::new()
        .route("/good", get(move || async { good }))
        .route("/moved", get(|| async { Redirect::temporary("/good") }))
        .route("/broken", get(|| async { StatusCode::INTERNAL_SERVER_ERROR.into_response() }))
        .route("/page", get(|| async { "<!doctype html>" }))
        .route("/endless", get(|| async { " ".repeat(300 * 1024) + r#"{"keys":[]}"# }));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    spawn(async { axum::serve(listener, router).await });
    format!("http://{address}")
}

/// The public key as a member of a key set. An RSA key of 2048 bits stands at the same place in every such file.
fn jwk(key: &Key) -> Value {
    let text: String = key.public_pem().lines().filter(|line| !line.starts_with('-')).collect();
    let der = STANDARD.decode(text).unwrap();
    assert_eq!(der[289..], [2, 3, 1, 0, 1], "an exponent of 65537 at the end");
    let (modulus, exponent) = (URL_SAFE_NO_PAD.encode(&der[33..289]), URL_SAFE_NO_PAD.encode([1, 0, 1]));
    json!({ "kty": "RSA", "alg": "RS256", "use": "sig", "kid": "test", "n": modulus, "e": exponent })
}

async fn a_key_of_the_set_counts(engine: Engine) {
    let key = Key::generate().unwrap();
    // Members of other kinds must not spoil the set.
    let other = json!({ "kty": "EC", "crv": "P-256", "x": "AA", "y": "AA" });
    let url = publisher(json!({ "keys": [other, jwk(&key)] })).await + "/good";
    let database = Database::migrated(engine).await;
    let server = Server::start(&database.url, &[("CLOCKIFY_JWKS_URL", &url)]).await;
    let event = EventType::NewTag;
    let webhooks = [(event, event.path().to_owned())];
    let workspace = Workspace::numbered(1);
    let theirs = Installation::new(&key, &server.app.config.key, &workspace, 1, &webhooks);
    let install = theirs.installed(server.app.clock.now());
    let within = Duration::from_secs(5);
    eventually("a key of the set counts", within, async || server.send(&install).await.status == 200).await;
    let delivery = theirs.delivery(event, &payload::of(event, &workspace, 1));
    assert_eq!(server.send(&delivery).await.status, 200);
    let ours = installation(&server.app, 0, 1);
    assert_eq!(server.send(&ours.installed(server.app.clock.now())).await.status, 200, "and those before it");
    server.finish().await;
    database.remove().await;
}

async fn a_set_that_can_not_be_read_changes_nothing(engine: Engine) {
    let url = publisher(json!({ "keys": [] })).await;
    for (path, reads) in [
        ("/good", true),
        ("/broken", false),
        ("/page", false),
        ("/endless", false),
        ("/moved", false),
        ("/none", false),
    ] {
        assert_eq!(jwks::fetch(&format!("{url}{path}")).await.is_ok(), reads, "{path}");
    }
    let database = Database::migrated(engine).await;
    let broken = format!("{url}/broken");
    let server = Server::start(&database.url, &[("CLOCKIFY_JWKS_URL", &broken)]).await;
    let ours = installation(&server.app, 0, 1);
    assert_eq!(server.send(&ours.installed(server.app.clock.now())).await.status, 200);
    server.finish().await;
    database.remove().await;
}
