//! YAML as a document. The parser gives events; the document is built of them here, because how deep it may get, how
//! large aliases may make it and what a word means has to be decided, and a parser that builds by itself decides
//! otherwise or not at all.

use std::collections::HashMap;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError};
use serde_json::{Map, Number, Value};

use super::Error;
use super::budget::{Budget, Cost};
use super::pointer::shown;

/// The first document of the text.
pub(crate) fn parse(text: &str) -> Result<Value, Error> {
    let mut builder = Builder { budget: Budget::new(), open: Vec::new(), anchors: HashMap::new(), root: None };
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error: ScanError| syntax(*error.marker(), error.info()))?;
        match event {
            Event::DocumentEnd | Event::StreamEnd => break,
            event => builder.on(event, span.start)?,
        }
    }
    builder.root.ok_or_else(|| Error::NotOpenApi("it is empty".to_owned()))
}

fn syntax(marker: Marker, message: &str) -> Error {
    Error::Syntax { line: marker.line(), column: marker.col() + 1, message: shown(message) }
}

struct Builder {
    budget: Budget,
    open: Vec<Open>,
    /// What anchors name, with what each use of it costs.
    anchors: HashMap<usize, (Value, Cost)>,
    root: Option<Value>,
}

/// A list or an object that isn't complete.
struct Open {
    value: Container,
    anchor: usize,
}

enum Container {
    List(Vec<Value>),
    /// With the name whose value comes next.
    Object(Map<String, Value>, Option<String>),
}

impl Builder {
    fn on(&mut self, event: Event<'_>, at: Marker) -> Result<(), Error> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.budget.take_one(text.len(), self.open.len())?;
                let is_name = matches!(self.open.last(), Some(Open { value: Container::Object(_, None), .. }));
                let is_text = is_name || style != ScalarStyle::Plain || tag.is_some_and(|tag| tag.suffix == "str");
                let value = if is_text { Value::String(text.into_owned()) } else { plain(&text) };
                self.put(value, anchor, at)
            }
            Event::SequenceStart(anchor, _) => self.begin(Container::List(Vec::new()), anchor),
            Event::MappingStart(anchor, _) => self.begin(Container::Object(Map::new(), None), anchor),
            Event::SequenceEnd | Event::MappingEnd => match self.open.pop() {
                Some(Open { value: Container::List(items), anchor }) => self.put(Value::Array(items), anchor, at),
                Some(Open { value: Container::Object(fields, _), anchor }) => {
                    self.put(Value::Object(fields), anchor, at)
                }
                None => Err(syntax(at, "an end without a beginning")),
            },
            Event::Alias(anchor) => {
                let Some((value, cost)) = self.anchors.get(&anchor) else {
                    return Err(syntax(at, "an alias of what is not complete here"));
                };
                self.budget.take(*cost, self.open.len())?;
                let value = value.clone();
                self.put(value, 0, at)
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) | Event::DocumentEnd => {
                Ok(())
            }
        }
    }

    fn begin(&mut self, value: Container, anchor: usize) -> Result<(), Error> {
        self.budget.take_one(0, self.open.len())?;
        self.open.push(Open { value, anchor });
        Ok(())
    }

    fn put(&mut self, value: Value, anchor: usize, at: Marker) -> Result<(), Error> {
        if anchor != 0 {
            let cost = Cost::of(&value);
            self.budget.take(cost, 0)?;
            self.anchors.insert(anchor, (value.clone(), cost));
        }
        match self.open.last_mut().map(|open| &mut open.value) {
            None => self.root = Some(value),
            Some(Container::List(items)) => items.push(value),
            Some(Container::Object(fields, name)) => match (name.take(), value) {
                (None, Value::String(text)) => *name = Some(text),
                (None, _) => return Err(syntax(at, "only text can be the name of a field")),
                (Some(name), _) if fields.contains_key(&name) => {
                    return Err(syntax(at, &format!("`{}` stands twice in one object", shown(&name))));
                }
                (Some(name), value) => _ = fields.insert(name, value),
            },
        }
        Ok(())
    }
}

/// What a word without quotes means: the core schema of YAML 1.2, in which `yes` and `on` are words.
fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" => return true.into(),
        "false" | "False" | "FALSE" => return false.into(),
        _ => {}
    }
    let radix = |prefix, radix| text.strip_prefix(prefix).and_then(|digits| i64::from_str_radix(digits, radix).ok());
    if let Some(number) = text.parse().ok().or_else(|| radix("0x", 16)).or_else(|| radix("0o", 8)) {
        return Value::Number(Number::from(number));
    }
    let is_number = text.trim_start_matches(['-', '+', '.']).starts_with(|c: char| c.is_ascii_digit());
    let number = text.parse().ok().filter(|_| is_number).and_then(Number::from_f64);
    number.map_or_else(|| text.into(), Value::Number)
}
