//! What all clients of a process share: the connections, and the certificates that are trusted.

use std::time::Duration;

use reqwest::redirect::Policy;

use crate::clockify::guard::Guard;
use crate::config;

/// Connections that are kept for the next call, per host, and for how long.
const IDLE_CONNECTIONS: usize = 16;
const IDLE: Duration = Duration::from_secs(30);

/// Makes connections. To be made once in a process, since it reads all certificates of the system, and keeps them. Cheap
/// to clone.
#[derive(Clone, Debug)]
pub struct Transport {
    pub(crate) http: reqwest::Client,
    /// Which addresses may be called.
    pub(crate) guard: Guard,
}

impl Transport {
    /// Fails only if the system's certificates can't be used.
    pub fn new(outbound: &config::Outbound) -> Result<Self, reqwest::Error> {
        let guard = Guard::new(&outbound.allowed_networks);
        let http = reqwest::Client::builder()
            .connect_timeout(outbound.connect_timeout)
            .dns_resolver(guard.resolver())
            // A proxy would resolve the name for us, and nobody would check what it finds.
            .no_proxy()
            .redirect(Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .http1_only()
            .pool_max_idle_per_host(IDLE_CONNECTIONS)
            .pool_idle_timeout(IDLE)
            .build()?;
        Ok(Self { http, guard })
    }
}
