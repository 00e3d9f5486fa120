//! Places in line that several processes share through Redis.
//!
//! The server's clock counts, so those of the processes may differ. One script gives one place; it is the same rule as in
//! `pace.rs`. When the server is gone, each process goes on by itself at once, and looks now and then whether it is back.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, RedisError, Script};
use secrecy::{ExposeSecret, SecretString};
use tokio::time::{Instant, timeout};

use super::pace;
use crate::metrics::Metrics;

/// Longest that a call waits for the server before it goes on without.
const PATIENCE: Duration = Duration::from_millis(100);

/// How long the server is left alone after it failed: at first, and at most.
const REST: Duration = Duration::from_secs(1);
const LONGEST_REST: Duration = Duration::from_secs(5);

/// Gives a place, unless it lies further ahead than somebody would wait: then it only says how far. A clock that was set back would leave a place in the far future; that is forgotten.
const PLACE: &str = "
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local step, slack, most = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local next = tonumber(redis.call('GET', KEYS[1]) or 0)
if next > now + 60000000 + step then next = now end
local place = math.max(next, now - slack)
if place - now > most then return place - now end
local keep = math.ceil((place + step - now) / 1000) + 1000
redis.call('SET', KEYS[1], string.format('%.0f', place + step), 'PX', string.format('%.0f', keep))
return math.max(0, place - now)
";

/// A URL that can't be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("REDIS_URL can't be used")]
pub struct BadUrl;

/// The shared count.
pub(super) struct Shared {
    client: Client,
    script: Script,
    prefix: String,
    connection: tokio::sync::Mutex<Option<MultiplexedConnection>>,
    state: Mutex<State>,
    metrics: Arc<Metrics>,
}

/// How the server is.
#[derive(Clone, Copy, Debug)]
enum State {
    Unknown,
    Up,
    /// Failed; not to be asked before this time, and the next rest is this long.
    Down {
        until: Instant,
        rest: Duration,
    },
}

/// Why there was no place.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("Redis doesn't answer in time")]
    Slow,
    #[error("Redis refuses")]
    Redis(#[from] RedisError),
}

impl Shared {
    pub(super) fn new(url: &SecretString, prefix: String, metrics: Arc<Metrics>) -> Result<Self, BadUrl> {
        // The error may repeat the URL, and the URL holds a password.
        let client = Client::open(url.expose_secret()).map_err(|_| BadUrl)?;
        Ok(Self {
            client,
            script: Script::new(PLACE),
            prefix,
            connection: tokio::sync::Mutex::default(),
            state: Mutex::new(State::Unknown),
            metrics,
        })
    }

    /// How long to wait for the place that the server gives, unless the server is gone.
    pub(super) async fn place(&self, key: &str, rps: u32, most: u64) -> Option<Duration> {
        if !self.is_worth_asking() {
            return None;
        }
        let result = match timeout(PATIENCE, self.ask(key, rps, most)).await {
            Ok(result) => result,
            Err(_) => Err(Failure::Slow),
        };
        match result {
            Ok(wait) => {
                self.answered();
                Some(wait)
            }
            Err(failure) => {
                // A connection that failed once, or went silent, is not used again.
                if let Ok(mut connection) = self.connection.try_lock() {
                    *connection = None;
                }
                self.failed(&failure);
                None
            }
        }
    }

    async fn ask(&self, key: &str, rps: u32, most: u64) -> Result<Duration, Failure> {
        let mut connection = self.connection().await?;
        let mut call = self.script.key(format!("{}{key}", self.prefix));
        call.arg(pace::step(rps)).arg(pace::SLACK).arg(most);
        let micros: u64 = call.invoke_async(&mut connection).await?;
        Ok(Duration::from_micros(micros))
    }

    async fn connection(&self) -> Result<MultiplexedConnection, RedisError> {
        let mut held = self.connection.lock().await;
        if let Some(connection) = &*held {
            return Ok(connection.clone());
        }
        let config = AsyncConnectionConfig::new().set_connection_timeout(PATIENCE).set_response_timeout(PATIENCE);
        let connection = self.client.get_multiplexed_async_connection_with_config(&config).await?;
        *held = Some(connection.clone());
        Ok(connection)
    }

    /// Whether to ask the server now. While it is gone one call at a time finds out whether it is back.
    fn is_worth_asking(&self) -> bool {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match *state {
            State::Unknown | State::Up => true,
            State::Down { until, .. } if Instant::now() < until => false,
            State::Down { rest, .. } => {
                *state = down(rest);
                true
            }
        }
    }

    fn answered(&self) {
        let before = self.turn(State::Up);
        if let State::Down { .. } = before {
            tracing::info!("the rate limit is shared through Redis again");
        }
        if !matches!(before, State::Up) {
            self.metrics.rate_limit_shared.set(1.0);
        }
    }

    fn failed(&self, failure: &Failure) {
        self.metrics.rate_limit_redis_failures.increment(1);
        if let State::Down { rest, .. } = self.turn(down(REST)) {
            // It was gone before: it rests longer each time.
            self.turn(down(rest.saturating_mul(2).min(LONGEST_REST)));
            return;
        }
        self.metrics.rate_limit_shared.set(0.0);
        tracing::warn!(
            error = failure as &dyn std::error::Error,
            "Redis can't be used; the rate limit is this process's own until it can"
        );
    }

    fn turn(&self, state: State) -> State {
        std::mem::replace(&mut *self.state.lock().unwrap_or_else(PoisonError::into_inner), state)
    }
}

fn down(rest: Duration) -> State {
    State::Down { until: Instant::now() + rest, rest }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}
