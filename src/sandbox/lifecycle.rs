//! The lifecycle calls of an installation, in every form that has been seen on the wire.
//!
//! The order of fields and the optional ones follow the platform's own examples. The variants exist because an
//! add-on must take them all: old payloads without the newer fields, settings with and without a wrapper.

use bytes::Bytes;
use serde_json::{Value, json};
use time::OffsetDateTime;

use super::installation::{PathForm, Webhook};
use super::{Installation, Request};

/// The header that carries the token of a lifecycle call.
const HEADER: &str = "x-addon-lifecycle-token";

impl Installation {
    /// `INSTALLED` with everything that the current platform sends.
    ///
    /// A manifest without webhooks gets no `webhooks` key at all, as on the platform.
    #[must_use]
    pub fn installed(&self, now: OffsetDateTime) -> Request {
        let mut body = self.minimal();
        body["addonUserId"] = self.addon_user().into();
        if !self.webhooks.is_empty() {
            body["webhooks"] = self.webhooks.iter().map(|webhook| self.registration(webhook)).collect();
        }
        self.call(&self.lifecycle.installed, &body, now)
    }

    /// `INSTALLED` as older platforms sent it: five fields, no webhooks.
    #[must_use]
    pub fn installed_minimal(&self, now: OffsetDateTime) -> Request {
        self.call(&self.lifecycle.installed, &self.minimal(), now)
    }

    /// `DELETED`.
    #[must_use]
    pub fn deleted(&self, now: OffsetDateTime) -> Request {
        let body = with_ids(self, "asUser", self.workspace.owner.as_str().into());
        self.call(&self.lifecycle.deleted, &body, now)
    }

    /// `STATUS_CHANGED` to `ACTIVE` or `INACTIVE`.
    #[must_use]
    pub fn status_changed(&self, now: OffsetDateTime, status: &str) -> Request {
        let body = with_ids(self, "status", status.into());
        self.call(&self.lifecycle.status_changed, &body, now)
    }

    /// `SETTINGS_UPDATED` with settings given as id, name and value.
    #[must_use]
    pub fn settings_updated(&self, now: OffsetDateTime, settings: &[(&str, &str, Value)]) -> Request {
        let body = with_ids(self, "settings", listed(settings));
        self.call(&self.lifecycle.settings_updated, &body, now)
    }

    /// `SETTINGS_UPDATED` as older platforms sent it: the bare list, so that only the token says whose it is.
    #[must_use]
    pub fn settings_updated_array(&self, now: OffsetDateTime, settings: &[(&str, &str, Value)]) -> Request {
        self.call(&self.lifecycle.settings_updated, &listed(settings), now)
    }

    fn call(&self, path: &str, body: &Value, now: OffsetDateTime) -> Request {
        Request::post(self.at(path), Bytes::from(body.to_string())).with_header(HEADER, self.lifecycle_token(now))
    }

    fn minimal(&self) -> Value {
        json!({
            "addonId": self.addon_id,
            "authToken": self.installation_token(),
            "workspaceId": self.workspace.id,
            "asUser": self.workspace.owner,
            "apiUrl": self.backend_url,
        })
    }

    fn registration(&self, webhook: &Webhook) -> Value {
        let path = webhook.path.trim_start_matches('/');
        let path = match self.path_form {
            PathForm::Absolute => format!("{}/{path}", self.base_url),
            PathForm::Manifest => webhook.path.clone(),
            PathForm::DoubleSlash => format!("//{path}"),
        };
        json!({ "path": path, "webhookType": "ADDON", "authToken": webhook.token })
    }
}

/// The two ids and one more field.
fn with_ids(installation: &Installation, name: &str, value: Value) -> Value {
    let mut body = json!({ "addonId": installation.addon_id, "workspaceId": installation.workspace.id });
    body[name] = value;
    body
}

fn listed(settings: &[(&str, &str, Value)]) -> Value {
    settings.iter().map(|(id, name, value)| json!({ "id": id, "name": name, "value": value })).collect()
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::domain::event::EventType;
    use crate::sandbox::{Key, Workspace};

    const NOW: OffsetDateTime = datetime!(2026-03-02 10:00 UTC);

    fn installation() -> Installation {
        let hooks = [(EventType::NewProject, "/webhooks/project/new".to_owned())];
        Installation::new(&Key::generate().unwrap(), "demo", &Workspace::default(), 1, &hooks)
            .with_base_url("https://addon.example.com/base")
    }

    fn body(request: &Request) -> Value {
        serde_json::from_slice(&request.body).unwrap()
    }

    #[test]
    fn webhook_paths_come_in_three_forms() {
        let forms =
            ["https://addon.example.com/base/webhooks/project/new", "/webhooks/project/new", "//webhooks/project/new"];
        for (form, path) in PathForm::ALL.into_iter().zip(forms) {
            let installation = installation().with_path_form(form);
            let request = installation.installed(NOW);
            assert_eq!(request.path, "/base/lifecycle/installed");
            let hook = &body(&request)["webhooks"][0];
            let token = installation.webhooks[0].token.as_str();
            assert_eq!(hook, &json!({ "path": path, "webhookType": "ADDON", "authToken": token }));
        }
    }

    #[test]
    fn the_old_payload_has_five_fields() {
        let old = body(&installation().installed_minimal(NOW));
        let mut names: Vec<_> = old.as_object().unwrap().keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, ["addonId", "apiUrl", "asUser", "authToken", "workspaceId"]);
    }

    #[test]
    fn settings_come_with_and_without_a_wrapper() {
        let settings = [("enabled", "Enabled", json!(true))];
        let installation = installation();
        let wrapped = body(&installation.settings_updated(NOW, &settings));
        let bare = body(&installation.settings_updated_array(NOW, &settings));
        assert_eq!(bare, json!([{ "id": "enabled", "name": "Enabled", "value": true }]));
        assert_eq!(wrapped["settings"], bare);
        assert_eq!(body(&installation.status_changed(NOW, "INACTIVE"))["status"], "INACTIVE");
        assert_eq!(body(&installation.deleted(NOW))["asUser"], installation.workspace.owner);
    }
}
