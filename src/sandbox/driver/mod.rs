//! The sandbox's requests over real HTTP, to add-ons that run on this machine.
//!
//! The driver plays the platform for one add-on: it reads the manifest, installs, delivers, and repeats what
//! was refused. Like the platform it forgets nothing about an installation and joins base URL and path; unlike
//! the platform it calls only loopback addresses. A manifest may well name a public host, so of the manifest's
//! base URL only the path is used. Redirects aren't followed and proxies aren't asked, because either could
//! carry the sandbox's forgeries to somebody else's server.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value;
use time::OffsetDateTime;

use super::api::Api;
use super::delivery::{Delivery, Schedule};
use super::installation::PathForm;
use super::manifest::WEBHOOK_LIMIT;
use super::{Error, Forgery, Installation, Key, Request, Workspace, forge, payload, webhook};
use crate::domain::addon::Addon;
use crate::domain::event::EventType;

mod base;
mod install;
mod line;

pub(in crate::sandbox) use line::{Answered, Line};

/// Longer than any answer that the platform would wait for.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The simulated platform, as one running add-on meets it.
#[derive(Debug)]
pub struct Driver {
    key: Key,
    addon: Addon,
    line: Line,
    now: fn() -> OffsetDateTime,
    workspace: Workspace,
    schedule: Schedule,
    webhook_limit: usize,
    path_form: PathForm,
    backend_url: Option<String>,
    reports_url: Option<String>,
    api: Option<Api>,
    state: Mutex<State>,
}

/// What changes while the driver works.
#[derive(Debug, Default)]
struct State {
    /// Installations made so far; each one gets another id.
    installs: u64,
    installation: Option<Arc<Installation>>,
    /// Types of the lifecycle calls that the manifest asks for.
    calls: Vec<String>,
    last: Option<(EventType, Request)>,
}

impl Driver {
    /// A driver for the add-on that listens at the base URL, which must be on this machine.
    pub fn new(key: &Key, base_url: &str, addon: Addon, now: fn() -> OffsetDateTime) -> Result<Self, Error> {
        Ok(Self {
            key: key.clone(),
            addon,
            line: Line::new(base_url)?,
            now,
            workspace: Workspace::default(),
            schedule: Schedule::default(),
            webhook_limit: WEBHOOK_LIMIT,
            path_form: PathForm::default(),
            backend_url: None,
            reports_url: None,
            api: None,
            state: Mutex::default(),
        })
    }

    /// Chooses the workspace to install in; otherwise the default one.
    #[must_use]
    pub fn with_workspace(self, workspace: Workspace) -> Self {
        Self { workspace, ..self }
    }

    /// Chooses when failed deliveries are repeated.
    #[must_use]
    pub fn with_schedule(self, schedule: Schedule) -> Self {
        Self { schedule, ..self }
    }

    /// Sets how many webhooks a manifest may have.
    #[must_use]
    pub fn with_webhook_limit(self, webhook_limit: usize) -> Self {
        Self { webhook_limit, ..self }
    }

    /// Chooses how the paths of webhooks are written at installation.
    #[must_use]
    pub fn with_path_form(self, path_form: PathForm) -> Self {
        Self { path_form, ..self }
    }

    /// Sets the API's address in the tokens.
    #[must_use]
    pub fn with_backend_url(self, url: &str) -> Self {
        Self { backend_url: Some(url.to_owned()), ..self }
    }

    /// Joins the add-on to a simulated API: its tokens name the API's addresses, the API knows whether it is
    /// installed and delivers the events of its writes to it.
    #[must_use]
    pub fn with_api(self, api: &Api) -> Self {
        Self {
            backend_url: Some(api.backend_url()),
            reports_url: Some(api.reports_url()),
            workspace: api.workspace().clone(),
            api: Some(api.clone()),
            ..self
        }
    }

    /// Which add-on this drives.
    #[must_use]
    pub fn addon(&self) -> Addon {
        self.addon
    }

    /// The workspace that it installs in.
    #[must_use]
    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// The current installation, if there is one.
    #[must_use]
    pub fn installation(&self) -> Option<Arc<Installation>> {
        self.state().installation.clone()
    }

    /// What an event tells in the `round`-th round after the `first` number: of an entity that the API has, as far as there
    /// is an API with one, and otherwise of one that is made up.
    #[must_use]
    pub fn payload(&self, event: EventType, first: u64, round: u64) -> Value {
        let told = self.api.as_ref().and_then(|api| api.about(event, first, round));
        told.unwrap_or_else(|| payload::of(event, &self.workspace, first.wrapping_add(round)))
    }

    /// Delivers an event and repeats it by the schedule until it is taken. The body stays the same to the byte.
    ///
    /// A delivery that fails is a result; an error means that nothing could be sent.
    pub async fn deliver(&self, event: EventType, payload: &Value) -> Result<Delivery, Error> {
        self.deliver_watched(event, payload, |_| ()).await
    }

    /// The same, and shows the record after every attempt, which is the only time to see it as `RETRYING`.
    pub async fn deliver_watched(
        &self,
        event: EventType,
        payload: &Value,
        watch: impl FnMut(&Delivery),
    ) -> Result<Delivery, Error> {
        let request = self.installed()?.delivery(event, payload);
        self.state().last = Some((event, request.clone()));
        Ok(self.attempt(event, request, watch).await)
    }

    /// Sends the last delivery once more, as the platform does now and then even after a success.
    pub async fn duplicate(&self) -> Result<Delivery, Error> {
        let last = self.state().last.clone();
        let (event, request) = last.ok_or_else(|| Error::NothingSent { addon: self.addon.to_string() })?;
        Ok(self.attempt(event, webhook::repeated(&request), |_| ()).await)
    }

    /// Sends a forgery of the add-on's first webhook, once; gives the status of the answer.
    pub async fn forge(&self, forgery: Forgery) -> Result<u16, Error> {
        let target = self.installed()?;
        let event = target.webhooks.first().map_or(EventType::ALL[0], |webhook| webhook.event);
        let request = forge::request(forgery, &self.key, &target, event, (self.now)());
        self.send("a forged delivery", &request).await
    }

    /// Sends a request as it stands, once; gives the status of the answer.
    pub async fn send(&self, action: &'static str, request: &Request) -> Result<u16, Error> {
        self.line.send(action, request).await.map(|answer| answer.status)
    }

    async fn attempt(&self, event: EventType, request: Request, mut watch: impl FnMut(&Delivery)) -> Delivery {
        self.line.deliver(event, request, &self.schedule, |record, _| watch(record)).await
    }

    fn installed(&self) -> Result<Arc<Installation>, Error> {
        self.installation().ok_or_else(|| Error::NotInstalled { addon: self.addon.to_string() })
    }

    /// The state. Nothing panics while it is held, so a poisoned lock is as good as any.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
