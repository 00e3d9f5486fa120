//! Schemas of a file as shapes: references and `allOf` resolved, circles and depths cut, prose left behind.

use serde_json::Value;

use super::pointer::Pointer;
use super::resolve::{Found, MAX_NAME, Resolver, flag, inner, list, name};
use super::{Error, Problem};
use crate::clockify::catalogue::{Field, Kind, Schema};

/// How deep a shape goes. What lies deeper is still known to be an object or a list.
const MAX_LEVELS: usize = 6;
/// How many fields a shape has altogether.
const MAX_FIELDS: usize = 400;
/// How deep schemas may be put together from others.
const MAX_NESTED: usize = 32;
/// Most values of an enumeration. With more of them it is no choice that a form could offer.
const MAX_VALUES: usize = 256;
/// From here on a bound says nothing but the width of somebody's integers.
const NO_BOUND: f64 = 9e15;

/// The shape of a value.
pub(super) fn shape<'a>(files: &Resolver<'a>, value: &'a Value, at: Pointer<'_>) -> Result<Schema, Error> {
    Shaper { files, open: Vec::new(), nested: 0, fields: MAX_FIELDS }.shape(value, at, 0)
}

struct Shaper<'r, 'a> {
    files: &'r Resolver<'a>,
    /// The references that are being resolved: one that comes up again is a circle.
    open: Vec<&'a str>,
    nested: usize,
    /// How many fields may still be added.
    fields: usize,
}

impl<'a> Shaper<'_, 'a> {
    fn shape(&mut self, value: &'a Value, at: Pointer<'_>, level: usize) -> Result<Schema, Error> {
        self.files.work(1)?;
        if self.nested >= MAX_NESTED {
            return Err(at.error(Problem::Nested(MAX_NESTED)));
        }
        let Found { value, at, reference } = self.files.follow(value, at)?;
        if !value.is_object() && !value.is_boolean() {
            return Err(at.error(Problem::Type("a schema")));
        }
        if reference.is_some_and(|reference| self.open.contains(&reference)) {
            return Ok(Schema { kind: kind(value).0, ..Schema::default() });
        }
        self.open.extend(reference);
        self.nested += 1;
        let shape = self.of_object(value, at, level);
        self.nested -= 1;
        self.open.truncate(self.open.len() - usize::from(reference.is_some()));
        shape
    }

    fn of_object(&mut self, value: &'a Value, at: Pointer<'_>, level: usize) -> Result<Schema, Error> {
        let (kind, null) = kind(value);
        let mut shape = Schema { kind, nullable: null || flag(value, "nullable"), ..Schema::default() };
        self.values(&mut shape, value, &at)?;
        bounds(&mut shape, value);
        if level < MAX_LEVELS {
            self.items(&mut shape, value, &at, level)?;
            self.fields(&mut shape, value, &at, level)?;
        }
        for (part, at) in parts(value, "allOf", &at)? {
            let part = self.shape(part, at.as_pointer(), level)?;
            join(&mut shape, part);
        }
        for choice in ["oneOf", "anyOf"] {
            let mut shapes = Vec::new();
            for (part, at) in parts(value, choice, &at)? {
                shapes.push(self.shape(part, at.as_pointer(), level)?);
            }
            choose(&mut shape, shapes);
        }
        Ok(shape)
    }

    fn values(&self, shape: &mut Schema, value: &Value, at: &Pointer<'_>) -> Result<(), Error> {
        shape.format = value.get("format").and_then(Value::as_str).filter(|text| is_short(text)).map(str::to_owned);
        let listed = list(value, "enum", at)?;
        self.files.work(listed.len())?;
        shape.nullable |= listed.contains(&Value::Null);
        let constant = value.get("const");
        if listed.len() <= MAX_VALUES {
            let allowed = listed.iter().chain(constant).filter(|value| is_fact(value));
            allowed.for_each(|value| add_value(&mut shape.allowed, value.clone()));
        }
        if shape.kind == Kind::Any && !shape.allowed.is_empty() && shape.allowed.iter().all(Value::is_string) {
            shape.kind = Kind::String;
        }
        shape.preset = value.get("default").filter(|value| is_fact(value)).map(|value| fitting(value, shape.kind));
        Ok(())
    }

    fn items(&mut self, shape: &mut Schema, value: &'a Value, at: &Pointer<'_>, level: usize) -> Result<(), Error> {
        if let Some(items) = value.get("items").filter(|_| shape.kind == Kind::Array) {
            shape.items = Some(Box::new(self.shape(items, at.to("items"), level + 1)?));
        }
        Ok(())
    }

    fn fields(&mut self, shape: &mut Schema, value: &'a Value, at: &Pointer<'_>, level: usize) -> Result<(), Error> {
        let required = list(value, "required", at)?;
        self.files.work(required.len())?;
        let at = at.to("properties");
        for (field, schema) in inner(value, "properties", &Pointer::ROOT)
            .map_err(|_| at.error(Problem::Type("an object")))?
            .into_iter()
            .flatten()
        {
            // What only answers hold can't be sent.
            if flag(schema, "readOnly") {
                continue;
            }
            let Some(left) = self.fields.checked_sub(1) else { break };
            self.fields = left;
            let at = at.to(field);
            let (name, schema) = (name(field, &at)?, self.shape(schema, at, level + 1)?);
            shape.fields.push(Field { required: required.iter().any(|one| one == field), name, schema });
        }
        Ok(())
    }
}

