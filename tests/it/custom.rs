//! Systems other than Clockify: who may deliver, by which proof, and with which of two secrets.

use std::time::Duration;

use clockify_addons::db::entities::custom_source::Model;
use clockify_addons::domain::actor::Actor;
use clockify_addons::domain::addon::Addon;
use clockify_addons::domain::event::Source;
use clockify_addons::domain::ids::WorkspaceId;
use clockify_addons::domain::scheme::{self, Scheme};
use clockify_addons::installs::sources;
use http::Request;
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use time::OffsetDateTime;

use crate::harness::{Engine, Reply, TestApp, both};

both!(
    each_scheme_takes_its_own_proof_and_no_other,
    a_source_needs_a_usable_name_and_secret,
    after_a_rotation_both_secrets_count_for_a_while,
    a_recorded_delivery_ends_with_its_window,
    the_body_must_be_an_object_and_bearable,
    a_removed_source_is_unknown,
    custom_webhooks_can_be_switched_off_and_are_of_one_add_on_only,
    a_workspace_can_switch_them_off_for_itself,
    a_source_lives_as_long_as_its_workspace_has_the_add_on,
    secrets_of_sources_are_stored_sealed,
);

const BODY: &str = r#"{"id":"7","type":"order.paid"}"#;

fn schemes() -> Vec<Scheme> {
    Scheme::NAMES.iter().map(|name| Scheme::parse(name, None).unwrap()).collect()
}

fn workspace(app: &TestApp) -> WorkspaceId {
    WorkspaceId::new(&app.installation.workspace.id).unwrap()
}

/// Registers a source named as its scheme. Returns its secret.
async fn add(app: &TestApp, scheme: &Scheme) -> SecretString {
    let secret = scheme::generate_secret(scheme);
    let (db, keyring) = (&app.app.db, &app.app.keyring);
    sources::add(db, keyring, &workspace(app), scheme.name(), scheme, &secret, app.now()).await.unwrap();
    app.app.view.refresh().await.unwrap();
    secret
}

/// A delivery to the source of this scheme's name, signed at that time.
fn signed(scheme: &Scheme, secret: &SecretString, body: &str, at: OffsetDateTime) -> Request<axum::body::Body> {
    let headers = scheme::sign(scheme, secret, body.as_bytes(), at, "delivery-1");
    let request = Request::post(format!("/webhooks/custom/{}", scheme.name()));
    let request = headers.into_iter().fold(request, |request, (name, value)| request.header(name, value));
    request.body(body.to_owned().into()).unwrap()
}

async fn deliver(app: &TestApp, scheme: &Scheme, secret: &SecretString) -> Reply {
    app.raw(signed(scheme, secret, BODY, app.now())).await
}

async fn each_scheme_takes_its_own_proof_and_no_other(engine: Engine) {
    let app = TestApp::new(engine).await;
    let mut expected = 0;
    for scheme in schemes() {
        let secret = add(&app, &scheme).await;
        assert_eq!(deliver(&app, &scheme, &secret).await.status, 200, "{scheme:?}");
        expected += 1;
        let stored = app.events().await.pop().unwrap();
        assert_eq!((stored.source, stored.custom_source.as_deref()), (Source::Custom, Some(scheme.name())));
        assert_eq!(stored.workspace_id, app.installation.workspace.id);
        // GitHub names its event in a header, which this delivery leaves out.
        let event = if scheme == Scheme::GitHub { "CUSTOM_EVENT" } else { "order.paid" };
        assert_eq!((stored.event_type.as_str(), stored.body.as_slice()), (event, BODY.as_bytes()), "{scheme:?}");

        let other = scheme::generate_secret(&scheme);
        let mut refused = vec![signed(&scheme, &other, BODY, app.now())];
        let mut unsigned = signed(&scheme, &secret, BODY, app.now());
        unsigned.headers_mut().remove(scheme.header());
        refused.push(unsigned);
        if scheme != Scheme::Bearer {
            *signed_body(&mut refused, &scheme, &secret, &app) = BODY.replace('7', "8").into();
        }
        // The proof of every other scheme, made with the right secret where its form allows that.
        for foreign in schemes().into_iter().filter(|foreign| *foreign != scheme) {
            let mut request = signed(&foreign, &secret, BODY, app.now());
            *request.uri_mut() = format!("/webhooks/custom/{}", scheme.name()).parse().unwrap();
            refused.push(request);
        }
        for request in refused {
            let reply = app.raw(request).await;
            assert_eq!(reply.status, 401, "{scheme:?}: {}", reply.body);
            assert!(!reply.body.contains(secret.expose_secret()));
        }
    }
    assert_eq!(app.events().await.len(), expected, "a refusal stored something");
    app.finish().await;
}

/// Adds a signed delivery and gives its body away, to be changed.
fn signed_body<'a>(
    requests: &'a mut Vec<Request<axum::body::Body>>,
    scheme: &Scheme,
    secret: &SecretString,
    app: &TestApp,
) -> &'a mut axum::body::Body {
    requests.push(signed(scheme, secret, BODY, app.now()));
    requests.last_mut().unwrap().body_mut()
}

