//! A page like Clockify's, with an add-on's page in a frame of it.
//!
//! Everything that the add-on's page has to get along with is as it is there: another origin, a user's token in the
//! address, messages that ask for a new one, messages that tell of a change. What can be chosen, and what can be made to
//! go wrong, stands on the page itself (`host.html`, `host.js`); `routes` is what that asks of the sandbox.
//!
//! The page is found under the loopback address and not under the name `localhost`, which the add-ons are found under:
//! to a browser those are two sites.

mod routes;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::{Api, Driver, Error};
use crate::clock::Clock;

/// A page that isn't shown yet, but whose address is known: add-ons have to be told who may embed them.
#[derive(Debug)]
pub struct Host {
    listener: TcpListener,
    address: SocketAddr,
}

/// An add-on that the page shows.
#[derive(Debug)]
pub struct Stage {
    /// What installs it and delivers to it.
    pub driver: Arc<Driver>,
    /// Its name.
    pub title: String,
    /// The entry in the side bar.
    pub label: String,
    /// Its address, as a browser on this machine finds it.
    pub address: String,
    /// The path of its page.
    pub page: String,
}

impl Host {
    /// Takes a port of the loopback address; 0 takes a free one.
    pub async fn bind(port: u16) -> Result<Self, Error> {
        let failed = |source| Error::Listen { port, source };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        Ok(Self { listener, address })
    }

    /// The origin of the page.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Shows the page until it is told to stop.
    pub async fn run(self, api: Api, stages: Vec<Stage>, clock: Arc<dyn Clock>, stop: CancellationToken) {
        let router = routes::router(routes::Shown { api, stages, clock, port: self.address.port() });
        let served = stop.run_until_cancelled(axum::serve(self.listener, router).into_future());
        if let Some(Err(error)) = served.await {
            tracing::warn!(%error, "the sandbox's page ended");
        }
    }
}
