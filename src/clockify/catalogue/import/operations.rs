//! Paths of a file as operations.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::pointer::Pointer;
use super::resolve::{Found, Resolver, flag, list, name, object};
use super::schema::shape;
use super::{Error, Problem};
use crate::clockify::catalogue::{Answer, Body, Host, Kind, Method, Operation, Paging, Parameter, Place, Schema};

/// Keys of a path that aren't methods.
const OTHER_KEYS: [&str; 5] = ["$ref", "summary", "description", "servers", "parameters"];
/// Methods that HTTP has and that no operation of ours could use. They are passed over.
const OTHER_METHODS: [&str; 3] = ["head", "options", "trace"];
/// Parameters that describe the request and not the operation (OpenAPI 3.0, parameter object).
const OTHER_HEADERS: [&str; 3] = ["accept", "content-type", "authorization"];
/// The group of an operation that has none.
const NO_TAG: &str = "Other";
/// Most parameters of an operation. A real one has 25.
const MAX_PARAMETERS: usize = 200;
/// Items on a page to ask for where the file names no maximum.
const PAGE: u32 = 50;
/// Most items on a page to ask for, whatever the file allows.
const LARGEST_PAGE: u32 = 1000;

/// Every operation of the file, in its order.
pub(super) fn read(document: &Value) -> Result<Vec<Operation>, Error> {
    let version = match document.get("openapi") {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ if document.get("swagger").is_some() => return Err(not("it is of version 2; convert it to version 3")),
        _ => return Err(not("it has no field `openapi`")),
    };
    if version != "3" && !version.starts_with("3.") {
        return Err(not(&format!("it is of version {}", super::pointer::shown(&version))));
    }
    let paths = document.get("paths").ok_or_else(|| Pointer::ROOT.error(Problem::Missing("paths")))?;
    let at = Pointer::ROOT.to("paths");
    let mut reader = Reader { files: Resolver::new(document), operations: Vec::new(), names: HashMap::new() };
    for (path, item) in object(paths, &at)?.iter().filter(|(path, _)| !path.starts_with("x-")) {
        reader.path(path, item, document, at.to(path))?;
    }
    Ok(reader.operations)
}

fn not(reason: &str) -> Error {
    Error::NotOpenApi(reason.to_owned())
}

struct Reader<'a> {
    files: Resolver<'a>,
    operations: Vec<Operation>,
    /// Names of operations, and where they stand.
    names: HashMap<String, String>,
}

impl<'a> Reader<'a> {
    fn path(&mut self, path: &'a str, item: &'a Value, root: &'a Value, at: Pointer<'_>) -> Result<(), Error> {
        name(path, &at)?;
        let places = placeholders(path).map_err(|problem| at.error(problem))?;
        let Found { value: item, at, .. } = self.files.follow(item, at)?;
        for (key, value) in object(item, &at)? {
            if OTHER_KEYS.contains(&key.as_str()) || OTHER_METHODS.contains(&key.as_str()) || key.starts_with("x-") {
                continue;
            }
            let at = at.to(key);
            let method = key.parse().map_err(|_| at.error(Problem::Method(key.clone())))?;
            object(value, &at)?;
            let id = self.id(value, method, path, &at)?;
            let (parameters, body) = (self.parameters(item, value, &places, &at)?, self.body(value, &at)?);
            let tag = list(value, "tags", &at)?.first().and_then(Value::as_str).unwrap_or(NO_TAG);
            self.operations.push(Operation {
                id,
                method,
                path: path.to_owned(),
                tag: name(tag, &at.to("tags"))?,
                summary: String::new(),
                host: host([value, item, root]),
                paging: paging(&parameters),
                parameters,
                body,
                answer: self.answer(value, &at)?,
                entity: None,
                entity_id: None,
                reads: false,
                scope: None,
                heavy: false,
                deprecated: flag(value, "deprecated"),
                raises: Vec::new(),
                raises_id: None,
                merge: None,
                many: None,
                does: None,
            });
        }
        Ok(())
    }

