//! Flows of the Python system, as its two add-ons stored them, turned into documents of today.
//!
//! | | API Studio | Universal Webhook |
//! |---|---|---|
//! | start | `trigger_event_types` | and `trigger_source`: `CLOCKIFY` or `CUSTOM` |
//! | action | `operation_id`, `path_params`, `query_params`, `body` | `type`, `operation_id`, `params`: `path`, `query`, `body` |
//! | reference | a text from `$.` on, at any depth | a text from `$` on, in the first level of `params` |
//! | results | `$.action_0_result`: `status_code`, and `data` as text | `$.action_0`, the data itself |
//!
//! Both took values that weren't there for null, compared without regard to types, and went on where this system stops.
//! Whatever means something else now is noted at its place; what can't mean anything is a problem.

mod value;

use serde_json::{Map, Value, json};

use self::value::{Shape, Values};
use crate::domain::event::EventType;
use crate::domain::flow::{Expression, Problem, SCHEMA, Template, read, suggestion};

/// A converted flow.
#[derive(Clone, Debug, PartialEq)]
pub struct Converted {
    /// The document, which can be read. Operations weren't looked at.
    pub document: Value,
    /// What means something else than before, each with its place in the old document.
    pub notes: Vec<String>,
}

/// Converts a flow of either add-on.
pub fn convert(old: &Value) -> Result<Converted, Vec<Problem>> {
    let Value::Object(fields) = old else {
        return Err(vec![Problem::new("", "a flow is a JSON object")]);
    };
    let mut converter = Converter::new(fields);
    let document = converter.flow(fields);
    if !converter.problems.is_empty() {
        return Err(converter.problems);
    }
    read(&document).map_err(|problems| {
        problems
            .into_iter()
            .map(|one| Problem::new(one.path, format!("once converted: {}", one.message)))
            .collect::<Vec<_>>()
    })?;
    Ok(Converted { document, notes: converter.notes })
}

struct Converter {
    shape: Shape,
    notes: Vec<String>,
    problems: Vec<Problem>,
}

impl Converter {
    fn new(fields: &Map<String, Value>) -> Self {
        let actions = fields.get("actions").and_then(Value::as_array);
        let has = |name: &str| actions.into_iter().flatten().any(|action| action.get(name).is_some());
        let universal = fields.contains_key("trigger_source") || has("type") || has("params");
        let shape = if universal { Shape::UniversalWebhook } else { Shape::ApiStudio };
        Self { shape, notes: Vec::new(), problems: Vec::new() }
    }

    fn note(&mut self, path: &str, text: impl AsRef<str>) {
        let text = text.as_ref();
        self.notes.push(if path.is_empty() { text.to_owned() } else { format!("{path}: {text}") });
    }

    fn problem(&mut self, path: &str, message: impl Into<String>) {
        self.problems.push(Problem::new(path, message));
    }

    fn flow(&mut self, fields: &Map<String, Value>) -> Value {
        let name = fields.get("name").and_then(Value::as_str).map(str::trim).unwrap_or_default();
        if name.is_empty() {
            self.problem("/name", "the flow needs a name");
        }
        let short: String = name.chars().filter(|c| !c.is_control()).take(100).collect();
        if short != name {
            self.note("/name", "it was shortened to one line of 100 characters");
        }
        let mut document = json!({"schema": SCHEMA, "name": short.trim()});
        document["triggers"] = self.triggers(fields);
        if let Some(when) =
            fields.get("conditions").filter(|value| !value.is_null()).and_then(|value| self.conditions(value))
        {
            document["when"] = when;
        }
        document["steps"] = self.actions(fields);
        if fields.get("enabled") == Some(&Value::Bool(true)) {
            self.note("/enabled", "a flow that was imported is switched off until somebody switches it on");
        }
        self.note("", "changes that flows made don't start it any more; onChangesByFlows allows that");
        document
    }

