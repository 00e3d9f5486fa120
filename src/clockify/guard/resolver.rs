//! Names, resolved to addresses that were checked.

use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::{Guard, Refused};

/// Finds the addresses of a name.
pub trait Lookup: Send + Sync + fmt::Debug + 'static {
    /// All addresses of the name.
    fn lookup(&self, name: String) -> Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;
}

/// The system's resolver.
#[derive(Clone, Copy, Debug, Default)]
pub struct System;

impl Lookup for System {
    fn lookup(&self, name: String) -> Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>> {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }
}

/// Resolves a name for one connection, which then goes to exactly the addresses that were checked. If one of them may
/// not be called none is: a name that leads to both is no honest one.
#[derive(Debug)]
pub struct Resolver<L> {
    guard: Guard,
    lookup: Arc<L>,
}

impl<L: Lookup> Resolver<L> {
    /// Checks what this lookup finds.
    pub fn new(guard: Guard, lookup: L) -> Self {
        Self { guard, lookup: Arc::new(lookup) }
    }
}

impl<L: Lookup> Resolve for Resolver<L> {
    fn resolve(&self, name: Name) -> Resolving {
        let (guard, lookup) = (self.guard.clone(), Arc::clone(&self.lookup));
        Box::pin(async move {
            let addresses = lookup.lookup(name.as_str().to_owned()).await?;
            for address in &addresses {
                let named = |refused| Refused { host: Some(name.as_str().to_owned()), ..refused };
                guard.check(*address).map_err(named)?;
            }
            if addresses.is_empty() {
                return Err(io::Error::new(io::ErrorKind::NotFound, "the name has no address").into());
            }
            // Port 0 stands for the one of the URL.
            let checked: Addrs = Box::new(addresses.into_iter().map(|address| SocketAddr::new(address, 0)));
            Ok(checked)
        })
    }
}
