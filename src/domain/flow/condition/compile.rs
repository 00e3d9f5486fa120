//! From JSON to a condition: all mistakes at once, each with its place.

use regex::RegexBuilder;
use serde_json::{Map, Value};

use super::op::{Op, Right};
use super::{Compare, ConditionError, Node, Operand};
use crate::domain::flow::expression::Expression;
use crate::domain::flow::fault::pointer;
use crate::domain::flow::filter::{duration, instant};
use crate::domain::flow::kind::{Kind, show};
use crate::domain::flow::limits::{self, Size};
use crate::domain::flow::suggest;
use crate::domain::flow::template::{Allow, Template};

pub(super) fn compile(source: &Value) -> Result<Node, Vec<ConditionError>> {
    // Groups, the lists in them, and a list on the right.
    let allowed = Size { bytes: limits::CONDITION, values: limits::CONDITION, depth: limits::DEPTH };
    if let Err(fault) = limits::measure(source, allowed) {
        return Err(vec![ConditionError { path: String::new(), message: format!("the condition has {fault}") }]);
    }
    let mut compiler = Compiler { leaves: 0, errors: Vec::new() };
    let node = compiler.node(source, "", 1);
    if compiler.leaves > limits::CONDITION_LEAVES {
        compiler.error("", format!("at most {} comparisons", limits::CONDITION_LEAVES));
    }
    match node {
        Some(node) if compiler.errors.is_empty() => Ok(node),
        _ => Err(compiler.errors),
    }
}

struct Compiler {
    leaves: usize,
    errors: Vec<ConditionError>,
}

const SHAPE: &str = r#"a condition is {"all": […]}, {"any": […]}, {"not": …} or {"left": …, "op": …, "right": …}"#;

impl Compiler {
    fn error(&mut self, path: &str, message: impl Into<String>) -> Option<Node> {
        self.errors.push(ConditionError { path: path.to_owned(), message: message.into() });
        None
    }

    fn node(&mut self, value: &Value, path: &str, depth: usize) -> Option<Node> {
        if depth > limits::CONDITION_DEPTH {
            return self.error(path, format!("conditions are nested at most {} deep", limits::CONDITION_DEPTH));
        }
        let Value::Object(members) = value else { return self.error(path, SHAPE) };
        if members.contains_key("left") || members.contains_key("op") {
            return self.comparison(members, path);
        }
        let mut names = members.iter();
        let (Some((name, inner)), None) = (names.next(), names.next()) else { return self.error(path, SHAPE) };
        let inside = pointer(path, name);
        match (&**name, inner) {
            ("all", Value::Array(list)) => self.group(list, &inside, depth).map(Node::All),
            ("any", Value::Array(list)) => self.group(list, &inside, depth).map(Node::Any),
            ("all" | "any", other) => {
                self.error(&inside, format!("a list of conditions belongs here, not {}", show(other)))
            }
            ("not", inner) => self.node(inner, &inside, depth + 1).map(|node| Node::Not(Box::new(node))),
            _ => self.error(path, SHAPE),
        }
    }

    fn group(&mut self, list: &[Value], path: &str, depth: usize) -> Option<Vec<Node>> {
        if list.is_empty() {
            // Neither true nor false would be what everybody expects.
            self.error(path, "a group needs at least one condition");
            return None;
        }
        let nodes: Vec<_> = list
            .iter()
            .enumerate()
            .map(|(index, value)| self.node(value, &format!("{path}/{index}"), depth + 1))
            .collect();
        nodes.into_iter().collect()
    }

    fn comparison(&mut self, members: &Map<String, Value>, path: &str) -> Option<Node> {
        self.leaves += 1;
        for name in members.keys().filter(|name| !["left", "op", "right"].contains(&&***name)) {
            self.error(&pointer(path, name), "a comparison has left, op and right");
        }
        let left = self.left(members.get("left"), path);
        let op = self.op(members.get("op"), path)?;
        if let Some(left) = &left {
            self.check_left(left, op, path);
        }
        let right = match members.get("right") {
            None if op.right() == Right::None => None,
            None => {
                self.error(path, format!("{op} needs a right side: {}", wanted(op.right())));
                return None;
            }
            Some(_) if op.right() == Right::None => {
                self.error(&format!("{path}/right"), format!("{op} has no right side"));
                return None;
            }
            Some(right) => Some(self.right(right, op, &format!("{path}/right"))?),
        };
        Some(Node::Compare(Box::new(Compare { path: path.to_owned(), left: left?, op, right })))
    }

    fn left(&mut self, left: Option<&Value>, path: &str) -> Option<Expression> {
        let at = format!("{path}/left");
        let Some(Value::String(text)) = left else {
            self.error(&at, "a reference belongs here, as in \"$.projectId\"");
            return None;
        };
        // Braces are how references are written elsewhere; here they add nothing.
        let text = text.trim();
        let bare = text.strip_prefix("{{").and_then(|text| text.strip_suffix("}}")).unwrap_or(text).trim();
        match Expression::parse(bare) {
            Ok(expression) if matches!(expression.reference().root(), crate::domain::flow::Root::Secret(_)) => {
                self.error(&at, "secrets can't be compared");
                None
            }
            Ok(expression) => Some(expression),
            Err(message) => {
                self.error(&at, message);
                None
            }
        }
    }

