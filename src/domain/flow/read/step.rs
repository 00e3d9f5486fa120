//! What a flow does: its steps, and the steps in them.

use std::time::Duration;

use serde_json::{Map, Value};
use url::Url;

use super::fields::Reader;
use crate::domain::flow::definition::{
    self, Action, Call, Delay, ForEach, Http, If, OnError, Retry, Step, Stop, Update, is_reserved,
};
use crate::domain::flow::fault::pointer;
use crate::domain::flow::kind::{Kind, names};
use crate::domain::flow::{Allow, Expression, Root, Template, filter};

/// What a step can do; each has one of them.
pub(in crate::domain::flow) const ACTIONS: [&str; 7] = ["call", "update", "forEach", "if", "delay", "http", "stop"];
/// Methods of calls to other systems.
pub(in crate::domain::flow) const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];
/// Longest id of a step.
pub(in crate::domain::flow) const ID: usize = 40;
/// Most headers, and most parameters of a query or a path.
pub(in crate::domain::flow) const PARAMETERS: usize = 50;

const STEP: [&str; 12] =
    ["id", "name", "onlyIf", "retry", "onError", "call", "update", "forEach", "if", "delay", "http", "stop"];
/// What may be put into a text: one value.
const SCALARS: &[Kind] = &[Kind::Text, Kind::Number, Kind::Boolean];
/// What a parameter of a query may be; a list is the parameter several times, null leaves it out.
const QUERY: &[Kind] = &[Kind::Text, Kind::Number, Kind::Boolean, Kind::List, Kind::Null];

impl Reader {
    /// A list of steps. What is done in it can be referred to behind it, unless the caller says that it ended.
    pub(super) fn steps(&mut self, value: &Value, path: &str) -> Option<Vec<Step>> {
        let list = self.list(value, path)?;
        // One more than may be is enough to say that there are too many.
        let steps: Vec<_> = list
            .iter()
            .take(definition::STEPS + 1)
            .enumerate()
            .map(|(index, value)| self.step(value, &format!("{path}/{index}")))
            .collect();
        steps.into_iter().collect()
    }

    /// Steps inside of a step.
    fn inner(&mut self, value: &Value, path: &str) -> Option<Vec<Step>> {
        if self.depth == definition::NESTING {
            self.problem(path, format!("lists of steps lie in each other at most {} deep", definition::NESTING));
            return None;
        }
        self.depth += 1;
        let entered = self.places.enter();
        let steps = self.steps(value, path);
        self.places.leave(entered);
        self.depth -= 1;
        steps
    }

    fn step(&mut self, value: &Value, path: &str) -> Option<Step> {
        let fields = self.object(value, path)?;
        self.known(fields, path, &STEP);
        let id = self.required(fields, path, "id").and_then(|id| self.id(id, &format!("{path}/id")));
        if let Some(id) = &id
            && !self.places.begin(id)
        {
            self.problem(&format!("{path}/id"), format!("there is a step '{id}' already; ids are unique in the flow"));
        }
        let at = |name: &str| format!("{path}/{name}");
        let name = fields.get("name").and_then(|name| self.line(name, &at("name"), super::NAME));
        let only_if = fields.get("onlyIf").and_then(|value| self.condition(value, &at("onlyIf")));
        let retry = fields.get("retry").and_then(|value| self.retry(value, &at("retry")));
        let action = self.action(fields, path);
        if id.is_some() {
            self.places.acted();
        }
        let on_error = fields.get("onError").and_then(|value| self.on_error(value, &at("onError")));
        if id.is_some() {
            self.places.end();
        }
        Some(Step {
            id: id?,
            name,
            only_if,
            retry: retry.unwrap_or_default(),
            on_error: on_error.unwrap_or_default(),
            action: action?,
        })
    }

