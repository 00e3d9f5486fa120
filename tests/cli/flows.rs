//! Flows on the command line: stored, switched, tried, and looked at.

use bytes::Bytes;
use clockify_addons::db::entities::{audit_entry, flow};
use clockify_addons::domain::event::EventType;
use clockify_addons::sandbox::Request;
use serde_json::{Value, json};

use crate::harness::{Engine, World, both, delivery, eventually, installation, installed};

both!(
    from_a_file_to_a_run,
    events_go_through_the_flows_again,
    what_is_wrong_is_said,
    nothing_is_changed_by_a_dry_run,
    secrets_are_never_shown,
);

/// A document that can be stored.
pub(crate) fn document(name: &str) -> Value {
    json!({
        "schema": "clockify-addons/flow/v1",
        "name": name,
        "triggers": [{ "event": "NEW_TAG" }],
        "when": { "left": "$.name", "op": "equals", "right": "canary" },
        "steps": [{
            "id": "make",
            "call": { "operation": "createNewTag", "body": { "name": "{{ trigger.name }} too" } }
        }],
    })
}

/// A flow as the Python system stored it.
fn legacy() -> Value {
    json!({
        "name": "Old",
        "enabled": true,
        "trigger_event_types": ["NEW_TAG"],
        "actions": [{ "operation_id": "createNewTag", "body": { "name": "$.webhook.name" } }],
    })
}

/// An event about the same tag each time, and yet no repeat.
pub(crate) fn news(number: u64) -> Request {
    let installation = installation();
    let (id, workspace) = ("64a1f0c2e4b0a1b2c3d4e5f6", &installation.workspace.id);
    let body = json!({ "id": id, "name": "Urgent", "workspaceId": workspace, "number": number });
    installation.delivery_raw(EventType::NewTag, Bytes::from(body.to_string()))
}

/// A world in which the add-on is installed in one workspace.
fn ready(engine: Engine) -> World {
    let world = World::on(engine).trusting();
    let server = world.serve("");
    installed(&server);
    server.terminate().ok();
    world
}

fn from_a_file_to_a_run(engine: Engine) {
    let world = World::on(engine).trusting();
    let server = world.serve("");
    installed(&server);
    world.write("flow.json", &document("Copy").to_string());
    let imported = world.run("flows import flow.json --enable --format json").json();
    assert_eq!((&imported["name"], &imported["enabled"]), (&json!("Copy"), &json!(true)), "{imported}");
    let id = imported["id"].as_str().unwrap();

    // The server hears of it without a restart.
    let mut sent = 0;
    let filtered = eventually("a run of the flow", || {
        sent += 1;
        assert_eq!(server.connect().send(&news(sent)).unwrap().status, 200);
        world.run("flows runs --state filtered --format ndjson").ndjson().into_iter().next()
    });
    assert_eq!((&filtered["flow"], &filtered["reason"]["kind"]), (&json!(id), &json!("condition")));
    server.terminate().ok();

    let listed = world.run("flows list --format json").json();
    assert_eq!((&listed["schema"], &listed["flows"][0]["id"]), (&json!("clockify-addons/flows/v1"), &json!(id)));
    let shown = world.run("flows show Copy --format json").json();
    assert_eq!(shown["definition"], document("Copy"));
    assert_eq!(world.run(&format!("flows show {id} --format json")).json(), shown);
    let run = filtered["id"].as_str().unwrap();
    assert_eq!(world.run(&format!("flows run {run} --format json")).json()["why"], filtered["why"]);

    for (switch, enabled, held) in
        [("hold", true, true), ("resume", true, false), ("disable", false, false), ("enable", true, false)]
    {
        for changed in [true, false] {
            let flow = world.run(&format!("flows {switch} Copy --format json")).json();
            assert_eq!(
                (&flow["enabled"], flow["held"].is_object(), &flow["changed"]),
                (&json!(enabled), held, &json!(changed)),
                "{switch}: {flow}"
            );
        }
    }
    let mut second = document("Copy");
    second["description"] = json!("Another one.");
    let again = world.run_with("flows import - --replace --format json", &second.to_string()).json();
    assert_eq!((&again["id"], &again["version"]), (&json!(id), &json!(2)));
    let first = world.run("flows show Copy --at 1 --format json").json();
    assert_eq!(first["definition"], document("Copy"));
    let export = world.run("flows export Copy").ok();
    let export: Value = serde_json::from_str(&export.stdout).unwrap();
    assert_eq!(export["schema"], "clockify-addons/flow-export/v1");

    if engine == Engine::Sqlite {
        insta::assert_snapshot!("list", world.run("flows list").ok().to_string());
        insta::assert_snapshot!("show", world.run("flows show Copy").ok().to_string());
        insta::assert_snapshot!("runs", world.run("flows runs --limit 1").ok().to_string());
        insta::assert_snapshot!("run", world.run(&format!("flows run {run}")).ok().to_string());
    }
    world.run("flows delete Copy --yes").ok();
    assert!(world.rows::<flow::Entity>().is_empty());
    let entries = world.rows::<audit_entry::Entity>();
    assert_eq!(entries.len(), 7, "{entries:?}");
    assert!(entries.iter().all(|entry| entry.actor == "operator"));
}