    fn id(&mut self, value: &Value, method: Method, path: &str, at: &Pointer<'_>) -> Result<String, Error> {
        let id = match value.get("operationId") {
            None => named_after(method, path),
            Some(Value::String(id)) => name(id, &at.to("operationId"))?,
            Some(_) => return Err(at.to("operationId").error(Problem::Type("text"))),
        };
        match self.names.insert(id.clone(), at.to_string()) {
            None => Ok(id),
            Some(other) => Err(at.error(Problem::Duplicate { id, other })),
        }
    }

    /// Those of the path in its order, then the others in the file's.
    fn parameters(
        &self,
        item: &'a Value,
        operation: &'a Value,
        places: &[&str],
        at: &Pointer<'_>,
    ) -> Result<Vec<Parameter>, Error> {
        let mut in_path: Vec<_> = places.iter().map(|place| path_parameter(place)).collect();
        let mut others: Vec<Parameter> = Vec::new();
        for owner in [item, operation] {
            let (at, values) = (at.to("parameters"), list(owner, "parameters", at)?);
            if values.len() > MAX_PARAMETERS {
                return Err(at.error(Problem::TooMany(MAX_PARAMETERS)));
            }
            for (index, value) in values.iter().enumerate() {
                let index = index.to_string();
                let Some(parameter) = self.parameter(value, at.to(&index))? else { continue };
                let known = in_path.iter_mut().chain(&mut others);
                let is_same = |one: &&mut Parameter| (one.place, &one.name) == (parameter.place, &parameter.name);
                match known.into_iter().find(is_same) {
                    Some(known) => *known = parameter,
                    // A path without a place for it has no use for it.
                    None if parameter.place == Place::Path => {}
                    None => others.push(parameter),
                }
            }
        }
        in_path.append(&mut others);
        Ok(in_path)
    }

    fn parameter(&self, value: &'a Value, at: Pointer<'_>) -> Result<Option<Parameter>, Error> {
        self.files.work(1)?;
        let Found { value, at, .. } = self.files.follow(value, at)?;
        let called = value.get("name").and_then(Value::as_str);
        let called = name(called.ok_or_else(|| at.error(Problem::Missing("name")))?, &at.to("name"))?;
        let place = match value.get("in").and_then(Value::as_str) {
            Some("path") => Place::Path,
            Some("query") => Place::Query,
            Some("header") if OTHER_HEADERS.contains(&called.to_ascii_lowercase().as_str()) => return Ok(None),
            Some("header") => Place::Header,
            Some("cookie") => return Ok(None),
            _ => return Err(at.to("in").error(Problem::Type("path, query, header or cookie"))),
        };
        let content = value.get("content").and_then(Value::as_object).and_then(|content| content.values().next());
        let schema = match value.get("schema").or_else(|| content?.get("schema")) {
            Some(schema) => shape(&self.files, schema, at.to("schema"))?,
            None => Schema::default(),
        };
        let required = place == Place::Path || flag(value, "required");
        Ok(Some(Parameter { name: called, place, required, schema, fill: None }))
    }

    fn body(&self, operation: &'a Value, at: &Pointer<'_>) -> Result<Option<Body>, Error> {
        let Some(value) = operation.get("requestBody") else { return Ok(None) };
        let Found { value, at, .. } = self.files.follow(value, at.to("requestBody"))?;
        let content = value.get("content").ok_or_else(|| at.error(Problem::Missing("content")))?;
        let at = at.to("content");
        let Some((media_type, media)) = preferred(object(content, &at)?) else { return Ok(None) };
        let at = at.to(media_type);
        let schema = match media.get("schema") {
            Some(schema) => shape(&self.files, schema, at.to("schema"))?,
            None => Schema::default(),
        };
        let media_type = if is_json(media_type) { None } else { Some(name(media_type, &at)?) };
        Ok(Some(Body { required: flag(value, "required"), media_type, schema }))
    }

