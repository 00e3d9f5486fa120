//! What the description of the JSON API says, held against what the API does: every answer that any test gets, and every
//! body that was taken.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

use clockify_addons::app::App;
use clockify_addons::domain::addon::Addon;
use clockify_addons::http::openapi::document;
use jsonschema::Validator;
use serde_json::{Map, Value, json};

use super::Reply;

/// The description of an add-on.
pub(crate) struct Described {
    document: Value,
    validators: Mutex<HashMap<(String, String, u16), Arc<Validator>>>,
}

/// The description of this add-on's API.
pub(crate) fn described(app: &App) -> Arc<Described> {
    static ALL: LazyLock<Mutex<HashMap<Addon, Arc<Described>>>> = LazyLock::new(Mutex::default);
    let mut all = ALL.lock().unwrap();
    let new = || {
        let document = document(app.spec, app.base_path());
        Arc::new(Described { document, validators: Mutex::default() })
    };
    Arc::clone(all.entry(app.spec.addon).or_insert_with(new))
}

impl Described {
    /// Every method and path.
    pub(crate) fn routes(&self) -> Vec<(String, String)> {
        let paths = self.document["paths"].as_object().unwrap();
        let of = |(path, methods): (&String, &Value)| {
            let methods: Vec<_> = methods.as_object().unwrap().keys().map(|method| method.to_uppercase()).collect();
            methods.into_iter().map(|method| (method, path.clone())).collect::<Vec<_>>()
        };
        paths.iter().flat_map(of).collect()
    }

    /// Who may call a route: `all`, `users` or `admins`.
    pub(crate) fn is_for(&self, method: &str, path: &str) -> &str {
        self.document["paths"][path][method.to_lowercase()]["x-for"].as_str().unwrap()
    }

    /// The path as it is described: the one with the fewest names in it that fits.
    fn path(&self, called: &str) -> Option<(&String, &Map<String, Value>)> {
        let parts: Vec<_> = called.split('/').collect();
        let fits = |path: &str| {
            let described: Vec<_> = path.split('/').collect();
            described.len() == parts.len()
                && described.iter().zip(&parts).all(|(name, part)| name.starts_with('{') || name == part)
        };
        let paths = self.document["paths"].as_object().unwrap();
        let found = paths.iter().filter(|(path, _)| fits(path)).min_by_key(|(path, _)| path.matches('{').count())?;
        Some((found.0, found.1.as_object().unwrap()))
    }

    /// Fails where an answer isn't what the description says, or where a body was taken that it doesn't allow.
    pub(crate) fn check(&self, method: &str, called: &str, sent: &[u8], reply: &Reply) {
        let called = called.split('?').next().unwrap();
        if !called.starts_with("/api/") || method == "HEAD" {
            return;
        }
        let about = format!("{method} {called}: {}", reply.status);
        let Some((path, methods)) = self.path(called) else {
            assert_eq!(reply.status, 404, "{about}: the description has no such path");
            return;
        };
        let Some(operation) = methods.get(&method.to_lowercase()) else {
            assert_eq!(reply.status, 405, "{about}: the description has no such method");
            return;
        };
        let body = &operation["requestBody"]["content"]["application/json"];
        // What comes with these two means nothing (RFC 9110, 9.3.1 and 9.3.5).
        if !matches!(method, "GET" | "DELETE")
            && (200..300).contains(&reply.status)
            && let Ok(sent) = serde_json::from_slice(sent)
        {
            assert!(body.is_object(), "{about}: the description says of no body that can be sent");
            self.hold((method, path, 0), &body["schema"], &sent, &format!("{about}, and what was sent"));
        }
        let described = &operation["responses"][reply.status.to_string()];
        assert!(described.is_object(), "{about}: the description has no such status: {}", reply.body);
        let Some(content) = described["content"].as_object() else {
            assert_eq!(reply.body, "", "{about}: the description says of no body");
            return;
        };
        let kind = reply.headers["content-type"].to_str().unwrap();
        let schema = content.get(kind).unwrap_or_else(|| panic!("{about}: the description has no {kind}"));
        if !kind.ends_with("json") || kind.ends_with("ndjson") {
            return;
        }
        let value: Value = serde_json::from_str(&reply.body).unwrap();
        self.hold((method, path, reply.status), &schema["schema"], &value, &about);
    }

    /// Fails where a value isn't what a schema says: of an answer with a status, or of what is sent, which has none.
    fn hold(&self, (method, path, status): (&str, &str, u16), schema: &Value, value: &Value, about: &str) {
        let key = (method.to_owned(), path.to_owned(), status);
        let mut validators = self.validators.lock().unwrap();
        let validator = validators.entry(key).or_insert_with(|| {
            let mut root = schema.clone();
            root["components"] = self.document["components"].clone();
            Arc::new(jsonschema::draft202012::new(&root).unwrap())
        });
        let validator = Arc::clone(validator);
        drop(validators);
        let wrong: Vec<_> = validator
            .iter_errors(value)
            .map(|error| json!({ "at": error.instance_path().to_string(), "wrong": error.to_string() }))
            .collect();
        assert!(wrong.is_empty(), "{about}: the description says otherwise: {wrong:?}\n{value}");
    }
}
