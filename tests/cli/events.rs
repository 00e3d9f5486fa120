//! What arrived, as an operator looks at it.

use std::collections::BTreeSet;

use clockify_addons::domain::event::EventType;
use clockify_addons::sandbox::Installation;
use rustix::process::Signal;
use serde_json::{Value, json};

use crate::harness::{Engine, KEY, World, both, delivery, eventually, installation, installed, now, tag};

both!(lists, filters, pages, one_event, follows, coverage);

/// A world in which each of the 51 events came once and one of them twice.
fn fed(engine: Engine) -> World {
    let world = World::on(engine).trusting();
    let server = world.serve("");
    installed(&server);
    let mut connection = server.connect();
    for event in EventType::ALL.into_iter().chain([EventType::NewTag]) {
        let reply = connection.send(&delivery(event, 1)).unwrap();
        assert_eq!(reply.status, 200, "{event}: {}", reply.body);
    }
    server.terminate().ok();
    world
}

fn lists(engine: Engine) {
    let world = fed(engine);
    let list = world.run("events list").ok();
    assert_eq!(list.stdout.lines().count(), 53, "a heading and 52 events: {list}");
    assert_eq!(list.stderr, "52 events of 51 types\n");
    if engine == Engine::Sqlite {
        insta::assert_snapshot!("list", world.run("events list --limit 3").ok().to_string());
        insta::assert_snapshot!(
            "by-type",
            world.run("events list --by-type --type NEW_TAG --type TAG_DELETED").ok().to_string()
        );
    }

    let document = world.run("events list --format json").json();
    assert_eq!(document["schema"], "clockify-addons/events/v1");
    let newest = &document["events"][0];
    assert_eq!(document["events"].as_array().unwrap().len(), 52);
    assert_eq!((&newest["event_type"], &newest["source"]), (&json!("NEW_TAG"), &json!("CLOCKIFY")));
    assert_eq!(newest["workspace_id"], json!(installation().workspace.id));
    assert!(newest["duplicate_of"].is_string(), "the last one repeats another: {newest}");
    let lines = world.run("events list --format ndjson").ndjson();
    assert_eq!(Value::Array(lines), document["events"], "each line is one item of the document");

    let types = world.run("events list --by-type --format json").json();
    let types = types["types"].as_array().unwrap();
    assert_eq!(types.len(), 51);
    for row in types {
        let (events, repeats) = if row["event_type"] == "NEW_TAG" { (2, 1) } else { (1, 0) };
        assert_eq!((&row["events"], &row["repeats"]), (&json!(events), &json!(repeats)), "{row}");
    }
    let quiet = world.run("events list --quiet").ok();
    assert_eq!(quiet.stderr, "");
}

fn filters(engine: Engine) {
    let world = fed(engine);
    let workspace = installation().workspace.id.as_str();
    for (filter, expected) in [
        ("--type NEW_TAG", 2),
        ("--type NEW_TAG --type TAG_DELETED", 3),
        ("--type NEW_TAG --unique", 1),
        ("--unique", 51),
        ("--source clockify", 52),
        ("--source CLOCKIFY", 52), // as it is printed
        ("--source custom", 0),
        (&format!("--workspace {workspace}"), 52),
        ("--workspace 000000000000000000000000", 0),
        ("--since 1h", 52),
        ("--until 1h", 0),
        ("--since 2020-01-01T00:00:00Z --until 2020-01-02T00:00:00+01:00", 0),
        ("--since 2020-01-01T00:00:00Z --until 2120-01-01T00:00:00Z", 52),
        ("--since 0s", 0),
    ] {
        let found = world.run(&format!("events list {filter} --format ndjson")).ndjson();
        assert_eq!(found.len(), expected, "{filter}");
    }
    for bad in
        ["--since yesterday", "--since -5m", "--source else", "--before 7", "--workspace a/b", "--by-type --limit 3"]
    {
        assert_eq!(world.run(&format!("events list {bad}")).code, Some(2), "{bad}");
    }
}

/// Going from page to page gives each event once, whatever arrives meanwhile.
fn pages(engine: Engine) {
    let world = fed(engine);
    let server = world.serve("");
    let mut connection = server.connect();
    let (mut seen, mut before) = (Vec::new(), String::new());
    loop {
        let page = world.run(&format!("events list --limit 20 --format ndjson {before}")).ndjson();
        let ids: Vec<_> = page.iter().map(|event| event["id"].as_str().unwrap().to_owned()).collect();
        let Some(last) = ids.last() else { break };
        before = format!("--before {last}");
        seen.extend(ids);
        assert_eq!(connection.send(&tag(&format!("{:024x}", seen.len()))).unwrap().status, 200);
    }
    assert_eq!(seen.len(), 52);
    assert!(seen.is_sorted_by(|a, b| a > b), "the newest first, none twice");
    server.terminate().ok();

    let next = world.run("events list --limit 20").ok();
    assert!(next.stderr.contains("older ones: --before "), "{next}");
}

