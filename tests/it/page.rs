//! The page that Clockify embeds: what its shell says, to whom, and what it may do.
//!
//! The program may have been built with the page or without it; what is asserted here is so either way.

use axum::body::Body;
use clockify_addons::domain::addon::Addon;
use clockify_addons::domain::event::EventType;
use clockify_addons::sandbox::Viewer;
use time::Duration;

use crate::harness::{Engine, Reply, TestApp, both, installation};

both!(
    the_shell_looks_as_the_token_s_user_likes_it,
    the_shell_is_the_same_for_whoever_has_no_true_token,
    the_page_may_load_and_call_its_own_server_only,
    the_page_is_under_the_path_of_the_base_url_too,
    an_operator_decides_who_may_embed_the_page,
    a_file_that_the_page_does_not_have_is_not_found,
);

async fn page(app: &TestApp, token: &str) -> Reply {
    app.get(&format!("/ui?auth_token={token}")).await
}

async fn the_shell_looks_as_the_token_s_user_likes_it(engine: Engine) {
    let app = TestApp::new(engine).await;
    let owner = app.installation.workspace.owner.clone();
    let viewer = Viewer::new(&owner, "OWNER");
    for (theme, language, shown) in
        [("DARK", "EN", "dark"), ("DEFAULT", "EN", "light"), ("SEPIA", "DE", "light"), ("dark", "", "dark")]
    {
        let token = app.installation.viewer_token(&Viewer { theme, language, ..viewer }, app.now());
        let reply = page(&app, &token).await;
        assert_eq!(reply.status, 200);
        // Texts are there in English only, whatever the user reads elsewhere.
        assert!(reply.body.contains(&format!("<html lang=\"en\" data-theme=\"{shown}\" ")), "{theme}: {}", reply.body);
        assert!(reply.body.contains(&format!("<meta name=\"color-scheme\" content=\"{shown}\">")), "{}", reply.body);
        assert!(reply.body.contains("<title>Universal Webhook</title>"), "{}", reply.body);
        private(&app, &reply, &token);
    }
    app.finish().await;
}

/// Nothing of a workspace is in the shell, and nothing of the token.
fn private(app: &TestApp, reply: &Reply, token: &str) {
    let text = format!("{} {:?}", reply.body, reply.headers);
    let workspace = &app.installation.workspace;
    let (payload, signature) = token.rsplit_once('.').unwrap_or(("eyJ", token));
    for secret in [&workspace.id, &workspace.owner, &app.installation.addon_id, payload, signature, "eyJ"] {
        assert!(secret.is_empty() || !text.contains(secret), "{secret} in {text}");
    }
}

async fn the_shell_is_the_same_for_whoever_has_no_true_token(engine: Engine) {
    let app = TestApp::new(engine).await;
    let neutral = app.get("/ui").await;
    assert_eq!(neutral.status, 200);
    assert!(neutral.body.contains("data-theme=\"light\""), "{}", neutral.body);
    let owner = app.installation.workspace.owner.clone();
    let dark = Viewer { theme: "DARK", ..Viewer::new(&owner, "OWNER") };
    let good = app.installation.viewer_token(&dark, app.now());
    let ended = app.installation.viewer_token(&Viewer { lifetime: Duration::seconds(-61), ..dark }, app.now());
    let another = {
        let other = TestApp::bare(engine, Addon::ApiStudio, &[]).await;
        let token = installation(&other.app, 0, 1).viewer_token(&dark, app.now());
        other.finish().await;
        token
    };
    let (head, signature) = good.rsplit_once('.').unwrap();
    let forged = format!("{head}.{}", signature.chars().rev().collect::<String>());
    let webhook = app.delivery(EventType::NewTag, 1);
    let (_, webhook) = webhook.headers.iter().find(|(name, _)| *name == "clockify-signature").unwrap();
    let long = "a".repeat(9000);
    for token in [ended.as_str(), &another, &forged, webhook, &app.installation.installation_token(), "", "x", &long] {
        let reply = page(&app, token).await;
        assert_eq!((reply.status, &reply.body), (200, &neutral.body), "{token}");
    }
    let twice = app.get(&format!("/ui?auth_token={good}&auth_token={good}")).await;
    assert_eq!(twice.body, neutral.body, "which of the two?");
    assert_ne!(page(&app, &good).await.body, neutral.body);
    app.finish().await;
}

