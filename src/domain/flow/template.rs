//! Documents with placeholders: what a step sends.
//!
//! A document is JSON. A text in it is one of:
//!
//! - exactly one placeholder, `"{{ trigger.billable }}"`: the value, with its type;
//! - text around placeholders, `"Hello {{ item.name }}"`: a text. Null reads as nothing, lists and objects as JSON;
//! - a reference from the event on, `"$.projectId"` or `"$"`, filters included: the value, with its type;
//! - anything else: itself.
//!
//! `{{{{` writes `{{`. A text of the form `$$.…` or `$$` loses one `$` and is no reference. Names of members are never
//! looked into. A document is compiled once, and gives back exactly the text it was made from.

use std::borrow::Cow;

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::expression::Expression;
use super::fault::{Fault, ResolveError, pointer};
use super::filter::write;
use super::kind::Kind;
use super::limits::{self, Size};
use super::reference::{Reference, Root};
use super::scope::Scope;

/// What a template may ask for beyond data.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Allow {
    /// Whether `secret.NAME` can be referred to.
    pub secrets: bool,
}

impl Allow {
    /// Data only.
    pub const DATA: Self = Self { secrets: false };
    /// Secrets too: for headers and query of calls to the outside.
    pub const SECRETS: Self = Self { secrets: true };
}

/// What is wrong with a document, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{}{message}", if path.is_empty() { String::new() } else { format!("at {path}: ") })]
pub struct TemplateError {
    /// Where in the document, as a JSON pointer; empty for its top.
    pub path: String,
    /// What is wrong, and what to do.
    pub message: String,
}

/// A compiled document.
#[derive(Debug, Clone)]
pub struct Template {
    source: Value,
    node: Node,
}

#[derive(Debug, Clone)]
enum Node {
    /// A part without placeholders, as it will be.
    Literal(Value),
    List(Vec<Node>),
    Object(Vec<(String, Node)>),
    Whole(Box<Expression>),
    Text(Vec<Part>),
}

#[derive(Debug, Clone)]
enum Part {
    Text(String),
    Value(Expression),
}

impl Template {
    /// Compiles a document, or says all that is wrong with it.
    pub fn compile(document: &Value, allow: Allow) -> Result<Self, Vec<TemplateError>> {
        let allowed = Size { bytes: limits::DOCUMENT, values: limits::DOCUMENT, depth: limits::DEPTH };
        if let Err(fault) = limits::measure(document, allowed) {
            return Err(vec![TemplateError { path: String::new(), message: format!("the document has {fault}") }]);
        }
        let mut compiler = Compiler { allow, placeholders: 0, errors: Vec::new() };
        let node = compiler.node(document, "");
        if compiler.placeholders > limits::PLACEHOLDERS {
            let message = format!("at most {} placeholders", limits::PLACEHOLDERS);
            compiler.errors.push(TemplateError { path: String::new(), message });
        }
        if compiler.errors.is_empty() { Ok(Self { source: document.clone(), node }) } else { Err(compiler.errors) }
    }

    /// Compiles a single text.
    pub fn text(text: &str, allow: Allow) -> Result<Self, Vec<TemplateError>> {
        Self::compile(&Value::from(text), allow)
    }

    /// A document that gives exactly this value: what looks like a placeholder or a reference is escaped.
    pub fn escape(value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(escape(text)),
            Value::Array(list) => list.iter().map(Self::escape).collect(),
            Value::Object(members) => {
                Value::Object(members.iter().map(|(name, value)| (name.clone(), Self::escape(value))).collect())
            }
            other => other.clone(),
        }
    }

    /// The document as it was written.
    pub const fn source(&self) -> &Value {
        &self.source
    }

    /// Whether there is nothing to fill in.
    pub const fn is_literal(&self) -> bool {
        matches!(self.node, Node::Literal(_))
    }

    /// All expressions, with their places in the document as JSON pointers.
    pub fn expressions(&self) -> Vec<(String, &Expression)> {
        let mut found = Vec::new();
        self.node.expressions("", &mut found);
        found
    }

    /// All references, in the order of the document.
    pub fn references(&self) -> impl Iterator<Item = &Reference> {
        self.expressions().into_iter().map(|(_, expression)| expression.reference())
    }

    /// The type of the whole document, where it is known before there are values.
    pub fn kind(&self) -> Option<Kind> {
        self.node.kind()
    }

    /// The type of what stands at a JSON pointer, where it is known before there are values.
    pub fn kind_at(&self, pointer: &str) -> Option<Kind> {
        let mut node = &self.node;
        let mut rest = pointer;
        while let Some(after) = rest.strip_prefix('/') {
            let step = after.split('/').next().unwrap_or_default();
            let name = step.replace("~1", "/").replace("~0", "~");
            node = match node {
                Node::Literal(value) => return value.pointer(rest).map(Kind::of),
                Node::List(list) => list.get(step.parse::<usize>().ok()?)?,
                Node::Object(members) => members.iter().find(|(own, _)| *own == name).map(|(_, node)| node)?,
                Node::Whole(_) | Node::Text(_) => return None,
            };
            rest = &after[step.len()..];
        }
        if rest.is_empty() { node.kind() } else { None }
    }

    /// Fills in the placeholders.
    pub fn resolve(&self, scope: &Scope<'_>) -> Result<Value, ResolveError> {
        let mut room = limits::DOCUMENT;
        self.node.resolve(scope, "", &mut room)
    }

    /// The value, borrowed where it exists already.
    pub(super) fn value<'s>(&'s self, scope: &Scope<'s>) -> Result<Cow<'s, Value>, ResolveError> {
        match &self.node {
            Node::Literal(value) => Ok(Cow::Borrowed(value)),
            Node::Whole(expression) => expression.resolve(scope),
            _ => self.resolve(scope).map(Cow::Owned),
        }
    }
}

