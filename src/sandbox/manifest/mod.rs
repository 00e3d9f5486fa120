//! Would Clockify take this manifest?
//!
//! The rules are those of manifest schema 1.5.1, written out as code because a schema says only that a
//! document is wrong and not what to do about it. A few rules go beyond the schema and come from what the
//! platform does with the document: one path per webhook, since nothing else tells two of them apart later; an
//! icon and a short label, without which an entry may not show up; at most so many webhooks.
//!
//! Each problem is one sentence that starts with the place. The list is empty for a manifest that passes.

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::domain::event::EventType;

mod component;
mod scope;
mod settings;

/// The webhooks that one add-on may have, after the platform's newest documentation.
pub const WEBHOOK_LIMIT: usize = 20;

const PLANS: [&str; 5] = ["FREE", "BASIC", "STANDARD", "PRO", "ENTERPRISE"];
const LIFECYCLE: [&str; 4] = ["INSTALLED", "DELETED", "SETTINGS_UPDATED", "STATUS_CHANGED"];

/// Everything that is wrong with the manifest, for a platform that takes `webhook_limit` webhooks.
#[must_use]
pub fn check(manifest: &Value, webhook_limit: usize) -> Vec<String> {
    let mut problems = Problems::default();
    if let Some(fields) = manifest.as_object() {
        nulls("", manifest, &mut problems);
        top(fields, &mut problems);
        calls(fields, webhook_limit, &mut problems);
        component::check(fields, &mut problems);
        settings::check(fields, &mut problems);
    } else {
        problems.add("the manifest", "must be a JSON object");
    }
    problems.0
}

/// The list under construction.
#[derive(Default)]
struct Problems(Vec<String>);

impl Problems {
    fn add(&mut self, place: &str, rule: &str) {
        self.0.push(format!("{place} {rule}"));
    }

    fn require(&mut self, holds: bool, place: &str, rule: &str) {
        if !holds {
            self.add(place, rule);
        }
    }

    /// A text of `1..=longest` characters that must be there.
    fn text(&mut self, fields: &Map<String, Value>, place: &str, name: &str, longest: usize) {
        let length = text(fields, name).map(|text| text.chars().count());
        let fits = length.is_some_and(|length| (1..=longest).contains(&length));
        let most = if longest == usize::MAX { String::new() } else { format!(" of at most {longest} characters") };
        self.require(fits, &within(place, name), &format!("must be a non-empty text{most}"));
    }

    /// One of a fixed list of words that must be there.
    fn word(&mut self, fields: &Map<String, Value>, place: &str, name: &str, words: &[&str]) {
        let known = text(fields, name).is_some_and(|text| words.contains(&text));
        self.require(known, &within(place, name), &format!("must be one of {}", words.join(", ")));
    }

    /// The items of a list that may be absent, each with its place. Equal items are a problem.
    fn items<'a>(&mut self, fields: &'a Map<String, Value>, place: &str, name: &str) -> Vec<(String, &'a Value)> {
        let place = within(place, name);
        match fields.get(name) {
            None => Vec::new(),
            Some(Value::Array(items)) => {
                let repeated = items.iter().enumerate().any(|(at, item)| items[..at].contains(item));
                self.require(!repeated, &place, "must not list the same item twice");
                items.iter().enumerate().map(|(at, item)| (format!("{place}/{at}"), item)).collect()
            }
            Some(_) => {
                self.add(&place, "must be a list");
                Vec::new()
            }
        }
    }

    /// The items of a list of objects.
    fn objects<'a>(
        &mut self,
        fields: &'a Map<String, Value>,
        place: &str,
        name: &str,
    ) -> Vec<(String, &'a Map<String, Value>)> {
        let mut objects = Vec::new();
        for (place, item) in self.items(fields, place, name) {
            match item.as_object() {
                Some(object) => objects.push((place, object)),
                None => self.add(&place, "must be an object"),
            }
        }
        objects
    }
}

fn text<'a>(fields: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    fields.get(name).and_then(Value::as_str)
}

fn within(place: &str, name: &str) -> String {
    format!("{place}/{name}")
}

/// A key without a value is left out; the schema knows no null anywhere.
fn nulls(place: &str, value: &Value, problems: &mut Problems) {
    match value {
        Value::Null => problems.add(place, "must be left out instead of null"),
        Value::Object(fields) => {
            fields.iter().for_each(|(name, value)| nulls(&within(place, name), value, problems));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, value)| nulls(&within(place, &at.to_string()), value, problems));
        }
        _ => {}
    }
}

fn top(fields: &Map<String, Value>, problems: &mut Problems) {
    problems.text(fields, "", "key", 50);
    problems.require(
        text(fields, "key").is_none_or(|key| key.chars().count() != 1),
        "/key",
        "must have two characters or more",
    );
    problems.text(fields, "", "name", 50);
    problems.word(fields, "", "minimalSubscriptionPlan", &PLANS);
    let base = text(fields, "baseUrl").is_some_and(is_base);
    problems.require(base, "/baseUrl", "must be a URL that starts with http:// or https://");
    let version = match fields.get("schemaVersion") {
        None => true,
        Some(Value::String(text)) => !text.is_empty(),
        Some(other) => other.as_u64().is_some_and(|number| number >= 1),
    };
    problems.require(version, "/schemaVersion", "must be a version as text, or a whole number from 1");
    for name in ["description", "iconPath"] {
        problems.require(fields.get(name).is_none_or(Value::is_string), &within("", name), "must be a text");
    }
    for (place, scope) in problems.items(fields, "", "scopes") {
        let known = scope.as_str().is_some_and(scope::is_known);
        problems.require(known, &place, "must be a scope of Clockify, such as TIME_ENTRY_READ");
    }
}

fn is_base(url: &str) -> bool {
    (url.starts_with("http://") || url.starts_with("https://")) && reqwest::Url::parse(url).is_ok()
}

/// What the platform will call: the lifecycle and the webhooks.
fn calls(fields: &Map<String, Value>, webhook_limit: usize, problems: &mut Problems) {
    let mut paths = HashSet::new();
    let mut one_path = |place: &str, call: &Map<String, Value>, problems: &mut Problems| {
        problems.text(call, place, "path", usize::MAX);
        if let Some(path) = text(call, "path") {
            let normal = path.split('/').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/");
            problems.require(paths.insert(normal), &within(place, "path"), "must not be the path of another call");
        }
    };
    for (place, call) in problems.objects(fields, "", "lifecycle") {
        problems.word(call, &place, "type", &LIFECYCLE);
        one_path(&place, call, problems);
    }
    let webhooks = problems.objects(fields, "", "webhooks");
    let most = format!("must have at most {webhook_limit} entries, not {}", webhooks.len());
    problems.require(webhooks.len() <= webhook_limit, "/webhooks", &most);
    for (place, webhook) in webhooks {
        let known = text(webhook, "event").is_some_and(|name| name.parse::<EventType>().is_ok());
        problems.require(known, &within(&place, "event"), "must be one of the 51 webhook events of Clockify");
        one_path(&place, webhook, problems);
    }
}

#[cfg(test)]
mod tests;
