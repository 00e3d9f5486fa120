//! Which backups are kept: the last few, and one for each hour, day, week, month and year, as far back as is asked for.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use time::OffsetDateTime;

/// How many are kept of each kind. The newest of an hour, day and so on stands for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The newest ones.
    pub last: u32,
    /// Hours that have one.
    pub hourly: u32,
    /// Days that have one, in UTC.
    pub daily: u32,
    /// Weeks, which begin on Monday.
    pub weekly: u32,
    /// Months.
    pub monthly: u32,
    /// Years.
    pub yearly: u32,
    /// The fewest that are left, whatever else is said.
    pub least: u32,
}

/// A good backup, as a policy sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Good {
    /// When it was begun.
    pub at: OffsetDateTime,
    /// Whether somebody wants it kept, whatever the policy says.
    pub pinned: bool,
}

/// With one backup an hour, none is older than five weeks.
impl Default for Policy {
    fn default() -> Self {
        Self { last: 3, hourly: 24, daily: 7, weekly: 4, monthly: 0, yearly: 0, least: LEAST }
    }
}

/// The fewest that are left unless more are asked for.
pub const LEAST: u32 = 2;

/// Tells in which hour, day and so on a time is.
type Period<T> = fn(OffsetDateTime) -> T;

/// The names of the counts, in the order in which they are written.
const NAMES: [&str; 7] = ["last", "hourly", "daily", "weekly", "monthly", "yearly", "least"];

impl Policy {
    /// Which of these are kept. They need no order. A pinned one is, and takes nobody's place.
    #[must_use]
    pub fn kept(&self, backups: &[Good]) -> Vec<bool> {
        let mut newest_first: Vec<usize> = (0..backups.len()).filter(|index| !backups[*index].pinned).collect();
        newest_first.sort_by_key(|index| std::cmp::Reverse((backups[*index].at, *index)));
        let mut kept: Vec<bool> = backups.iter().map(|backup| backup.pinned).collect();
        let always = usize::try_from(self.last.max(self.least).max(1)).unwrap_or(usize::MAX);
        for index in newest_first.iter().take(always) {
            kept[*index] = true;
        }
        let periods: [(u32, Period<i64>); 5] = [
            (self.hourly, |time| time.unix_timestamp().div_euclid(3600)),
            (self.daily, |time| i64::from(time.to_julian_day())),
            // Day 0 of the Julian calendar is a Monday.
            (self.weekly, |time| i64::from(time.to_julian_day()).div_euclid(7)),
            (self.monthly, |time| i64::from(time.year()) * 12 + i64::from(u8::from(time.month()))),
            (self.yearly, |time| i64::from(time.year())),
        ];
        for (count, period) in periods {
            let mut seen = BTreeSet::new();
            for index in &newest_first {
                if seen.len() >= count as usize {
                    break;
                }
                if seen.insert(period(backups[*index].at)) {
                    kept[*index] = true;
                }
            }
        }
        kept
    }

    fn counts(&self) -> [u32; 7] {
        [self.last, self.hourly, self.daily, self.weekly, self.monthly, self.yearly, self.least]
    }
}

/// As in `last=3,hourly=24`; counts of nothing are left out.
impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let set = NAMES.iter().zip(self.counts()).filter(|(_, count)| *count > 0);
        let texts: Vec<_> = set.map(|(name, count)| format!("{name}={count}")).collect();
        f.write_str(&texts.join(","))
    }
}

impl FromStr for Policy {
    type Err = String;