fn events_go_through_the_flows_again(engine: Engine) {
    let world = World::on(engine).trusting();
    let server = world.serve("");
    installed(&server);
    for number in 1..=3 {
        assert_eq!(server.connect().send(&delivery(EventType::NewTag, number)).unwrap().status, 200);
    }
    server.terminate().ok();
    world.write("flow.json", &document("Copy").to_string());
    world.run("flows import flow.json --enable").ok();
    let events = world.run("events list --format ndjson").ndjson();
    let event = events[0]["id"].as_str().unwrap();

    let tried = world.run(&format!("events replay {event} --dry-run --format json")).json();
    assert_eq!((&tried["dry_run"], &tried["runs"][0]["state"]), (&json!(true), &json!("filtered")), "{tried}");
    assert_eq!(world.run("flows runs --format ndjson").ndjson().len(), 0);
    let replayed = world.run(&format!("events replay {event} --flow Copy --format json")).json();
    assert_eq!(replayed["runs"][0]["cause"], "replay", "{replayed}");
    let runs = world.run(&format!("flows runs --event {event} --format ndjson")).ndjson();
    assert_eq!(runs.len(), 1);
    let run = runs[0]["id"].as_str().unwrap();
    for (command, code, message) in [
        (format!("flows retry {run}"), 1, "only one that failed"),
        (format!("flows cancel {run}"), 1, "at its end"),
        ("flows retry 019c2f00000000000000000000000000".to_owned(), 1, "there is no such run"),
        ("events replay 019c2f00000000000000000000000000".to_owned(), 1, "there is no such event"),
        ("events replay".to_owned(), 2, "--all"),
        (format!("events replay {event} --since 1h"), 2, "--since"),
        ("events replay --since 1h --rate 0".to_owned(), 2, "events per second"),
        ("events replay --all --flow Nothing".to_owned(), 1, "there is no flow `Nothing`"),
        ("replays show 019c2f00000000000000000000000000".to_owned(), 1, "there is no such replay"),
    ] {
        let outcome = world.run(&command);
        assert_eq!(outcome.code, Some(code), "{command}: {outcome}");
        assert!(outcome.stderr.contains(message), "{command}: {outcome}");
    }

    let preview = world.run("events replay --since 1h --type NEW_TAG --dry-run --format json").json();
    assert_eq!((&preview["events"], &preview["ended"]), (&json!(3), &json!(3)), "{preview}");
    assert!(world.run("replays list --format ndjson").ndjson().is_empty());
    let begun = world.run("events replay --since 1h --format json").json();
    assert_eq!((&begun["state"], &begun["total"]), (&json!("running"), &json!(3)), "{begun}");
    let id = begun["id"].as_str().unwrap();
    assert_eq!(world.run("replays list --format ndjson").ndjson()[0]["id"], id);
    world.run(&format!("replays cancel {id} --dry-run")).ok();
    assert_eq!(world.run(&format!("replays show {id} --format json")).json()["state"], "running");
    let cancelled = world.run(&format!("replays cancel {id} --format json")).json();
    assert_eq!(cancelled["state"], "cancelled", "{cancelled}");
    assert_eq!(world.run(&format!("replays cancel {id}")).code, Some(1));
    if engine == Engine::Sqlite {
        insta::assert_snapshot!("replays", world.run("replays list").ok().to_string());
    }
}

fn what_is_wrong_is_said(engine: Engine) {
    let world = ready(engine);
    let workspace = &installation().workspace.id;
    world.write("flow.json", &document("Copy").to_string());
    world.write("half.json", "{\"schema\":");
    world.run("flows import flow.json").ok();
    for (command, code, message) in [
        ("flows show Nothing", 1, "there is no flow `Nothing`"),
        ("flows show Copy --at 7", 1, "the flow has no version 7"),
        ("flows run 019c2f00000000000000000000000000", 1, "there is no run"),
        ("flows import flow.json", 1, "a flow named `Copy` exists already"),
        ("flows import absent.json", 1, "can't read absent.json"),
        ("flows import half.json", 65, "half.json is no JSON document"),
        ("flows delete Copy", 64, "--yes"),
        ("flows runs --state lost", 2, "queued, waiting, running"),
        ("flows test Copy", 2, "--event"),
        ("flows test Copy --event 019c2f00000000000000000000000000", 65, ""),
        ("flows list --addon clockify-addon", 2, "clockify-addon has no flows"),
        ("flows templates show nothing", 1, "no template `nothing`"),
    ] {
        let outcome = world.run(command);
        assert_eq!(outcome.code, Some(code), "{command}: {outcome}");
        assert!(outcome.stderr.contains(message), "{command}: {outcome}");
    }
    let elsewhere = world.run("flows show Copy --workspace 000000000000000000000000");
    assert_eq!(elsewhere.code, Some(1), "another workspace's flow is none: {elsewhere}");
    assert_eq!(world.run(&format!("flows show Copy --workspace {workspace}")).code, Some(0));
}

