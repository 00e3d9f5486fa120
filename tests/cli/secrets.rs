//! A new key in the place of another.

use bytes::Bytes;
use clockify_addons::domain::scheme::{Scheme, sign};
use clockify_addons::sandbox::Request;
use http::Method;
use secrecy::SecretString;
use serde_json::{Value, json};

use crate::harness::{Engine, Server, World, eventually, installed, now};

const OLD: &str = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";
const NEW: &str = "oaKjpKWmp6ipqqusra6vsLGys7S1tre4ubq7vL2+v8A=";
const WORKSPACE: &str = "--workspace a4459f2a9c3f4ddaf0124269";

fn deliver(server: &Server, secret: &str, id: usize) -> u16 {
    let body = Bytes::from(json!({ "number": id }).to_string());
    let headers = sign(&Scheme::GitHub, &SecretString::from(secret), &body, now(), &id.to_string());
    let mut request =
        Request { method: Method::POST, path: "/webhooks/custom/ci".to_owned(), headers: Vec::new(), body };
    for (name, value) in headers {
        request = request.with_header(name.leak(), value);
    }
    server.connect().send(&request).unwrap().status
}

/// Registers a source; gives its secret.
fn add(world: &World) -> String {
    let added = world.run(&format!("sources add ci {WORKSPACE} --scheme github --format json")).json();
    added["secret"].as_str().unwrap().to_owned()
}

/// What a rotation says of a column: values, sealed now, to do.
fn of(outcome: &Value, column: &str) -> (u64, u64, u64) {
    let rows = outcome["columns"].as_array().unwrap().iter();
    let row = rows.clone().find(|row| row["addon"] == "universal-webhook" && row["column"] == column).unwrap();
    let number = |name: &str| row[name].as_u64().unwrap();
    (number("values"), number("resealed"), number("pending"))
}

#[test]
fn a_key_file_is_replaced_under_a_running_server() {
    let world = World::new().trusting();
    let server = world.serve("");
    installed(&server);
    let secret = add(&world);
    eventually("the source", || (deliver(&server, &secret, 1) == 200).then_some(()));
    let keys = || -> Vec<_> {
        let names = world.entries().into_iter().filter_map(|path| Some(path.file_name()?.to_str()?.to_owned()));
        names.filter(|name| name.contains("clockify-addons.key")).collect()
    };
    assert_eq!(keys(), ["clockify-addons.key"]);
    let file = world.entries().into_iter().find(|path| path.ends_with("clockify-addons.key")).unwrap();
    let before = std::fs::read_to_string(&file).unwrap();

    let look = world.run("secrets rotate --dry-run --format json");
    assert_eq!(look.code, Some(4), "{look}");
    assert_eq!(of(&look.document(), "custom_source.secret"), (1, 0, 1));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), before, "a dry run changes nothing");

    let rotating = world.spawn("secrets rotate --format json");
    let mut id = 2;
    eventually("the new key", || {
        assert_eq!(deliver(&server, &secret, id), 200);
        id += 1;
        (std::fs::read_to_string(&file).unwrap() != before).then_some(())
    });
    for _ in 0..50 {
        assert_eq!(deliver(&server, &secret, id), 200);
        id += 1;
    }
    let done = rotating.end();
    assert_eq!(of(&done.json(), "custom_source.secret"), (1, 1, 0));
    assert_eq!(keys(), ["clockify-addons.key"], "the old key is gone");
    assert_eq!(deliver(&server, &secret, id), 200);
    server.terminate().ok();

    let server = world.serve("");
    assert_eq!(deliver(&server, &secret, id + 1), 200, "the next start knows the new key only");
    server.terminate().ok();
    let look = world.run("secrets rotate --dry-run --format json");
    assert_eq!(of(&look.document(), "custom_source.secret"), (1, 0, 1), "a rotation would make another key");
}

#[test]
fn a_configured_key_is_replaced_on_postgresql() {
    let world = World::on(Engine::Postgres).trusting();
    let server = world.serve("");
    installed(&server);
    let secret = add(&world);
    server.terminate().ok();
    let nothing = world.run("secrets rotate --addon universal-webhook --format json").json();
    assert_eq!(of(&nothing, "custom_source.secret"), (1, 0, 0));

    let file = world.write("old-key", OLD);
    let world = world.set("CLOCKIFY_ADDONS_SECRET_KEY", NEW);
    let refused = world.run("secrets rotate --addon universal-webhook");
    assert_eq!(refused.code, Some(3), "{refused}");
    assert!(refused.mentions("CLOCKIFY_ADDONS_SECRET_KEY_PREVIOUS"), "{refused}");

    let world = world.set("CLOCKIFY_ADDONS_SECRET_KEY_PREVIOUS_FILE", file.to_str().unwrap());
    let server = world.serve("");
    assert_eq!(deliver(&server, &secret, 1), 200);
    let rotated = world.run("secrets rotate --addon universal-webhook --format json").json();
    assert_eq!(of(&rotated, "custom_source.secret"), (1, 1, 0));
    assert_eq!(of(&rotated, "installation.token"), (1, 1, 0));
    assert_eq!(deliver(&server, &secret, 2), 200);
    server.terminate().ok();

    let world = world.set("CLOCKIFY_ADDONS_SECRET_KEY_PREVIOUS_FILE", "");
    let server = world.serve("");
    assert_eq!(deliver(&server, &secret, 3), 200);
    server.terminate().ok();
    let again = world.run("secrets rotate --addon universal-webhook --format json").json();
    assert_eq!(of(&again, "custom_source.secret"), (1, 0, 0));
}

#[test]
fn keys_are_never_printed() {
    let world = World::new().set("CLOCKIFY_ADDONS_SECRET_KEY", NEW).set("CLOCKIFY_ADDONS_SECRET_KEY_PREVIOUS", OLD);
    world.run("migrate").ok();
    for arguments in ["secrets rotate", "secrets rotate --format json", "secrets rotate --dry-run", "config show"] {
        let outcome = world.run(arguments).ok();
        assert!(!outcome.mentions(&OLD[..10]) && !outcome.mentions(&NEW[..10]), "{outcome}");
    }
}
