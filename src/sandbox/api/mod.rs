//! The REST API of the simulated Clockify.
//!
//! It serves the operations of the [catalogue] over one workspace that is computed from a
//! seed ([`Sizes`]), on a port of this machine. Lists come in pages as the catalogue says, writes change the workspace
//! and cause webhooks, tokens are checked, requests are counted ([`Arrivals`]), and whatever may go wrong upstream can
//! be made to ([`Fault`]).
//!
//! | Below | is |
//! |---|---|
//! | `/api/v1/` | the regular host |
//! | `/report/v1/` | the host of reports |
//! | `/api/addon/` | tokens of users, the add-on's settings |
//! | `/sandbox/` | the sandbox's own: faults, counts, requests |

mod act;
mod admin;
mod answer;
mod auth;
mod check;
mod control;
mod deliver;
mod events;
mod fault;
mod handle;
mod hooks;
mod kind;
mod limit;
mod multipart;
mod options;
mod page;
mod platform;
mod refusal;
mod reply;
mod route;
mod seed;
mod server;
mod world;

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use serde_json::Value;
use time::OffsetDateTime;
use tokio::net::TcpListener;

use super::driver::Line;
use super::{Error, Installation, Workspace};
use crate::clockify::catalogue::{self, Catalogue};
use crate::domain::event::EventType;
use auth::{Gate, Install};
use deliver::Deliveries;
use fault::Faults;
use hooks::Hooks;
use limit::Limiter;
use route::Router;
use seed::Seed;
use world::World;

pub use act::Person;
pub use fault::{Fault, Rule, When};
pub use kind::Kind;
pub use limit::Arrivals;
pub use options::{Echo, Options, Plan, ScopeRefusal, Timing};
pub use seed::{DAYS, Sizes};

/// A simulated API that runs. A clone is the same one.
#[derive(Clone, Debug)]
pub struct Api(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    options: Options,
    address: String,
    catalogue: Arc<Catalogue>,
    router: Router,
    state: Mutex<State>,
    deliveries: Deliveries,
}

/// What changes.
#[derive(Debug)]
struct State {
    world: World,
    hooks: Hooks,
    installs: BTreeMap<String, Install>,
    gate: Gate,
    limiter: Limiter,
    faults: Faults,
    plan: Plan,
    scope_refusal: ScopeRefusal,
    echo: Echo,
    /// Scopes that nobody has, whatever the manifest says.
    denied: BTreeSet<String>,
    /// How often each operation was called.
    calls: BTreeMap<String, u64>,
}

/// A server that runs until it is stopped.
#[derive(Debug)]
pub struct Running {
    /// Scheme, host and port.
    pub base_url: String,
    /// The API that it serves.
    pub api: Api,
}

impl Api {
    /// Starts the API on the loopback address.
    #[expect(clippy::disallowed_methods, reason = "the tracker waits for its tasks when the API is stopped")]
    pub async fn start(options: Options) -> Result<Running, Error> {
        let address = (Ipv4Addr::LOCALHOST, options.port);
        let failed = |source| Error::Listen { port: options.port, source };
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        let address = format!("http://{}", listener.local_addr().map_err(failed)?);
        let catalogue = Arc::clone(catalogue::builtin());
        let mut world =
            World::new(Seed::new(options.workspace.clone(), options.seed, options.sizes, options.clock.now()));
        world.zone = options.zone;
        let state = State {
            world,
            hooks: Hooks::default(),
            installs: BTreeMap::new(),
            gate: Gate::new(&options.key).ok_or(Error::PublicKey)?,
            limiter: Limiter::new(options.per_second, Instant::now()),
            faults: Faults::default(),
            plan: options.plan,
            scope_refusal: options.scope_refusal,
            echo: options.echo,
            denied: BTreeSet::new(),
            calls: BTreeMap::new(),
        };
        let api = Self(Arc::new(Inner {
            options,
            address: address.clone(),
            router: Router::new(Arc::clone(&catalogue)),
            catalogue,
            state: Mutex::new(state),
            deliveries: Deliveries::new()?,
        }));
        tokio::spawn(api.0.deliveries.tasks.track_future(api.clone().listen(listener)));
        Ok(Running { base_url: address, api })
    }