async fn a_source_needs_a_usable_name_and_secret(engine: Engine) {
    let app = TestApp::new(engine).await;
    let (db, keyring, workspace, now) = (&app.app.db, &app.app.keyring, workspace(&app), app.now());
    for name in ["none", "", "NONE", "standard_webhooks"] {
        assert!(Scheme::parse(name, None).is_err(), "{name:?} is no scheme");
    }
    let good = SecretString::from("0123456789abcdef");
    for (name, scheme, secret, says) in [
        ("shop", Scheme::Bearer, "", "secret"),
        ("shop", Scheme::Bearer, "short", "secret"),
        ("shop", Scheme::GitHub, "15 characters..", "secret"),
        ("shop", Scheme::StandardWebhooks, "0123456789abcdef", "secret"),
        ("", Scheme::GitHub, good.expose_secret(), "name"),
        ("Shop", Scheme::GitHub, good.expose_secret(), "name"),
        ("../shop", Scheme::GitHub, good.expose_secret(), "name"),
        (&"x".repeat(65), Scheme::GitHub, good.expose_secret(), "name"),
    ] {
        let error = sources::add(db, keyring, &workspace, name, &scheme, &secret.into(), now).await.unwrap_err();
        assert!(error.to_string().contains(says), "{name:?} {scheme:?}: {error}");
    }
    assert_eq!(app.contents().await.count("custom_source"), 0);
    // A name is a URL, so it is taken for every workspace.
    let other = WorkspaceId::new(&app.installation(1, 1).workspace.id).unwrap();
    sources::add(db, keyring, &workspace, "shop", &Scheme::GitHub, &good, now).await.unwrap();
    let taken = sources::add(db, keyring, &other, "shop", &Scheme::GitHub, &good, now).await.unwrap_err();
    assert!(taken.to_string().contains("`shop`"), "{taken}");
    let overlap = Duration::from_mins(1);
    for error in [
        sources::rotate(db, keyring, &other, "shop", &good, overlap, now).await.unwrap_err(),
        sources::remove(db, &other, "shop", &Actor::Operator, now).await.unwrap_err(),
        sources::rotate(db, keyring, &workspace, "shop", &"short".into(), overlap, now).await.unwrap_err(),
    ] {
        assert!(!error.to_string().is_empty());
    }
    let listed: Vec<_> = sources::list(db, Some(&workspace)).await.unwrap().into_iter().map(|row| row.name).collect();
    assert_eq!(listed, ["shop"]);
    assert!(sources::list(db, Some(&other)).await.unwrap().is_empty());
    app.finish().await;
}

async fn after_a_rotation_both_secrets_count_for_a_while(engine: Engine) {
    let app = TestApp::new(engine).await;
    let (scheme, overlap) = (Scheme::Stripe, Duration::from_hours(1));
    let first = add(&app, &scheme).await;
    let rotate = async |secret: &SecretString, overlap| {
        let (db, keyring) = (&app.app.db, &app.app.keyring);
        let (workspace, now) = (workspace(&app), app.now());
        sources::rotate(db, keyring, &workspace, scheme.name(), secret, overlap, now).await.unwrap();
        app.app.view.refresh().await.unwrap();
    };
    let [second, third, fourth] = [(); 3].map(|()| scheme::generate_secret(&scheme));
    let check = async |when: &str, expected: [u16; 4]| {
        let mut statuses = Vec::new();
        for secret in [&first, &second, &third, &fourth] {
            statuses.push(deliver(&app, &scheme, secret).await.status);
        }
        assert_eq!(statuses, expected, "{when}");
    };
    check("at first", [200, 401, 401, 401]).await;
    rotate(&second, overlap).await;
    check("after a rotation", [200, 200, 401, 401]).await;
    app.clock.advance(Duration::from_secs(3599));
    check("until the overlap is over", [200, 200, 401, 401]).await;
    app.clock.advance(Duration::from_secs(1));
    check("when it is over", [401, 200, 401, 401]).await;
    rotate(&third, overlap).await;
    rotate(&fourth, Duration::ZERO).await;
    check("without an overlap", [401, 401, 401, 200]).await;
    app.finish().await;
}

async fn a_recorded_delivery_ends_with_its_window(engine: Engine) {
    let app = TestApp::new(engine).await;
    for scheme in [Scheme::StandardWebhooks, Scheme::Stripe] {
        let secret = add(&app, &scheme).await;
        let now = app.now();
        let window = i64::try_from(scheme::WINDOW_SECONDS).unwrap();
        for (shift, status) in [(0, 200), (-window, 200), (window, 200), (-window - 1, 401), (window + 1, 401)] {
            let at = now + time::Duration::seconds(shift);
            let reply = app.raw(signed(&scheme, &secret, BODY, at)).await;
            assert_eq!(reply.status, status, "{scheme:?} {shift}");
            assert!(status == 200 || reply.body.contains("300 seconds"), "{}", reply.body);
        }
    }
    app.finish().await;
}

