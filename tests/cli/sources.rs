//! Other systems that may deliver.

use bytes::Bytes;
use clockify_addons::domain::scheme::{Scheme, sign};
use clockify_addons::sandbox::Request;
use http::Method;
use secrecy::SecretString;
use serde_json::json;

use crate::harness::{Engine, Server, World, both, eventually, installed, now};

both!(from_registration_to_delivery, a_dry_run_changes_nothing);

/// The workspace in which the tests install.
const WORKSPACE: &str = "--workspace a4459f2a9c3f4ddaf0124269";

/// Delivers as GitHub would, with this secret; gives the status.
fn deliver(server: &Server, name: &str, secret: &str, id: &str) -> u16 {
    let body = Bytes::from(json!({ "number": id }).to_string());
    let headers = sign(&Scheme::GitHub, &SecretString::from(secret), &body, now(), id);
    let path = format!("/webhooks/custom/{name}");
    let mut request = Request { method: Method::POST, path, headers: Vec::new(), body };
    for (name, value) in headers {
        request = request.with_header(name.leak(), value);
    }
    server.connect().send(&request).unwrap().status
}

fn a_dry_run_changes_nothing(engine: Engine) {
    use clockify_addons::db::entities::custom_source::Entity;

    let world = World::on(engine);
    world.run("migrate --addon universal-webhook").ok();
    let add = format!("sources add ci {WORKSPACE} --scheme github");
    let document = world.run(&format!("{add} --dry-run --format json")).json();
    assert_eq!((&document["dry_run"], &document["secret"]), (&json!(true), &json!(null)));
    assert!(world.rows::<Entity>().is_empty());
    // What the real run would refuse is refused.
    assert_eq!(world.run(&format!("sources add C! {WORKSPACE} --scheme github --dry-run")).code, Some(2));
    assert_eq!(world.run(&format!("sources rotate ci {WORKSPACE} --dry-run")).code, Some(1));
    world.run(&add).ok();
    let before = world.rows::<Entity>();
    assert_eq!(world.run(&format!("{add} --dry-run")).code, Some(1), "the name is taken");
    world.run(&format!("sources rotate ci {WORKSPACE} --dry-run")).ok();
    let outcome = world.run(&format!("sources remove ci {WORKSPACE} --dry-run")).ok();
    assert_eq!(outcome.stdout, "would remove ci\n", "it asks nothing, since nothing is lost");
    assert_eq!(world.rows::<Entity>(), before);
}

fn from_registration_to_delivery(engine: Engine) {
    let world = World::on(engine).trusting();
    let server = world.serve("");
    assert!(WORKSPACE.ends_with(&installed(&server).workspace.id));
    assert_eq!(deliver(&server, "ci", "whatever-it-may-be", "1"), 404);
    let added = world.run(&format!("sources add ci {WORKSPACE} --scheme github --format json")).json();
    assert_eq!((&added["name"], &added["url"]), (&json!("ci"), &json!("http://localhost:8001/webhooks/custom/ci")));
    let old = added["secret"].as_str().unwrap().to_owned();

    // No restart: the server looks for news every two seconds, and PostgreSQL tells it at once.
    eventually("the delivery's acceptance", || (deliver(&server, "ci", &old, "2") == 200).then_some(()));
    assert_eq!(deliver(&server, "ci", "not-the-secret-of-this-source", "3"), 401);

    let rotated = world.run(&format!("sources rotate ci {WORKSPACE} --format json")).json();
    let new = rotated["secret"].as_str().unwrap().to_owned();
    assert_ne!(new, old);
    eventually("the new secret", || (deliver(&server, "ci", &new, "4") == 200).then_some(()));
    assert_eq!(deliver(&server, "ci", &old, "5"), 200, "the old secret stays valid for a day");

    let rotated = world.run(&format!("sources rotate ci {WORKSPACE} --overlap 0 --format json")).json();
    let newest = rotated["secret"].as_str().unwrap();
    eventually("the newest secret", || (deliver(&server, "ci", newest, "6") == 200).then_some(()));
    assert_eq!(deliver(&server, "ci", &new, "7"), 401, "unless told otherwise");

    world.run(&format!("sources remove ci {WORKSPACE} --yes")).ok();
    eventually("the end of the source", || (deliver(&server, "ci", newest, "8") == 404).then_some(()));
    server.terminate().ok();

    let stored: Vec<_> = world.stored().into_iter().filter(|event| event.duplicate_of.is_none()).collect();
    let bodies: Vec<_> = stored.iter().map(|event| String::from_utf8_lossy(&event.body).into_owned()).collect();
    let expected = ["2", "4", "5", "6"].map(|id| json!({ "number": id }).to_string());
    // Between the removal and the moment when the server hears of it, the last one may have been taken.
    assert_eq!(bodies[..4], expected);
    assert!(stored.iter().all(|event| event.custom_source.as_deref() == Some("ci")));
    let listed = world.run("events list --source custom --format ndjson").ndjson();
    assert!(listed.iter().all(|event| event["source"] == "ci"), "{listed:?}");
}

