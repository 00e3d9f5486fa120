//! What a file may do to the importer, and what the importer makes of a sound one.

use std::iter;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::clockify::catalogue::{Answer, Host, Kind, Operation, Place, Schema};

/// A sound file with a bit of everything.
const SOUND: &str = r##"
openapi: 3.0.1
info: { title: Prose that nobody copies, description: A sentence of the file. }
servers: [{ url: "https://api.example.com/api" }]
paths:
  /v1/workspaces/{workspaceId}/clients/{id}/things:
    servers: [{ url: "https://reports.api.example.com" }]
    parameters:
      - { name: id, in: path, required: true, description: A sentence of the file., schema: { type: string } }
      - $ref: "#/components/parameters/Size"
    get:
      operationId: listThings
      summary: A sentence of the file.
      description: A sentence of the file.
      tags: [Thing, Other]
      deprecated: true
      parameters:
        - { name: page, in: query, schema: { type: integer, default: "1", example: 7 } }
        - { name: Accept, in: header, schema: { type: string } }
        - { name: session, in: cookie, schema: { type: string } }
        - { name: filter, in: query, content: { application/json: { schema: { type: boolean } } } }
      responses:
        "200": { content: { "*/*": { schema: { $ref: "#/components/schemas/Things" } } } }
    head: { operationId: listThings }
  /v1/things:
    post:
      requestBody:
        required: true
        content:
          multipart/form-data: { schema: { type: string } }
          application/json: { schema: { $ref: "#/components/schemas/Thing" } }
      responses:
        "201": { content: { application/json: { schema: { $ref: "#/components/schemas/Thing" } } } }
  x-extension: { get: nothing }
components:
  parameters:
    Size: { name: page-size, in: query, schema: &number { type: integer, minimum: 1, maximum: 300 } }
  schemas:
    Things: { type: array, items: { $ref: "#/components/schemas/Thing" } }
    Named: { type: object, required: [name], properties: { name: { type: string, minLength: 1, maxLength: 9 } } }
    Thing:
      allOf:
        - $ref: "#/components/schemas/Named"
        - type: object
          required: [color, name]
          properties:
            id: { type: string, readOnly: true }
            count: *number
            color: { $ref: "#/components/schemas/Color" }
            parent: { $ref: "#/components/schemas/Thing" }
            either: { oneOf: [{ type: string }, { type: integer }] }
            anything: { type: object, description: A sentence of the file. }
            map: { type: object, additionalProperties: true }
            maybe: { type: [string, "null"], default: null }
            when: { type: string, format: date-time, nullable: true }
    Color: { type: object, oneOf: [{ type: string, enum: [RED, GREEN] }], properties: { RED: { type: string } } }
"##;

fn operation(id: &str) -> Operation {
    import(SOUND.as_bytes()).unwrap().get(id).unwrap_or_else(|| panic!("{id} is missing")).clone()
}

#[test]
fn a_sound_file() {
    let table = import(SOUND.as_bytes()).unwrap().to_table().unwrap();
    assert!(!table.contains("sentence") && !table.contains("Prose"), "{table}");
    let things = operation("listThings");
    assert_eq!((things.host, &things.answer, things.deprecated), (Host::Reports, &Answer::List, true));
    assert_eq!((things.tag.as_str(), things.summary.as_str()), ("Thing", "List things"));
    let names: Vec<_> = things.parameters.iter().map(|one| (one.place, one.name.as_str())).collect();
    let expected =
        [(Place::Path, "workspaceId"), (Place::Path, "id"), (Place::Query, "page-size"), (Place::Query, "page")];
    assert_eq!(names[..4], expected);
    assert_eq!(names[4..], [(Place::Query, "filter")]);
    let paging = things.paging.unwrap();
    assert_eq!((paging.first, paging.ask, paging.last_page), (1, 300, true));

    let create = operation("postThings");
    assert_eq!((&create.answer, create.host), (&Answer::One, Host::Regular));
    insta::assert_snapshot!("shapes", serde_json::to_string_pretty(&create.body).unwrap());
}

