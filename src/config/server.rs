//! How the listeners treat connections and how they end.
//!
//! `CLOCKIFY_ADDONS_SHUTDOWN_SECONDS`, `CLOCKIFY_ADDONS_DRAIN_SECONDS`, `CLOCKIFY_ADDONS_MAX_CONNECTIONS`,
//! `CLOCKIFY_ADDONS_HEADER_TIMEOUT_SECONDS`, `CLOCKIFY_ADDONS_BODY_TIMEOUT_SECONDS`.

use std::time::Duration;

use super::entry::Entry;
use super::reader::Reader;

/// Times and bounds of the HTTP servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Server {
    /// How long running requests may finish after the listeners closed. Docker and Kubernetes kill
    /// after 10 and 30 seconds unless told otherwise.
    pub shutdown_grace: Duration,
    /// How long `/ready` says no before the listeners close, so that balancers notice in time.
    pub drain_delay: Duration,
    /// Open connections per add-on.
    pub max_connections: usize,
    /// How long a client may take to send a request's head.
    pub header_timeout: Duration,
    /// How long a client may take to send a request's body.
    pub body_timeout: Duration,
}

impl Server {
    /// Reads the section.
    pub fn read(reader: &mut Reader<'_>) -> Self {
        reader.section("Server");
        let shutdown =
            Entry::new("CLOCKIFY_ADDONS_SHUTDOWN_SECONDS", "How long running requests may finish at shutdown");
        let help = "How long /ready answers 503 before the listeners close";
        let drain = Entry::new("CLOCKIFY_ADDONS_DRAIN_SECONDS", help);
        let connections = Entry::new("CLOCKIFY_ADDONS_MAX_CONNECTIONS", "Open connections, per add-on");
        let header =
            Entry::new("CLOCKIFY_ADDONS_HEADER_TIMEOUT_SECONDS", "How long a request's head may take to arrive");
        let body = Entry::new("CLOCKIFY_ADDONS_BODY_TIMEOUT_SECONDS", "How long a request's body may take to arrive");
        Self {
            shutdown_grace: reader.seconds(shutdown, &(0..=3600), 25),
            drain_delay: reader.seconds(drain, &(0..=3600), 0),
            max_connections: reader.number(connections, "connections", &(1..=1_000_000), 1024),
            header_timeout: reader.seconds(header, &(1..=300), 10),
            body_timeout: reader.seconds(body, &(1..=600), 20),
        }
    }
}
