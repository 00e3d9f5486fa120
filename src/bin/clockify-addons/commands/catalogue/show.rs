//! One operation as text of 80 columns.

use clockify_addons::clockify::catalogue::{Answer, Field, Fill, Kind, Operation, Paging, PagingPlace, Place, Schema};

/// Width of what is printed.
const WIDTH: usize = 80;
/// Where the values of the first part begin.
const INDENT: usize = 13;

pub(super) fn text(operation: &Operation) -> String {
    let mut text = String::new();
    let mut line = |name: &str, value: &str| text.push_str(&wrapped(&format!("{name:<INDENT$}"), value, INDENT));
    line("operation", &operation.id);
    line("summary", &operation.summary);
    line("request", &format!("{} {}", operation.method, operation.path));
    line("host", if operation.host.is_regular() { "regular" } else { "reports" });
    line("group", &operation.tag);
    line("scope", operation.scope.as_deref().unwrap_or("-"));
    line("pages", &operation.paging.as_ref().map_or_else(|| "-".to_owned(), paging));
    line("answer", &answer(operation));
    let notes = [
        (operation.reads, "only asks, so that it may be repeated"),
        (operation.heavy, "expensive upstream"),
        (operation.deprecated, "announced to go away"),
    ];
    for (_, note) in notes.iter().filter(|(holds, _)| *holds) {
        line("note", note);
    }
    if !operation.raises.is_empty() {
        let events: Vec<_> = operation.raises.iter().map(|event| event.name()).collect();
        line("may cause", &events.join(", "));
    }
    if !operation.parameters.is_empty() {
        text.push_str("\nParameters (* required)\n");
    }
    let widest = operation.parameters.iter().map(|parameter| parameter.name.chars().count() + 1).max().unwrap_or(0);
    for parameter in &operation.parameters {
        let star = if parameter.required { "*" } else { "" };
        let place = match parameter.place {
            Place::Path => "path",
            Place::Query => "query",
            Place::Header => "header",
        };
        let head = format!("  {:<widest$}  {place:<6}  ", format!("{}{star}", parameter.name));
        let filled = parameter.fill.as_ref().map_or_else(String::new, |fill| format!("; bootstrap: {}", filled(fill)));
        text.push_str(&wrapped(&head, &(shape(&parameter.schema) + &filled), widest + 12));
    }
    if let Some(body) = &operation.body {
        let star = if body.required { "*" } else { "" };
        let media_type = body.media_type.as_deref().unwrap_or("application/json");
        text.push_str(&format!("\nBody{star} ({media_type})\n"));
        if inner(&body.schema).fields.is_empty() || body.schema.kind == Kind::Array {
            text.push_str(&wrapped("  ", &shape(&body.schema), 2));
        }
        fields(&mut text, &inner(&body.schema).fields, 2);
    }
    text
}

fn fields(text: &mut String, all: &[Field], indent: usize) {
    let widest = all.iter().map(|field| field.name.chars().count() + 1).max().unwrap_or(0);
    for Field { name, required, schema } in all {
        let star = if *required { "*" } else { "" };
        let head = format!("{:indent$}{:<widest$}  ", "", format!("{name}{star}"));
        text.push_str(&wrapped(&head, &shape(schema), indent + widest + 2));
        fields(text, &inner(schema).fields, indent + 2);
    }
}

/// What a list holds, or the thing itself.
fn inner(schema: &Schema) -> &Schema {
    schema.items.as_deref().map_or(schema, inner)
}

fn shape(schema: &Schema) -> String {
    let mut text = match (schema.kind, &schema.items) {
        (Kind::Any, _) => "anything".to_owned(),
        (Kind::String, _) => "text".to_owned(),
        (Kind::Integer, _) => "whole number".to_owned(),
        (Kind::Number, _) => "number".to_owned(),
        (Kind::Boolean, _) => "true or false".to_owned(),
        (Kind::Object, _) => "object".to_owned(),
        (Kind::Array, Some(items)) => format!("list of {}", shape(items)),
        (Kind::Array, None) => "list".to_owned(),
    };
    let said = schema.format.as_deref().filter(|format| !matches!(*format, "int32" | "int64" | "double" | "float"));
    if let Some(format) = said {
        text.push_str(&format!(" ({format})"));
    }
    if !schema.allowed.is_empty() {
        let values: Vec<_> = schema.allowed.iter().map(plain).collect();
        text.push_str(&format!(": {}", values.join(", ")));
    }
    let unit = match schema.kind {
        Kind::String => " characters",
        Kind::Array => " items",
        _ => "",
    };
    match (schema.min, schema.max) {
        (Some(min), Some(max)) => text.push_str(&format!("; {min} to {max}{unit}")),
        (Some(1.0), None) if schema.kind == Kind::String => text.push_str("; not empty"),
        (Some(min), None) => text.push_str(&format!("; at least {min}{unit}")),
        (None, Some(max)) => text.push_str(&format!("; at most {max}{unit}")),
        (None, None) => {}
    }
    if let Some(preset) = &schema.preset {
        text.push_str(&format!("; else {}", plain(preset)));
    }
    if schema.nullable {
        text.push_str("; or null");
    }
    text
}

fn plain(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn filled(fill: &Fill) -> String {
    match fill {
        Fill::Workspace => "the workspace".to_owned(),
        Fill::Each(entity) => format!("each {entity}"),
        Fill::WindowStart => "where the window begins".to_owned(),
        Fill::WindowEnd => "where the window ends".to_owned(),
        Fill::Value(value) => plain(value),
    }
}

fn paging(paging: &Paging) -> String {
    let Paging { page, size, first, ask, last_page, place } = paging;
    let place = if *place == PagingPlace::Body { " of the body" } else { "" };
    let end = if *last_page { "until Last-Page" } else { "until one isn't full" };
    format!("{page}{place} from {first} on, {size} {ask}, {end}")
}

fn answer(operation: &Operation) -> String {
    let entities = operation.entity.as_ref().map_or_else(String::new, |entity| format!(" of {entity}"));
    match &operation.answer {
        Answer::List => format!("a list{entities}"),
        Answer::Envelope(field) => format!("an object with a list{entities} in {field}"),
        Answer::One => operation.entity.clone().unwrap_or_else(|| "an object".to_owned()),
        Answer::Other => "something else, or nothing".to_owned(),
    }
}

/// The text behind its head, continued below itself.
fn wrapped(head: &str, text: &str, indent: usize) -> String {
    let indent = indent.min(WIDTH / 2);
    let mut out = String::new();
    let mut line = head.to_owned();
    for word in text.split(' ') {
        let is_first = line == head || line.trim().is_empty();
        if !is_first && line.chars().count() + 1 + word.chars().count() > WIDTH {
            out.push_str(line.trim_end());
            out.push('\n');
            line = " ".repeat(indent);
        } else if !is_first {
            line.push(' ');
        }
        line.push_str(word);
    }
    out + line.trim_end() + "\n"
}
