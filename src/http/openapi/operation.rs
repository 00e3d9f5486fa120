//! One operation of the API, as it is described.

#![expect(clippy::needless_pass_by_value, reason = "a schema is made where it is said")]

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use super::schema::{a, count, id, line, merge, pattern, says};

/// Who may call it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum For {
    /// Everybody.
    All,
    /// Every user of the workspace.
    Users,
    /// Owners and admins.
    Admins,
}

/// An operation.
#[derive(Debug, Clone)]
pub(super) struct Operation {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    id: &'static str,
    summary: &'static str,
    who: For,
    query: Vec<Value>,
    body: Option<Value>,
    answers: Map<String, Value>,
}

impl Operation {
    pub(super) fn get(path: &'static str, id: &'static str, summary: &'static str) -> Self {
        Self::new("get", path, id, summary)
    }

    pub(super) fn post(path: &'static str, id: &'static str, summary: &'static str) -> Self {
        Self::new("post", path, id, summary).problems(&[400, 408, 413, 415])
    }

    pub(super) fn put(path: &'static str, id: &'static str, summary: &'static str) -> Self {
        Self::new("put", path, id, summary).problems(&[400, 408, 413, 415])
    }

    pub(super) fn delete(path: &'static str, id: &'static str, summary: &'static str) -> Self {
        Self::new("delete", path, id, summary).nothing(204)
    }

    fn new(method: &'static str, path: &'static str, id: &'static str, summary: &'static str) -> Self {
        let who = For::Admins;
        let new = Self { method, path, id, summary, who, query: Vec::new(), body: None, answers: Map::new() };
        if path.contains('{') { new.problems(&[404]) } else { new }
    }

    /// Who may call it, if not admins alone.
    pub(super) fn open_to(self, who: For) -> Self {
        Self { who, ..self }
    }

    /// A parameter of the query that may be left out.
    pub(super) fn query(mut self, name: &str, schema: Value, description: &str) -> Self {
        self.query.push(json!({ "name": name, "in": "query", "schema": schema, "description": description }));
        if self.answers.contains_key("400") { self } else { self.problems(&[400]) }
    }

    /// A header that may be left out.
    pub(super) fn header(mut self, name: &str, schema: Value, description: &str) -> Self {
        self.query.push(json!({ "name": name, "in": "header", "schema": schema, "description": description }));
        self
    }

    /// One that has to be there.
    pub(super) fn required(self, name: &str, schema: Value, description: &str) -> Self {
        let mut with = self.query(name, schema, description);
        if let Some(last) = with.query.last_mut() {
            last["required"] = true.into();
        }
        with
    }

    /// Those of a list that comes a page at a time.
    pub(super) fn paged(self, most: u64) -> Self {
        self.paged_by(most, id())
    }

    /// The same with a cursor of another kind.
    pub(super) fn paged_by(self, most: u64, cursor: Value) -> Self {
        let limit = json!({ "type": "integer", "minimum": 1, "maximum": most, "default": 50 });
        self.query("limit", limit, "How many a page has").query("cursor", cursor, "The `next` of the page before")
    }

    /// The body.
    pub(super) fn body(self, schema: Value) -> Self {
        Self { body: Some(schema), ..self }
    }

    /// An answer in JSON.
    pub(super) fn json(self, status: u16, schema: Value) -> Self {
        self.answer(status, json!({ "application/json": { "schema": schema } }))
    }

    /// An answer of another kind.
    pub(super) fn other(self, status: u16, media_type: &str, schema: Value) -> Self {
        self.answer(status, json!({ media_type: { "schema": schema } }))
    }

    fn answer(mut self, status: u16, content: Value) -> Self {
        let mut answer = json!({ "description": title(status), "content": content });
        if status == 201 {
            answer["headers"] = json!({ "location": { "schema": { "type": "string" }, "description": "Where it is" } });
        }
        self.answers.insert(status.to_string(), answer);
        self
    }

    /// An answer without a body.
    pub(super) fn nothing(mut self, status: u16) -> Self {
        self.answers.insert(status.to_string(), json!({ "description": title(status) }));
        self
    }

    /// What may go wrong beside what goes wrong everywhere.
    pub(super) fn problems(mut self, statuses: &[u16]) -> Self {
        for status in statuses {
            let content = json!({ "application/problem+json": { "schema": a("Problem") } });
            self.answers.insert(status.to_string(), json!({ "description": title(*status), "content": content }));
        }
        self
    }

    /// Its entry in the document.
    pub(super) fn shown(self) -> Value {
        let everywhere: &[u16] = match self.who {
            For::All => &[],
            For::Users => &[401, 429, 503],
            For::Admins => &[401, 403, 429, 503],
        };
        let with = self.problems(everywhere);
        let (open, tag) = (with.who == For::All, with.path.split('/').nth(2).unwrap_or_default());
        let parameters: Vec<_> = parameters(with.path).chain(with.query).collect();
        let mut answers = with.answers;
        answers.sort_keys();
        let mut shown = json!({
            "operationId": with.id,
            "summary": with.summary,
            "tags": [tag.trim_end_matches(".json")],
            "responses": answers,
            "x-for": match with.who {
                For::All => "all",
                For::Users => "users",
                For::Admins => "admins",
            },
        });
        if with.who == For::Admins {
            shown["description"] = "For owners and admins of the workspace.".into();
        }
        if !parameters.is_empty() {
            shown["parameters"] = parameters.into();
        }
        if let Some(schema) = with.body {
            let required = schema.get("required").is_some() || schema.get("anyOf").is_some();
            let content = json!({ "application/json": { "schema": schema } });
            shown["requestBody"] = json!({ "required": required, "content": content });
        }
        if open {
            merge(&mut shown, json!({ "security": [] }));
        }
        shown
    }
}

/// The parameters of a path.
fn parameters(path: &'static str) -> impl Iterator<Item = Value> {
    let names = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    names.map(move |name| {
        let schema = match (path.split('/').nth(2), name) {
            (Some("entities" | "catalogue"), _) => line(1, 200),
            (_, "id") => id(),
            (_, "version") => says(count(), "From 1 on"),
            (Some("secrets"), _) => pattern("^[A-Z][A-Z0-9_]{0,63}$"),
            _ => pattern("^[a-z0-9-]{1,64}$"),
        };
        json!({ "name": name, "in": "path", "required": true, "schema": schema })
    })
}

fn title(status: u16) -> &'static str {
    StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason()).unwrap_or_default()
}