    fn answer(&self, operation: &'a Value, at: &Pointer<'_>) -> Result<Answer, Error> {
        let at = at.to("responses");
        let responses = operation.get("responses").map(|value| object(value, &at)).transpose()?;
        let success = responses.into_iter().flatten().find(|(status, _)| status.starts_with('2'));
        let Some((status, response)) = success else { return Ok(Answer::Other) };
        let Found { value, at, .. } = self.files.follow(response, at.to(status))?;
        let content = value.get("content").and_then(Value::as_object);
        let media = content.and_then(preferred).filter(|(media_type, _)| is_json(media_type));
        let Some(schema) = media.and_then(|(_, media)| media.get("schema")) else { return Ok(Answer::Other) };
        let schema = self.files.follow(schema, at.to("content"))?.value;
        Ok(match schema.get("type").and_then(Value::as_str) {
            Some("array") => Answer::List,
            Some("object") => Answer::One,
            None if schema.get("properties").or_else(|| schema.get("allOf")).is_some() => Answer::One,
            _ => Answer::Other,
        })
    }
}

/// The names in braces, in order.
fn placeholders(path: &str) -> Result<Vec<&str>, Problem> {
    if !path.starts_with('/') {
        return Err(Problem::Path("it has to begin with /"));
    }
    if path.contains(['?', '#', '\\', ' ', '%']) || path.split('/').any(|part| part == ".." || part == ".") {
        return Err(Problem::Path("it has signs that a path can't have"));
    }
    let (mut names, mut rest) = (Vec::new(), path);
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').ok_or(Problem::Path("a brace isn't closed"))?;
        if before.contains('}') || name.is_empty() || name.contains(['{', '/']) || names.contains(&name) {
            return Err(Problem::Path("its braces don't match, or hold the same name twice"));
        }
        names.push(name);
        rest = after;
    }
    if rest.contains('}') { Err(Problem::Path("a brace isn't opened")) } else { Ok(names) }
}

fn path_parameter(name: &str) -> Parameter {
    let schema = Schema { kind: Kind::String, ..Schema::default() };
    Parameter { name: name.to_owned(), place: Place::Path, required: true, schema, fill: None }
}

/// `GET /v1/workspaces/{id}/clients` is `getWorkspacesClients`, for a file without names.
fn named_after(method: Method, path: &str) -> String {
    let mut id = method.name().to_ascii_lowercase();
    let is_version = |part: &str| part.strip_prefix('v').is_some_and(|rest| rest.parse::<u8>().is_ok());
    for part in path.split('/').filter(|part| !part.contains('{') && !is_version(part)) {
        for word in part.split(|c: char| !c.is_alphanumeric()) {
            let mut letters = word.chars();
            id.extend(letters.next().into_iter().flat_map(char::to_uppercase));
            id.extend(letters);
        }
    }
    id
}

/// The nearest `servers` decide.
fn host(owners: [&Value; 3]) -> Host {
    let url = owners.iter().find_map(|owner| owner.pointer("/servers/0/url")).and_then(Value::as_str).unwrap_or("");
    let is_reports = url.contains("://reports.") || url.trim_end_matches('/').ends_with("/report");
    if is_reports { Host::Reports } else { Host::Regular }
}

/// JSON if there is a choice, then forms.
fn preferred(content: &Map<String, Value>) -> Option<(&String, &Value)> {
    let rank = |media_type: &str| match media_type {
        _ if is_json(media_type) => 0,
        "multipart/form-data" => 1,
        "application/x-www-form-urlencoded" => 2,
        _ => 3,
    };
    content.iter().min_by_key(|(media_type, _)| rank(media_type))
}

/// Whether a body of this type is JSON. Generators write `*/*` where they mean it.
fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    essence == "*/*" || essence == "application/json" || essence.ends_with("+json")
}

/// How a list is cut, as far as its parameters tell.
fn paging(parameters: &[Parameter]) -> Option<Paging> {
    let query = |name: &str| parameters.iter().find(|one| one.place == Place::Query && one.name == name);
    let (page, size) = (query("page")?, ["page-size", "pageSize", "size", "limit"].into_iter().find_map(query)?);
    let is_zero = |value: &Value| value == &Value::from(0) || value == "0";
    let first = u32::from(!page.schema.preset.as_ref().is_some_and(is_zero));
    let max = size.schema.max.map(|max| max.clamp(1.0, f64::from(LARGEST_PAGE)));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it lies between 1 and 1,000")]
    let ask = max.map_or(PAGE, |max| max as u32);
    let last_page = size.name == "page-size" && first == 1;
    let (page, size) = (page.name.clone(), size.name.clone());
    Some(Paging { page, size, first, ask, last_page, ..Paging::default() })
}