    /// The address of the regular host, as it stands in tokens.
    #[must_use]
    pub fn backend_url(&self) -> String {
        format!("{}/api", self.0.address)
    }

    /// The address of the reports' host, as it stands in tokens.
    #[must_use]
    pub fn reports_url(&self) -> String {
        format!("{}/report", self.0.address)
    }

    /// The workspace that it serves.
    #[must_use]
    pub fn workspace(&self) -> &Workspace {
        &self.0.options.workspace
    }

    /// Lets an add-on in with these scopes; its tokens are good from now on. With an address on this machine, the
    /// events of writes are delivered there.
    pub fn install(&self, installation: &Installation, scopes: &[&str], address: Option<&str>) -> Result<(), Error> {
        let line = address.map(Line::new).transpose()?;
        let scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        self.admit_addon(installation, scopes, Value::Null, line);
        Ok(())
    }

    /// Lets an add-on in with what its manifest says.
    pub(super) fn install_on(&self, installation: &Installation, manifest: &Value, line: Line) {
        let scopes = manifest["scopes"].as_array().into_iter().flatten();
        let scopes = scopes.filter_map(|scope| scope.as_str().map(str::to_owned)).collect();
        self.admit_addon(installation, scopes, manifest["settings"].clone(), Some(line));
    }

    fn admit_addon(&self, installation: &Installation, scopes: Vec<String>, settings: Value, line: Option<Line>) {
        let install = Install { installation: installation.clone(), scopes, active: true, line, settings };
        self.state().installs.insert(installation.addon_id.clone(), install);
    }

    /// Switches an add-on on or off: while it is off its tokens are refused and nothing is delivered to it.
    pub fn set_active(&self, addon_id: &str, active: bool) {
        if let Some(install) = self.state().installs.get_mut(addon_id) {
            install.active = active;
        }
    }

    /// Puts an add-on out; its tokens are dead.
    pub fn uninstall(&self, addon_id: &str) {
        self.state().installs.remove(addon_id);
    }

    /// What an event of this type tells of an entity that is there, so that whoever hears of it can ask for it: the
    /// `round`-th after the `first`, each at most once. None where there is no such entity.
    #[must_use]
    pub fn about(&self, event: EventType, first: u64, round: u64) -> Option<Value> {
        events::about(event, first, round, &self.state().world)
    }

    /// Resolves when no delivery is under way.
    pub async fn settled(&self) {
        self.0.deliveries.settled().await;
    }

    /// The installation token of every add-on that is installed, by its key: for calls by hand.
    fn tokens(&self) -> BTreeMap<String, String> {
        let state = self.state();
        let installations = state.installs.values().map(|install| &install.installation);
        installations.map(|one| (one.addon_key.clone(), one.installation_token())).collect()
    }

    fn now(&self) -> OffsetDateTime {
        self.0.options.clock.now()
    }

    /// The state. Nothing panics while it is held, so a poisoned lock is as good as any.
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn switch(&mut self, webhook: &str, enabled: bool, now: OffsetDateTime) {
        let Some(number) = self.world.number(Kind::Webhook, webhook) else { return };
        if let Some(mut hook) = self.world.get(Kind::Webhook, number) {
            hook["deliveryEnabled"] = enabled.into();
            self.world.put(Kind::Webhook, number, hook, now);
        }
        self.hooks.mended(webhook);
    }
}

impl Running {
    /// Ends it: no more connections, and what is under way is cut. Returns when nothing is left.
    pub async fn stop(self) {
        let deliveries = &self.api.0.deliveries;
        deliveries.stop.cancel();
        deliveries.tasks.close();
        deliveries.tasks.wait().await;
    }
}

#[cfg(test)]
mod tests;