#[test]
fn json_and_yaml_are_the_same() {
    let document = yaml::parse(SOUND).unwrap();
    let table = |bytes: &[u8]| import(bytes).unwrap().to_table().unwrap();
    let expected = table(SOUND.as_bytes());
    assert_eq!(table(document.to_string().as_bytes()), expected);
    assert_eq!(table(format!("\u{feff}{document:#}").as_bytes()), expected);
    assert_eq!(table(expected.as_bytes()), expected, "a table is read as it is");
}

#[test]
fn words_of_yaml() {
    let text = "[yes, True, 007, 0x1f, 3.0, 3.0.1, -1e3, .5, ~, '', \"1\", !!str 1, 2020-01-01, .inf, nan]";
    let expected =
        json!(["yes", true, 7, 31, 3.0, "3.0.1", -1000.0, 0.5, null, "", "1", "1", "2020-01-01", ".inf", "nan"]);
    let Value::Array(read) = yaml::parse(text).unwrap() else { panic!("no list") };
    assert_eq!(Value::Array(read), expected);
    assert_eq!(yaml::parse("200: {true: ~}").unwrap(), json!({ "200": { "true": null } }));
    assert_eq!(
        yaml::parse("a: &x {b: [1]}\nc: *x\n---\nd: 1").unwrap(),
        json!({ "a": { "b": [1] }, "c": { "b": [1] } })
    );
}

/// The sound file with one place changed.
fn with(pointer: &str, value: Value) -> Value {
    let mut document = yaml::parse(SOUND).unwrap();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let parent = document.pointer_mut(parent).unwrap_or_else(|| panic!("{pointer} is in no object"));
    parent.as_object_mut().unwrap().insert(name.replace("~1", "/"), value);
    document
}

#[test]
fn what_cannot_be_used_is_named_with_its_place() {
    let post = "/paths/~1v1~1things/post";
    let body = "/paths/~1v1~1things/post/requestBody";
    let long = "x".repeat(300);
    let reference = |to: &str| json!({ "$ref": to });
    let cases = [
        ("/components/schemas/Named", reference("#/components/schemas/None")),
        ("/components/schemas/Named", reference("other.yaml#/Named")),
        ("/components/schemas/Named", reference("https://example.com/\u{1b}[31m")),
        ("/components/schemas/Named", reference("#/components/schemas/Named")),
        ("/components/schemas/Named", json!({ "$ref": 7 })),
        ("/components/schemas/Named", json!(7)),
        ("/components/schemas/Named", json!({ "properties": [] })),
        ("/components/schemas/Named", json!({ "properties": { (long.as_str()): {} } })),
        ("/components/schemas/Named", json!({ "required": {} })),
        ("/components/schemas/Named", json!({ "allOf": "x" })),
        ("/components/schemas/Named", json!({ "allOf": [{ "oneOf": [[]] }] })),
        (body, json!({})),
        (body, reference("#/nowhere")),
        (&format!("{post}/operationId"), json!("listThings")),
        (&format!("{post}/operationId"), json!("a\nb")),
        (&format!("{post}/operationId"), json!(1)),
        (&format!("{post}/tags"), json!("x")),
        (&format!("{post}/parameters"), json!([{ "in": "query" }])),
        (&format!("{post}/parameters"), json!([{ "name": "x", "in": "body" }])),
        (&format!("{post}/parameters"), json!(vec![json!({ "name": "x", "in": "query" }); 201])),
        (post, json!([])),
        ("/paths/~1v1~1things/fetch", json!({})),
        ("/paths/v1", json!({})),
        ("/paths/~1{a", json!({})),
        ("/paths/~1a}", json!({})),
        ("/paths/~1{a}~1{a}", json!({})),
        ("/paths/~1..~1secret", json!({})),
        ("/paths/~1a?b=c", json!({})),
        ("/paths", json!([])),
        ("/openapi", json!("2.0")),
        ("/openapi", json!(null)),
    ];
    let told: Vec<_> = cases
        .into_iter()
        .map(|(pointer, value)| {
            let text = import(with(pointer, value).to_string().as_bytes()).unwrap_err().to_string();
            assert!(!text.contains('\u{1b}') && text.len() < 600, "{text:?}");
            text
        })
        .collect();
    insta::assert_snapshot!("refusals", told.join("\n"));
}