    fn triggers(&mut self, fields: &Map<String, Value>) -> Value {
        let source = fields.get("trigger_source").and_then(Value::as_str).unwrap_or("CLOCKIFY");
        let list = fields.get("trigger_event_types").and_then(Value::as_array).cloned().unwrap_or_default();
        let names: Vec<_> = list.iter().filter_map(Value::as_str).collect();
        match source {
            "CLOCKIFY" => self.events(&list),
            "CUSTOM" => match fields.get("custom_source").and_then(Value::as_str) {
                Some(source) if names.is_empty() => json!([{"source": source}]),
                Some(source) => names.iter().map(|name| json!({"source": source, "event": name})).collect(),
                None => {
                    let message = "a flow starts for deliveries of one registered source: name it in \"custom_source\"";
                    self.problem("/trigger_source", message);
                    Value::Null
                }
            },
            other => {
                self.problem("/trigger_source", format!("'{other}' is neither CLOCKIFY nor CUSTOM"));
                Value::Null
            }
        }
    }

    fn events(&mut self, list: &[Value]) -> Value {
        if list.is_empty() {
            self.problem("/trigger_event_types", "the flow never started: it names no event");
        }
        let mut triggers: Vec<Value> = Vec::new();
        for (index, value) in list.iter().enumerate() {
            let name = value.as_str().unwrap_or_default();
            if name.parse::<EventType>().is_err() {
                let near = suggestion(name, &EventType::ALL.map(EventType::name));
                self.problem(
                    &format!("/trigger_event_types/{index}"),
                    format!("'{name}' is no event of Clockify{near}"),
                );
            }
            let trigger = json!({"event": name});
            if !triggers.contains(&trigger) {
                triggers.push(trigger);
            }
        }
        Value::Array(triggers)
    }

    fn conditions(&mut self, value: &Value) -> Option<Value> {
        let rules = value.get("rules").and_then(Value::as_array).cloned().unwrap_or_default();
        let mut converted: Vec<Value> = rules
            .iter()
            .enumerate()
            .filter_map(|(index, rule)| self.rule(rule, &format!("/conditions/rules/{index}")))
            .collect();
        match (converted.len(), value.get("type").and_then(Value::as_str)) {
            (0, _) => None,
            (1, _) => converted.pop(),
            (_, Some("ALL")) => Some(json!({"all": converted})),
            _ => Some(json!({"any": converted})),
        }
    }

    fn rule(&mut self, rule: &Value, path: &str) -> Option<Value> {
        let text = |name: &str| rule.get(name).and_then(Value::as_str).unwrap_or_default();
        let left = self.left(text("field"), &format!("{path}/field"))?;
        let value = rule.get("value").cloned().unwrap_or(Value::Null);
        let right = Template::escape(&value);
        let at = format!("{path}/operator");
        let nothing = "an empty text or list counts as nothing now";
        let compare = |op: &str| json!({"left": left, "op": op, "right": right});
        let presence = |op: &str| json!({"left": left, "op": op});
        Some(match text("operator") {
            "exists" => {
                self.note(&at, nothing);
                presence("not-empty")
            }
            "==" if value.is_null() => {
                self.note(&at, nothing);
                presence("empty")
            }
            "!=" if value.is_null() => {
                self.note(&at, nothing);
                presence("not-empty")
            }
            "==" => compare("same-as"),
            "!=" => {
                self.note(&at, "a value of another type than the given one is no difference now: it can't be compared");
                json!({"any": [presence("empty"), compare("differs-from")]})
            }
            "contains" if value.is_string() => {
                self.note(&at, "names of an object's fields are not looked at any more");
                json!({"any": [compare("contains"), compare("includes")]})
            }
            "contains" => compare("includes"),
            op @ (">" | "<" | ">=" | "<=") => {
                self.note(&at, format!("{op} was documented and never true; it compares numbers now"));
                if !value.is_number() && value.as_str().is_none_or(|text| text.trim().parse::<f64>().is_err()) {
                    self.problem(&format!("{path}/value"), format!("{op} compares numbers"));
                    return None;
                }
                let number = value.as_str().and_then(|text| text.trim().parse::<f64>().ok()).map_or(value, Value::from);
                json!({"left": format!("{left} | number"), "op": op, "right": number})
            }
            other => {
                let message = format!("the operator '{other}' was never true; there were ==, !=, contains and exists");
                self.problem(&at, message);
                return None;
            }
        })
    }

