//! What a simulated API is started with.

use std::sync::Arc;
use std::time::Duration;

use super::seed::Sizes;
use crate::clock::Clock;
use crate::sandbox::delivery::Schedule;
use crate::sandbox::{Key, Workspace};

/// What a workspace pays for, from the least on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the platform's own names")]
pub enum Plan {
    Free,
    Basic,
    Standard,
    Pro,
    #[default]
    Enterprise,
}

impl Plan {
    /// The platform's name for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Free => "FREE",
            Self::Basic => "BASIC",
            Self::Standard => "STANDARD",
            Self::Pro => "PRO",
            Self::Enterprise => "ENTERPRISE",
        }
    }

    /// How many webhooks there may be: of one user, and in the workspace.
    pub(super) const fn webhooks(self) -> (usize, usize) {
        match self {
            Self::Free => (3, 3),
            Self::Basic | Self::Standard | Self::Pro => (10, 100),
            Self::Enterprise => (100, 300),
        }
    }

    /// The least plan that has what lies below a path.
    pub(super) fn needed(path: &str) -> Self {
        let rest = path.strip_prefix("/v1/workspaces/{workspaceId}/").unwrap_or_default();
        match rest.split('/').next().unwrap_or_default() {
            "invoices" | "approval-requests" | "time-off" | "holidays" => Self::Standard,
            "scheduling" | "expenses" | "custom-fields" => Self::Pro,
            _ => Self::Free,
        }
    }
}

/// How a missing scope is refused; both have been seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ScopeRefusal {
    /// With 401, like a bad token; the message names the scope.
    Unauthorized,
    /// With 403.
    #[default]
    Forbidden,
}

/// How the events of the API's own writes travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Echo {
    /// When they are delivered.
    pub timing: Timing,
    /// How often each is delivered; the platform repeats some though they were taken.
    pub copies: u8,
}

impl Default for Echo {
    fn default() -> Self {
        Self { timing: Timing::default(), copies: 1 }
    }
}

/// When an event is delivered, seen from the answer to the write that caused it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Timing {
    /// Beside it: either may be first.
    #[default]
    Beside,
    /// Before: the answer waits until delivery was tried once.
    Before,
    /// So long after the write.
    After(Duration),
}

/// Everything that can be chosen.
#[derive(Clone, Debug)]
pub struct Options {
    /// The key that signs the tokens.
    pub key: Key,
    /// Tells the time of the data and of tokens. The limiter has its own.
    pub clock: Arc<dyn Clock>,
    /// The workspace.
    pub workspace: Workspace,
    /// Port on the loopback address; 0 takes a free one.
    pub port: u16,
    /// The same number gives the same data.
    pub seed: u64,
    /// How much data there is.
    pub sizes: Sizes,
    /// Requests per second of an add-on in a workspace; none for no limit.
    pub per_second: Option<usize>,
    /// The workspace's plan.
    pub plan: Plan,
    /// How a missing scope is refused.
    pub scope_refusal: ScopeRefusal,
    /// Seconds east of UTC in which the window of a list of time entries is read.
    pub zone: i64,
    /// When failed deliveries are repeated.
    pub schedule: Schedule,
    /// A webhook of the API is switched off after so many deliveries in a row that were given up.
    pub disable_after: u32,
    /// How the events of writes travel.
    pub echo: Echo,
}

impl Options {
    /// The usual: a company of fifty, 50 requests per second, everything paid for.
    #[must_use]
    pub fn new(key: Key, clock: Arc<dyn Clock>) -> Self {
        Self {
            key,
            clock,
            workspace: Workspace::default(),
            port: 0,
            seed: 0,
            sizes: Sizes::default(),
            per_second: Some(50),
            plan: Plan::default(),
            scope_refusal: ScopeRefusal::default(),
            zone: 0,
            schedule: Schedule::default(),
            disable_after: 20,
            echo: Echo::default(),
        }
    }
}
