//! For how long an add-on keeps what grows.
//!
//! All: `CLOCKIFY_ADDONS_*_DAYS`, `CLOCKIFY_ADDONS_SWEEP_SECONDS`.
//! One: `API_STUDIO_*_RETENTION_DAYS`, `UW_*_RETENTION_DAYS`, `UW_CACHE_TTL_DAYS`. What a workspace sets can only be
//! shorter.

use std::time::Duration;

use super::entry::Entry;
use super::error::Error;
use super::names::variables;
use super::reader::Reader;
use super::source::Source;
use crate::domain::addon::Addon as Id;

/// A hundred years: longer than any log has to be kept, short enough for every calendar.
const LONGEST: i32 = 36_500;

const DAY: u64 = 86_400;

/// How long each kind of row is kept. None: for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// Events.
    pub events: Option<Duration>,
    /// Flow runs that are at their end, with their steps.
    pub runs: Option<Duration>,
    /// Those of them that a condition filtered, which nobody misses as soon. Never longer than the others.
    pub filtered_runs: Option<Duration>,
    /// Entities in the cache that were not fetched again.
    pub cache: Option<Duration>,
    /// Records of calls, and of the runs that fetch a workspace's data.
    pub calls: Option<Duration>,
    /// Calls that users made by hand, with what came back.
    pub explorer: Option<Duration>,
    /// Who changed what.
    pub audit: Option<Duration>,
    /// Jobs that failed for good.
    pub dead_jobs: Option<Duration>,
    /// What a flow does only `once`.
    pub once: Option<Duration>,
    /// From the end of an installation to the erasure of its workspace. None: it is never erased by itself.
    pub grace: Option<Duration>,
    /// How long a token is refused before its workspace is erased. None: only when somebody confirms it.
    pub refused: Option<Duration>,
    /// From one sweep of a server to the next. None: servers don't sweep.
    pub interval: Option<Duration>,
}

impl Retention {
    /// Loads the section alone, for the command that sweeps.
    pub fn load(source: &Source, addon: Id) -> Result<Self, Error> {
        let mut reader = Reader::new(source);
        let read = Self::read(&mut reader, addon);
        reader.finish()?;
        Ok(read)
    }

    /// Reads what one add-on counts by.
    pub(super) fn read(reader: &mut Reader<'_>, addon: Id) -> Self {
        let names = &variables(addon).retention;
        reader.section("Retention");
        let mut days = |name, help, default| kept(reader, Entry::new(name, help), default);
        let mut read = Self {
            events: days(
                "CLOCKIFY_ADDONS_WEBHOOK_LOG_RETENTION_DAYS",
                "How long events are kept, where the add-on has no variable of its own; 0 or less: for ever",
                90,
            ),
            runs: days(
                "CLOCKIFY_ADDONS_FLOW_EXECUTION_RETENTION_DAYS",
                "How long flow runs that ended are kept, likewise",
                90,
            ),
            filtered_runs: days(
                "CLOCKIFY_ADDONS_FILTERED_RUN_RETENTION_DAYS",
                "How long flow runs are kept that a condition filtered, and never longer than the others; 0 or less: as \
                 long as those",
                14,
            ),
            cache: days(
                "CLOCKIFY_ADDONS_CACHE_TTL_DAYS",
                "How long entities stay in the cache that no bootstrap has seen since, likewise",
                7,
            ),
            calls: days(
                "CLOCKIFY_ADDONS_API_CALL_RETENTION_DAYS",
                "How long records of API calls and of bootstraps are kept; 0 or less: for ever",
                90,
            ),
            explorer: days(
                "CLOCKIFY_ADDONS_EXPLORER_RETENTION_DAYS",
                "How long calls that users made in the explorer are kept, with their answers; 0 or less: for ever",
                7,
            ),
            audit: days(
                "CLOCKIFY_ADDONS_AUDIT_RETENTION_DAYS",
                "How long it is kept who changed what; 0 or less: for ever",
                730,
            ),
            dead_jobs: days(
                "CLOCKIFY_ADDONS_DEAD_JOB_RETENTION_DAYS",
                "How long jobs are kept that failed for good; 0 or less: for ever",
                30,
            ),
            once: days(
                "CLOCKIFY_ADDONS_FLOW_ONCE_RETENTION_DAYS",
                "How long a flow remembers what it does only `once`; 0 or less: for ever",
                365,
            ),
            grace: None,
            refused: None,
            interval: None,
        };
        let help = "From the end of an installation to the erasure of its workspace; -1: never";
        let grace = Entry::new("CLOCKIFY_ADDONS_ERASE_GRACE_DAYS", help);
        let grace = reader.number(grace, "days", &(-1..=LONGEST), 7);
        read.grace = u64::try_from(grace).ok().map(|days| Duration::from_secs(days * DAY));
        let help = "How long Clockify refuses a workspace's token before the workspace is erased; 0 or less: only when \
                    that is confirmed";
        read.refused = kept(reader, Entry::new("CLOCKIFY_ADDONS_ERASE_REFUSED_DAYS", help), -1);
        let help = "From one sweep of a server to the next, a tenth more or less; 0: servers don't sweep";
        let interval = Entry::new("CLOCKIFY_ADDONS_SWEEP_SECONDS", help);
        let interval = reader.seconds(interval, &(0..=30 * DAY), 3600);
        read.interval = (!interval.is_zero()).then_some(interval);
        reader.section(variables(addon).title);
        let mut own = |name: Option<&'static str>, help, default, or| match name {
            Some(name) => kept(reader, Entry::new(name, help).only(addon), default),
            None => or,
        };
        read.events = own(names.events, "How long events are kept; 0 or less: for ever", 90, read.events);
        let help = "How long flow runs that ended are kept; 0 or less: for ever";
        read.runs = own(names.runs, help, names.default_runs, read.runs);
        let help = "How long entities stay in the cache that no bootstrap has seen since; 0 or less: for ever";
        read.cache = own(names.cache, help, 7, read.cache);
        read
    }
}