fn one_event(engine: Engine) {
    let world = fed(engine);
    let listed = world.run("events list --type NEW_TAG --format ndjson").ndjson();
    let [repeat, original] = &listed[..] else { panic!("{listed:?}") };
    let id = repeat["id"].as_str().unwrap();
    let show = world.run(&format!("events show {id}")).ok();
    assert!(!show.mentions("eyJ"), "the token is not kept: {show}");
    if engine == Engine::Sqlite {
        insta::assert_snapshot!("show", show.to_string());
    }

    let document = world.run(&format!("events show {id} --format json")).json();
    let sent: Value = serde_json::from_slice(&delivery(EventType::NewTag, 1).body).unwrap();
    assert_eq!((&document["body"], &document["duplicate_of"]), (&sent, &original["id"]));
    assert_eq!(document["headers"]["clockify-signature"], "***");

    let workspace = &installation().workspace.id;
    world.run(&format!("events show {id} --workspace {workspace}")).ok();
    let elsewhere = world.run(&format!("events show {id} --workspace 000000000000000000000000"));
    assert_eq!(elsewhere.code, Some(1), "{elsewhere}");
    let unknown = world.run("events show 00000000000000000000000000000000");
    assert_eq!(unknown.to_string(), "exit: 1\n--- stderr\nerror: there is no event [ID]\n");
}

fn follows(engine: Engine) {
    let world = World::on(engine).trusting();
    let server = world.serve("");
    installed(&server);
    let mut connection = server.connect();
    let mut send = |id: &str| assert_eq!(connection.send(&tag(id)).unwrap().status, 200);
    send("a1");
    let json = world.spawn("events tail --since 1h --format ndjson");
    let text = world.spawn("events tail --since 1h --type NEW_TAG");
    let other = world.spawn("events tail --since 1h --type TAG_DELETED");
    // The old one shows that they are looking; then they have to see what is new, all of it, once.
    for process in [&json, &text] {
        eventually("the first line", || process.stdout().ends_with('\n').then_some(()));
    }
    for number in 0..50 {
        send(&format!("b{number}"));
    }
    let lines = |text: String| text.lines().count();
    eventually("all events", || (lines(json.stdout()) >= 51 && lines(text.stdout()) >= 51).then_some(()));
    for process in [&json, &text, &other] {
        process.signal(Signal::INT);
    }
    let entities: Vec<_> =
        json.end().ndjson().iter().map(|event| event["entity_id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(entities.len(), 51);
    assert_eq!(entities.iter().collect::<BTreeSet<_>>().len(), 51, "{entities:?}");
    let text = text.end().ok();
    assert_eq!(lines(text.stdout.clone()), 51, "{text}");
    assert_eq!(other.end().ok().stdout, "");
}

#[test]
fn without_a_database_it_says_what_to_do() {
    let world = World::new();
    insta::assert_snapshot!("absent", world.run("events list").to_string());
    let outcome = world.run("events list --format json");
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(69), ""));
    assert_eq!(outcome.document()["error"]["kind"], "unreachable");
    assert_eq!(world.entries(), Vec::<std::path::PathBuf>::new());
}

#[test]
fn a_database_without_tables_says_what_to_do() {
    let world = World::new();
    world.write("universal_webhook.db", "");
    for command in ["events list", "events list --by-type", "sources list"] {
        let outcome = world.run(command);
        assert_ne!(outcome.code, Some(0), "{outcome}");
        assert!(outcome.mentions("clockify-addons migrate"), "{command}: {outcome}");
    }
}

/// `events list | head -1`: who reads no further has what it wants.
#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let world = fed(Engine::Sqlite);
    for command in
        ["events list", "events list --format json", "events list --by-type", "events tail --since 1h", "config show"]
    {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut child = world.command(command).stdout(writer).stderr(std::process::Stdio::piped()).spawn().unwrap();
        let status = eventually(command, || child.try_wait().unwrap());
        let stderr = std::io::read_to_string(child.stderr.take().unwrap()).unwrap();
        assert_eq!((status.code(), stderr.as_str()), (Some(0), ""), "{command}");
    }
}

/// How each event reaches the add-on. At an address that Clockify can't reach it is only those of the manifest.
fn coverage(engine: Engine) {
    let world = World::on(engine).trusting();
    let server = world.serve("");
    let first = &EventType::ALL[..48];
    let webhooks: Vec<_> = first.iter().map(|event| (*event, event.path().to_owned())).collect();
    let whole = installation();
    let some = Installation::new(&KEY, &whole.addon_key, &whole.workspace, 1, &webhooks);
    assert_eq!(server.connect().send(&some.installed(now())).unwrap().status, 200);
    let document = eventually("the others are looked at", || {
        let document = world.run("events coverage --format json").json();
        (document["workspaces"][0]["summary"]["unavailable"] == 3).then_some(document)
    });
    assert_eq!(document["schema"], "clockify-addons/event-coverage/v1");
    let workspace = &document["workspaces"][0];
    assert_eq!(workspace["workspace_id"], json!(whole.workspace.id));
    assert_eq!(
        (&workspace["events"][0]["how"], &workspace["events"][50]["how"]),
        (&json!("manifest"), &json!("unavailable"))
    );
    let reason = workspace["events"][50]["reason"].as_str().unwrap();
    assert!(reason.starts_with("Clockify can't reach http://localhost:"), "{reason}");

    let text = world.run(&format!("events coverage --workspace {}", whole.workspace.id)).ok();
    assert!(text.stdout.lines().all(|line| line.chars().count() <= 80 || line.contains("can't reach")), "{text}");
    if engine == Engine::Sqlite {
        let port = format!(":{}", server.address().port());
        insta::assert_snapshot!("coverage", text.stdout.replace(&port, ":PORT"));
    }
    let foreign = world.run("events coverage --workspace 64a1f0c2e4b0a1b2c3d4e5f6");
    assert!(foreign.mentions("is not installed in the workspace 64a1f0c2e4b0a1b2c3d4e5f6"), "{foreign}");
    server.terminate().ok();
}
