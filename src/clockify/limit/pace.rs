//! The rule by which places in line are given: evenly, so that no second holds more of them than the rate.
//!
//! A bucket that lets a burst through keeps to its rate on average only. Clockify counts, so calls are spread: one every
//! so many microseconds, at 97 % of the rate. The rest is for the network, which lets one call catch up with another.

/// The part of the rate that is used, in hundredths.
const USED: u64 = 97;

/// How late a place may be taken without moving those after it, in microseconds. Without it every late waking would be
/// lost time; with more of it calls would come too close to each other.
pub(super) const SLACK: u64 = 10_000;

/// How late a place may be taken at all, in microseconds: whoever wakes later takes another.
pub(super) const LATE: u64 = 15_000;

/// The time between two places, in microseconds.
pub(super) fn step(rps: u32) -> u64 {
    (1_000_000 * 100_u64).div_ceil(USED * u64::from(rps.max(1)))
}

/// The next place, given when it would be and what time it is. It may lie a little in the past: it is taken at once, and
/// the one after it isn't put off.
pub(super) fn place(next: u64, now: u64) -> u64 {
    next.max(now.saturating_sub(SLACK))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SECOND: u64 = 1_000_000;

    /// How far apart the network may bring two calls, in microseconds.
    const JITTER: u64 = 15_000;

    /// When calls are sent that arrive at these times, each woken late by so much.
    fn sent(rps: u32, arrivals: &[u64], late: &[u64]) -> Vec<u64> {
        let (mut next, mut free) = (0, 0);
        let late = late.iter().cycle();
        arrivals
            .iter()
            .zip(late)
            .map(|(arrival, late)| {
                // One after the other: a call asks for its place when the one before it has gone.
                free = free.max(*arrival);
                let mut taken = place(next, free);
                if taken > free {
                    free = taken + late;
                }
                if free > taken + LATE {
                    taken = place(next, free);
                }
                next = taken + step(rps);
                free
            })
            .collect()
    }

    fn most_in_a_second(times: &[u64]) -> usize {
        let within = |from: usize| times[from..].iter().take_while(|time| **time < times[from] + SECOND).count();
        (0..times.len()).map(within).max().unwrap_or(0)
    }

    fn arrivals() -> impl Strategy<Value = Vec<u64>> {
        // Crowds, pauses, and whatever lies between.
        let gap = prop_oneof![4 => Just(0), 2 => 0..50_000_u64, 1 => 0..3 * SECOND];
        proptest::collection::vec(gap, 1..400).prop_map(|gaps| {
            gaps.iter()
                .scan(5 * SECOND, |at, gap| {
                    *at += gap;
                    Some(*at)
                })
                .collect()
        })
    }

    proptest! {
        #[test]
        fn no_second_holds_more_than_the_rate(
            rps in prop_oneof![1..60_u32, 60..2000_u32],
            arrivals in arrivals(),
            late in proptest::collection::vec(prop_oneof![0..3_000_u64, 0..200_000_u64], 1..20),
            jitter in proptest::collection::vec(0..JITTER, 1..50),
        ) {
            let sent = sent(rps, &arrivals, &late);
            prop_assert!(sent.is_sorted());
            prop_assert!(most_in_a_second(&sent) <= rps as usize);
            let mut seen: Vec<_> = sent.iter().zip(jitter.iter().cycle()).map(|(sent, jitter)| sent + jitter).collect();
            seen.sort_unstable();
            prop_assert!(most_in_a_second(&seen) <= rps as usize, "as the server sees it");
        }

        #[test]
        fn a_crowd_uses_the_rate(rps in 1..2000_u32, late in proptest::collection::vec(0..3_000_u64, 1..20)) {
            let calls = rps as usize * 5;
            let sent = sent(rps, &vec![SECOND; calls], &late);
            let took = sent[calls - 1] - sent[0];
            // So many gaps lie between so many calls.
            let share = (calls as u64 - 1) * SECOND * 1000 / took / u64::from(rps);
            prop_assert!((950..=980).contains(&share), "{share} of 1000");
        }
    }
}
