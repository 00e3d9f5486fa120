//! JSON as a document, with its bounds watched while it is read.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::Error;
use super::budget::{Budget, Exceeded};

pub(super) fn parse(text: &str) -> Result<Value, Error> {
    let (budget, exceeded) = (Budget::new(), Cell::new(None));
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let seed = Seed { budget: &budget, exceeded: &exceeded, depth: 0 };
    let read = seed.deserialize(&mut deserializer).and_then(|value| deserializer.end().map(|()| value));
    read.map_err(|error| match exceeded.get() {
        Some(exceeded) => exceeded.into(),
        None => Error::Syntax { line: error.line(), column: error.column(), message: message(&error) },
    })
}

/// What serde says, without the place that it adds.
fn message(error: &serde_json::Error) -> String {
    let text = error.to_string();
    super::pointer::shown(text.rsplit_once(" at line ").map_or(text.as_str(), |(message, _)| message))
}

#[derive(Clone, Copy)]
struct Seed<'a> {
    budget: &'a Budget,
    exceeded: &'a Cell<Option<Exceeded>>,
    depth: usize,
}

impl Seed<'_> {
    fn take<E: serde::de::Error>(self, text: usize) -> Result<(), E> {
        self.budget.take_one(text, self.depth).map_err(|exceeded| {
            self.exceeded.set(Some(exceeded));
            E::custom(exceeded)
        })
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Value, E> {
        self.take(0).map(|()| Value::Null)
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<Value, E> {
        self.take(0).map(|()| value.into())
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Value, E> {
        self.take(0).map(|()| value.into())
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Value, E> {
        self.take(0).map(|()| value.into())
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        self.take(0).map(|()| value.into())
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Value, E> {
        self.take(value.len()).map(|()| value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        self.take(0)?;
        let mut all = Vec::new();
        while let Some(item) = items.next_element_seed(Self { depth: self.depth + 1, ..self })? {
            all.push(item);
        }
        Ok(Value::Array(all))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        self.take(0)?;
        let mut all = Map::new();
        while let Some(name) = fields.next_key::<String>()? {
            self.take(name.len())?;
            let value = fields.next_value_seed(Self { depth: self.depth + 1, ..self })?;
            if let Some((name, _)) = all.get_key_value(&name) {
                return Err(A::Error::custom(format_args!("`{name}` stands twice in one object")));
            }
            all.insert(name, value);
        }
        Ok(Value::Object(all))
    }
}
