//! Every template can be used, and does what it says.

use std::collections::HashSet;

use clockify_addons::addons;
use clockify_addons::clockify::catalogue::builtin;
use clockify_addons::db::entities::flow_run::State;
use clockify_addons::domain::addon::Addon;
use clockify_addons::domain::flow::definition::Trigger;
use clockify_addons::domain::flow::{self, Definition, SCHEMA, read};
use clockify_addons::domain::ids::WorkspaceId;
use clockify_addons::flows::check::{Options, check};
use clockify_addons::flows::dry::{self, Reads, Trial};
use clockify_addons::flows::templates::{Need, Template, get, list};
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

const WORKSPACE: &str = "64a1f0c2e4b0a1b2c3d4e5f6";
const BASE: &str = "https://api.clockify.me/api";

fn filled(template: &Template) -> Definition {
    let document = template.fill(&template.sample_inputs()).unwrap_or_else(|why| panic!("{}: {why:?}", template.name));
    read(&document).unwrap_or_else(|why| panic!("{}: {why:#?}", template.name))
}

#[test]
fn every_file_is_a_template_with_a_name_of_its_own() {
    let names: HashSet<_> = list().iter().map(|template| template.name.as_str()).collect();
    assert_eq!((list().len(), names.len()), (22, 22));
    assert!(get("required-tag").is_some() && get("nothing").is_none());
}

#[test]
fn every_template_can_be_used_in_universal_webhook() {
    let spec = addons::spec(Addon::UniversalWebhook);
    for template in list() {
        let document = filled(&template.of(spec).unwrap());
        check(&document, builtin(), spec, Options { http_steps: true, hosts: None })
            .unwrap_or_else(|why| panic!("{}: {why:#?}", template.name));
        let uses = |need| template.needs.contains(&need);
        let without = check(&document, builtin(), spec, Options { http_steps: false, hosts: None });
        assert_eq!(without.is_err(), uses(Need::Http), "{}", template.name);
        assert_eq!(template.sample.event.is_none(), uses(Need::Schedule), "{}", template.name);
    }
}

#[test]
fn api_studio_has_those_whose_events_and_scopes_it_has() {
    let spec = addons::spec(Addon::ApiStudio);
    let usable = list().iter().filter(|template| {
        let Some(template) = template.of(spec) else { return false };
        check(&filled(&template), builtin(), spec, Options::default()).is_ok()
    });
    let names: Vec<_> = usable.map(|template| template.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "default-project",
            "ticket-tag",
            "billable-follows-project",
            "required-tag",
            "stop-forgotten-timers",
            "overtime-marker",
            "break-entries",
            "client-starter-project"
        ]
    );
}

/// A dry run of the sample is what whoever tries a template sees.
#[tokio::test]
async fn every_template_does_what_it_is_expected_to_do() {
    let mut wrong = Vec::new();
    for template in list() {
        let flow = filled(template);
        if let Some(event) = &template.sample.event {
            let starts =
                flow.triggers.iter().any(|trigger| matches!(trigger, Trigger::Event(own) if own.name() == event));
            assert!(starts, "{}", template.name);
        }
        let report = tried(template, &flow).await;
        assert_eq!((report.state, &report.reason), (State::Succeeded, &None), "{}: {report:#?}", template.name);
        let held = report.conditions.iter().all(|leaf| leaf.why.is_none());
        assert!(held, "{}: {:?}", template.name, report.conditions);
        let sent: Vec<_> = report.writes.iter().map(|write| told(write, template)).collect();
        if sent != template.expect {
            wrong.push(format!("{}: {:#}", template.name, json!(sent)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_template_fits_the_schema() {
    let validator = jsonschema::draft202012::new(&flow::schema::schema()).unwrap();
    for template in list() {
        let document = template.fill(&template.sample_inputs()).unwrap();
        let errors: Vec<_> = validator.iter_errors(&document).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", template.name);
    }
}

#[test]
fn inputs_that_are_missing_or_wrong_are_told() {
    let template = get("required-tag").unwrap();
    let problems = |inputs: Value| -> Vec<String> {
        let filled = template.fill(inputs.as_object().unwrap());
        filled.err().unwrap_or_default().iter().map(ToString::to_string).collect()
    };
    let missing = problems(json!({}));
    assert_eq!(missing.len(), 2);
    assert!(
        missing[0].starts_with("/inputs/projects: a list, each a project's id without a ;, (The projects"),
        "{missing:?}"
    );
    let wrong = problems(json!({"projects": "5f", "tag": "a b", "tags": 1}));
    assert_eq!(wrong.len(), 3, "{wrong:?}");
    assert!(wrong[2].contains("did you mean 'tag'?"), "{wrong:?}");
}

#[test]
fn a_text_says_nothing_but_itself() {
    let template = get("client-starter-project").unwrap();
    let mut inputs = template.sample_inputs();
    inputs.insert("suffix".to_owned(), json!("{{ trigger.id }} {{input.billable}}"));
    let document = template.fill(&inputs).unwrap();
    let name = &document["steps"][0]["call"]["body"]["name"];
    assert_eq!(name, "{{ trigger.name }} – {{{{ trigger.id }} {{{{input.billable}}");
    assert_eq!(document["schema"], SCHEMA);

    let template = get("project-starter-kit").unwrap();
    let mut inputs = template.sample_inputs();
    inputs.insert("tasks".to_owned(), json!(["it's", r"a\b"]));
    read(&template.fill(&inputs).unwrap()).unwrap();
}

async fn tried(template: &Template, flow: &Definition) -> dry::Report {
    dry::run(Trial {
        definition: flow,
        catalogue: builtin(),
        workspace: &WorkspaceId::new(WORKSPACE).unwrap(),
        about: &json!({"id": WORKSPACE, "timeZone": "Europe/Vienna"}),
        payload: &template.sample.payload,
        previous: None,
        reads: Reads::Given(&template.answers),
        base: &BASE.parse().unwrap(),
        now: OffsetDateTime::parse(&template.sample.now, &Rfc3339).unwrap(),
    })
    .await
}

/// A write as templates expect it: where it goes below the API's address, and what it says or changes.
fn told(write: &dry::Write, template: &Template) -> Value {
    let of_workspace = |path: &str| path.replace(WORKSPACE, "{workspaceId}");
    let mut told = match write.url.strip_prefix(BASE) {
        Some(path) => json!({"method": write.method, "path": of_workspace(path)}),
        None => json!({"method": write.method, "url": write.url}),
    };
    assert!(told.get("url").is_none() || template.needs.contains(&Need::Http), "{}", template.name);
    if !write.differences.is_empty() {
        told["changes"] = json!(write.differences);
    } else if let Some(body) = &write.body {
        told["body"] = body.clone();
    }
    told
}