    fn op(&mut self, op: Option<&Value>, path: &str) -> Option<Op> {
        let at = format!("{path}/op");
        let Some(Value::String(name)) = op else {
            self.error(&at, "the name of an operator belongs here");
            return None;
        };
        let op = Op::named(name);
        if op.is_none() {
            let names: Vec<_> = Op::ALL.iter().map(|op| op.name()).collect();
            self.error(&at, format!("there is no operator '{}'{}", limits::cut(name), suggest::sentence(name, &names)));
        }
        op
    }

    fn check_left(&mut self, left: &Expression, op: Op, path: &str) {
        let at = format!("{path}/left");
        if let (Some(is), Some(expected)) = (left.kind(), op.left())
            && is != expected
        {
            self.error(&at, format!("{} is {is}, and {op} compares {expected}", left.text()));
        }
        if matches!(op, Op::Changed | Op::Unchanged) {
            let from_event = matches!(left.reference().root(), crate::domain::flow::Root::Trigger);
            if !from_event {
                self.error(&at, format!("{op} looks at the event: the reference has to start with $ or trigger"));
            }
        }
    }

    fn right(&mut self, right: &Value, op: Op, path: &str) -> Option<Operand> {
        if op.right() == Right::Pattern {
            return self.pattern(right, path).map(Operand::Pattern);
        }
        let template = match Template::compile(right, Allow::DATA) {
            Ok(template) => template,
            Err(errors) => {
                let placed = |error: crate::domain::flow::TemplateError| ConditionError {
                    path: format!("{path}{}", error.path),
                    message: error.message,
                };
                self.errors.extend(errors.into_iter().map(placed));
                return None;
            }
        };
        if let (Some(is), Some(expected)) = (template.kind(), op.right().kind())
            && is != expected
        {
            self.error(path, format!("{op} takes {}, not {is}{}", wanted(op.right()), instead(op, is)));
            return None;
        }
        if template.is_literal() {
            let value = template.value(&super::evaluate::nothing()).ok()?;
            if let Err(message) = fits(&value, op) {
                self.error(path, message);
                return None;
            }
        }
        Some(Operand::Value(template))
    }

    fn pattern(&mut self, right: &Value, path: &str) -> Option<regex::Regex> {
        let Value::String(pattern) = right else {
            self.error(path, format!("a regular expression is text, not {}", show(right)));
            return None;
        };
        if pattern.len() > limits::PATTERN {
            self.error(path, format!("a regular expression has at most {} bytes", limits::PATTERN));
            return None;
        }
        let compiled = RegexBuilder::new(pattern)
            .size_limit(limits::PATTERN_COMPILED)
            .dfa_size_limit(4 * limits::PATTERN_COMPILED)
            .nest_limit(16)
            .build();
        match compiled {
            Ok(regex) => Some(regex),
            Err(regex::Error::CompiledTooBig(_)) => {
                self.error(path, "the regular expression is too large when it is compiled: repeat less, or use [0-9] for \\d and [a-zA-Z0-9_] for \\w");
                None
            }
            Err(_) => {
                self.error(path, "this is no regular expression");
                None
            }
        }
    }
}

/// Whether a literal is what the operator takes, beyond its type.
fn fits(value: &Value, op: Op) -> Result<(), String> {
    let text = value.as_str().unwrap_or_default();
    let list = value.as_array().map_or(&[][..], Vec::as_slice);
    match op.right() {
        Right::Texts => match list.iter().find(|member| !member.is_string()) {
            Some(other) => return Err(format!("{op} takes a list of texts; {} is among them", show(other))),
            None if op == Op::OnWeekday => {
                if let Some(other) = list.iter().find_map(|day| super::compare::weekday(day).err()) {
                    return Err(other.to_string());
                }
            }
            None => {}
        },
        Right::Range if !matches!(list, [Value::Number(_), Value::Number(_)]) => {
            return Err(format!("{op} takes a list of two numbers, the least and the greatest"));
        }
        Right::DateTime => {
            instant(text, || Ok(jiff::tz::TimeZone::UTC)).map_err(|fault| fault.to_string())?;
        }
        Right::Duration => {
            duration(text).map_err(|fault| fault.to_string())?;
        }
        _ => {}
    }
    Ok(())
}

/// What an operator takes on its right side, as a sentence names it.
const fn wanted(right: Right) -> &'static str {
    match right {
        Right::None => "nothing",
        Right::Text => "text",
        Right::Texts => "a list of texts",
        Right::Pattern => "a regular expression",
        Right::Number => "a number",
        Right::Range => "a list of two numbers",
        Right::DateTime => "a date-time, as text",
        Right::Duration => "a duration, as text",
        Right::Value => "a value",
        Right::List => "a list",
    }
}

/// The operator that was meant, where that is easy to tell.
const fn instead(op: Op, is: Kind) -> &'static str {
    match (op, is) {
        (Op::Equals, Kind::Number) => "; use =",
        (Op::NotEquals, Kind::Number) => "; use !=",
        (Op::Equals | Op::NotEquals | Op::Equal | Op::NotEqual, Kind::Boolean) => "; use is-true or is-false",
        (Op::Equals, Kind::Null) => "; use empty",
        (Op::NotEquals, Kind::Null) => "; use not-empty",
        (Op::Equal, Kind::Text) => "; use equals",
        (Op::NotEqual, Kind::Text) => "; use not-equals",
        (Op::Equals, Kind::List) => "; use in",
        (Op::NotEquals, Kind::List) => "; use not-in",
        _ => "",
    }
}
