//! For how long each kind of row is kept: what the operator says, and what a workspace wants to be shorter.

use std::time::Duration;

use serde_json::Value;
use time::OffsetDateTime;

use crate::config;
use crate::domain::addon::RetentionSettings;
use crate::domain::settings::amount;

/// What a scheduler may still start for a time that has passed is much younger.
const TICKS: Duration = Duration::from_hours(30 * 24);

const DAY: Duration = Duration::from_hours(24);

/// What says how long rows are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    Events,
    Runs,
    Cache,
    Calls,
    Explorer,
    Audit,
    DeadJobs,
    Once,
    /// A month: whether a schedule has had its turn.
    Ticks,
    /// Until they are expected no more.
    Echoes,
}

/// The policy of one workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy(config::Retention);

impl Policy {
    /// What the operator says, and what the workspace set where that is less. A workspace can't have anything kept
    /// longer, and nothing shorter than a day.
    #[must_use]
    pub fn of(config: &config::Retention, names: &RetentionSettings, settings: Option<&Value>) -> Self {
        let shorter = |own: Option<Duration>, name: Option<&'static str>| {
            let days = name.and_then(|name| amount(settings, name)).map(|days| DAY * days.clamp(1, 36_500));
            [own, days].into_iter().flatten().min()
        };
        Self(config::Retention {
            events: shorter(config.events, names.events),
            runs: shorter(config.runs, names.runs),
            cache: shorter(config.cache, names.cache),
            ..*config
        })
    }

    /// Before when rows are due. None: they never are.
    pub(super) fn cutoff(&self, kept: Kept, now: OffsetDateTime) -> Option<OffsetDateTime> {
        let age = match kept {
            Kept::Events => self.0.events,
            Kept::Runs => self.0.runs,
            Kept::Cache => self.0.cache,
            Kept::Calls => self.0.calls,
            Kept::Explorer => self.0.explorer,
            Kept::Audit => self.0.audit,
            Kept::DeadJobs => self.0.dead_jobs,
            Kept::Once => self.0.once,
            Kept::Ticks => Some(TICKS),
            Kept::Echoes => Some(Duration::ZERO),
        };
        now.checked_sub(time::Duration::try_from(age?).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::config::Source;
    use crate::domain::addon::Addon;

    #[test]
    fn a_workspace_can_only_have_less_kept() {
        let names = RetentionSettings { events: Some("e"), runs: None, cache: Some("c") };
        let now = OffsetDateTime::from_unix_timestamp(1_800_000_000).unwrap();
        let days = |pairs: &[(&str, &str)], settings: &Value, kept| {
            let config = config::Retention::load(&Source::from_pairs(pairs.iter().copied()), Addon::UniversalWebhook);
            let policy = Policy::of(&config.unwrap(), &names, Some(settings));
            policy.cutoff(kept, now).map(|cutoff| (now - cutoff).whole_days())
        };
        for (own, set, expected) in [
            ("90", json!(30), Some(30)),
            ("90", json!(365), Some(90)),
            ("0", json!(365), Some(365)),
            ("0", json!("x"), None),
            ("90", json!(0), Some(1)),
            ("90", json!(-5), Some(90)),
        ] {
            let settings = json!([{ "id": "e", "value": set }, { "id": "r", "value": 1 }]);
            let pairs = [("UW_WEBHOOK_LOG_RETENTION_DAYS", own)];
            assert_eq!(days(&pairs, &settings, Kept::Events), expected, "{own} {set}");
            assert_eq!(days(&pairs, &settings, Kept::Runs), Some(90), "only what the add-on offers counts");
        }
        assert_eq!(days(&[], &json!({ "c": 3 }), Kept::Cache), Some(3));
        assert_eq!(days(&[], &Value::Null, Kept::Echoes), Some(0));
    }
}
