//! `WEBHOOK_HMAC_SECRET`: a relay of one's own that signs bodies, on the one add-on that always had it.

use clockify_addons::domain::addon::Addon;
use clockify_addons::domain::event::EventType;
use clockify_addons::domain::scheme::{self, Scheme};
use clockify_addons::sandbox::{Forgery, Request, forge};
use secrecy::SecretString;

use crate::harness::{Engine, TestApp, both};

both!(
    a_signed_body_is_accepted_beside_tokens,
    a_token_that_fails_gets_no_second_chance,
    a_signed_body_needs_a_live_installation,
    the_secret_means_nothing_elsewhere,
);

const EVENT: EventType = EventType::NewTimeEntry;
const SECRET: &str = "a relay's shared secret";
const SIGNATURE: &str = "clockify-signature";
/// The headers that a relay may use, besides Clockify's own.
const RELAYS: [&str; 2] = ["x-webhook-signature", "x-addon-signature"];

async fn relayed(engine: Engine, addon: Addon) -> TestApp {
    TestApp::with(engine, addon, &[("WEBHOOK_HMAC_SECRET", SECRET)]).await
}

/// `sha256=<hex>` over the body.
fn mac(body: &[u8], secret: &str) -> String {
    let scheme = Scheme::parse("hmac-sha256", None).unwrap();
    scheme::sign(&scheme, &SecretString::from(secret), body, time::OffsetDateTime::UNIX_EPOCH, "").remove(0).1
}

/// A delivery without a token, its body signed under this header.
fn signed(app: &TestApp, header: &'static str, sequence: u64) -> Request {
    let request = app.delivery(EVENT, sequence).without_header(SIGNATURE);
    let value = mac(&request.body, SECRET);
    request.with_header(header, value)
}

async fn a_signed_body_is_accepted_beside_tokens(engine: Engine) {
    let app = relayed(engine, Addon::ClockifyAddon).await;
    let bare = mac(&app.delivery(EVENT, 4).body, SECRET).replace("sha256=", "");
    let wrong = |request: Request| {
        let value = mac(&request.body, "another secret, as long");
        request.replacing_header(RELAYS[0], value)
    };
    let altered = Request { body: app.delivery(EVENT, 9).body, ..signed(&app, RELAYS[0], 1) };
    for (rule, request, status) in [
        ("in Clockify's header", signed(&app, SIGNATURE, 1), 200),
        ("in another", signed(&app, RELAYS[0], 2), 200),
        ("in the third", signed(&app, RELAYS[1], 3), 200),
        ("as bare digits", signed(&app, RELAYS[0], 4).replacing_header(RELAYS[0], bare), 200),
        ("a token as ever", app.delivery(EVENT, 5), 200),
        ("by another secret", wrong(signed(&app, RELAYS[0], 6)), 401),
        ("over another body", altered, 401),
        ("beside a wrong one", signed(&app, RELAYS[0], 7).with_header(RELAYS[1], format!("sha256={:064}", 0)), 401),
        ("of no form", signed(&app, RELAYS[0], 8).replacing_header(RELAYS[0], "sha256=abc"), 401),
        (
            "for another event",
            signed(&app, RELAYS[0], 1).replacing_header("clockify-webhook-event-type", "NEW_TAG"),
            401,
        ),
        ("not at all", app.delivery(EVENT, 9).without_header(SIGNATURE), 401),
    ] {
        assert_eq!(app.send(&request).await.status, status, "{rule}");
    }
    assert_eq!(app.events().await.len(), 5);
    app.finish().await;
}

async fn a_token_that_fails_gets_no_second_chance(engine: Engine) {
    let app = relayed(engine, Addon::ClockifyAddon).await;
    let before = app.contents().await;
    for &forgery in Forgery::ALL {
        let request = forge::request(forgery, app.key, &app.installation, EVENT, app.now());
        // Forgeries that leave the token out, or break something else than the token, are not this rule's.
        let token = request.header(SIGNATURE).is_some_and(|value| value.contains('.'));
        if token {
            let value = mac(&request.body, SECRET);
            let reply = app.send(&request.with_header(RELAYS[0], value)).await;
            assert_eq!(reply.status, 401, "{}", forgery.name());
        }
    }
    assert_eq!(app.contents().await, before);
    app.finish().await;
}

async fn a_signed_body_needs_a_live_installation(engine: Engine) {
    let app = relayed(engine, Addon::ClockifyAddon).await;
    let mut nowhere = app.installation(1, 1).delivery_raw(EVENT, r#"{"workspaceId":"nowhere"}"#.into());
    nowhere = nowhere.without_header(SIGNATURE);
    let value = mac(&nowhere.body, SECRET);
    assert_eq!(app.send(&nowhere.with_header(RELAYS[0], value)).await.status, 401);
    assert_eq!(app.send(&app.installation.deleted(app.now())).await.status, 200);
    assert_eq!(app.send(&signed(&app, RELAYS[0], 1)).await.status, 401);
    assert_eq!(app.events().await.len(), 0);
    app.finish().await;
}

async fn the_secret_means_nothing_elsewhere(engine: Engine) {
    for addon in [Addon::ApiStudio, Addon::UniversalWebhook] {
        let app = relayed(engine, addon).await;
        for header in RELAYS.into_iter().chain([SIGNATURE]) {
            assert_eq!(app.send(&signed(&app, header, 1)).await.status, 401, "{addon} {header}");
        }
        assert_eq!(app.send(&app.delivery(EVENT, 1)).await.status, 200);
        app.finish().await;
    }
    // Without the setting it means nothing at home either.
    let app = TestApp::with(engine, Addon::ClockifyAddon, &[]).await;
    assert_eq!(app.send(&signed(&app, RELAYS[0], 1)).await.status, 401);
    app.finish().await;
}