impl Serialize for Template {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.source.serialize(serializer)
    }
}

impl PartialEq for Template {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

impl Node {
    fn kind(&self) -> Option<Kind> {
        match self {
            Self::Literal(value) => Some(Kind::of(value)),
            Self::List(_) => Some(Kind::List),
            Self::Object(_) => Some(Kind::Object),
            Self::Whole(expression) => expression.kind(),
            Self::Text(_) => Some(Kind::Text),
        }
    }

    fn expressions<'t>(&'t self, path: &str, found: &mut Vec<(String, &'t Expression)>) {
        match self {
            Self::Literal(_) => {}
            Self::List(list) => {
                for (index, node) in list.iter().enumerate() {
                    node.expressions(&format!("{path}/{index}"), found);
                }
            }
            Self::Object(members) => {
                for (name, node) in members {
                    node.expressions(&pointer(path, name), found);
                }
            }
            Self::Whole(expression) => found.push((path.to_owned(), expression)),
            Self::Text(parts) => found.extend(parts.iter().filter_map(|part| match part {
                Part::Text(_) => None,
                Part::Value(expression) => Some((path.to_owned(), expression)),
            })),
        }
    }

    fn resolve(&self, scope: &Scope<'_>, path: &str, room: &mut usize) -> Result<Value, ResolveError> {
        let whole =
            |fault| ResolveError { path: path.to_owned(), reference: "the document".into(), filter: None, fault };
        match self {
            Self::Literal(value) => {
                // It was measured when it was compiled, and no literal is larger than a document.
                let bytes = limits::measure(value, UNBOUNDED).map_err(whole)?.bytes;
                take(room, bytes).map_err(whole)?;
                Ok(value.clone())
            }
            Self::List(list) => {
                take(room, 2 + list.len().saturating_sub(1)).map_err(whole)?;
                let members = list.iter().enumerate();
                members.map(|(index, node)| node.resolve(scope, &format!("{path}/{index}"), room)).collect()
            }
            Self::Object(members) => {
                let mut object = Map::new();
                take(room, 2 + members.len().saturating_sub(1)).map_err(whole)?;
                for (name, node) in members {
                    take(room, limits::quoted(name) + 1).map_err(whole)?;
                    object.insert(name.clone(), node.resolve(scope, &pointer(path, name), room)?);
                }
                Ok(Value::Object(object))
            }
            Self::Whole(expression) => {
                let value = expression.resolve(scope).map_err(|error| error.at(path))?;
                let size = limits::output(&value).map_err(|fault| expression.error_at(path, fault))?;
                take(room, size.bytes).map_err(whole)?;
                Ok(value.into_owned())
            }
            Self::Text(parts) => {
                let mut text = String::new();
                for part in parts {
                    match part {
                        Part::Text(literal) => text.push_str(literal),
                        Part::Value(expression) => {
                            let value = expression.resolve(scope).map_err(|error| error.at(path))?;
                            write(&mut text, &value, limits::OUTPUT)
                                .map_err(|fault| expression.error_at(path, fault))?;
                        }
                    }
                }
                take(room, limits::quoted(&text)).map_err(whole)?;
                Ok(Value::String(text))
            }
        }
    }
}

const UNBOUNDED: Size = Size { bytes: usize::MAX, values: usize::MAX, depth: usize::MAX };

/// Takes so many bytes of what the document may still become.
fn take(room: &mut usize, bytes: usize) -> Result<(), Fault> {
    *room = room.checked_sub(bytes).ok_or(Fault::TooLarge { what: "bytes", limit: limits::DOCUMENT })?;
    Ok(())
}

struct Compiler {
    allow: Allow,
    placeholders: usize,
    errors: Vec<TemplateError>,
}

impl Compiler {
    /// The document was measured: it isn't deep enough to need a stack of its own.
    fn node(&mut self, value: &Value, path: &str) -> Node {
        match value {
            Value::String(text) => self.text(text, path),
            Value::Array(list) => {
                let nodes: Vec<_> = list
                    .iter()
                    .enumerate()
                    .map(|(index, value)| self.node(value, &format!("{path}/{index}")))
                    .collect();
                literal(nodes.iter()).map_or(Node::List(nodes), |list| Node::Literal(Value::Array(list)))
            }
            Value::Object(members) => {
                let nodes: Vec<_> = members
                    .iter()
                    .map(|(name, value)| (name.clone(), self.node(value, &pointer(path, name))))
                    .collect();
                match literal(nodes.iter().map(|(_, node)| node)) {
                    Some(values) => Node::Literal(Value::Object(members.keys().cloned().zip(values).collect())),
                    None => Node::Object(nodes),
                }
            }
            other => Node::Literal(other.clone()),
        }
    }