    /// A path into the payload.
    fn left(&mut self, field: &str, path: &str) -> Option<String> {
        let text = if field.starts_with('$') { field.to_owned() } else { format!("$.{field}") };
        match Expression::parse(&text) {
            Ok(expression) if expression.reference().is_singular() => Some(text),
            Ok(_) => {
                self.note(path, "of several values the first one counts, as before");
                Some(format!("{text} | first"))
            }
            Err(message) => {
                self.problem(path, message);
                None
            }
        }
    }

    fn actions(&mut self, fields: &Map<String, Value>) -> Value {
        let list = fields.get("actions").and_then(Value::as_array).cloned().unwrap_or_default();
        if self.shape == Shape::UniversalWebhook && list.len() > 1 {
            self.note("/actions", "a call that Clockify refuses ends the run now; the next action was tried before");
        }
        let mut values = Values::new(self.shape);
        let mut steps = Vec::new();
        for (index, action) in list.iter().enumerate() {
            let path = format!("/actions/{index}");
            values.begin(index);
            let step = if action.get("type").and_then(Value::as_str) == Some("GENERIC_HTTP") {
                self.http(action, &path, &mut values)
            } else {
                self.call(action, &path, &mut values)
            };
            if let Some(mut step) = step {
                step["id"] = Value::String(format!("action-{index}"));
                steps.push(step);
                values.done();
            }
        }
        self.notes.append(&mut values.notes);
        self.problems.append(&mut values.problems);
        if steps.is_empty() && self.problems.is_empty() {
            self.problem("/actions", "the flow did nothing: no action is left");
        }
        Value::Array(steps)
    }

    fn call(&mut self, action: &Value, path: &str, values: &mut Values) -> Option<Value> {
        let Some(operation) = action.get("operation_id").and_then(Value::as_str).filter(|id| !id.is_empty()) else {
            self.problem(&format!("{path}/operation_id"), "it is missing");
            return None;
        };
        let nothing = Value::Null;
        let shape = self.shape;
        let part = |studio: &str, universal: &str| match shape {
            Shape::ApiStudio => (action.get(studio).unwrap_or(&nothing), format!("{path}/{studio}")),
            Shape::UniversalWebhook => {
                let params = action.get("params").unwrap_or(&nothing);
                (params.get(universal).unwrap_or(&nothing), format!("{path}/params/{universal}"))
            }
        };
        let mut call = json!({"operation": operation});
        let (given, at) = part("path_params", "path");
        let mut parameters = values.parameters(given, &at, true);
        if parameters.remove("workspaceId").is_some() {
            self.note(&format!("{at}/workspaceId"), "left out: the workspace is always the flow's own");
        }
        if !parameters.is_empty() {
            call["path"] = Value::Object(parameters);
        }
        let (given, at) = part("query_params", "query");
        let parameters = values.parameters(given, &at, false);
        if !parameters.is_empty() {
            call["query"] = Value::Object(parameters);
        }
        let (given, at) = part("body", "body");
        let sent = match self.shape {
            // What Python takes for false was not sent.
            Shape::ApiStudio => !value::is_falsy(given),
            Shape::UniversalWebhook => !given.is_null(),
        };
        if sent {
            call["body"] = values.body(given, &at);
        }
        Some(json!({"id": "", "call": call}))
    }

    fn http(&mut self, action: &Value, path: &str, values: &mut Values) -> Option<Value> {
        let params = action.get("params").unwrap_or(&Value::Null);
        let find = |name: &str| action.get(name).or_else(|| params.get(name)).cloned();
        let Some(url) = find("url").filter(Value::is_string) else {
            self.note(path, "left out: it was always passed over, and names no address");
            return None;
        };
        self.note(path, "it was always passed over; now it is sent, where calls to other systems are allowed");
        let method = find("method").and_then(|method| method.as_str().map(str::to_uppercase));
        let method = method.unwrap_or_else(|| "POST".to_owned());
        let mut http = json!({"method": method, "url": Template::escape(&url)});
        for name in ["headers", "query"] {
            if let Some(given) = find(name).filter(|value| !value::is_falsy(value)) {
                http[name] = Value::Object(values.parameters(&given, &format!("{path}/{name}"), false));
            }
        }
        if let Some(body) = find("body").filter(|value| !value.is_null()) {
            http["body"] = values.body(&body, &format!("{path}/body"));
        }
        Some(json!({"id": "", "http": http}))
    }
}

#[cfg(test)]
mod tests;
