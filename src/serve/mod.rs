//! The running server: bind every listener, bring every database up to date, put the add-ons together, go.
//!
//! Reading order: [`start`] here, then `listener.rs` for a connection's life, `workers.rs` for what runs beside the
//! requests, `shutdown.rs` for how it all ends.

mod listener;
mod shutdown;
mod supervisor;
mod workers;

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;
use tracing::Instrument;

use crate::addons;
use crate::app::{self, App, Parts, Writers};
use crate::clock::Clock;
use crate::clockify::client::Transport;
use crate::config;
use crate::db::{self, Db, Missing};
use crate::domain::addon::Addon;
use crate::http::Entry;
use crate::migrate;

pub use shutdown::{Ended, Shutdown, Signals};

/// What is served, beside the configuration.
#[derive(Debug, Clone)]
pub struct Options {
    /// Apply pending migrations first.
    pub migrate: bool,
    /// Keys to trust beside the published and the configured ones: the sandbox's.
    pub more_keys: Vec<String>,
    /// Time.
    pub clock: Arc<dyn Clock>,
}

/// Why the server doesn't start.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// An address can't be bound.
    #[error("can't listen on {address} for {addon}; is another server running there?")]
    Listen {
        /// The add-on.
        addon: Addon,
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// No connection can be made in safety.
    #[error("the means to call Clockify can't be set up")]
    Transport(#[from] reqwest::Error),
    /// A database can't be opened.
    #[error("{addon}: the database can't be opened")]
    Database {
        /// The add-on.
        addon: Addon,
        /// Why.
        source: db::Error,
    },
    /// A database can't be brought up to date.
    #[error("{addon}: the database can't be migrated")]
    Migrate {
        /// The add-on.
        addon: Addon,
        /// Why.
        source: migrate::Error,
    },
    /// An add-on can't be put together.
    #[error("{addon} can't start")]
    App {
        /// The add-on.
        addon: Addon,
        /// Why.
        source: app::Error,
    },
}

/// A server that runs.
#[derive(Debug)]
pub struct Running {
    /// Each add-on with the address it listens on.
    pub addons: Vec<(Arc<App>, SocketAddr)>,
    shutdown: Shutdown,
    signals: Signals,
}

/// Starts the server. When this returns, every add-on takes connections.
pub async fn start(config: &config::Serve, options: Options) -> Result<Running, Error> {
    let signals = Signals::catch();
    // All doors first: two servers on one port is the mistake worth finding before a database is touched.
    let mut listeners = Vec::new();
    for addon in &config.addons {
        let (listener, address) = bind(addon).await?;
        let mut addon = addon.clone();
        if !addon.base_url_is_set {
            addon.base_url = format!("http://localhost:{}", address.port());
        }
        listeners.push((addon, (listener, address)));
    }
    let transport = Transport::new(&config.outbound)?;
    let assembled = listeners.into_iter().map(async |(addon, listener)| {
        let (app, writers) = assemble(config, addon, &options, &transport).await?;
        Ok::<_, Error>((app, writers, listener))
    });
    let parts = futures_util::future::try_join_all(assembled).await?;
    let shutdown = Shutdown::new(config.server.shutdown_grace, config.server.drain_delay);
    let mut running = Running { addons: Vec::new(), shutdown, signals };
    for (app, writers, (listener, address)) in parts {
        let app = Arc::new(app);
        workers::spawn(&running.shutdown, &app, writers, config);
        let entry = Entry::new(Arc::clone(&app));
        let limits = listener::Limits::from(&config.server);
        let shutdown = running.shutdown.clone();
        let name = app.spec.addon.name();
        running.shutdown.spawn("listener", listener::run(listener, entry, limits, shutdown.clone()));
        tracing::info!(addon = name, %address, base_url = app.config.base_url, database = %app.config.database, "listening");
        running.addons.push((app, address));
    }
    supervisor::ready(&running.shutdown, running.addons.len());
    Ok(running)
}

impl Running {
    /// The means to stop it.
    #[must_use]
    pub fn shutdown(&self) -> &Shutdown {
        &self.shutdown
    }

    /// Waits for the end: a signal, or a task that failed.
    pub async fn wait(self) -> Ended {
        let apps: Vec<_> = self.addons.iter().map(|(app, _)| Arc::clone(app)).collect();
        let ended = self.shutdown.wait(self.signals, || {
            supervisor::stopping();
            for app in &apps {
                app.pulse.drain();
            }
        });
        let ended = ended.await;
        for app in apps {
            // What was acknowledged is committed; this only tidies up.
            _ = app.db.clone().close().await;
        }
        ended
    }
}

async fn bind(addon: &config::Addon) -> Result<(TcpListener, SocketAddr), Error> {
    let address = SocketAddr::new(addon.host, addon.port);
    let failed = |source| Error::Listen { addon: addon.addon, address, source };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let bound = listener.local_addr().map_err(failed)?;
    Ok((listener, bound))
}

/// Opens the database of an add-on, brings it up to date and puts the add-on together.
pub async fn assemble(
    config: &config::Serve,
    addon: config::Addon,
    options: &Options,
    transport: &Transport,
) -> Result<(App, Writers), Error> {
    let name = addon.addon;
    let url = &addon.database;
    // Whoever migrates needs the database now; whoever does not may start while it is away.
    let db = if options.migrate {
        Db::reach_to_migrate(url, Missing::Create).await
    } else {
        Db::open(url, Missing::Create).await
    };
    let db = db.map_err(|source| Error::Database { addon: name, source })?;
    if options.migrate {
        let report = migrate::up(url, &db, migrate::LOCK_TIMEOUT).await;
        let report = report.map_err(|source| Error::Migrate { addon: name, source })?;
        if !report.applied.is_empty() {
            tracing::info!(addon = name.name(), applied = report.applied.len(), "migrations applied");
        }
        db.prepares().await.map_err(|source| Error::Database { addon: name, source })?;
        warn_of_drift(name, &db).await;
    }
    let parts = Parts {
        spec: addons::spec(name),
        config,
        db,
        clock: Arc::clone(&options.clock),
        transport: transport.clone(),
        more_keys: &options.more_keys,
        addon,
    };
    let (app, writers) = App::new(parts).await.map_err(|source| Error::App { addon: name, source })?;
    workers::look(&app).instrument(tracing::info_span!("start", addon = name.name())).await;
    Ok((app, writers))
}

/// Says which migrations aren't what they were when they were applied. That stops nothing: often only their wording is
/// another.
async fn warn_of_drift(addon: Addon, db: &Db) {
    match migrate::compare(db).await {
        Ok(found) => {
            for drift in found.drift {
                let (addon, version, applied, known) = (addon.name(), drift.version, drift.applied, drift.known);
                tracing::warn!(addon, version, applied, known, "a migration isn't what it was when it was applied");
            }
        }
        Err(error) => tracing::warn!(
            addon = addon.name(),
            error = &error as &dyn std::error::Error,
            "the ledger of migrations can't be read"
        ),
    }
}