    fn text(&mut self, text: &str, path: &str) -> Node {
        match self.read(text) {
            Ok(node) => node,
            Err(message) => {
                self.errors.push(TemplateError { path: path.to_owned(), message });
                Node::Literal(Value::Null)
            }
        }
    }

    fn read(&mut self, text: &str) -> Result<Node, String> {
        if is_reference(text) {
            let expression = Expression::parse(text)
                .map_err(|why| format!("{why} (a text that begins with $. is a reference: write $$. for the text)"))?;
            self.placeholder(&expression)?;
            return Ok(Node::Whole(Box::new(expression)));
        }
        let mut parts = Vec::new();
        let mut literal = String::new();
        let mut rest = unescaped(text);
        while let Some(at) = rest.find("{{") {
            literal.push_str(&rest[..at]);
            rest = &rest[at + 2..];
            if let Some(after) = rest.strip_prefix("{{") {
                literal.push_str("{{");
                rest = after;
                continue;
            }
            let (expression, length) = Expression::read(rest).map_err(|why| format!("in {{{{ … }}}}: {why}"))?;
            self.placeholder(&expression)?;
            let after = &rest[length..];
            rest = after.strip_prefix("}}").ok_or_else(|| match after.chars().next() {
                Some(c) => format!("in {{{{ … }}}}: '{}' can't follow {}", c.escape_debug(), expression.text()),
                None => "{{ isn't closed by }}; write {{{{ for the text".to_owned(),
            })?;
            if !literal.is_empty() {
                parts.push(Part::Text(std::mem::take(&mut literal)));
            }
            parts.push(Part::Value(expression));
        }
        literal.push_str(rest);
        if parts.is_empty() {
            return Ok(Node::Literal(Value::String(literal)));
        }
        if !literal.is_empty() {
            parts.push(Part::Text(literal));
        }
        Ok(match <[Part; 1]>::try_from(parts) {
            Ok([Part::Value(expression)]) => Node::Whole(Box::new(expression)),
            Ok(text) => Node::Text(text.into()),
            Err(parts) => Node::Text(parts),
        })
    }

    fn placeholder(&mut self, expression: &Expression) -> Result<(), String> {
        self.placeholders += 1;
        match expression.reference().root() {
            Root::Secret(name) if !self.allow.secrets => Err(format!("secret.{name} can't be used here")),
            _ => Ok(()),
        }
    }
}

/// The values, if all of them are literal.
fn literal<'n>(nodes: impl Iterator<Item = &'n Node>) -> Option<Vec<Value>> {
    nodes.map(|node| if let Node::Literal(value) = node { Some(value.clone()) } else { None }).collect()
}

/// Whether a text as a whole is a reference without braces.
fn is_reference(text: &str) -> bool {
    text == "$" || text.starts_with("$.")
}

/// Whether a text would be a reference if it had fewer `$`.
fn is_dollars(text: &str) -> bool {
    let rest = text.trim_start_matches('$');
    rest.len() < text.len() && (rest.is_empty() || rest.starts_with('.'))
}

fn unescaped(text: &str) -> &str {
    if is_dollars(text) { &text[1..] } else { text }
}

fn escape(text: &str) -> String {
    let text = text.replace("{{", "{{{{");
    if is_dollars(&text) { format!("${text}") } else { text }
}
