//! Which addresses a call may reach.
//!
//! Whoever can make this program call a URL of their choice could otherwise reach what only this machine can: its own
//! services, the local network, the metadata service of a cloud. Names are judged by what they lead to, at the moment
//! the connection is made: [`Resolver`] gives the transport only addresses that were checked, so a name that
//! leads elsewhere the next time is checked again. Addresses that stand in a URL never reach a resolver, so
//! [`Guard::check_url`] has to be asked for those before each request.
//!
//! Nothing here knows Clockify; steps of flows that call any server go the same way.

mod ranges;
mod resolver;

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use ipnet::IpNet;
use url::{Host, Url};

pub use ranges::Kind;
pub use resolver::{Lookup, Resolver, System};

use crate::config::outbound::NETWORKS;

/// Decides about addresses. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Guard {
    exceptions: Arc<[IpNet]>,
}

/// An address that may not be called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The name that leads there, if one did.
    host: Option<String>,
    address: IpAddr,
    kind: Kind,
}

impl Guard {
    /// Lets calls reach public addresses, and these networks.
    #[must_use]
    pub fn new(exceptions: &[IpNet]) -> Self {
        Self { exceptions: exceptions.into() }
    }

    /// Whether this address may be called.
    pub fn check(&self, address: IpAddr) -> Result<(), Refused> {
        match self.judge(address) {
            None => Ok(()),
            Some(kind) => Err(Refused { host: None, address, kind }),
        }
    }

    /// Whether the URL may be called, as far as it holds an address itself.
    pub fn check_url(&self, url: &Url) -> Result<(), Refused> {
        match url.host() {
            Some(Host::Ipv4(address)) => self.check(address.into()),
            Some(Host::Ipv6(address)) => self.check(address.into()),
            Some(Host::Domain(_)) | None => Ok(()),
        }
    }

    /// Resolves names for a transport, to addresses that may be called.
    #[must_use]
    pub fn resolver(&self) -> Resolver<System> {
        Resolver::new(self.clone(), System)
    }

    /// What stands against an address. One that carries others is as good as the worst of them.
    fn judge(&self, address: IpAddr) -> Option<Kind> {
        let inside = ranges::carried(address);
        let kind = if inside.is_empty() {
            ranges::kind(address)
        } else {
            inside.into_iter().find_map(|address| self.judge(address.into()))
        };
        kind.filter(|kind| !self.excepts(address, *kind))
    }

    /// Whether the configuration lets the address through. A metadata service, which hands out the machine's own
    /// credentials, has to be named by its very address: a network around it doesn't open it.
    fn excepts(&self, address: IpAddr, kind: Kind) -> bool {
        let full = if address.is_ipv4() { 32 } else { 128 };
        let close = |network: &&IpNet| kind != Kind::Metadata || network.prefix_len() == full;
        self.exceptions.iter().filter(close).any(|network| network.contains(&address))
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.host {
            Some(host) => write!(f, "{host} leads to {}, {}", self.address, self.kind),
            None => write!(f, "{} is {}", self.address, self.kind),
        }?;
        write!(f, "; {NETWORKS} makes exceptions")
    }
}

impl std::error::Error for Refused {}

#[cfg(test)]
mod tests;