#[test]
fn a_document_is_checked_without_a_database() {
    let world = World::new();
    let mut wrong = document("Wrong");
    wrong["triggers"][0]["event"] = json!("NEW_TAGS");
    wrong["steps"][0]["call"]["operation"] = json!("createNewTags");
    wrong["limitations"] = json!({});
    world.write("wrong.json", &wrong.to_string());
    let outcome = world.run("flows validate wrong.json");
    assert_eq!(outcome.code, Some(65), "{outcome}");
    insta::assert_snapshot!("validate-wrong", outcome.to_string());
    let errors = world.run("flows validate wrong.json --format json");
    assert_eq!((errors.code, &errors.document()["valid"]), (Some(65), &json!(false)));
    wrong.as_object_mut().unwrap().remove("limitations");
    wrong["triggers"][0]["event"] = json!("NEW_TAG");
    let outcome = world.run_with("flows validate -", &wrong.to_string());
    assert_eq!(outcome.code, Some(65), "{outcome}");
    assert!(outcome.stdout.contains("there is no operation 'createNewTags'"), "{outcome}");
    world.run_with("flows validate -", &document("Right").to_string()).ok();
    assert!(world.entries().iter().all(|path| path.extension().is_some_and(|kind| kind == "json")));
}

fn nothing_is_changed_by_a_dry_run(engine: Engine) {
    let world = ready(engine);
    world.write("flow.json", &document("Copy").to_string());
    world.write("old.json", &legacy().to_string());
    world.write("payload.json", &json!({ "id": "64a1f0c2e4b0a1b2c3d4e5f6", "name": "canary" }).to_string());
    let import = world.run("flows import old.json --dry-run").ok();
    if engine == Engine::Sqlite {
        insta::assert_snapshot!("import-legacy", import.to_string());
    }
    assert!(world.rows::<flow::Entity>().is_empty());
    world.run("flows import flow.json").ok();
    let before = (world.rows::<flow::Entity>(), world.rows::<audit_entry::Entity>());
    for command in ["enable Copy", "hold Copy", "delete Copy", "import flow.json --replace"] {
        let outcome = world.run(&format!("flows {command} --dry-run --format json")).json();
        assert_eq!(outcome["dry_run"], true, "{command}: {outcome}");
    }
    let test = world.run("flows test Copy --payload payload.json").ok();
    if engine == Engine::Sqlite {
        insta::assert_snapshot!("test", test.to_string());
    }
    let report = world.run("flows test --file flow.json --payload payload.json --format json").json();
    assert_eq!((&report["state"], &report["writes"][0]["body"]["name"]), (&json!("succeeded"), &json!("canary too")));
    let template = "flows templates use required-tag --dry-run";
    let asked = world.run(template);
    assert_eq!(asked.code, Some(65), "its inputs have to be chosen: {asked}");
    assert_eq!((world.rows::<flow::Entity>(), world.rows::<audit_entry::Entity>()), before);
}

fn secrets_are_never_shown(engine: Engine) {
    let world = ready(engine);
    world.write("value", "canary-of-the-chat\n");
    let mut said = String::new();
    for (command, code) in [
        ("set CHAT --secret-file value --dry-run", 0),
        ("set CHAT --secret-file value", 0),
        ("set chat --secret-file value", 2),
        ("set CHAT --secret-file absent", 1),
        ("list", 0),
        ("list --format json", 0),
        ("remove OTHER --yes", 1),
        ("remove CHAT", 64),
        ("remove CHAT --yes", 0),
        ("list --format ndjson", 0),
    ] {
        let outcome = world.run(&format!("flows secrets {command}"));
        assert_eq!(outcome.code, Some(code), "{command}: {outcome}");
        said += &outcome.to_string();
    }
    assert!(said.contains("CHAT") && !said.contains("canary"), "{said}");
    let api_studio = world.run("flows secrets list --addon api-studio --workspace 64a1f0c2e4b0a1b2c3d4e5f6");
    assert_ne!(api_studio.code, Some(0), "{api_studio}");
}

#[test]
fn templates() {
    let world = World::new();
    let listed = world.run("flows templates list --format ndjson").ndjson();
    assert!(listed.len() >= 20, "{}", listed.len());
    insta::assert_snapshot!("template", world.run("flows templates show required-tag").ok().to_string());
    assert!(world.run("flows templates list --addon api-studio --format ndjson").ndjson().len() < listed.len());
}
