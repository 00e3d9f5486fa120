//! What a flow can't do, found before it is saved: "a flow that was saved fails at run time only for what nobody could
//! have known".
//!
//! The reader of documents knows no operations and no add-on; both are known here. Values that come from data are taken
//! to be right, unless their type can be told without them.

mod cycles;
mod value;

use std::fmt;

use serde_json::Value;
use url::Url;

use self::value::Values;
use crate::clockify::catalogue::{Catalogue, Operation, Parameter, Place};
use crate::config::HttpSteps;
use crate::domain::addon::Spec;
use crate::domain::flow::definition::{Action, Call, Http, OnError, Step, Trigger, Update};
use crate::domain::flow::{Definition, Kind, Problem, Template, suggestion};

pub use self::cycles::{Warning, cycles};

/// What an operator allows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options<'a> {
    /// Flows may call systems other than Clockify.
    pub http_steps: bool,
    /// Which of them. None: that isn't known, and any may be.
    pub hosts: Option<&'a HttpSteps>,
}

/// Checks a flow against Clockify's operations and what the add-on has.
pub fn check(
    definition: &Definition,
    catalogue: &Catalogue,
    spec: &'static Spec,
    options: Options<'_>,
) -> Result<(), Vec<Problem>> {
    let mut check = Check { catalogue, spec, options, problems: Vec::new() };
    if !spec.flows {
        check.problem("", format!("{} has no flows", spec.addon));
    }
    for (index, trigger) in definition.triggers.iter().enumerate() {
        check.trigger(trigger, &format!("/triggers/{index}"));
    }
    check.steps(&definition.steps, "/steps");
    check.steps(&definition.on_failure, "/onFailure");
    if check.problems.is_empty() { Ok(()) } else { Err(check.problems) }
}

/// The path parameter that is never written.
const WORKSPACE: &str = "workspaceId";
/// What an operator sets to allow calls to other systems.
const HTTP_SETTING: &str = "UW_ENABLE_GENERIC_HTTP_ACTIONS";
/// What an operator sets to say which.
const HOSTS: &str = "CLOCKIFY_ADDONS_HTTP_ALLOWED_HOSTS";

struct Check<'a> {
    catalogue: &'a Catalogue,
    spec: &'static Spec,
    options: Options<'a>,
    problems: Vec<Problem>,
}

impl fmt::Debug for Check<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Check").field("problems", &self.problems).finish_non_exhaustive()
    }
}