async fn the_page_may_load_and_call_its_own_server_only(engine: Engine) {
    let app = TestApp::new(engine).await;
    let reply = app.get("/ui").await;
    insta::assert_snapshot!(
        "page_policy",
        reply.headers["content-security-policy"].to_str().unwrap().replace("; ", "\n")
    );
    assert_eq!(reply.headers["cache-control"], "no-store");
    assert_eq!(reply.headers["referrer-policy"], "no-referrer");
    assert_eq!(reply.headers["x-content-type-options"], "nosniff");
    assert!(reply.headers.get("x-frame-options").is_none(), "it can't name a list, and browsers would obey it");
    let parents = "data-parents=\"https://clockify.me https://*.clockify.me\"";
    assert!(reply.body.contains(parents), "it talks to whom it may be embedded by: {}", reply.body);
    for part in ["<style", "style=", "onclick", "onload", "javascript:"] {
        assert!(!reply.body.contains(part), "{part} in {}", reply.body);
    }
    app.finish().await;
}

async fn the_page_is_under_the_path_of_the_base_url_too(engine: Engine) {
    let settings = [("UNIVERSAL_WEBHOOK_BASE_URL", "https://example.com/hooks/")];
    let app = TestApp::with(engine, Addon::UniversalWebhook, &settings).await;
    let reply = app.get("/ui").await;
    for path in ["/ui/", "//ui", "/hooks/ui", "/hooks//ui/"] {
        let other = app.get(path).await;
        assert_eq!((other.status, &other.body), (200, &reply.body), "{path}");
    }
    assert!(reply.body.contains("data-base=\"/hooks\""), "{}", reply.body);
    for part in reply.body.split(['"']).filter(|part| part.contains("/assets/")) {
        assert!(part.starts_with("/hooks/ui/"), "{part}");
        let file = app.get(part).await;
        assert_eq!(file.status, 200, "{part}");
        assert_eq!(file.headers["cache-control"], "public, max-age=31536000, immutable", "{part}");
        assert_eq!(file.headers["vary"], "accept-encoding", "{part}");
        let stripped = app.get(part.strip_prefix("/hooks").unwrap()).await;
        assert_eq!((stripped.status, stripped.body), (200, file.body), "a proxy may cut the path off");
    }
    app.finish().await;
}

async fn an_operator_decides_who_may_embed_the_page(engine: Engine) {
    let settings = [("CLOCKIFY_ADDONS_FRAME_ANCESTORS", "https://*.example.com,http://localhost:3000")];
    let app = TestApp::with(engine, Addon::UniversalWebhook, &settings).await;
    let reply = app.get("/ui").await;
    let policy = reply.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.ends_with("; frame-ancestors https://*.example.com http://localhost:3000"), "{policy}");
    assert!(reply.body.contains("data-parents=\"https://*.example.com http://localhost:3000\""), "{}", reply.body);
    app.finish().await;
}

async fn a_file_that_the_page_does_not_have_is_not_found(engine: Engine) {
    let app = TestApp::new(engine).await;
    for path in ["/ui/0/assets/app.js", "/ui/assets/app.js", "/ui/x", "/ui/../Cargo.toml", "/ui/%2e%2e/%2e%2e/x"] {
        let reply = app.get(path).await;
        assert_eq!((reply.status, reply.json()["code"].as_str()), (404, Some("not_found")), "{path}");
        assert_eq!(reply.headers["cache-control"], "no-store", "{path}");
    }
    let post = http::Request::post("/ui").body(Body::empty()).unwrap();
    assert_eq!(app.raw(post).await.status, 405);
    app.finish().await;
}
