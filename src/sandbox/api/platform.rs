//! What the platform offers to add-ons beside the API of the catalogue: tokens of users, and the add-on's settings.

use serde_json::Value;

use super::act::role;
use super::answer::Asked;
use super::kind::Kind;
use super::refusal::Refusal;
use super::reply::Reply;
use super::{Api, State};

impl Api {
    /// A call below `/addon/`.
    pub(super) fn platform(&self, path: &str, asked: &Asked) -> Result<Reply, Refusal> {
        let mut state = self.state();
        let caller = self.admit(&mut state, asked)?;
        let parts: Vec<_> = path.split('/').collect();
        match (asked.method.as_str(), &parts[..]) {
            ("POST", ["user", user, "token"]) => {
                // Only the add-on itself may speak for others.
                let number = state.world.number(Kind::User, user).filter(|_| caller.is_addon);
                let number = number.ok_or_else(|| Refusal::foreign(Kind::User.title()))?;
                let install = state.installs.get(&caller.addon_id).ok_or_else(Refusal::token)?;
                let role = role(number);
                Ok(Reply::raw("text/plain", install.installation.user_token(user, role, self.now())))
            }
            ("GET", ["workspaces", workspace, "settings"]) => settings(&state, &caller.addon_id, workspace),
            ("PATCH", ["workspaces", workspace, "settings"]) => {
                let changes: Vec<Value> = serde_json::from_slice(&asked.body)
                    .map_err(|_| Refusal::shape("Settings are a list of objects with id and value"))?;
                if let Some(install) = state.installs.get_mut(&caller.addon_id) {
                    let mut settings = install.settings.clone();
                    for change in &changes {
                        if !set(&mut settings, &change["id"], &change["value"]) {
                            return Err(Refusal::domain("Setting doesn't exist"));
                        }
                    }
                    install.settings = settings;
                }
                settings(&state, &caller.addon_id, workspace)
            }
            (method, ["user", _, "token"] | ["workspaces", _, "settings"]) => Err(Refusal::method(method)),
            (method, _) => Err(Refusal::no_route(method, &asked.path)),
        }
    }
}

fn settings(state: &State, addon: &str, workspace: &str) -> Result<Reply, Refusal> {
    let install = state.installs.get(addon).filter(|_| workspace == state.world.seed.workspace.id);
    install.map(|install| Reply::json(200, install.settings.clone())).ok_or_else(Refusal::token)
}

/// Sets the setting of an id wherever in the tree it is. False: it is nowhere.
fn set(tree: &mut Value, id: &Value, value: &Value) -> bool {
    match tree {
        Value::Array(items) => items.iter_mut().any(|item| set(item, id, value)),
        // Tabs and groups have ids too, but no value.
        Value::Object(fields) if fields.get("id") == Some(id) && fields.contains_key("value") => {
            fields.insert("value".to_owned(), value.clone());
            true
        }
        Value::Object(fields) => fields.values_mut().any(|field| set(field, id, value)),
        _ => false,
    }
}
