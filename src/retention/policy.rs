//! For how long each kind of row is kept: what the operator says, and what a workspace wants to be shorter.

use std::time::Duration;

use serde_json::Value;
use time::OffsetDateTime;

use super::own::{Kind, Own};
use crate::config;
use crate::domain::addon::RetentionSettings;
use crate::domain::settings::amount;

/// What a scheduler may still start for a time that has passed is much younger.
const TICKS: Duration = Duration::from_hours(30 * 24);

const DAY: Duration = Duration::from_hours(24);

/// A hundred years.
pub(super) const LONGEST: u32 = 36_500;

/// What says how long rows are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    Events,
    Runs,
    FilteredRuns,
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

impl Kept {
    /// Whether it was collected of the workspace, and goes when somebody empties it. What keeps flows from doing a thing
    /// twice stays with them, and so does the record of who did what.
    pub(super) const fn is_collected(self) -> bool {
        match self {
            Self::Events
            | Self::Runs
            | Self::FilteredRuns
            | Self::Cache
            | Self::Calls
            | Self::Explorer
            | Self::DeadJobs => true,
            Self::Audit | Self::Once | Self::Ticks | Self::Echoes => false,
        }
    }
}

/// The policy of one workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy(config::Retention);

impl Policy {
    /// What the operator says, and what the workspace set where that is less: in Clockify, or on the add-on's own page. A
    /// workspace can't have anything kept longer, and nothing shorter than a day.
    #[must_use]
    pub fn of(config: &config::Retention, names: &RetentionSettings, settings: Option<&Value>, own: &Own) -> Self {
        let shorter = |kind: Kind| {
            let set = kind.setting(names).and_then(|name| days(settings, name));
            [kind.operators(config), set.map(|days| DAY * days), own.days(kind).map(|days| DAY * days)]
                .into_iter()
                .flatten()
                .min()
        };
        let runs = shorter(Kind::Runs);
        Self(config::Retention {
            events: shorter(Kind::Events),
            runs,
            filtered_runs: [runs, shorter(Kind::FilteredRuns)].into_iter().flatten().min(),
            cache: shorter(Kind::Cache),
            calls: shorter(Kind::Calls),
            ..*config
        })
    }

    /// For how many days rows of this kind are kept. None: for ever.
    #[must_use]
    pub fn days(&self, kind: Kind) -> Option<u64> {
        kind.operators(&self.0).map(|kept| kept.as_secs() / DAY.as_secs())
    }

    /// Before when rows are due. None: they never are.
    pub(super) fn cutoff(&self, kept: Kept, now: OffsetDateTime) -> Option<OffsetDateTime> {
        let age = match kept {
            Kept::Events => self.0.events,
            Kept::Runs => self.0.runs,
            Kept::FilteredRuns => self.0.filtered_runs,
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

/// What a workspace set a number of days to in Clockify.
pub(super) fn days(settings: Option<&Value>, name: &str) -> Option<u32> {
    amount(settings, name).map(|days| days.clamp(1, LONGEST))
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
            let policy = Policy::of(&config.unwrap(), &names, Some(settings), &Own::default());
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

    #[test]
    fn of_all_that_is_said_the_shortest_counts() {
        let names = RetentionSettings { events: Some("e"), runs: None, cache: None };
        let of = |pairs: &[(&str, &str)], own: &[(Kind, u32)]| {
            let config = config::Retention::load(&Source::from_pairs(pairs.iter().copied()), Addon::UniversalWebhook);
            let own = own.iter().copied().collect::<Own>();
            let policy = Policy::of(&config.unwrap(), &names, Some(&json!({ "e": 30 })), &own);
            [Kind::Events, Kind::Runs, Kind::FilteredRuns, Kind::Calls].map(|kind| policy.days(kind))
        };
        assert_eq!(of(&[], &[]), [Some(30), Some(90), Some(14), Some(90)]);
        assert_eq!(of(&[], &[(Kind::Events, 10), (Kind::Runs, 40)]), [Some(10), Some(40), Some(14), Some(90)]);
        assert_eq!(of(&[], &[(Kind::Events, 60), (Kind::Calls, 200)]), [Some(30), Some(90), Some(14), Some(90)]);
        assert_eq!(
            of(&[], &[(Kind::Runs, 7)])[1..3],
            [Some(7), Some(7)],
            "what was filtered goes no later than the rest"
        );
        let forever = [("UW_FLOW_EXECUTION_RETENTION_DAYS", "0"), ("CLOCKIFY_ADDONS_FILTERED_RUN_RETENTION_DAYS", "0")];
        assert_eq!(of(&forever, &[])[1..3], [None, None]);
        assert_eq!(of(&forever, &[(Kind::FilteredRuns, 3)])[1..3], [None, Some(3)]);
    }
}