/// The parts of `allOf` and its like, with their places.
fn parts<'a, 'p>(value: &'a Value, name: &'p str, at: &'p Pointer<'p>) -> Result<Vec<(&'a Value, Part<'p>)>, Error> {
    let parts = list(value, name, at)?.iter().enumerate();
    Ok(parts.map(|(index, part)| (part, Part { list: at.to(name), index: index.to_string() })).collect())
}

struct Part<'p> {
    list: Pointer<'p>,
    index: String,
}

impl Part<'_> {
    fn as_pointer(&self) -> Pointer<'_> {
        self.list.to(&self.index)
    }
}

/// The kind that a schema says or shows, and whether null is one of its types.
fn kind(value: &Value) -> (Kind, bool) {
    let of_name = |name: &str| match name {
        "string" => Kind::String,
        "integer" => Kind::Integer,
        "number" => Kind::Number,
        "boolean" => Kind::Boolean,
        "array" => Kind::Array,
        "object" => Kind::Object,
        _ => Kind::Any,
    };
    // Where a generator met a type that can be anything, it wrote an object of which it says nothing.
    let says_more = |name: &&str| value.get(*name).is_some();
    let is_shaped = ["properties", "additionalProperties", "allOf", "oneOf", "anyOf"].iter().any(says_more);
    match value.get("type") {
        Some(Value::String(name)) if name == "object" && !is_shaped => (Kind::Any, false),
        Some(Value::String(name)) => (of_name(name), false),
        Some(Value::Array(names)) => {
            let mut kinds = names.iter().filter_map(Value::as_str).filter(|name| *name != "null");
            let kind = match (kinds.next(), kinds.next()) {
                (Some(name), None) => of_name(name),
                _ => Kind::Any,
            };
            (kind, names.iter().any(|name| name == "null"))
        }
        _ if value.get("properties").is_some() => (Kind::Object, false),
        _ if value.get("items").is_some() => (Kind::Array, false),
        _ => (Kind::Any, false),
    }
}

fn bounds(shape: &mut Schema, value: &Value) {
    let (min, max) = match shape.kind {
        Kind::String => ("minLength", "maxLength"),
        Kind::Array => ("minItems", "maxItems"),
        Kind::Integer | Kind::Number => ("minimum", "maximum"),
        Kind::Any | Kind::Boolean | Kind::Object => return,
    };
    let bound = |name| value.get(name).and_then(Value::as_f64).filter(|bound| bound.abs() < NO_BOUND);
    let says_nothing = |min: &f64| matches!(shape.kind, Kind::String | Kind::Array) && *min <= 0.0;
    shape.min = bound(min).filter(|min| !says_nothing(min));
    shape.max = bound(max);
}

/// Adds what a part of `allOf` says.
fn join(shape: &mut Schema, part: Schema) {
    let Schema { kind, format, allowed, preset, min, max, nullable, items, fields } = part;
    if shape.kind == Kind::Any {
        shape.kind = kind;
    }
    shape.format = shape.format.take().or(format);
    shape.preset = shape.preset.take().or(preset);
    shape.min = shape.min.or(min);
    shape.max = shape.max.or(max);
    shape.items = shape.items.take().or(items);
    shape.nullable |= nullable;
    if shape.allowed.is_empty() {
        shape.allowed = allowed;
    }
    for field in fields {
        match shape.fields.iter_mut().find(|known| known.name == field.name) {
            Some(known) => known.required |= field.required,
            None => shape.fields.push(field),
        }
    }
}

/// Adds what may be one or the other: what they have in common.
fn choose(shape: &mut Schema, choices: Vec<Schema>) {
    let Some(kind) = choices.first().map(|choice| choice.kind) else { return };
    if choices.iter().any(|choice| choice.kind != kind) {
        if shape.fields.is_empty() {
            shape.kind = Kind::Any;
        }
        return;
    }
    // Some generators describe an enumeration as an object with a field for each value, beside the truth.
    let mut chosen = if shape.kind == kind { std::mem::take(shape) } else { Schema { kind, ..Schema::default() } };
    let all_listed = choices.iter().all(|choice| !choice.allowed.is_empty());
    let alone = choices.len() == 1;
    for mut choice in choices {
        let allowed = std::mem::take(&mut choice.allowed);
        if all_listed {
            for value in allowed {
                add_value(&mut chosen.allowed, value);
            }
        }
        choice.fields.iter_mut().for_each(|field| field.required &= alone);
        join(&mut chosen, choice);
    }
    *shape = chosen;
}

fn add_value(values: &mut Vec<Value>, value: Value) {
    if values.len() < MAX_VALUES && !values.contains(&value) {
        values.push(value);
    }
}

/// Whether it is a value and no prose.
fn is_fact(value: &Value) -> bool {
    match value {
        Value::Bool(_) | Value::Number(_) => true,
        Value::String(text) => is_short(text),
        Value::Null | Value::Array(_) | Value::Object(_) => false,
    }
}

fn is_short(text: &str) -> bool {
    text.len() <= MAX_NAME && !text.chars().any(char::is_control)
}

/// The value as the kind has it: files say `"50"` of a number.
fn fitting(value: &Value, kind: Kind) -> Value {
    let parsed = match (value, kind) {
        (Value::String(text), Kind::Integer) => text.parse::<i64>().ok().map(Value::from),
        (Value::String(text), Kind::Number) => text.parse::<f64>().ok().map(Value::from),
        (Value::String(text), Kind::Boolean) => text.parse::<bool>().ok().map(Value::from),
        _ => None,
    };
    parsed.unwrap_or_else(|| value.clone())
}
