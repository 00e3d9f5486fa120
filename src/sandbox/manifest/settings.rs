//! Settings: the path of a page of the add-on's own, or tabs that Clockify draws.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::component::ACCESS_LEVELS;
use super::{Problems, text, within};

const TYPES: [&str; 8] = [
    "TXT",
    "NUMBER",
    "CHECKBOX",
    "LINK",
    "DROPDOWN_SINGLE",
    "DROPDOWN_MULTIPLE",
    "USER_DROPDOWN_SINGLE",
    "USER_DROPDOWN_MULTIPLE",
];

pub(super) fn check(fields: &Map<String, Value>, problems: &mut Problems) {
    match fields.get("settings") {
        None => {}
        Some(Value::String(path)) => problems.require(!path.is_empty(), "/settings", "must not be an empty path"),
        Some(Value::Object(settings)) => {
            let mut ids = HashSet::new();
            let tabs = problems.objects(settings, "/settings", "tabs");
            problems.require(!tabs.is_empty(), "/settings/tabs", "must have an entry");
            for (place, entry) in tabs {
                tab(&place, entry, &mut ids, problems);
            }
        }
        Some(_) => problems.add("/settings", "must be a path or an object with tabs"),
    }
}

fn tab(place: &str, tab: &Map<String, Value>, ids: &mut HashSet<String>, problems: &mut Problems) {
    problems.text(tab, place, "id", usize::MAX);
    problems.text(tab, place, "name", usize::MAX);
    header(place, tab, problems);
    let filled = tab.contains_key("groups") || tab.contains_key("settings");
    problems.require(filled, place, "must have groups or settings");
    for (place, group) in problems.objects(tab, place, "groups") {
        problems.text(group, &place, "id", usize::MAX);
        problems.text(group, &place, "title", usize::MAX);
        header(&place, group, problems);
        let settings = problems.objects(group, &place, "settings");
        problems.require(!settings.is_empty(), &within(&place, "settings"), "must have an entry");
        for (place, entry) in settings {
            setting(&place, entry, ids, problems);
        }
    }
    for (place, entry) in problems.objects(tab, place, "settings") {
        setting(&place, entry, ids, problems);
    }
}

fn header(place: &str, fields: &Map<String, Value>, problems: &mut Problems) {
    match fields.get("header") {
        None => {}
        Some(Value::Object(header)) => problems.text(header, &within(place, "header"), "title", usize::MAX),
        Some(_) => problems.add(&within(place, "header"), "must be an object with a title"),
    }
}

fn setting(place: &str, setting: &Map<String, Value>, ids: &mut HashSet<String>, problems: &mut Problems) {
    problems.text(setting, place, "id", usize::MAX);
    problems.text(setting, place, "name", usize::MAX);
    problems.word(setting, place, "accessLevel", &ACCESS_LEVELS);
    problems.word(setting, place, "type", &TYPES);
    if let Some(id) = text(setting, "id") {
        problems.require(ids.insert(id.to_owned()), &within(place, "id"), "must not be the id of another setting");
    }
    value(place, setting, problems);
    allowed_values(place, setting, problems);
    for name in ["required", "copyable", "readOnly"] {
        let boolean = setting.get(name).is_none_or(Value::is_boolean);
        problems.require(boolean, &within(place, name), "must be true or false");
    }
    for name in ["description", "placeholder", "key"] {
        problems.require(setting.get(name).is_none_or(Value::is_string), &within(place, name), "must be a text");
    }
}

/// A default is required, is never empty, and has the JSON type of the setting.
fn value(place: &str, setting: &Map<String, Value>, problems: &mut Problems) {
    let place = within(place, "value");
    let Some(value) = setting.get("value") else {
        return problems.add(&place, "must be there");
    };
    let texts = |items: &Vec<Value>| !items.is_empty() && items.iter().all(Value::is_string);
    let (fits, rule) = match text(setting, "type") {
        Some("NUMBER") => (value.is_number(), "must be a number"),
        Some("CHECKBOX") => (value.is_boolean(), "must be true or false"),
        Some("DROPDOWN_MULTIPLE" | "USER_DROPDOWN_MULTIPLE") => {
            (value.as_array().is_some_and(texts), "must be a non-empty list of texts")
        }
        _ => (value.as_str().is_some_and(|text| !text.is_empty()), "must be a non-empty text"),
    };
    problems.require(fits, &place, rule);
}

/// A drop-down needs a choice of plain texts, and its default has to be in there.
fn allowed_values(place: &str, setting: &Map<String, Value>, problems: &mut Problems) {
    let place = within(place, "allowedValues");
    let needed = matches!(text(setting, "type"), Some("DROPDOWN_SINGLE" | "DROPDOWN_MULTIPLE"));
    match setting.get("allowedValues") {
        None => problems.require(!needed, &place, "must be there for a drop-down"),
        Some(Value::Array(choice)) => {
            problems.require(choice.iter().all(Value::is_string), &place, "must be plain texts");
            let chosen = match setting.get("value") {
                Some(Value::Array(values)) => values.iter().all(|value| choice.contains(value)),
                Some(value) => choice.contains(value),
                None => true,
            };
            problems.require(!needed || chosen, &place, "must contain the default");
        }
        Some(_) => problems.add(&place, "must be a list"),
    }
}