#[test]
fn what_is_no_openapi_file() {
    let told: Vec<_> = [
        "",
        "   \n# nothing",
        "hello",
        "{",
        "{\"a\": 1, \"a\": 2}",
        "a: 1\na: 2",
        "a: [1",
        "[1]: x",
        "a: *b",
        "a: &a [*a]",
        "{\"swagger\": \"2.0\"}",
        "{\"openapi\": \"3.0.1\"}",
        "openapi: 4.0.0\npaths: {}",
        "{\"schema\":\"clockify-addons/catalogue/v2\",\"operations\":[]}",
        "{\"schema\":\"clockify-addons/catalogue/v1\",\"operations\":[{}]}",
        "\0",
    ]
    .into_iter()
    .map(|text| format!("{text:?}: {}", import(text.as_bytes()).unwrap_err()))
    .chain([import(b"openapi: 3.0.1\ninfo: \xff").unwrap_err().to_string()])
    .collect();
    insta::assert_snapshot!("no-openapi", told.join("\n"));
}

/// Each of these would take the memory, the time or the stack of a program that takes files as they come.
#[test]
fn hostile_files_end_in_an_error() {
    let schema = |schemas: Value| {
        let body = json!({ "content": { "application/json": { "schema": { "$ref": "#/components/schemas/S0" } } } });
        let paths: serde_json::Map<_, _> =
            (0..2000).map(|n| (format!("/p{n}"), json!({ "post": { "requestBody": body } }))).collect();
        json!({ "openapi": "3.0.1", "paths": paths, "components": { "schemas": schemas } }).to_string()
    };
    let named = |n: usize| json!({ "$ref": format!("#/components/schemas/S{n}") });
    let all = |count: usize, of: &dyn Fn(usize) -> Value| -> Value {
        (0..count).map(|n| (format!("S{n}"), of(n))).collect::<serde_json::Map<_, _>>().into()
    };
    let line = |n: usize, times| format!("a{n}: &a{n} [{}x]\n", format!("*a{}, ", n - 1).repeat(times));
    let lines = |count, times| iter::once("a0: &a0 x\n".to_owned()).chain((1..count).map(|n| line(n, times))).collect();
    let (nines, chain): (String, String) = (lines(30, 9), lines(3000, 1));
    let texts = format!("a: &a {}\nb:\n{}", "x".repeat(1 << 20), "- *a\n".repeat(100));
    for (what, file) in [
        ("aliases of aliases", nines),
        ("aliases as deep as the file is long", chain),
        ("a long text again and again", texts),
        ("lists in lists", "[".repeat(100_000)),
        ("lists in lists, as lines", "- ".repeat(100_000)),
        ("objects in objects", "{\"a\":".repeat(100_000)),
        ("names of names", "? ".repeat(100_000)),
        ("parts twice", schema(all(28, &|n| json!({ "allOf": [named((n + 1) % 28), named((n + 1) % 28)] })))),
        ("parts of parts", schema(all(5000, &|n| json!({ "allOf": [named(n + 1)] })))),
        ("a long way", schema(all(5000, &|n| named(n + 1)))),
        ("a circle", schema(all(2, &|n| named(1 - n)))),
        (
            "many fields from everywhere",
            schema(all(30, &|n| {
                let fields = (0..30).map(|field| (format!("f{field}"), named((n + field) % 30)));
                json!({ "properties": fields.collect::<serde_json::Map<_, _>>() })
            })),
        ),
        ("many values", format!("[{}1]", "1,".repeat(1_000_000))),
        ("a long path", json!({ "openapi": "3", "paths": { ("/{a}".repeat(100_000)): {} } }).to_string()),
        ("many bytes", " ".repeat((50 << 20) + 1)),
    ] {
        // The stack that a thread of the runtime has.
        let run = move || import(file.as_bytes()).map(|_| ());
        let result = std::thread::Builder::new().stack_size(2 << 20).spawn(run).unwrap().join().unwrap();
        assert!(result.is_err(), "{what}");
    }
}