async fn the_body_must_be_an_object_and_bearable(engine: Engine) {
    let settings = [("WEBHOOK_MAX_PAYLOAD_BYTES", "4096")];
    let app = TestApp::with(engine, Addon::UniversalWebhook, &settings).await;
    let scheme = Scheme::GitHub;
    let secret = add(&app, &scheme).await;
    for (body, status) in
        [("{", 400), ("[]", 400), ("", 400), (&format!("{{\"n\":\"{}\"}}", "x".repeat(4096)), 413), ("{}", 200)]
    {
        assert_eq!(app.raw(signed(&scheme, &secret, body, app.now())).await.status, status, "{body:.20}");
    }
    assert_eq!(app.events().await.len(), 1);
    app.finish().await;
}

async fn a_removed_source_is_unknown(engine: Engine) {
    let app = TestApp::new(engine).await;
    let scheme = Scheme::Bearer;
    let secret = add(&app, &scheme).await;
    assert_eq!(deliver(&app, &scheme, &secret).await.status, 200);
    sources::remove(&app.app.db, &workspace(&app), scheme.name(), &Actor::Operator, app.now()).await.unwrap();
    app.app.view.refresh().await.unwrap();
    assert_eq!(deliver(&app, &scheme, &secret).await.status, 404);
    assert_eq!(app.events().await.len(), 1, "its events stay");
    app.finish().await;
}

async fn custom_webhooks_can_be_switched_off_and_are_of_one_add_on_only(engine: Engine) {
    let off = [("UW_ENABLE_CUSTOM_WEBHOOKS", "false")];
    for (addon, settings, status) in [
        (Addon::UniversalWebhook, &[][..], 200),
        (Addon::UniversalWebhook, &off[..], 403),
        (Addon::ApiStudio, &[][..], 404),
        (Addon::ClockifyAddon, &[][..], 404),
    ] {
        let app = TestApp::with(engine, addon, settings).await;
        let secret = add(&app, &Scheme::GitHub).await;
        let reply = deliver(&app, &Scheme::GitHub, &secret).await;
        assert_eq!(reply.status, status, "{addon}: {}", reply.body);
        assert!(status != 403 || reply.body.contains("switched off"), "{}", reply.body);
        assert_eq!(app.events().await.len(), usize::from(status == 200));
        app.finish().await;
    }
}

async fn a_workspace_can_switch_them_off_for_itself(engine: Engine) {
    let app = TestApp::new(engine).await;
    let secret = add(&app, &Scheme::GitHub).await;
    for (value, status) in [(json!(false), 403), (json!(true), 200), (json!("no"), 200)] {
        let settings = [("enable_custom_webhooks", "Custom webhooks", value)];
        assert_eq!(app.send(&app.installation.settings_updated(app.now(), &settings)).await.status, 200);
        assert_eq!(deliver(&app, &Scheme::GitHub, &secret).await.status, status, "{settings:?}");
    }
    app.finish().await;
}

async fn a_source_lives_as_long_as_its_workspace_has_the_add_on(engine: Engine) {
    let app = TestApp::new(engine).await;
    let secret = add(&app, &Scheme::GitHub).await;
    assert_eq!(app.send(&app.installation.status_changed(app.now(), "INACTIVE")).await.status, 200);
    assert_eq!(deliver(&app, &Scheme::GitHub, &secret).await.status, 200);
    assert_eq!(app.send(&app.installation.deleted(app.now())).await.status, 200);
    assert_eq!(deliver(&app, &Scheme::GitHub, &secret).await.status, 404);
    app.install(0, 2).await;
    assert_eq!(deliver(&app, &Scheme::GitHub, &secret).await.status, 200, "it comes back with the add-on");
    app.finish().await;
}

async fn secrets_of_sources_are_stored_sealed(engine: Engine) {
    let app = TestApp::new(engine).await;
    let scheme = Scheme::Bearer;
    let old = add(&app, &scheme).await;
    let new = scheme::generate_secret(&scheme);
    let (db, keyring, workspace) = (&app.app.db, &app.app.keyring, workspace(&app));
    let overlap = Duration::from_mins(1);
    sources::rotate(db, keyring, &workspace, scheme.name(), &new, overlap, app.now()).await.unwrap();
    app.app.view.refresh().await.unwrap();
    assert_eq!(deliver(&app, &scheme, &new).await.status, 200);
    let contents = app.contents().await;
    for secret in [&old, &new] {
        assert_eq!(contents.places_of(secret.expose_secret()), Vec::<String>::new());
    }
    let row = sources::list(db, None).await.unwrap().remove(0);
    let open = |sealed: &[u8]| keyring.open(&Model::secret_context(row.id), sealed).unwrap();
    assert_eq!(*open(&row.secret), new.expose_secret().as_bytes());
    assert_eq!(*open(row.previous_secret.as_deref().unwrap()), old.expose_secret().as_bytes());
    app.finish().await;
}
