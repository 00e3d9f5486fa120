//! Every template can be used, and does what it says.

use std::collections::{BTreeMap, HashSet};

use clockify_addons::addons;
use clockify_addons::clockify::catalogue::{Operation, builtin};
use clockify_addons::clockify::merge;
use clockify_addons::domain::addon::Addon;
use clockify_addons::domain::flow::definition::{Action, Trigger, Update};
use clockify_addons::domain::flow::{self, Condition, Definition, SCHEMA, Scope, Secrets, Step, read};
use clockify_addons::flows::check::{Options, check};
use clockify_addons::flows::templates::{Need, Template, get, list};
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

const WORKSPACE: &str = "64a1f0c2e4b0a1b2c3d4e5f6";

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

#[test]
fn every_template_does_what_it_is_expected_to_do() {
    let mut wrong = Vec::new();
    for template in list() {
        let flow = filled(template);
        if let Some(event) = &template.sample.event {
            let starts =
                flow.triggers.iter().any(|trigger| matches!(trigger, Trigger::Event(own) if own.name() == event));
            assert!(starts, "{}", template.name);
        }
        let sent = Play::new(template).run(&flow);
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

/// Goes through a flow with canned answers, and keeps what it would send.
struct Play<'t> {
    template: &'t Template,
    steps: BTreeMap<String, Value>,
    sent: Vec<Value>,
    now: OffsetDateTime,
    flow: Value,
    workspace: Value,
}

impl<'t> Play<'t> {
    fn new(template: &'t Template) -> Self {
        let now = OffsetDateTime::parse(&template.sample.now, &Rfc3339).unwrap();
        let (flow, workspace) =
            (json!({"id": "f", "name": "x"}), json!({"id": WORKSPACE, "timeZone": "Europe/Vienna"}));
        Self { template, steps: BTreeMap::new(), sent: Vec::new(), now, flow, workspace }
    }

    fn run(mut self, flow: &Definition) -> Vec<Value> {
        let name = &self.template.name;
        let scope = self.scope(None);
        if let Some(when) = &flow.when {
            assert!(self.holds(when, None), "{name}: the sample starts it");
        }
        if let Some(once) = &flow.once {
            assert!(once.resolve(&scope).unwrap().is_string(), "{name}");
        }
        self.walk(&flow.steps, None);
        self.sent
    }

    fn scope<'s>(&'s self, item: Option<(&'s Value, usize)>) -> Scope<'s> {
        let scope = Scope::new(&self.template.sample.payload, self.now).steps(&self.steps);
        let scope = scope.flow(&self.flow).workspace(&self.workspace).secrets(&Named);
        item.map_or(scope, |(item, index)| scope.item(item, index))
    }

    fn holds(&self, condition: &Condition, item: Option<(&Value, usize)>) -> bool {
        condition.evaluate(&self.scope(item)).holds
    }

    fn walk(&mut self, steps: &[Step], item: Option<(&Value, usize)>) {
        for step in steps {
            if step.only_if.as_ref().is_some_and(|condition| !self.holds(condition, item)) {
                continue;
            }
            let body = self.act(step, item);
            self.steps.insert(step.id.clone(), json!({"status": 200, "headers": {}, "body": body}));
        }
    }

    fn act(&mut self, step: &Step, item: Option<(&Value, usize)>) -> Value {
        let scope = self.scope(item);
        let fill = |template: &flow::Template| {
            template.resolve(&scope).unwrap_or_else(|why| panic!("{} {}: {why}", self.template.name, step.id))
        };
        match &step.action {
            Action::Call(call) => {
                let operation = builtin().get(&call.operation).unwrap();
                let path = path(operation, &call.path, fill);
                if !operation.is_read() {
                    let mut sent = json!({"method": operation.method, "path": path});
                    if let Some(body) = &call.body {
                        sent["body"] = fill(body);
                    }
                    self.sent.push(sent);
                }
                self.answer(&call.operation)
            }
            Action::Update(update) => {
                let operation = builtin().get(&update.operation).unwrap();
                let path = path(operation, &update.path, fill);
                let read = self.answer(&operation.merge.as_ref().unwrap().get);
                let current = merge::current(operation, &read).unwrap();
                let changes = Update::changes(&current, update.set.as_ref().map(fill), update.add.as_ref().map(fill));
                let merged = merge::apply(operation, &current, &changes);
                let sent = json!({"method": operation.method, "path": path, "changes": merged.differences});
                self.sent.push(sent);
                merged.body
            }
            Action::ForEach(each) => {
                let items = each.items.resolve(&scope).unwrap().into_owned();
                for (index, item) in items.as_array().unwrap().iter().enumerate() {
                    self.walk(&each.steps, Some((item, index)));
                }
                Value::Null
            }
            Action::If(choice) => {
                let holds = self.holds(&choice.condition, item);
                self.walk(if holds { &choice.then } else { &choice.otherwise }, item);
                Value::Null
            }
            Action::Http(http) => {
                assert_eq!(fill(&http.headers[0].1), "Bearer canary-CHAT_TOKEN");
                let mut sent = json!({"method": http.method, "url": fill(&http.url)});
                sent["body"] = fill(http.body.as_ref().unwrap());
                self.sent.push(sent);
                Value::Null
            }
            Action::Delay(_) | Action::Stop(_) => Value::Null,
        }
    }

    fn answer(&self, operation: &str) -> Value {
        let answer = self.template.answers.get(operation);
        answer.unwrap_or_else(|| panic!("{}: no answer to {operation}", self.template.name)).clone()
    }
}

fn path(operation: &Operation, given: &[(String, flow::Template)], fill: impl Fn(&flow::Template) -> Value) -> String {
    given.iter().fold(operation.path.clone(), |path, (name, template)| {
        path.replace(&format!("{{{name}}}"), fill(template).as_str().unwrap())
    })
}

struct Named;

impl Secrets for Named {
    fn secret(&self, name: &str) -> Option<String> {
        Some(format!("canary-{name}"))
    }
}
