//! When a flow starts by itself.
//!
//! A time of day is that of its zone. On a day on which the clocks leave it out, a flow starts at the moment they are put
//! forward; on a day that has it twice, the first time only.

use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, TimeZone};

use super::filter;

/// Most ticks that are told at once.
pub const MOST: usize = 1000;

/// A schedule. Times of day are those of its zone, also where the clocks are changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Schedule {
    /// At every multiple of this since 1970, at least a minute.
    Every(Duration),
    /// Once a day.
    Daily {
        /// When.
        at: TimeOfDay,
        /// The zone's IANA name. None: the workspace's.
        zone: Option<String>,
    },
    /// On some days of the week.
    Weekly {
        /// Which, from 1 for Monday to 7 for Sunday, rising.
        days: Vec<u8>,
        /// When.
        at: TimeOfDay,
        /// The zone's IANA name. None: the workspace's.
        zone: Option<String>,
    },
}

/// Hour and minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimeOfDay {
    /// From 0 to 23.
    pub hour: u8,
    /// From 0 to 59.
    pub minute: u8,
}

impl Schedule {
    /// When it is due after the one time and up to the other, in milliseconds since 1970, rising; the first [`MOST`] of
    /// them. The zone is the workspace's, for a schedule that names none; where it isn't known, or has gone from the
    /// zone database, times are UTC.
    #[must_use]
    pub fn ticks(&self, after_ms: i64, until_ms: i64, zone: Option<&str>) -> Vec<i64> {
        match self {
            Self::Every(period) => every(*period, after_ms, until_ms),
            Self::Daily { at, zone: own } => days(&[], *at, own.as_deref().or(zone), after_ms, until_ms),
            Self::Weekly { days: chosen, at, zone: own } => {
                days(chosen, *at, own.as_deref().or(zone), after_ms, until_ms)
            }
        }
    }
}

fn every(period: Duration, after_ms: i64, until_ms: i64) -> Vec<i64> {
    let period = i64::try_from(period.as_millis()).unwrap_or(i64::MAX).max(1);
    let first = after_ms.div_euclid(period).checked_add(1).and_then(|number| number.checked_mul(period));
    let ticks = std::iter::successors(first, |tick| tick.checked_add(period));
    ticks.take_while(|tick| *tick <= until_ms).take(MOST).collect()
}

/// The time of day on each day of the week that was chosen; on every day where none was.
fn days(chosen: &[u8], at: TimeOfDay, zone: Option<&str>, after_ms: i64, until_ms: i64) -> Vec<i64> {
    let zone = zone.and_then(|name| filter::zone(name).ok()).unwrap_or(TimeZone::UTC);
    let Ok(after) = Timestamp::from_millisecond(after_ms) else { return Vec::new() };
    // The day before may end after this moment, where clocks were put back over midnight.
    let today = zone.to_datetime(after).date();
    let mut ticks: Vec<i64> = Vec::new();
    for date in std::iter::successors(Some(today.yesterday().unwrap_or(today)), |date| date.tomorrow().ok()) {
        let number = date.weekday().to_monday_one_offset();
        if !chosen.is_empty() && !chosen.iter().any(|day| i16::from(*day) == i16::from(number)) {
            continue;
        }
        let Some(tick) = moment(date, at, &zone) else { break };
        if tick > until_ms || ticks.len() == MOST {
            break;
        }
        // A day that a zone left out as a whole ends where the next one begins.
        if tick > after_ms && ticks.last() != Some(&tick) {
            ticks.push(tick);
        }
    }
    ticks
}

