//! One installation of an add-on in a workspace: who calls, who is called, and with which tokens.
//!
//! An installation is computed from the key, the add-on's key, the workspace and a number, and holds no state
//! beyond that. What it can do stands in the files next to this one: tokens in `token`, lifecycle calls in
//! `lifecycle`, deliveries in `webhook`, forgeries in [`forge`](super::forge).

use super::{Key, Workspace, id};
use crate::domain::event::EventType;

/// A webhook of the manifest, as registered at installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// The event it delivers.
    pub event: EventType,
    /// Its path as in the manifest.
    pub path: String,
    /// The token that every delivery carries.
    pub token: String,
}

/// Paths of the lifecycle calls, as in the manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lifecycle {
    /// Path of `INSTALLED`.
    pub installed: String,
    /// Path of `DELETED`.
    pub deleted: String,
    /// Path of `STATUS_CHANGED`.
    pub status_changed: String,
    /// Path of `SETTINGS_UPDATED`.
    pub settings_updated: String,
}

impl Default for Lifecycle {
    fn default() -> Self {
        Self {
            installed: "/lifecycle/installed".to_owned(),
            deleted: "/lifecycle/deleted".to_owned(),
            status_changed: "/lifecycle/status-changed".to_owned(),
            settings_updated: "/lifecycle/settings-updated".to_owned(),
        }
    }
}

/// How `webhooks[].path` is written in the body of `INSTALLED`. All three forms have been seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PathForm {
    /// The whole URL, base included.
    #[default]
    Absolute,
    /// The path as in the manifest.
    Manifest,
    /// The path with a second slash in front, as comes of joining with one too many.
    DoubleSlash,
}

impl PathForm {
    /// Every form.
    pub const ALL: [Self; 3] = [Self::Absolute, Self::Manifest, Self::DoubleSlash];
}

/// An add-on installed in a workspace of the sandbox.
#[derive(Clone, Debug)]
pub struct Installation {
    /// Key of the add-on's manifest; the subject of all tokens.
    pub addon_key: String,
    /// Where it is installed.
    pub workspace: Workspace,
    /// Id of this installation; a reinstall has another.
    pub addon_id: String,
    /// Path part of the add-on's base URL, without a slash at its end; empty if there is none.
    pub base_path: String,
    /// What it is delivered.
    pub webhooks: Vec<Webhook>,
    /// Where lifecycle calls go.
    pub lifecycle: Lifecycle,
    pub(super) base_url: String,
    pub(super) backend_url: String,
    pub(super) reports_url: String,
    pub(super) path_form: PathForm,
    pub(super) key: Key,
}

impl Installation {
    /// Installs the add-on: the same arguments always give the same ids and tokens.
    ///
    /// The installation's id depends on the add-on's key and on `seed`; count the seed up for a reinstall.
    #[must_use]
    pub fn new(key: &Key, addon_key: &str, workspace: &Workspace, seed: u64, webhooks: &[(EventType, String)]) -> Self {
        let mut installation = Self {
            addon_key: addon_key.to_owned(),
            workspace: workspace.clone(),
            addon_id: id::of(&workspace.id, addon_key, seed),
            base_path: String::new(),
            webhooks: Vec::new(),
            lifecycle: Lifecycle::default(),
            base_url: "http://127.0.0.1:8000".to_owned(),
            backend_url: "https://api.clockify.me/api".to_owned(),
            reports_url: "https://reports.api.clockify.me".to_owned(),
            path_form: PathForm::default(),
            key: key.clone(),
        };
        installation.webhooks = webhooks.iter().map(|(event, path)| installation.register(*event, path)).collect();
        installation
    }

    /// Sets the base URL of the add-on; its path part comes before the path of every call.
    #[must_use]
    pub fn with_base_url(mut self, url: &str) -> Self {
        url.trim_end_matches('/').clone_into(&mut self.base_url);
        let after_scheme = self.base_url.split_once("://").map_or(self.base_url.as_str(), |(_, rest)| rest);
        self.base_path = after_scheme.split_once('/').map(|(_, path)| format!("/{path}")).unwrap_or_default();
        self
    }

    /// Sets the API's address in the tokens, for a simulated API.
    #[must_use]
    pub fn with_backend_url(mut self, url: &str) -> Self {
        url.clone_into(&mut self.backend_url);
        self
    }

    /// Sets the address of the API's reports in the tokens.
    #[must_use]
    pub fn with_reports_url(mut self, url: &str) -> Self {
        url.clone_into(&mut self.reports_url);
        self
    }

    /// The hosts in the tokens are those of another installation.
    #[must_use]
    pub fn with_hosts_of(mut self, other: &Self) -> Self {
        self.backend_url.clone_from(&other.backend_url);
        self.reports_url.clone_from(&other.reports_url);
        self
    }

    /// Where the add-on believes to be, without a slash at its end.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Sets where lifecycle calls go.
    #[must_use]
    pub fn with_lifecycle(mut self, lifecycle: Lifecycle) -> Self {
        self.lifecycle = lifecycle;
        self
    }

    /// Chooses how `INSTALLED` writes the paths of the webhooks.
    #[must_use]
    pub fn with_path_form(mut self, form: PathForm) -> Self {
        self.path_form = form;
        self
    }

    /// Id of the synthetic user under which the add-on appears.
    #[must_use]
    pub fn addon_user(&self) -> String {
        id::of(&self.addon_id, "addon-user", 0)
    }

    /// A path of the add-on below its base path, with exactly one slash between the two.
    pub(super) fn at(&self, path: &str) -> String {
        format!("{}/{}", self.base_path, path.trim_start_matches('/'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_arguments_give_the_same_tokens() {
        let key = Key::generate().unwrap();
        let hooks = EventType::ALL.map(|event| (event, event.path().to_owned()));
        let make = |seed| Installation::new(&key, "demo", &Workspace::default(), seed, &hooks);
        assert_eq!(make(1).webhooks, make(1).webhooks);
        assert_ne!(make(1).addon_id, make(2).addon_id);
        let mut tokens: Vec<_> = make(1).webhooks.into_iter().chain(make(2).webhooks).map(|w| w.token).collect();
        tokens.sort();
        tokens.dedup();
        assert_eq!(tokens.len(), 102, "every webhook of every installation has its own token");
    }

    #[test]
    fn the_base_path_comes_from_the_base_url() {
        let key = Key::generate().unwrap();
        let installation = Installation::new(&key, "demo", &Workspace::default(), 1, &[]);
        for (url, path) in [
            ("https://addon.example.com", "/x"),
            ("https://addon.example.com/", "/x"),
            ("https://addon.example.com/a/b/", "/a/b/x"),
        ] {
            let installation = installation.clone().with_base_url(url);
            assert_eq!((installation.at("/x"), installation.at("x")), (path.to_owned(), path.to_owned()));
        }
    }
}
