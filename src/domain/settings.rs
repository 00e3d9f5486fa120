//! Structured settings: what a workspace admin can set in Clockify itself.
//!
//! A manifest offers only what has an effect. Source: the platform's manifest schema 1.5.1, `settings`.
//! Defaults may be neither empty nor null.

use serde::Serialize;
use serde_json::Value as Json;

/// A tab of settings.
#[derive(Debug, Serialize)]
pub struct Tab {
    /// Identifier within the manifest.
    pub id: &'static str,
    /// Heading.
    pub name: &'static str,
    /// The settings of the tab.
    pub settings: &'static [Setting],
}

/// One setting. Its identifier is what comes back in lifecycle calls.
#[derive(Debug, Serialize)]
pub struct Setting {
    /// Identifier, unique within the manifest.
    pub id: &'static str,
    /// Label.
    pub name: &'static str,
    /// What the setting does, one sentence.
    pub description: &'static str,
    /// Who may see and change it.
    #[serde(rename = "accessLevel")]
    pub access_level: &'static str,
    /// Kind and default.
    #[serde(flatten)]
    pub value: Value,
}

/// Kind of a setting with its default.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(tag = "type", content = "value")]
pub enum Value {
    /// A check box.
    #[serde(rename = "CHECKBOX")]
    Checkbox(bool),
    /// A number.
    #[serde(rename = "NUMBER")]
    Number(u32),
}

/// A check box that admins may change.
#[must_use]
pub const fn checkbox(id: &'static str, name: &'static str, description: &'static str, default: bool) -> Setting {
    Setting { id, name, description, access_level: "ADMINS", value: Value::Checkbox(default) }
}

/// A number that admins may change.
#[must_use]
pub const fn number(id: &'static str, name: &'static str, description: &'static str, default: u32) -> Setting {
    Setting { id, name, description, access_level: "ADMINS", value: Value::Number(default) }
}

/// What a workspace set a number to, likewise; a number that is written as text counts too.
#[must_use]
pub fn amount(settings: Option<&Json>, id: &str) -> Option<u32> {
    let value = value(settings, id)?;
    let number = value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())?;
    (number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number)).then(|| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it was just looked at")]
        let number = number as u32;
        number
    })
}

/// What a workspace set a switch to, in the settings as a lifecycle call brought them: a list of id, name and value,
/// or an object of values. None where it wasn't set.
#[must_use]
pub fn switch(settings: Option<&Json>, id: &str) -> Option<bool> {
    value(settings, id)?.as_bool()
}

fn value<'a>(settings: Option<&'a Json>, id: &str) -> Option<&'a Json> {
    match settings? {
        Json::Array(list) => list.iter().find(|setting| setting["id"] == id)?.get("value"),
        Json::Object(values) => values.get(id),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn switches_are_found_in_every_shape() {
        let list = json!([{ "id": "a", "name": "A", "value": false }, { "id": "b", "value": "x" }]);
        assert_eq!(switch(Some(&list), "a"), Some(false));
        assert_eq!(switch(Some(&list), "b"), None);
        assert_eq!(switch(Some(&list), "c"), None);
        assert_eq!(switch(Some(&json!({ "a": true })), "a"), Some(true));
        assert_eq!(switch(Some(&json!("a")), "a"), None);
        assert_eq!(switch(None, "a"), None);
    }

    #[test]
    fn numbers_are_found_too() {
        for (value, expected) in
            [(json!(7), Some(7)), (json!("7"), Some(7)), (json!(7.5), None), (json!(-1), None), (json!(true), None)]
        {
            assert_eq!(amount(Some(&json!([{ "id": "a", "value": value }])), "a"), expected);
        }
    }
}