fn moment(date: Date, at: TimeOfDay, zone: &TimeZone) -> Option<i64> {
    let (hour, minute) = (i8::try_from(at.hour).ok()?, i8::try_from(at.minute).ok()?);
    let local = DateTime::new(date.year(), date.month(), date.day(), hour, minute, 0, 0).ok()?;
    let ambiguous = zone.to_ambiguous_timestamp(local);
    let moment = match ambiguous.offset() {
        AmbiguousOffset::Gap { .. } => {
            // As if the clocks had not been put forward: at that moment, or behind it by less than the gap.
            let late = ambiguous.later().ok()?;
            let behind = Timestamp::from_millisecond(late.as_millisecond() + 1).ok()?;
            zone.preceding(behind).next().map_or(late, |transition| transition.timestamp())
        }
        AmbiguousOffset::Unambiguous { .. } | AmbiguousOffset::Fold { .. } => ambiguous.earlier().ok()?,
    };
    Some(moment.as_millisecond())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HOUR: i64 = 3_600_000;
    const DAY: i64 = 24 * HOUR;

    fn ms(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().as_millisecond()
    }

    fn texts(ticks: &[i64]) -> Vec<String> {
        ticks.iter().map(|tick| Timestamp::from_millisecond(*tick).unwrap().to_string()).collect()
    }

    fn daily(hour: u8, minute: u8, zone: &str) -> Schedule {
        Schedule::Daily { at: TimeOfDay { hour, minute }, zone: Some(zone.to_owned()) }
    }

    #[test]
    fn a_period_is_counted_from_1970() {
        let quarter = Schedule::Every(Duration::from_mins(15));
        let ticks = quarter.ticks(ms("2026-03-02T09:00:00Z"), ms("2026-03-02T09:45:00Z"), None);
        assert_eq!(texts(&ticks), ["2026-03-02T09:15:00Z", "2026-03-02T09:30:00Z", "2026-03-02T09:45:00Z"]);
        assert_eq!(quarter.ticks(0, i64::MAX, None).len(), MOST);
        assert_eq!(quarter.ticks(i64::MAX, i64::MAX, None), [] as [i64; 0]);
        assert_eq!(quarter.ticks(5, 4, None), [] as [i64; 0]);
    }

    #[test]
    fn a_time_that_the_clocks_leave_out_is_the_moment_they_are_put_forward() {
        let ticks = daily(2, 30, "Europe/Vienna").ticks(ms("2026-03-27T12:00:00Z"), ms("2026-03-30T12:00:00Z"), None);
        assert_eq!(texts(&ticks), ["2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"]);
    }

    #[test]
    fn a_time_that_comes_twice_counts_once() {
        let ticks = daily(2, 30, "Europe/Vienna").ticks(ms("2026-10-24T12:00:00Z"), ms("2026-10-26T12:00:00Z"), None);
        assert_eq!(texts(&ticks), ["2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"]);
        // Asked between the two, the first is over and the second is none.
        let between = daily(2, 30, "Europe/Vienna").ticks(ms("2026-10-25T01:00:00Z"), ms("2026-10-25T12:00:00Z"), None);
        assert_eq!(between, [] as [i64; 0]);
    }

    #[test]
    fn midnight_may_be_left_out_too() {
        let ticks = daily(0, 0, "America/Santiago").ticks(ms("2026-09-05T12:00:00Z"), ms("2026-09-07T12:00:00Z"), None);
        assert_eq!(texts(&ticks), ["2026-09-06T04:00:00Z", "2026-09-07T03:00:00Z"]);
    }

    #[test]
    fn a_day_that_a_zone_left_out_is_no_second_tick() {
        let ticks = daily(0, 0, "Pacific/Apia").ticks(ms("2011-12-29T00:00:00Z"), ms("2012-01-01T00:00:00Z"), None);
        assert_eq!(texts(&ticks), ["2011-12-29T10:00:00Z", "2011-12-30T10:00:00Z", "2011-12-31T10:00:00Z"]);
    }

    #[test]
    fn the_workspaces_zone_counts_where_the_schedule_names_none() {
        let at = TimeOfDay { hour: 17, minute: 0 };
        let weekly = Schedule::Weekly { days: vec![1, 5], at, zone: None };
        let (after, until) = (ms("2026-07-01T00:00:00Z"), ms("2026-07-08T00:00:00Z"));
        assert_eq!(
            texts(&weekly.ticks(after, until, Some("America/New_York"))),
            ["2026-07-03T21:00:00Z", "2026-07-06T21:00:00Z"]
        );
        let utc = ["2026-07-03T17:00:00Z", "2026-07-06T17:00:00Z"];
        assert_eq!(texts(&weekly.ticks(after, until, None)), utc);
        assert_eq!(texts(&weekly.ticks(after, until, Some("Mars/Base"))), utc);
    }

    fn schedules() -> impl Strategy<Value = Schedule> {
        let zones = ["Europe/Vienna", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kolkata", "UTC"];
        let zone = prop::sample::select(zones.to_vec()).prop_map(|name| Some(name.to_owned()));
        let at = (0..24u8, 0..60u8).prop_map(|(hour, minute)| TimeOfDay { hour, minute });
        prop_oneof![
            (1..100_000u64).prop_map(|minutes| Schedule::Every(Duration::from_mins(minutes))),
            (at.clone(), zone.clone()).prop_map(|(at, zone)| Schedule::Daily { at, zone }),
            (prop::sample::subsequence(vec![1u8, 2, 3, 4, 5, 6, 7], 1..=7), at, zone)
                .prop_map(|(days, at, zone)| Schedule::Weekly { days, at, zone }),
        ]
    }

    proptest! {
        /// However a span of time is cut, each tick is told once: a scheduler that asks often starts what one that asks
        /// seldom does.
        #[test]
        fn spans_add_up(schedule in schedules(), start in 1_300_000_000_000i64..1_900_000_000_000, cuts in prop::collection::vec(1..40 * HOUR, 1..12)) {
            let mut at = start;
            let mut parts = Vec::new();
            for cut in cuts {
                parts.extend(schedule.ticks(at, at + cut, None));
                at += cut;
            }
            let whole = schedule.ticks(start, at, None);
            prop_assume!(whole.len() < MOST);
            prop_assert!(whole.is_sorted_by(|a, b| a < b));
            prop_assert!(whole.iter().all(|tick| start < *tick && *tick <= at));
            prop_assert_eq!(whole, parts);
        }

        /// A daily schedule has one tick a day, and at its time wherever the day has that.
        #[test]
        fn every_day_has_one(hour in 0..24u8, minute in 0..60u8, day in 15_000i64..22_000) {
            let zone = "Europe/Vienna";
            let at = TimeOfDay { hour, minute };
            let ticks = daily(hour, minute, zone).ticks(day * DAY, (day + 10) * DAY, None);
            prop_assert!((9..=11).contains(&ticks.len()), "{ticks:?}");
            let zone = filter::zone(zone).unwrap();
            for tick in ticks {
                let local = zone.to_datetime(Timestamp::from_millisecond(tick).unwrap());
                let is = TimeOfDay { hour: local.hour().try_into().unwrap(), minute: local.minute().try_into().unwrap() };
                prop_assert!(is == at || (at.hour == 2 && is == TimeOfDay { hour: 3, minute: 0 }), "{local}");
            }
        }

        /// Nothing that can be asked overflows.
        #[test]
        fn any_span_can_be_asked_for(schedule in schedules(), after: i64, until: i64) {
            prop_assert!(schedule.ticks(after, until, Some("Europe/Vienna")).len() <= MOST);
        }
    }
}