    fn id(&mut self, value: &Value, path: &str) -> Option<String> {
        let id = value.as_str().filter(|id| {
            let plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, b'-' | b'_');
            (1..=ID).contains(&id.len()) && id.bytes().all(plain)
        });
        if id.is_none() {
            self.wrong(value, path, &format!("an id of 1 to {ID} lower-case letters, digits, '-' and '_'"));
        }
        id.map(str::to_owned)
    }

    fn retry(&mut self, value: &Value, path: &str) -> Option<Retry> {
        let fields = self.object(value, path)?;
        self.known(fields, path, &["attempts", "base", "cap"]);
        let preset = Retry::default();
        let bounds = [Duration::from_secs(1), definition::LONGEST_RETRY];
        let most = u64::from(definition::ATTEMPTS);
        let attempts = fields.get("attempts").and_then(|value| self.whole(value, &format!("{path}/attempts"), 1, most));
        let base = fields.get("base").and_then(|value| self.duration(value, &format!("{path}/base"), bounds));
        let cap = fields.get("cap").and_then(|value| self.duration(value, &format!("{path}/cap"), bounds));
        let base = base.unwrap_or(preset.base);
        if cap.is_some_and(|cap| cap < base) {
            self.problem(&format!("{path}/cap"), "the longest wait is shorter than the first one");
        }
        let attempts = attempts.and_then(|number| u32::try_from(number).ok()).unwrap_or(preset.attempts);
        Some(Retry { attempts, base, cap: cap.unwrap_or(preset.cap).max(base) })
    }

    fn on_error(&mut self, value: &Value, path: &str) -> Option<OnError> {
        match value {
            Value::String(text) if text == "stop" => Some(OnError::Stop),
            Value::String(text) if text == "continue" => Some(OnError::Continue),
            Value::Object(fields) => {
                self.known(fields, path, &["run"]);
                let steps = self.required(fields, path, "run")?;
                self.inner(steps, &format!("{path}/run")).map(OnError::Run)
            }
            other => {
                self.wrong(other, path, r#"stop, continue or {"run": […]}"#);
                None
            }
        }
    }

    fn action(&mut self, fields: &Map<String, Value>, path: &str) -> Option<Action> {
        let mut found = ACTIONS.into_iter().filter_map(|name| Some((name, fields.get(name)?)));
        let (name, value) = match (found.next(), found.next()) {
            (Some(one), None) => one,
            (None, _) => {
                self.problem(path, format!("a step does one of {}", ACTIONS.join(", ")));
                return None;
            }
            (Some((one, _)), Some((other, _))) => {
                self.problem(path, format!("a step does one thing: {one} or {other}, not both"));
                return None;
            }
        };
        let path = format!("{path}/{name}");
        let fields = self.object(value, &path)?;
        match name {
            "call" => self.call(fields, &path).map(Action::Call),
            "update" => self.update(fields, &path).map(Action::Update),
            "forEach" => self.for_each(fields, &path).map(Action::ForEach),
            "if" => self.choice(fields, &path).map(Action::If),
            "delay" => self.delay(fields, &path).map(Action::Delay),
            "http" => self.http(fields, &path).map(Action::Http),
            _ => self.stop(fields, &path).map(Action::Stop),
        }
    }

    fn call(&mut self, fields: &Map<String, Value>, path: &str) -> Option<Call> {
        self.known(fields, path, &["operation", "path", "query", "body"]);
        let operation = self.operation(fields, path);
        let of_path = self.parameters(fields, path, "path", SCALARS, Allow::DATA);
        let query = self.parameters(fields, path, "query", QUERY, Allow::DATA);
        let body = fields.get("body").map(|body| self.template(body, &format!("{path}/body"), Allow::DATA));
        Some(Call { operation: operation?, path: of_path?, query: query?, body: flat(body)? })
    }

    fn update(&mut self, fields: &Map<String, Value>, path: &str) -> Option<Update> {
        self.known(fields, path, &["operation", "path", "set", "add"]);
        let operation = self.operation(fields, path);
        let of_path = self.parameters(fields, path, "path", SCALARS, Allow::DATA);
        let set = fields.get("set").map(|set| self.changes(set, &format!("{path}/set")));
        let add = fields.get("add").map(|add| self.changes(add, &format!("{path}/add")));
        if set.is_none() && add.is_none() {
            self.problem(path, "set or add says which fields change");
            return None;
        }
        let (set, add) = (flat(set)?, flat(add)?);
        for name in add.iter().filter_map(|add| add.source().as_object()).flat_map(Map::keys) {
            let at = pointer("", name);
            let kind = add.as_ref().and_then(|add| add.kind_at(&at));
            if kind.is_some_and(|kind| kind != Kind::List) {
                self.problem(&format!("{path}/add{at}"), "a list of what is added belongs here");
            }
        }
        Some(Update { operation: operation?, path: of_path?, set, add })
    }

    /// An object of fields that change.
    fn changes(&mut self, value: &Value, path: &str) -> Option<Template> {
        if self.object(value, path)?.is_empty() {
            self.problem(path, "at least one field");
            return None;
        }
        self.template(value, path, Allow::DATA)
    }

    fn operation(&mut self, fields: &Map<String, Value>, path: &str) -> Option<String> {
        let operation = self.required(fields, path, "operation")?;
        self.line(operation, &format!("{path}/operation"), 200)
    }

    /// Values by name.
    fn parameters(
        &mut self,
        fields: &Map<String, Value>,
        path: &str,
        name: &str,
        takes: &[Kind],
        allow: Allow,
    ) -> Option<Vec<(String, Template)>> {
        let path = format!("{path}/{name}");
        let Some(value) = fields.get(name) else { return Some(Vec::new()) };
        let values = self.object(value, &path)?;
        if values.len() > PARAMETERS {
            self.problem(&path, format!("at most {PARAMETERS}"));
            return None;
        }
        let read: Vec<_> = values
            .iter()
            .map(|(name, value)| {
                let at = pointer(&path, name);
                if name == "workspaceId" && takes == SCALARS {
                    self.problem(&at, "the workspace is always the flow's own: leave it out");
                }
                let template = self.template(value, &at, allow)?;
                if let Some(kind) = template.kind().filter(|kind| !takes.contains(kind)) {
                    self.problem(&at, format!("{} belongs here, not {kind}", names(takes)));
                }
                Some((name.clone(), template))
            })
            .collect();
        read.into_iter().collect()
    }

    fn for_each(&mut self, fields: &Map<String, Value>, path: &str) -> Option<ForEach> {
        self.known(fields, path, &["items", "concurrency", "onItemError", "steps"]);
        let items = self.required(fields, path, "items").and_then(|items| self.items(items, &format!("{path}/items")));
        let most = definition::ITEMS_AT_A_TIME as u64;
        let at_a_time =
            fields.get("concurrency").map(|value| self.whole(value, &format!("{path}/concurrency"), 1, most));
        let at = format!("{path}/onItemError");
        let on_error = fields.get("onItemError").map(|value| self.one_of(value, &at, &["stop", "skip"]));
        let inside = format!("{path}/steps");
        let steps = self.required(fields, path, "steps").and_then(|steps| {
            let outer = self.places.loops(true);
            if outer {
                self.problem(path, "a loop can't be in another loop");
            }
            let steps = self.inner(steps, &inside);
            self.places.loops(outer);
            steps
        });
        if steps.as_ref().is_some_and(Vec::is_empty) {
            self.problem(&inside, "at least one step");
        }
        Some(ForEach {
            items: items?,
            concurrency: flat(at_a_time)?.and_then(|number| usize::try_from(number).ok()).unwrap_or(1),
            skip_failed: flat(on_error)? == Some("skip"),
            steps: steps?,
        })
    }

    fn items(&mut self, value: &Value, path: &str) -> Option<Expression> {
        let Value::String(text) = value else {
            self.wrong(value, path, "a reference to a list, as in steps.list.body,");
            return None;
        };
        // Braces are how references are written elsewhere; here they add nothing.
        let text = text.trim();
        let bare = text.strip_prefix("{{").and_then(|text| text.strip_suffix("}}")).unwrap_or(text).trim();
        match Expression::parse(bare) {
            Ok(expression) => {
                self.refers(&expression, path);
                if matches!(expression.reference().root(), Root::Secret(_)) {
                    self.problem(path, "a secret is no list");
                } else if let Some(kind) = expression.kind().filter(|kind| *kind != Kind::List) {
                    self.problem(path, format!("a list belongs here, not {kind}"));
                }
                Some(expression)
            }
            Err(message) => {
                self.problem(path, message);
                None
            }
        }
    }

    fn choice(&mut self, fields: &Map<String, Value>, path: &str) -> Option<If> {
        self.known(fields, path, &["condition", "then", "else"]);
        let condition = self.required(fields, path, "condition");
        let condition = condition.and_then(|value| self.condition(value, &format!("{path}/condition")));
        let then = self.required(fields, path, "then").and_then(|steps| self.inner(steps, &format!("{path}/then")));
        let otherwise = fields.get("else").map(|steps| self.inner(steps, &format!("{path}/else")));
        Some(If { condition: condition?, then: then?, otherwise: flat(otherwise)?.unwrap_or_default() })
    }

    fn delay(&mut self, fields: &Map<String, Value>, path: &str) -> Option<Delay> {
        self.known(fields, path, &["for", "until"]);
        match (fields.get("for"), fields.get("until")) {
            (Some(length), None) => self.duration(length, &format!("{path}/for"), definition::DELAY).map(Delay::For),
            (None, Some(until)) => {
                let path = format!("{path}/until");
                let until = self.text_template(until, &path, Allow::DATA)?;
                if let (true, Some(text)) = (until.is_literal(), until.source().as_str())
                    && let Err(fault) = filter::instant(text, || Ok(jiff::tz::TimeZone::UTC))
                {
                    self.problem(&path, fault.to_string());
                }
                Some(Delay::Until(until))
            }
            _ => {
                self.problem(path, r#"a delay is {"for": "2h"} or {"until": "{{ … }}"}"#);
                None
            }
        }
    }

    fn http(&mut self, fields: &Map<String, Value>, path: &str) -> Option<Http> {
        self.known(fields, path, &["method", "url", "headers", "query", "body", "sign"]);
        let at = |name: &str| format!("{path}/{name}");
        let method = self.required(fields, path, "method");
        let method = method.and_then(|method| self.one_of(method, &at("method"), &METHODS));
        let url = self.required(fields, path, "url").and_then(|url| self.url(url, &at("url")));
        let headers = self.parameters(fields, path, "headers", &[Kind::Text, Kind::Number], Allow::SECRETS);
        for (name, _) in headers.iter().flatten() {
            self.header(name, &pointer(&at("headers"), name), fields.contains_key("sign"));
        }
        let query = self.parameters(fields, path, "query", QUERY, Allow::SECRETS);
        let body = fields.get("body").map(|body| self.template(body, &at("body"), Allow::DATA));
        if method == Some("GET") && body.is_some() {
            self.problem(&at("body"), "GET has no body");
        }
        let sign = fields.get("sign").map(|sign| self.name(sign, &at("sign")));
        Some(Http {
            method: method?.to_owned(),
            url: url?,
            headers: headers?,
            query: query?,
            body: flat(body)?,
            sign: flat(sign)?,
        })
    }

    fn header(&mut self, name: &str, path: &str, signed: bool) {
        let lower = name.to_ascii_lowercase();
        if name.len() > 100 || http::HeaderName::from_bytes(name.as_bytes()).is_err() {
            self.problem(path, "this can't be the name of a header");
        } else if is_reserved(&lower) {
            self.problem(path, "this header belongs to the connection and can't be set");
        } else if signed && lower.starts_with("webhook-") {
            self.problem(path, "sign sets this header");
        }
    }

    /// Where a call goes may not depend on data: the host has to be written out.
    fn url(&mut self, value: &Value, path: &str) -> Option<Template> {
        let template = self.text_template(value, path, Allow::DATA)?;
        let text = template.source().as_str().unwrap_or_default();
        let fixed = if text.starts_with('$') { "" } else { text.split("{{").next().unwrap_or_default() };
        let host_ends = fixed.split_once("://").is_some_and(|(_, rest)| rest.contains(['/', '?', '#']));
        let message = match Url::parse(fixed) {
            _ if text.len() > 2000 => "at most 2000 characters",
            _ if !host_ends && fixed.len() < text.len() => {
                "the address up to the host and the / behind it has to be written out; only what follows may come from data"
            }
            Ok(url) if !["http", "https"].contains(&url.scheme()) => "an address begins with https://",
            Ok(url) if !url.username().is_empty() || url.password().is_some() => {
                "credentials don't belong into an address: use a header with {{ secret.NAME }}"
            }
            Ok(_) => return Some(template),
            Err(_) => "this is no address, as in https://chat.example.com/hooks/1",
        };
        self.problem(path, message);
        None
    }

    fn stop(&mut self, fields: &Map<String, Value>, path: &str) -> Option<Stop> {
        self.known(fields, path, &["outcome", "reason"]);
        let outcome = self.required(fields, path, "outcome");
        let outcome =
            outcome.and_then(|value| self.one_of(value, &format!("{path}/outcome"), &["succeeded", "failed"]));
        let reason =
            fields.get("reason").map(|reason| self.text_template(reason, &format!("{path}/reason"), Allow::DATA));
        Some(Stop { failed: outcome? == "failed", reason: flat(reason)? })
    }
}

/// What is not there is right; what is there and wrong is not.
#[expect(clippy::option_option, reason = "a field that is missing, one that is wrong, and one that is right")]
fn flat<T>(field: Option<Option<T>>) -> Option<Option<T>> {
    match field {
        None => Some(None),
        Some(None) => None,
        Some(read) => Some(read),
    }
}
