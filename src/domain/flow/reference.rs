//! References: where a value comes from.
//!
//! ```text
//! $.projectId   trigger.projectId            the event that started the run
//! steps.get.body.name   steps.get.status     what a step answered
//! steps.get.headers['content-type']          names of headers in any case
//! item.id   index                            in a loop
//! flow.name   workspace.timeZone   now       about the run
//! secret.TOKEN                               where secrets are allowed
//! steps.list.body[*].id                      several values: a list
//! ```

use std::borrow::Cow;
use std::fmt;

use serde_json::Value;
use time::format_description::well_known::Rfc3339;

use super::fault::{Fault, ResolveError};
use super::kind::Kind;
use super::path::{self, Path, Segment};
use super::query::Query;
use super::scope::Scope;
use super::{limits, suggest};

/// Where a value comes from. Its text is kept as it was written.
#[derive(Debug, Clone)]
pub struct Reference {
    text: Box<str>,
    root: Base,
    /// Bytes of the text before the path.
    base: usize,
    segments: Vec<Segment>,
    query: Option<Query>,
}

/// What a reference starts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Root<'a> {
    /// The payload of the event.
    Trigger,
    /// The result of the step of that id.
    Step(&'a str),
    /// The item of the loop.
    Item,
    /// The number of the item.
    Index,
    /// The flow.
    Flow,
    /// The workspace.
    Workspace,
    /// The time of the run.
    Now,
    /// The secret of that name.
    Secret(&'a str),
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Base {
    Trigger,
    Step(Box<str>),
    Item,
    Index,
    Flow,
    Workspace,
    Now,
    Secret(Box<str>),
}

/// Why a text is no reference.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReferenceError {
    /// It is longer than references may be.
    #[error("a reference has at most {} bytes", limits::REFERENCE)]
    Long,
    /// There is none.
    #[error("a reference is missing")]
    Missing,
    /// It starts from something that doesn't exist.
    #[error("there is no '{name}' to refer to{}", suggest::sentence(name, &ROOTS))]
    Root {
        /// What it starts from.
        name: String,
    },
    /// It has no name where one has to stand.
    #[error("a name has to follow the dot, not {0}; write other names as ['…']")]
    Name(String),
    /// Brackets hold something else than a quoted name, an index or what finds several values.
    #[error("brackets hold a name in quotes, an index, a slice, * or a filter")]
    Bracket,
    /// A bracket or a quote isn't closed.
    #[error("a bracket or a quote is not closed")]
    Open,
    /// An escape in quotes is unknown.
    #[error("escapes in quotes are those of JSON")]
    Escape,
    /// It descends to any depth.
    #[error("'..' is not available: name the way, or use a wildcard per level")]
    Descent,
    /// It has too many wildcards.
    #[error("at most {} wildcards, slices and further members of a bracket", limits::WILDCARDS)]
    Wildcards,
    /// It has more than one filter, or one in another.
    #[error("at most one filter, and none within another")]
    Filters,
    /// A filter looks at more than one value at a time.
    #[error("a filter compares single values: no wildcard, slice or list of names in it")]
    FilterPath,
    /// A filter calls a function that isn't available.
    #[error("there is no function '{0}' in filters: length, count and value are available")]
    Function(String),
    /// It has too many parentheses.
    #[error("at most {} parentheses", limits::PARENTHESES)]
    Parentheses,
    /// Functions of a filter stand in each other too deep.
    #[error("a function in a filter may hold one other, and that one none")]
    Functions,
    /// A filter looks at `$` where that isn't the event.
    #[error("$ in a filter is the event's payload, and can only be used in references that start there")]
    Rooted,
    /// It is no path.
    #[error("this is no path as RFC 9535 writes it")]
    Syntax,
    /// A step's result has no such part.
    #[error("a step has body, status and headers")]
    StepPart,
    /// Something that has no members is followed by a path.
    #[error("{0} has no members")]
    Members(&'static str),
    /// The id of a step or the name of a secret is missing or too long.
    #[error("{0} is followed by a dot and a name of at most 64 letters, digits, '_' and '-'")]
    Named(&'static str),
    /// Something follows the reference.
    #[error("{0} can't follow a reference")]
    Trailing(String),
}

const ROOTS: [&str; 9] = ["$", "trigger", "steps", "item", "index", "flow", "workspace", "now", "secret"];

impl Reference {
    /// Reads a reference that is the whole text.
    pub fn parse(text: &str) -> Result<Self, ReferenceError> {
        if text.len() > limits::REFERENCE {
            return Err(ReferenceError::Long);
        }
        let reference = Self::read(text)?;
        match text[reference.text.len()..].chars().next() {
            None => Ok(reference),
            Some(c) => Err(ReferenceError::Trailing(format!("'{}'", c.escape_debug()))),
        }
    }

    /// Reads a reference at the beginning of a text; [`Self::text`] says how much that was.
    pub(super) fn read(text: &str) -> Result<Self, ReferenceError> {
        // A character more than may be, so that what is too long is seen to be, whatever follows.
        let text = &text[..text.floor_char_boundary(limits::REFERENCE + 4)];
        let (root, base) = root(text)?;
        let path = path::read(&text[base..])?;
        let length = base + path.length;
        if length > limits::REFERENCE {
            return Err(ReferenceError::Long);
        }
        check(&root, &path)?;
        let tail = &text[base..length];
        let query = if path.singular { None } else { Some(Query::compile(tail)?) };
        Ok(Self { text: text[..length].into(), root, base, segments: path.segments, query })
    }

    /// The text as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it starts from.
    pub fn root(&self) -> Root<'_> {
        match &self.root {
            Base::Trigger => Root::Trigger,
            Base::Step(id) => Root::Step(id),
            Base::Item => Root::Item,
            Base::Index => Root::Index,
            Base::Flow => Root::Flow,
            Base::Workspace => Root::Workspace,
            Base::Now => Root::Now,
            Base::Secret(name) => Root::Secret(name),
        }
    }

    /// Whether it names one value. Otherwise it gives a list of what it finds.
    pub fn is_singular(&self) -> bool {
        self.query.is_none()
    }

    /// The type of what it gives, where that is known before there is a value.
    pub fn kind(&self) -> Option<Kind> {
        match (&self.root, self.segments.first()) {
            _ if self.query.is_some() => Some(Kind::List),
            (Base::Index, _) => Some(Kind::Number),
            (Base::Now | Base::Secret(_), _) => Some(Kind::Text),
            (Base::Step(_), None) => Some(Kind::Object),
            (Base::Step(_), Some(Segment::Name(name))) if &**name == "status" => Some(Kind::Number),
            (Base::Step(_), Some(Segment::Name(name))) if &**name == "headers" && self.segments.len() == 1 => {
                Some(Kind::Object)
            }
            _ => None,
        }
    }

    /// The value, borrowed where it exists already. Nothing there is an error.
    pub fn resolve<'a>(&self, scope: &Scope<'a>) -> Result<Cow<'a, Value>, ResolveError> {
        let fault = match self.find(scope) {
            Ok(Some(value)) => return Ok(value),
            Ok(None) => Fault::Absent(self.missing(scope)),
            Err(fault) => fault,
        };
        Err(ResolveError { path: String::new(), reference: self.text.to_string(), filter: None, fault })
    }

    /// The value, if there is one.
    pub(super) fn find<'a>(&self, scope: &Scope<'a>) -> Result<Option<Cow<'a, Value>>, Fault> {
        let Some(value) = self.start(scope)? else { return Ok(None) };
        let value = match value {
            Cow::Borrowed(value) => value,
            owned @ Cow::Owned(_) => return Ok(Some(owned)),
        };
        self.within(value)
    }

    /// The value of the path in another value than the root's own.
    pub(super) fn within<'a>(&self, value: &'a Value) -> Result<Option<Cow<'a, Value>>, Fault> {
        if let Some(query) = &self.query {
            return query.find(value).map(|found| Some(Cow::Owned(found)));
        }
        if let (Base::Step(_), [Segment::Name(part), Segment::Name(name), rest @ ..]) = (&self.root, &*self.segments)
            && &**part == "headers"
        {
            let headers = value.get("headers").and_then(Value::as_object);
            let header = headers.and_then(|headers| {
                headers
                    .get(&**name)
                    .or_else(|| headers.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value))
            });
            return Ok(header.and_then(|header| path::walk(header, rest).ok()).map(Cow::Borrowed));
        }
        Ok(path::walk(value, &self.segments).ok().map(Cow::Borrowed))
    }

    fn start<'a>(&self, scope: &Scope<'a>) -> Result<Option<Cow<'a, Value>>, Fault> {
        let borrowed = match &self.root {
            Base::Trigger => Some(scope.trigger),
            Base::Step(id) => scope.steps.and_then(|steps| steps.named(id)),
            Base::Item => scope.item,
            Base::Flow => Some(scope.flow),
            Base::Workspace => Some(scope.workspace),
            Base::Index => return Ok(scope.index.map(|index| Cow::Owned(Value::from(index)))),
            Base::Now => {
                let now = scope.now.truncate_to_second().format(&Rfc3339);
                return Ok(now.ok().map(|now| Cow::Owned(Value::String(now))));
            }
            Base::Secret(name) => {
                let secrets = scope.secrets.ok_or(Fault::NoSecrets)?;
                return Ok(secrets.secret(name).map(|secret| Cow::Owned(Value::String(secret))));
            }
        };
        Ok(borrowed.map(Cow::Borrowed))
    }

    /// What a person has to know when there is nothing: how far the path leads, and what stands there.
    pub(super) fn missing(&self, scope: &Scope<'_>) -> String {
        let value = match (&self.root, self.start(scope)) {
            (Base::Step(id), Ok(None)) => return format!("step '{id}' has no result"),
            (Base::Item | Base::Index, Ok(None)) => return "there is no item outside a loop".to_owned(),
            (Base::Secret(name), _) => return format!("there is no secret '{name}'"),
            (_, Ok(Some(value))) => value,
            _ => return "it isn't there".to_owned(),
        };
        let Err(number) = path::walk(&value, &self.segments) else { return "it isn't there".to_owned() };
        let (walked, missing) = self.segments.split_at(number);
        let mut at = self.text[..self.base].to_owned();
        for segment in walked {
            match segment {
                Segment::Name(name) if path::name_length(name) == name.len() => at.push_str(&format!(".{name}")),
                Segment::Name(name) => at.push_str(&format!("['{name}']")),
                Segment::Index(index) => at.push_str(&format!("[{index}]")),
            }
        }
        let there = path::walk(&value, walked).map_or(Kind::Null, Kind::of);
        match missing.first() {
            Some(Segment::Name(name)) if there == Kind::Object => format!("there is no '{name}' in {at}"),
            Some(Segment::Name(name)) => format!("there is no '{name}' in {at}, which is {there}"),
            Some(Segment::Index(index)) if there == Kind::List => format!("there is no [{index}] in {at}"),
            Some(Segment::Index(index)) => format!("there is no [{index}] in {at}, which is {there}"),
            None => "it isn't there".to_owned(),
        }
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl PartialEq for Reference {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

/// What the text starts from, and how many bytes name it.
fn root(text: &str) -> Result<(Base, usize), ReferenceError> {
    if text.starts_with('$') {
        return Ok((Base::Trigger, 1));
    }
    let name = &text[..path::name_length(text)];
    let base = match name {
        "trigger" => Base::Trigger,
        "item" => Base::Item,
        "index" => Base::Index,
        "flow" => Base::Flow,
        "workspace" => Base::Workspace,
        "now" => Base::Now,
        "steps" => {
            let id = named(&text[name.len()..]).ok_or(ReferenceError::Named("steps"))?;
            return Ok((Base::Step(id.into()), name.len() + 1 + id.len()));
        }
        "secret" => {
            let secret = named(&text[name.len()..]).ok_or(ReferenceError::Named("secret"))?;
            return Ok((Base::Secret(secret.into()), name.len() + 1 + secret.len()));
        }
        _ => {
            let name = text.split(|c: char| c.is_whitespace() || ".[|}".contains(c)).next().unwrap_or_default();
            if name.is_empty() {
                return Err(ReferenceError::Missing);
            }
            return Err(ReferenceError::Root { name: limits::cut(name) });
        }
    };
    Ok((base, name.len()))
}

fn named(text: &str) -> Option<&str> {
    let name = text.strip_prefix('.')?;
    let length = name.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')).count();
    (1..=64).contains(&length).then(|| &name[..length])
}

/// Whether what the reference starts from can have such a path.
fn check(root: &Base, path: &Path) -> Result<(), ReferenceError> {
    let parts = ["body", "status", "headers"];
    match root {
        Base::Index if path.length > 0 => Err(ReferenceError::Members("index")),
        Base::Now if path.length > 0 => Err(ReferenceError::Members("now")),
        Base::Secret(_) if path.length > 0 => Err(ReferenceError::Members("a secret")),
        Base::Step(_) => match path.segments.first() {
            _ if path.rooted => Err(ReferenceError::Rooted),
            Some(Segment::Name(part)) if !parts.contains(&&**part) => Err(ReferenceError::StepPart),
            Some(Segment::Index(_)) => Err(ReferenceError::StepPart),
            None if path.length > 0 => Err(ReferenceError::StepPart),
            _ => Ok(()),
        },
        Base::Trigger => Ok(()),
        _ if path.rooted => Err(ReferenceError::Rooted),
        _ => Ok(()),
    }
}
