//! What is known of Clockify's API, as an operator looks at it and renews it.

use serde_json::json;

use crate::harness::World;

/// A description of an API with one operation that is known and one that isn't.
const FILE: &str = "\
openapi: 3.0.1
paths:
  /v1/workspaces/{workspaceId}/clients:
    get: { operationId: getClients, tags: [Client], description: Prose. }
  /v1/workspaces/{workspaceId}/kiosks:
    get:
      operationId: getKiosks
      tags: [Kiosk]
      parameters: [{ name: status, in: query, schema: { type: string, enum: [ON, OFF] } }]
";

#[test]
fn lists() {
    let world = World::new();
    let all = world.run("catalogue list").ok();
    assert_eq!((all.stdout.lines().count(), all.stderr.as_str()), (159, "158 of 158 operations\n"));
    insta::assert_snapshot!("catalogue-list", world.run("catalogue list webhook --method get").ok().to_string());
    for (arguments, expected) in [
        ("--tag invoice", 17),
        ("--tag Invoice --method DELETE", 3),
        ("custom fields", 17),
        ("GETCLIENTS", 1),
        ("unicorn", 0),
    ] {
        let found = world.run(&format!("catalogue list {arguments} --format ndjson")).ndjson();
        assert_eq!(found.len(), expected, "{arguments}");
    }
    let document = world.run("catalogue list getClients --format json").json();
    assert_eq!(document["schema"], "clockify-addons/operations/v1");
    assert_eq!(document["operations"][0]["path"], "/v1/workspaces/{workspaceId}/clients");
    let unknown = world.run("catalogue list --tag invoices").ok();
    assert!(unknown.stderr.contains("there is no group invoices; there are: Approval, "), "{unknown}");
    assert_eq!(world.run("catalogue list --method FETCH").code, Some(2));
}

#[test]
fn shows() {
    let world = World::new();
    for id in ["getTimeEntries", "createWebhook", "generateAttendanceReport"] {
        let shown = world.run(&format!("catalogue show {id}")).ok();
        assert!(shown.stdout.lines().all(|line| line.chars().count() <= 80), "{shown}");
        insta::assert_snapshot!(format!("catalogue-show-{id}"), shown.to_string());
    }
    let document = world.run("catalogue show getClients --format json").json();
    assert_eq!(document["schema"], "clockify-addons/operation/v1");
    assert_eq!((&document["id"], &document["entity"]), (&json!("getClients"), &json!("client")));
    let near = world.run("catalogue show getClinets");
    assert_eq!(near.code, Some(1));
    assert!(near.stderr.contains("there is no operation getClinets; did you mean getClients?"), "{near}");
}

#[test]
fn imports() {
    let world = World::new();
    let file = world.write("api.yaml", FILE);
    let printed = world.run("catalogue import api.yaml").ok();
    assert!(!printed.mentions("Prose"), "{printed}");
    assert!(printed.stderr.starts_with("2 operations\n1 new, with a summary made of the name: getKiosks\n157 gone: "));
    assert_eq!(world.run("catalogue import api.yaml --output table.json").ok().stdout, "");
    let written = std::fs::read_to_string(world.path("table.json")).unwrap();
    assert_eq!(written, printed.stdout);
    assert_eq!(world.entries().len(), 2, "nothing else is left behind");

    // The file and its table are worth the same.
    for path in [file, world.path("table.json")] {
        let world = World::new().set("CLOCKIFY_OPENAPI_PATH", &path.display().to_string());
        insta::assert_snapshot!("catalogue-list-imported", world.run("catalogue list").ok().to_string());
        assert_eq!(world.run("catalogue show getProjects").code, Some(1));
    }
}

#[test]
fn refuses() {
    let world = World::new();
    world.write("bad.yaml", &FILE.replace("enum: [ON, OFF]", "$ref: \"#/components/none\""));
    let cases = [
        ("catalogue import bad.yaml", 65),
        ("catalogue import none.yaml", 1),
        ("catalogue import bad.yaml --output there/table.json", 65),
        ("catalogue import", 2),
    ];
    for (arguments, code) in cases {
        assert_eq!(world.run(arguments).code, Some(code), "{arguments}");
    }
    insta::assert_snapshot!("catalogue-import-bad", world.run(cases[0].0).to_string());
    insta::assert_snapshot!("catalogue-import-none", world.run(cases[1].0).to_string());

    world.write("good.yaml", FILE);
    let output = world.run("catalogue import good.yaml --output there/table.json");
    assert_eq!(output.code, Some(73), "{output}");

    let world = world.set("CLOCKIFY_OPENAPI_PATH", "bad.yaml");
    for arguments in ["catalogue list", "serve --addon universal-webhook --port 0"] {
        let outcome = world.run(arguments);
        assert_eq!(outcome.code, Some(65), "{outcome}");
        assert!(outcome.stderr.contains("bad.yaml of CLOCKIFY_OPENAPI_PATH can't be used"), "{outcome}");
    }
}