/// A schema that holds itself is no mistake: it ends where it begins again.
#[test]
fn circles_are_cut() {
    let parent = &operation("postThings").body.unwrap().schema.fields;
    let parent = &parent.iter().find(|field| field.name == "parent").unwrap().schema;
    assert_eq!((parent.kind, parent.fields.len()), (Kind::Any, 0));
    let deep =
        json!({ "type": "object", "properties": { "next": { "items": { "$ref": "#/components/schemas/Named" } } } });
    let document = with("/components/schemas/Named", deep);
    assert!(import(document.to_string().as_bytes()).is_ok());
}

fn depth(schema: &Schema) -> usize {
    let inner = schema.fields.iter().map(|field| &field.schema).chain(schema.items.as_deref());
    1 + inner.map(depth).max().unwrap_or(0)
}

/// Some JSON in which the words of an OpenAPI file are frequent.
fn document() -> impl Strategy<Value = Value> {
    let word = prop::sample::select(vec![
        "openapi",
        "3.0.1",
        "paths",
        "/a/{b}",
        "get",
        "post",
        "parameters",
        "name",
        "in",
        "path",
        "query",
        "schema",
        "$ref",
        "#/paths/~1a~1{b}",
        "#/x",
        "#",
        "type",
        "object",
        "array",
        "items",
        "properties",
        "allOf",
        "oneOf",
        "enum",
        "default",
        "required",
        "requestBody",
        "content",
        "application/json",
        "responses",
        "200",
        "x",
    ]);
    let text = prop_oneof![4 => word.clone().prop_map(str::to_owned), 1 => any::<String>()];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        // Without its feature for that, serde_json reads absurd fractions one last binary digit off.
        any::<i32>().prop_map(|number| Value::from(f64::from(number) / 8.0)),
        any::<u64>().prop_map(Value::from),
        text.clone().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 60, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((text.clone(), inner), 0..5)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

/// Every object and list of a document, by its pointer.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    let mut go = |name: &str, inner| {
        let at = format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
        places(inner, &at, found);
        found.push(at);
    };
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, inner)| go(name, inner)),
        Value::Array(items) => items.iter().enumerate().for_each(|(index, inner)| go(&index.to_string(), inner)),
        _ => {}
    }
}

/// What holds for whatever is imported.
fn check(bytes: &[u8]) {
    let Ok(catalogue) = import(bytes) else { return };
    for operation in catalogue.operations() {
        assert_eq!(catalogue.get(&operation.id), Some(operation));
        let in_path = operation.parameters.iter().filter(|one| one.place == Place::Path);
        assert!(in_path.clone().all(|one| operation.path.contains(&format!("{{{}}}", one.name))));
        assert_eq!(in_path.count(), operation.path.matches('{').count());
        assert!(operation.body.iter().all(|body| depth(&body.schema) <= 7));
    }
    let table = catalogue.to_table().unwrap();
    assert_eq!(import(table.as_bytes()).unwrap().to_table().unwrap(), table);
}

proptest! {
    #[test]
    fn any_text(text in any::<String>(), bytes in any::<Vec<u8>>()) {
        check(text.as_bytes());
        check(&bytes);
    }

    #[test]
    fn yaml_like_text(text in "([-?:,{}\\[\\]#&*!|>'\"%@` \n\t]|a|: |- |\n  ){0,60}") {
        check(text.as_bytes());
    }

    #[test]
    fn a_sound_file_with_a_piece_missing(from in 0..SOUND.len(), length in 0..200_usize) {
        let bytes = SOUND.as_bytes();
        check(&[&bytes[..from], &bytes[(from + length).min(bytes.len())..]].concat());
    }

    #[test]
    fn a_sound_file_with_something_else_in_it(place in any::<prop::sample::Index>(), value in document()) {
        let mut document = yaml::parse(SOUND).unwrap();
        let mut found = Vec::new();
        places(&document, "", &mut found);
        *document.pointer_mut(&found[place.index(found.len())]).unwrap() = value;
        check(document.to_string().as_bytes());
    }

    #[test]
    fn documents_of_its_words(value in document()) {
        check(value.to_string().as_bytes());
    }
}
