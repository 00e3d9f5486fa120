//! Flows on their way to another workspace.
//!
//! An export says nothing of people and nothing that opens anything: ids, e-mail addresses, names of people, addresses of
//! other systems and credentials are taken out, and an input stands in their place. An import asks for each. Secrets
//! aren't in documents to begin with; an export lists the names of those that a flow uses.
//!
//! What can't be recognised stays: a name of a person in a description, say.

mod scan;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use self::scan::{Found, find};
use super::inputs::{Input, Kind, fill};
use crate::domain::flow::{self, Problem, Root, Template};

/// What an export says that it is.
pub const SCHEMA: &str = "clockify-addons/flow-export/v1";

/// A flow without what belongs to its workspace.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Export {
    /// [`SCHEMA`].
    pub schema: String,
    /// What has to be chosen in the other workspace. Titles are places in the document.
    pub inputs: Vec<Input>,
    /// Names of secrets that have to be there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub secrets: Vec<String>,
    /// The document, with placeholders for the inputs.
    pub flow: Value,
}

/// Takes out of a document what belongs to its workspace. The second value is what was taken out, by input; it leaves the
/// workspace never.
#[must_use]
pub fn export(document: &Value) -> (Export, Map<String, Value>) {
    let mut exporter = Exporter::default();
    let flow = exporter.value(document, "", &Place::default());
    exporter.secrets.sort_unstable();
    exporter.secrets.dedup();
    let export = Export { schema: SCHEMA.to_owned(), inputs: exporter.inputs, secrets: exporter.secrets, flow };
    (export, exporter.taken)
}

/// Makes a document of an export and what was chosen for its inputs, to be read and checked like any other. Tells every
/// input that nothing was chosen for.
pub fn import(document: &Value, inputs: &Map<String, Value>) -> Result<Value, Vec<Problem>> {
    match document.get("schema").and_then(Value::as_str) {
        Some(SCHEMA) => {}
        // A document as it is: it names what it names.
        Some(flow::SCHEMA) if inputs.is_empty() => return Ok(document.clone()),
        Some(flow::SCHEMA) => {
            return Err(vec![Problem::new("/inputs", "a document that was not exported has no inputs")]);
        }
        Some(other) if other.starts_with("clockify-addons/flow-export/") => {
            let message = format!("this program reads {SCHEMA}; this is of another version of it");
            return Err(vec![Problem::new("/schema", message)]);
        }
        _ => return Err(vec![Problem::new("/schema", format!("'{SCHEMA}' or '{}' is expected", flow::SCHEMA))]),
    }
    let export: Export = serde_json::from_value(document.clone())
        .map_err(|error| vec![Problem::new("", format!("this is no export: {error}"))])?;
    fill(&export.flow, &export.inputs, inputs)
}

#[derive(Default)]
struct Exporter {
    inputs: Vec<Input>,
    taken: Map<String, Value>,
    secrets: Vec<String>,
}

/// What is known of the place of a value.
#[derive(Clone, Default)]
struct Place {
    /// The name of what it is: of its field, or of what it is compared with.
    name: String,
    /// The operation that it is sent to.
    operation: String,
    /// It is compared with the name of a person.
    person: bool,
    /// It is a header or a parameter of a call to another system.
    outside: bool,
}

impl Exporter {
    fn value(&mut self, value: &Value, path: &str, place: &Place) -> Value {
        match value {
            Value::String(text) => self.text(text, path, place),
            Value::Array(list) => {
                let members = list.iter().enumerate();
                members.map(|(index, value)| self.value(value, &format!("{path}/{index}"), place)).collect()
            }
            Value::Object(fields) => self.object(fields, path, place),
            other => other.clone(),
        }
    }

    fn object(&mut self, fields: &Map<String, Value>, path: &str, place: &Place) -> Value {
        let text = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default();
        let mut inner = place.clone();
        if fields.contains_key("operation") {
            text("operation").clone_into(&mut inner.operation);
        }
        let left = text("left").to_lowercase();
        let is_comparison = fields.contains_key("left") && fields.contains_key("op");
        let members = fields.iter();
        let members = members.map(|(name, value)| {
            let at = format!("{path}/{}", name.replace('~', "~0").replace('/', "~1"));
            let mut place = inner.clone();
            if is_comparison && name == "right" {
                place.person = scan::is_person(&left);
                place.name.clone_from(&left);
            } else if !is_comparison {
                name.clone_into(&mut place.name);
            }
            let is_http = path.ends_with("/http");
            if is_http && name == "url" {
                return (name.clone(), self.address(value, &at));
            }
            place.outside = place.outside || (is_http && ["headers", "query"].contains(&name.as_str()));
            // A key may be an id, in a table.
            let key = match self.text(name, &at, &Place { outside: false, person: false, ..place.clone() }) {
                Value::String(key) => key,
                _ => name.clone(),
            };
            (key, self.value(value, &at, &place))
        });
        Value::Object(members.collect())
    }

    /// An address is as good as a key to many systems; all of it that is written out is taken.
    fn address(&mut self, value: &Value, path: &str) -> Value {
        let Some(text) = value.as_str() else { return value.clone() };
        let fixed = text.split("{{").next().unwrap_or_default();
        let name = self.input(Kind::Url, fixed, path);
        Value::String(format!("{{{{input.{name}}}}}{}", &text[fixed.len()..]))
    }

    fn text(&mut self, text: &str, path: &str, place: &Place) -> Value {
        self.note_secrets(text);
        let is_literal = !text.contains("{{") && !text.starts_with("$.");
        if is_literal && !text.is_empty() {
            let kind = match () {
                () if place.person => Some(Kind::Text),
                () if place.outside && scan::is_credential(&place.name) => Some(Kind::Credential),
                () => None,
            };
            if let Some(kind) = kind {
                return Value::String(format!("{{{{input.{}}}}}", self.input(kind, text, path)));
            }
        }
        let mut out = String::new();
        let mut rest = text;
        while let Some(Found { at, length, is_email }) = find(rest) {
            let (before, from) = rest.split_at(at);
            let (found, after) = from.split_at(length);
            let kind = if is_email { Kind::Email } else { scan::kind(before, &place.name, &place.operation) };
            out.push_str(before);
            out.push_str(&format!("{{{{input.{}}}}}", self.input(kind, found, path)));
            rest = after;
        }
        out.push_str(rest);
        Value::String(out)
    }

    /// The input for what is taken out; the same for the same.
    fn input(&mut self, kind: Kind, taken: &str, path: &str) -> String {
        if let Some((name, _)) = self.taken.iter().find(|(_, value)| value.as_str() == Some(taken)) {
            return name.clone();
        }
        let number = self.inputs.iter().filter(|input| input.kind == kind).count() + 1;
        let name = format!("{}{number}", scan::name(kind));
        self.taken.insert(name.clone(), Value::from(taken));
        let input =
            Input { name: name.clone(), kind, many: false, title: path.to_owned(), default: None, sample: None };
        self.inputs.push(input);
        name
    }

    fn note_secrets(&mut self, text: &str) {
        if !text.contains("secret") {
            return;
        }
        let Ok(template) = Template::text(text, flow::Allow::SECRETS) else { return };
        let names = template.references().filter_map(|reference| match reference.root() {
            Root::Secret(name) => Some(name.to_owned()),
            _ => None,
        });
        self.secrets.extend(names.collect::<Vec<_>>());
    }
}

#[cfg(test)]
mod tests;