impl Check<'_> {
    fn problem(&mut self, path: &str, message: impl Into<String>) {
        self.problems.push(Problem::new(path, message));
    }

    fn trigger(&mut self, trigger: &Trigger, path: &str) {
        match trigger {
            Trigger::Event(event) if !self.spec.events.contains(event) => {
                self.problem(&format!("{path}/event"), format!("{} doesn't take {event}", self.spec.addon));
            }
            Trigger::Source { .. } if !self.spec.custom_webhooks => {
                let message = format!("{} takes no deliveries of other systems", self.spec.addon);
                self.problem(&format!("{path}/source"), message);
            }
            Trigger::Event(_) | Trigger::Source { .. } | Trigger::Schedule(_) => {}
        }
    }

    /// Goes over the steps in the order of the document; how deep they lie in each other was bounded when they were read.
    fn steps(&mut self, steps: &[Step], path: &str) {
        for (index, step) in steps.iter().enumerate() {
            let path = format!("{path}/{index}");
            match &step.action {
                Action::Call(call) => self.call(call, &format!("{path}/call")),
                Action::Update(update) => self.update(update, &format!("{path}/update")),
                Action::ForEach(each) => self.steps(&each.steps, &format!("{path}/forEach/steps")),
                Action::If(choice) => {
                    self.steps(&choice.then, &format!("{path}/if/then"));
                    self.steps(&choice.otherwise, &format!("{path}/if/else"));
                }
                Action::Http(_) if !self.spec.http_steps => {
                    let message = format!("flows of {} can't call other systems", self.spec.addon);
                    self.problem(&format!("{path}/http"), message);
                }
                Action::Http(_) if !self.options.http_steps => {
                    let message = format!("calls to other systems are switched off; {HTTP_SETTING}=true allows them");
                    self.problem(&format!("{path}/http"), message);
                }
                Action::Http(http) => self.host(http, &format!("{path}/http/url")),
                Action::Delay(_) | Action::Stop(_) => {}
            }
            if let OnError::Run(inner) = &step.on_error {
                self.steps(inner, &format!("{path}/onError/run"));
            }
        }
    }

    /// The host stands in the document: the reader saw to that.
    fn host(&mut self, http: &Http, path: &str) {
        let text = http.url.source().as_str().unwrap_or_default();
        let Ok(url) = Url::parse(text.split("{{").next().unwrap_or_default()) else { return };
        let (Some(hosts), Some(host)) = (self.options.hosts, url.host_str()) else { return };
        if !hosts.allows(host) {
            self.problem(path, format!("{host} is not one of the hosts that may be called ({HOSTS})"));
        } else if url.scheme() == "http" && !hosts.allows_plain(host) {
            self.problem(path, format!("{host} can be called with https:// only ({HOSTS})"));
        }
    }

    /// The operation, if there is one that the add-on may call.
    fn operation(&mut self, id: &str, path: &str) -> Option<Operation> {
        let path = format!("{path}/operation");
        let Some(operation) = self.catalogue.get(id).cloned() else {
            let ids: Vec<_> = self.catalogue.operations().iter().map(|operation| operation.id.as_str()).collect();
            let near = suggestion(id, &ids);
            self.problem(&path, format!("there is no operation '{id}'{near}"));
            return None;
        };
        self.scope(&operation, &path);
        let body = operation.body.as_ref();
        let message = match body.and_then(|body| body.media_type.as_deref()) {
            None | Some("application/json" | "multipart/form-data") => {
                let mut fields = body.into_iter().flat_map(|body| &body.schema.fields);
                let file = fields.find(|field| field.required && field.schema.format.as_deref() == Some("binary"));
                file.map(|field| format!("{id} needs a file in {}, which flows can't send", field.name))
            }
            Some(other) => Some(format!("{id} takes a body of the type {other}, which flows can't send")),
        };
        match message {
            None => Some(operation),
            Some(message) => {
                self.problem(&path, message);
                None
            }
        }
    }

    fn scope(&mut self, operation: &Operation, path: &str) {
        if let Some(scope) = operation.scope.as_deref().filter(|scope| !self.spec.scopes.contains(scope)) {
            let message = format!("{} needs the scope {scope}, which {} doesn't have", operation.id, self.spec.addon);
            self.problem(path, message);
        }
    }

    fn call(&mut self, call: &Call, path: &str) {
        let Some(operation) = self.operation(&call.operation, path) else { return };
        self.parameters(&operation, Place::Path, &call.path, &format!("{path}/path"));
        self.parameters(&operation, Place::Query, &call.query, &format!("{path}/query"));
        let at = format!("{path}/body");
        match (&operation.body, &call.body) {
            (None, Some(_)) => self.problem(&at, format!("{} takes no body", operation.id)),
            (Some(body), None) if body.required => self.problem(&at, format!("{} needs a body", operation.id)),
            (Some(body), Some(template)) => self.problems.extend(Values::whole(template, &body.schema, &at)),
            (Some(_) | None, None) => {}
        }
    }

    fn update(&mut self, update: &Update, path: &str) {
        let Some(operation) = self.operation(&update.operation, path) else { return };
        self.parameters(&operation, Place::Path, &update.path, &format!("{path}/path"));
        let (Some(merge), Some(body)) = (&operation.merge, &operation.body) else {
            let message = format!(
                "how {} is merged with what is there isn't known; use call, with everything that it needs in its body",
                operation.id
            );
            self.problem(&format!("{path}/operation"), message);
            return;
        };
        if let Some(read) = self.catalogue.get(&merge.get).cloned() {
            self.scope(&read, &format!("{path}/operation"));
        }
        for (name, template) in [("set", &update.set), ("add", &update.add)] {
            if let Some(template) = template {
                self.problems.extend(Values::changes(template, &body.schema, &format!("{path}/{name}")));
            }
        }
        let added = update.add.iter().filter_map(|add| add.source().as_object()).flat_map(|fields| fields.keys());
        for name in added {
            let field = body.schema.fields.iter().find(|field| field.name == *name);
            if field.is_some_and(|field| field.schema.kind != crate::clockify::catalogue::Kind::Array) {
                self.problem(&format!("{path}/add/{name}"), format!("{name} is no list; use set"));
            }
        }
    }

    fn parameters(&mut self, operation: &Operation, place: Place, given: &[(String, Template)], path: &str) {
        let of_place = |parameter: &&Parameter| parameter.place == place;
        let known: Vec<_> = operation.parameters.iter().filter(of_place).collect();
        for (name, template) in given {
            let at = format!("{path}/{}", name.replace('~', "~0").replace('/', "~1"));
            match known.iter().find(|parameter| parameter.name == *name) {
                Some(parameter) => self.problems.extend(Values::parameter(template, parameter, &at)),
                None => {
                    let names: Vec<_> =
                        known.iter().map(|one| one.name.as_str()).filter(|name| *name != WORKSPACE).collect();
                    let near = suggestion(name, &names);
                    let rest = match (names.is_empty(), near.is_empty()) {
                        (true, _) => "; it takes none here".to_owned(),
                        (false, true) => format!("; there are {}", names.join(", ")),
                        (false, false) => near,
                    };
                    self.problem(&at, format!("{} has no parameter '{name}'{rest}", operation.id));
                }
            }
        }
        let missing = known.iter().filter(|parameter| {
            let left_out = given.iter().all(|(name, value)| *name != parameter.name || *value.source() == Value::Null);
            parameter.required && parameter.name != WORKSPACE && left_out
        });
        let missing: Vec<_> = missing.map(|parameter| parameter.name.clone()).collect();
        for name in missing {
            self.problem(&format!("{path}/{name}"), format!("{} needs it", operation.id));
        }
    }
}

/// The type of JSON that is sent for what a schema wants; none where it may be any.
const fn json(kind: crate::clockify::catalogue::Kind) -> Option<Kind> {
    use crate::clockify::catalogue::Kind as Wanted;
    match kind {
        Wanted::Any => None,
        Wanted::String => Some(Kind::Text),
        Wanted::Integer | Wanted::Number => Some(Kind::Number),
        Wanted::Boolean => Some(Kind::Boolean),
        Wanted::Array => Some(Kind::List),
        Wanted::Object => Some(Kind::Object),
    }
}