/// A number of days; zero and what is below it mean for ever, as they did in the Python system.
fn kept(reader: &mut Reader<'_>, entry: Entry, default: i32) -> Option<Duration> {
    let days = reader.number(entry, "days", &(-1..=LONGEST), default);
    u64::try_from(days).ok().filter(|days| *days > 0).map(|days| Duration::from_secs(days * DAY))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(addon: Id, pairs: &[(&str, &str)]) -> Retention {
        Retention::load(&Source::from_pairs(pairs.iter().copied()), addon).unwrap()
    }

    fn days(kept: Option<Duration>) -> Option<u64> {
        kept.map(|kept| kept.as_secs() / DAY)
    }

    #[test]
    fn each_add_on_has_the_names_and_defaults_of_the_old_deployment() {
        let of = |addon, pairs: &[_]| {
            let read = read(addon, pairs);
            (days(read.events), days(read.runs), days(read.cache))
        };
        assert_eq!(of(Id::ApiStudio, &[]), (Some(90), Some(30), Some(7)));
        assert_eq!(of(Id::UniversalWebhook, &[]), (Some(90), Some(90), Some(7)));
        assert_eq!(of(Id::ClockifyAddon, &[]), (Some(90), Some(90), Some(7)));
        let pairs = [
            ("API_STUDIO_WEBHOOK_LOG_RETENTION_DAYS", "1"),
            ("API_STUDIO_FLOW_EXECUTION_RETENTION_DAYS", "2"),
            ("UW_WEBHOOK_LOG_RETENTION_DAYS", "3"),
            ("UW_FLOW_EXECUTION_RETENTION_DAYS", "4"),
            ("UW_CACHE_TTL_DAYS", "5"),
            ("CLOCKIFY_ADDONS_WEBHOOK_LOG_RETENTION_DAYS", "6"),
            ("CLOCKIFY_ADDONS_FLOW_EXECUTION_RETENTION_DAYS", "7"),
            ("CLOCKIFY_ADDONS_CACHE_TTL_DAYS", "8"),
        ];
        assert_eq!(of(Id::ApiStudio, &pairs), (Some(1), Some(2), Some(8)));
        assert_eq!(of(Id::UniversalWebhook, &pairs), (Some(3), Some(4), Some(5)));
        assert_eq!(of(Id::ClockifyAddon, &pairs), (Some(6), Some(7), Some(8)));
    }

    #[test]
    fn nothing_is_deleted_where_that_is_said() {
        for zero in ["0", "-1"] {
            let kept = read(Id::UniversalWebhook, &[("UW_CACHE_TTL_DAYS", zero)]);
            assert_eq!((kept.cache, days(kept.events)), (None, Some(90)));
        }
        let grace = |text| days(read(Id::ApiStudio, &[("CLOCKIFY_ADDONS_ERASE_GRACE_DAYS", text)]).grace);
        assert_eq!((grace("-1"), grace("0"), grace("7")), (None, Some(0), Some(7)));
        let interval = |text| read(Id::ApiStudio, &[("CLOCKIFY_ADDONS_SWEEP_SECONDS", text)]).interval;
        assert_eq!((interval("0"), interval("60")), (None, Some(Duration::from_mins(1))));
        let source = Source::from_pairs([("UW_CACHE_TTL_DAYS", "soon")]);
        assert!(Retention::load(&source, Id::UniversalWebhook).unwrap_err().to_string().contains("UW_CACHE_TTL_DAYS"));
        assert!(Retention::load(&source, Id::ApiStudio).is_ok());
    }
}
