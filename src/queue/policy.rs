//! When a failed job is tried again, and when no more.

use std::time::Duration;

use time::OffsetDateTime;
use uuid::Uuid;

/// Longest that the other side may make a job wait by asking for it.
const LONGEST_REQUEST: Duration = Duration::from_hours(24);

/// How a kind of job is retried, and how long it may be busy without a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// Attempts until the job is dead.
    pub max_attempts: u32,
    /// The wait after the first failure. Each further one waits twice as long.
    pub base: Duration,
    /// Where the doubling ends.
    pub cap: Duration,
    /// The longest that a single request of the handler may take. A lease has to outlast it.
    pub longest_request: Duration,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            max_attempts: 8,
            base: Duration::from_secs(5),
            cap: Duration::from_hours(1),
            longest_request: Duration::from_secs(30),
        }
    }
}

impl Policy {
    /// The wait after the failure of this attempt, counted from 1: the base, doubled each time up to the cap, and up to
    /// a fifth more, so that what failed together doesn't come back together.
    #[must_use]
    pub fn delay(&self, job: Uuid, attempt: u32) -> Duration {
        let doublings = attempt.saturating_sub(1).min(31);
        let plain = self.base.saturating_mul(1 << doublings).min(self.cap);
        plain + plain.mul_f64(0.2 * spread(job, attempt))
    }

    /// When the job is tried again after the failure of this attempt; nothing if it was the last one.
    ///
    /// A time that the other side asked for makes the wait longer, up to a day, and never shorter.
    #[must_use]
    pub fn next(
        &self,
        job: Uuid,
        attempt: u32,
        now: OffsetDateTime,
        asked: Option<OffsetDateTime>,
    ) -> Option<OffsetDateTime> {
        if attempt >= self.max_attempts {
            return None;
        }
        let own = now + self.delay(job, attempt);
        Some(asked.map_or(own, |asked| asked.min(now + LONGEST_REQUEST).max(own)))
    }
}

/// A number from 0 up to 1 that looks random and is always the same for the same attempt of the same job. A job's id
/// holds enough randomness for all its attempts.
fn spread(job: Uuid, attempt: u32) -> f64 {
    let (high, low) = job.as_u64_pair();
    f64::from(mix(high ^ low.rotate_left(17) ^ u64::from(attempt).wrapping_mul(0x9e37_79b9_7f4a_7c15)))
        / (f64::from(u32::MAX) + 1.0)
}

/// Makes every bit of the result depend on every bit of the number.
pub(super) fn mix(mut number: u64) -> u32 {
    number = (number ^ (number >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    number = (number ^ (number >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    u32::try_from(number >> 32).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::clock::{Clock, Keys, Manual};

    fn policies() -> impl Strategy<Value = Policy> {
        (1..40_u32, 1..100_000_u64, 1..10_000_000_u64).prop_map(|(max_attempts, base, cap)| Policy {
            max_attempts,
            base: Duration::from_millis(base),
            cap: Duration::from_millis(cap),
            ..Policy::default()
        })
    }

    proptest! {
        #[test]
        fn a_delay_is_the_base_doubled_up_to_the_cap_and_a_fifth(
            policy in policies(), id in any::<u128>(), attempt in 1..100_u32,
        ) {
            let doubled = |wait: Duration, _| wait.saturating_mul(2).min(policy.cap);
            let plain = (1..attempt).fold(policy.base, doubled).min(policy.cap);
            let delay = policy.delay(Uuid::from_u128(id), attempt);
            let most = plain.mul_f64(1.2) + Duration::from_nanos(1);
            prop_assert!(plain <= delay && delay <= most, "{plain:?} {delay:?}");
            prop_assert_eq!(delay, policy.delay(Uuid::from_u128(id), attempt), "the same attempt waits the same");
        }

        #[test]
        fn what_the_other_side_asks_lengthens_only(
            policy in policies(), id in any::<u128>(), attempt in 1..100_u32, asked in -100_000..200_000_i64,
        ) {
            let (id, now) = (Uuid::from_u128(id), Manual::at(1_800_000_000).now());
            let asked = now + time::Duration::seconds(asked);
            let own = policy.next(id, attempt, now, None);
            let with = policy.next(id, attempt, now, Some(asked));
            prop_assert_eq!(own.is_some(), attempt < policy.max_attempts);
            prop_assert_eq!(own.is_some(), with.is_some());
            if let (Some(own), Some(with)) = (own, with) {
                prop_assert!(with >= own);
                prop_assert!(with <= own.max(now + LONGEST_REQUEST));
                prop_assert!(asked > now + LONGEST_REQUEST || with >= asked);
            }
        }
    }

    /// Ten thousand jobs that fail in the same moment come back evenly.
    #[test]
    fn what_failed_together_does_not_come_back_together() {
        let (keys, now) = (Keys::default(), Manual::at(1_800_000_000).now());
        let policy = Policy { base: Duration::from_mins(1), ..Policy::default() };
        let mut seconds = [0_u32; 12];
        for _ in 0..10_000 {
            let late = policy.delay(keys.next(now), 1).checked_sub(policy.base).unwrap();
            seconds[usize::try_from(late.as_secs()).unwrap()] += 1;
        }
        let mean = 10_000 / 12;
        assert!(seconds.iter().all(|&count| count < 2 * mean && count > mean / 2), "{seconds:?}");
    }
}