    /// Reads such a text. What isn't named counts nothing, but for `least`.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut counts = [0, 0, 0, 0, 0, 0, LEAST];
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let (name, count) = part.split_once('=').ok_or("has a part without `=`")?;
            let index = NAMES.iter().position(|known| *known == name.trim());
            let index = index.ok_or_else(|| format!("names something else than {}", NAMES.join(", ")))?;
            counts[index] = count.trim().parse().map_err(|_| "has a count that is no number".to_owned())?;
        }
        if counts[..6].iter().all(|count| *count == 0) {
            return Err("keeps nothing".to_owned());
        }
        let [last, hourly, daily, weekly, monthly, yearly, fewest] = counts;
        Ok(Self { last, hourly, daily, weekly, monthly, yearly, least: fewest.max(1) })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::{Date, Month, Weekday};

    use super::*;

    /// The same said in another way: a backup stands for its period if none in it is newer, and is kept if fewer newer
    /// periods have one than are asked for. Pinned ones stay, and are no part of this.
    fn stays(policy: &Policy, backups: &[Good], index: usize) -> bool {
        if backups[index].pinned {
            return true;
        }
        let newer_than = |time: OffsetDateTime, at: usize| {
            let all = backups.iter().enumerate().filter(|(_, found)| !found.pinned);
            all.filter(move |(other, found)| (found.at, *other) > (time, at)).map(|(_, found)| found.at)
        };
        let time = backups[index].at;
        let newer = newer_than(time, index).count();
        if newer < policy.last.max(policy.least).max(1) as usize {
            return true;
        }
        let names: [(u32, Period<String>); 5] = [
            (policy.hourly, |time| format!("{} {}", time.date(), time.hour())),
            (policy.daily, |time| time.date().to_string()),
            (policy.weekly, |time| {
                let (year, week, _) = time.to_iso_week_date();
                format!("{year} {week}")
            }),
            (policy.monthly, |time| format!("{} {}", time.year(), time.month())),
            (policy.yearly, |time| time.year().to_string()),
        ];
        names.into_iter().any(|(count, name)| {
            let newer: Vec<String> = newer_than(time, index).map(name).collect();
            let distinct: std::collections::HashSet<&String> = newer.iter().collect();
            !newer.contains(&name(time)) && distinct.len() < count as usize
        })
    }

    fn policy() -> impl Strategy<Value = Policy> {
        (0..5_u32, 0..6_u32, 0..9_u32, 0..6_u32, 0..6_u32, 0..4_u32, 1..4_u32).prop_map(
            |(last, hourly, daily, weekly, monthly, yearly, least)| Policy {
                last,
                hourly,
                daily,
                weekly,
                monthly,
                yearly,
                least,
            },
        )
    }

    /// Times close together and far apart, some the same, and a few pins.
    fn history() -> impl Strategy<Value = Vec<Good>> {
        let start = 1_700_000_000_i64;
        let gap = prop_oneof![0..2_i64, 0..5_000_i64, 0..200_000_i64, 0..5_000_000_i64];
        let pin = proptest::bool::weighted(0.15);
        proptest::collection::vec((gap, pin), 0..24).prop_map(move |gaps| {
            let mut at = start;
            let backups = gaps.into_iter().map(|(gap, pinned)| {
                at += gap;
                Good { at: OffsetDateTime::from_unix_timestamp(at).unwrap(), pinned }
            });
            backups.collect()
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        /// Requirement 10 of the operator's list: prune never endangers.
        #[test]
        fn what_is_kept_is_what_the_rule_says((policy, backups) in (policy(), history().prop_shuffle())) {
            let kept = policy.kept(&backups);
            for (index, kept) in kept.iter().enumerate() {
                prop_assert_eq!(*kept, stays(&policy, &backups, index), "{} of {:?}", index, backups);
                prop_assert!(*kept || !backups[index].pinned, "a pinned one goes");
            }
            let least = backups.len().min(policy.least as usize);
            prop_assert!(kept.iter().filter(|kept| **kept).count() >= least);
            if let Some(newest) = backups.iter().map(|backup| backup.at).max() {
                prop_assert!(backups.iter().zip(&kept).any(|(backup, kept)| backup.at == newest && *kept));
            }
            // Without its pin, each of the others fares no better.
            let unpinned: Vec<Good> = backups.iter().map(|backup| Good { pinned: false, ..*backup }).collect();
            for (with, without) in kept.iter().zip(policy.kept(&unpinned)) {
                prop_assert!(*with || !without, "a pin takes another's place");
            }
        }

        #[test]
        fn the_text_of_a_policy_is_that_policy(policy in policy()) {
            prop_assume!(policy.counts()[..6].iter().any(|count| *count > 0));
            prop_assert_eq!(policy.to_string().parse::<Policy>(), Ok(policy));
        }
    }

    #[test]
    fn weeks_begin_on_monday() {
        let date = Date::from_calendar_date(2026, Month::November, 23).unwrap();
        assert_eq!((date.weekday(), date.to_julian_day() % 7), (Weekday::Monday, 0));
    }

    #[test]
    fn texts() {
        assert_eq!(Policy::default().to_string().parse(), Ok(Policy::default()));
        assert_eq!("daily=7".parse::<Policy>().unwrap().least, LEAST);
        for text in ["", "last", "last=x", "fortnightly=2", "last=0", "least=3"] {
            assert!(text.parse::<Policy>().is_err(), "{text}");
        }
    }
}
