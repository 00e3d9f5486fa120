//! Structured settings: what a workspace admin can set in Clockify itself.
//!
//! Source: the platform's manifest schema 1.5.1, `settings`. Defaults may be neither empty nor null.

use serde::Serialize;

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
