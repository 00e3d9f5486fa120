//! What a client is made of.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use super::{Audit, OnUnauthorized, Transport};
use crate::clock::Clock;
use crate::clockify::limit::Limiter;
use crate::config;
use crate::metrics::Metrics;

/// What a client needs.
#[derive(Clone)]
pub struct Options {
    /// Times, sizes and repeats.
    pub outbound: config::Outbound,
    /// Which hosts may be called.
    pub clockify: config::Clockify,
    /// Calls per second in one workspace.
    pub rps: u32,
    /// Makes calls wait for their turn.
    pub limiter: Limiter,
    /// Where records of calls go.
    pub audit: Arc<dyn Audit>,
    /// Who hears of tokens that are refused again and again.
    pub unauthorized: Arc<dyn OnUnauthorized>,
    /// What is counted.
    pub metrics: Arc<Metrics>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Waiting and chance.
    pub pause: Arc<dyn Pause>,
    /// Makes the connections.
    pub transport: Transport,
}

/// Waits between attempts, and chooses how long.
pub trait Pause: Send + Sync {
    /// Waits.
    fn wait(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>>;

    /// A number from 0 to 1 that nobody can foresee.
    fn share(&self) -> f64;
}

/// Waits in real time.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sleep;

impl Pause for Sleep {
    fn wait(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(tokio::time::sleep(time))
    }

    fn share(&self) -> f64 {
        fastrand::f64()
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options").field("outbound", &self.outbound).field("rps", &self.rps).finish_non_exhaustive()
    }
}
