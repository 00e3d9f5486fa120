//! Installing, and the calls that change an installation.
//!
//! Lifecycle calls are made once. The platform hasn't been seen to repeat them, and an add-on that was down
//! when it was uninstalled has to find out by itself.

use std::sync::Arc;

use serde_json::Value;

use super::Driver;
use crate::domain::event::EventType;
use crate::sandbox::installation::Lifecycle;
use crate::sandbox::{Error, Installation, Request, manifest};

impl Driver {
    /// Reads the manifest and checks that Clockify would take it.
    pub async fn manifest(&self) -> Result<Value, Error> {
        let action = "reading the manifest";
        let url = self.line.manifest().to_owned();
        let unreachable = |source| Error::unreachable(action, url.clone(), source);
        let answer = self
            .line
            .client()
            .get(&url)
            .header("content-type", "application/json")
            .send()
            .await
            .map_err(unreachable)?;
        let status = answer.status();
        if !status.is_success() {
            return Err(Error::Refused { action, url, status: status.as_u16() });
        }
        let body = answer.bytes().await.map_err(unreachable)?;
        let problems = match serde_json::from_slice(&body) {
            Ok(document) => match manifest::check(&document, self.webhook_limit) {
                problems if problems.is_empty() => return Ok(document),
                problems => problems,
            },
            Err(error) => vec![format!("it is no JSON: {error}")],
        };
        Err(Error::Manifest { url, problems })
    }

    /// Installs what the manifest describes. Installing again is a reinstall, with another id and other tokens.
    ///
    /// The first installation of a driver has the same id in every process.
    pub async fn install(&self) -> Result<Installation, Error> {
        let manifest = self.manifest().await?;
        let installation = {
            let mut state = self.state();
            state.installs += 1;
            state.calls = lifecycle(&manifest).map(|(kind, _)| kind.to_owned()).collect();
            self.read(&manifest, state.installs)
        };
        // The API knows the token before the add-on does, which may use it at once.
        if let Some(api) = &self.api {
            api.install_on(&installation, &manifest, self.line.clone());
        }
        let called = self.call("INSTALLED", "installing", &installation.installed((self.now)())).await;
        if let (Err(_), Some(api)) = (&called, &self.api) {
            api.uninstall(&installation.addon_id);
        }
        called?;
        let before = self.state().installation.replace(Arc::new(installation.clone()));
        if let (Some(before), Some(api)) = (before, &self.api) {
            api.uninstall(&before.addon_id);
        }
        Ok(installation)
    }

    /// Switches the add-on to `ACTIVE` or `INACTIVE`.
    pub async fn status(&self, status: &str) -> Result<(), Error> {
        let installation = self.installed()?;
        if let Some(api) = &self.api {
            api.set_active(&installation.addon_id, status == "ACTIVE");
        }
        let request = installation.status_changed((self.now)(), status);
        self.call("STATUS_CHANGED", "changing the status", &request).await
    }

    /// Saves settings, given as id, name and value.
    pub async fn settings(&self, settings: &[(&str, &str, Value)]) -> Result<(), Error> {
        let request = self.installed()?.settings_updated((self.now)(), settings);
        self.call("SETTINGS_UPDATED", "changing the settings", &request).await
    }

    /// Uninstalls. The installation is gone even if the add-on doesn't take the call.
    pub async fn uninstall(&self) -> Result<(), Error> {
        let installation = self.installed()?;
        let request = installation.deleted((self.now)());
        self.state().installation = None;
        if let Some(api) = &self.api {
            api.uninstall(&installation.addon_id);
        }
        self.call("DELETED", "uninstalling", &request).await
    }

    async fn call(&self, kind: &'static str, action: &'static str, request: &Request) -> Result<(), Error> {
        if !self.state().calls.iter().any(|known| known == kind) {
            return Err(Error::Absent { addon: self.addon.to_string(), what: kind });
        }
        match self.send(action, request).await? {
            200..=299 => Ok(()),
            status => Err(Error::Refused { action, url: self.line.url(&request.path), status }),
        }
    }

    /// The installation that a checked manifest describes.
    fn read(&self, manifest: &Value, number: u64) -> Installation {
        let text = |name: &str| manifest[name].as_str().unwrap_or_default();
        let webhooks: Vec<_> = list(manifest, "webhooks").filter_map(webhook).collect();
        let installation = Installation::new(&self.key, text("key"), &self.workspace, number, &webhooks)
            .with_base_url(text("baseUrl"))
            .with_lifecycle(paths(manifest))
            .with_path_form(self.path_form);
        let installation = match &self.backend_url {
            Some(url) => installation.with_backend_url(url),
            None => installation,
        };
        match &self.reports_url {
            Some(url) => installation.with_reports_url(url),
            None => installation,
        }
    }
}

fn list<'a>(manifest: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    manifest[name].as_array().into_iter().flatten()
}

fn webhook(entry: &Value) -> Option<(EventType, String)> {
    Some((entry["event"].as_str()?.parse().ok()?, entry["path"].as_str()?.to_owned()))
}

/// Type and path of each lifecycle call.
fn lifecycle(manifest: &Value) -> impl Iterator<Item = (&str, &str)> {
    list(manifest, "lifecycle").filter_map(|entry| Some((entry["type"].as_str()?, entry["path"].as_str()?)))
}

fn paths(manifest: &Value) -> Lifecycle {
    let mut paths = Lifecycle::default();
    for (kind, path) in lifecycle(manifest) {
        let place = match kind {
            "INSTALLED" => &mut paths.installed,
            "DELETED" => &mut paths.deleted,
            "STATUS_CHANGED" => &mut paths.status_changed,
            _ => &mut paths.settings_updated,
        };
        path.clone_into(place);
    }
    paths
}
