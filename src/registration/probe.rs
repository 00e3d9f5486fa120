//! A token that Clockify refuses: whether to ask again, and when to believe that the installation is gone.
//!
//! An add-on that was down when it was uninstalled never hears of it; all it ever sees is that its token is refused. But
//! a token is also refused for some seconds after an install, and by mistakes elsewhere. So it takes several refusals
//! that say what a dead token is told, over more than a day, with nothing else in between.

use std::time::Duration;

use time::OffsetDateTime;

/// What Clockify says of an add-on's token that isn't good (any more).
const BAD_TOKEN: i64 = 4017;

/// For so long a token has to be refused.
const GONE_AFTER: time::Duration = time::Duration::hours(24);

/// And so often.
const GONE_PROBES: u32 = 8;

/// The waits before the next probes.
const WAITS: [Duration; 7] = [
    Duration::from_secs(5),
    Duration::from_secs(10),
    Duration::from_secs(30),
    Duration::from_mins(5),
    Duration::from_mins(30),
    Duration::from_hours(2),
    Duration::from_hours(6),
];

/// How a token has fared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    /// Since when it is refused.
    pub since: OffsetDateTime,
    /// How often, this time included.
    pub probes: u32,
    /// What Clockify said this time.
    pub code: Option<i64>,
}

/// What to do about a refused token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Ask again after this time.
    Again(Duration),
    /// The installation is gone.
    Gone,
}

/// What to do about a token that was refused just now.
#[must_use]
pub fn verdict(record: Record, now: OffsetDateTime) -> Verdict {
    let long = now - record.since >= GONE_AFTER;
    if record.code == Some(BAD_TOKEN) && long && record.probes >= GONE_PROBES {
        return Verdict::Gone;
    }
    let at = usize::try_from(record.probes.saturating_sub(1)).unwrap_or(usize::MAX).min(WAITS.len() - 1);
    Verdict::Again(WAITS[at])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::clock::{Clock, Manual};

    #[test]
    fn it_takes_time_and_repeats_and_the_right_word() {
        let now = Manual::at(1_800_000_000).now();
        for (hours, probes, code, gone) in [
            (24, 8, Some(4017), true),
            (23, 100, Some(4017), false),
            (240, 7, Some(4017), false),
            (240, 100, Some(1000), false),
            (240, 100, None, false),
            (0, 1, Some(4017), false),
        ] {
            let since = now - time::Duration::hours(hours);
            let verdict = verdict(Record { since, probes, code }, now);
            assert_eq!(verdict == Verdict::Gone, gone, "{hours} {probes} {code:?}");
        }
    }

    /// Who is asked by the schedule alone is found out within two days, and after an install the first minute has
    /// several chances.
    #[test]
    fn the_schedule_finds_out() {
        let since = Manual::at(1_800_000_000).now();
        let (mut now, mut probes, mut first_minute) = (since, 0, 0);
        loop {
            probes += 1;
            first_minute += u32::from(now - since < time::Duration::MINUTE);
            match verdict(Record { since, probes, code: Some(4017) }, now) {
                Verdict::Again(wait) => now += wait,
                Verdict::Gone => break,
            }
        }
        assert!(first_minute >= 4 && now - since < time::Duration::days(2), "{first_minute} {}", now - since);
    }

    proptest! {
        #[test]
        fn waits_never_shrink(probes in 1..1000_u32, code in prop::option::of(1000..5000_i64)) {
            let now = Manual::at(1_800_000_000).now();
            let wait = |probes| match verdict(Record { since: now, probes, code }, now) {
                Verdict::Again(wait) => wait,
                Verdict::Gone => Duration::ZERO,
            };
            prop_assert!(wait(probes) <= wait(probes + 1) && wait(probes) >= WAITS[0]);
        }
    }
}