fn migrated() -> World {
    let world = World::new();
    world.run("migrate --addon universal-webhook").ok();
    world
}

#[test]
fn a_made_secret_is_shown_once() {
    let world = migrated();
    let added = world.run(&format!("sources add ci {WORKSPACE} --scheme github")).ok();
    insta::assert_snapshot!("add", added.to_string());
    let secret = added.stdout.lines().find_map(|line| line.strip_prefix("secret  ")).unwrap();
    for format in ["text", "json", "ndjson"] {
        let listed = world.run(&format!("sources list --format {format}")).ok();
        assert!(!listed.mentions(secret), "{listed}");
    }
    insta::assert_snapshot!("list", world.run("sources list").ok().to_string());
    let quiet = world.run(&format!("sources add quiet {WORKSPACE} --scheme stripe --quiet")).ok();
    assert_eq!(quiet.stderr, "");
}

#[test]
fn what_is_wrong_is_said() {
    let world = migrated();
    world.run(&format!("sources add ci {WORKSPACE} --scheme github")).ok();
    world.write("short", "tea\n");
    for (command, code, message) in [
        ("add ci --scheme bearer", 1, "a source named `ci` exists already"),
        ("add cd --scheme none", 2, "standard-webhooks, github, stripe, hmac-sha256, bearer"),
        ("add cd --scheme github --header x-a", 2, "only hmac-sha256 lets one be chosen"),
        ("add cd --scheme hmac-sha256 --header a:b", 2, "is not the name of an HTTP header"),
        ("add C/D --scheme github", 2, "lower-case letters, digits or `-`"),
        ("add cd --scheme github --secret-file short", 2, "at least 16 characters"),
        ("add cd --scheme github --secret-file absent", 1, "can't read the secret from absent"),
        ("rotate cd", 1, "there is no source named `cd`"),
        ("remove cd --yes", 1, "there is no source named `cd`"),
        ("remove ci", 64, "--yes"),
    ] {
        let outcome = world.run(&format!("sources {command} {WORKSPACE}"));
        assert_eq!(outcome.code, Some(code), "{command}: {outcome}");
        assert!(outcome.stderr.contains(message) && outcome.stdout.is_empty(), "{command}: {outcome}");
    }
    let elsewhere = world.run("sources remove ci --workspace 000000000000000000000000 --yes");
    assert_eq!(elsewhere.code, Some(1), "another workspace's source is none: {elsewhere}");
    assert_eq!(world.run("sources list --format ndjson").ndjson().len(), 1, "nothing of all that changed anything");
    insta::assert_snapshot!("remove", world.run(&format!("sources remove ci {WORKSPACE} --yes")).ok().to_string());
}

/// A secret that nobody could open again is worse than none.
#[test]
fn on_postgresql_a_secret_needs_the_key() {
    let world = World::on(Engine::Postgres);
    world.run("migrate --addon universal-webhook").ok();
    let world = world.set("CLOCKIFY_ADDONS_SECRET_KEY", "");
    let outcome = world.run(&format!("sources add ci {WORKSPACE} --scheme github"));
    assert_eq!(outcome.code, Some(78), "{outcome}");
    assert!(outcome.mentions("secrets generate"), "{outcome}");
    assert_eq!(world.run("sources list --format ndjson").ndjson().len(), 0);
}

/// On the command line every user of the machine could read it, so it comes from a file or a pipe.
#[test]
fn a_secret_of_ones_own_is_never_repeated() {
    let world = migrated();
    world.write("secret", "canary-canary-canary\n");
    let from_file = world.run(&format!("sources add file {WORKSPACE} --scheme github --secret-file secret")).ok();
    let from_pipe = format!("sources add pipe {WORKSPACE} --scheme github --secret-file -");
    let from_pipe = world.run_with(&from_pipe, "canary-canary-canary\n").ok();
    for outcome in [&from_file, &from_pipe] {
        assert!(!outcome.mentions("canary") && !outcome.mentions("secret"), "{outcome}");
    }
    let world = world.trusting();
    let server = world.serve("");
    assert_eq!(deliver(&server, "file", "canary-canary-canary", "early"), 404, "nobody has the add-on yet");
    installed(&server);
    for name in ["file", "pipe"] {
        assert_eq!(deliver(&server, name, "canary-canary-canary", name), 200, "{name}");
    }
    server.terminate().ok();
    for suffix in ["", "-wal"] {
        let file = std::fs::read(world.path(&format!("universal_webhook.db{suffix}"))).unwrap_or_default();
        assert!(!file.windows(6).any(|bytes| bytes == b"canary"), "secrets are sealed in the database");
    }
}
