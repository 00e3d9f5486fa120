//! At most one line a second of what a stranger can cause at will, so that nobody can fill the disk from outside.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use time::OffsetDateTime;

/// Lets one line a second pass and counts the others.
#[derive(Debug, Default)]
pub struct Throttle {
    last: AtomicI64,
    withheld: AtomicU64,
}

impl Throttle {
    /// Whether a line may pass now; if so, how many were withheld since the one before.
    pub fn pass(&self, now: OffsetDateTime) -> Option<u64> {
        let second = now.unix_timestamp();
        if self.last.swap(second, Ordering::Relaxed) == second {
            self.withheld.fetch_add(1, Ordering::Relaxed);
            return None;
        }
        Some(self.withheld.swap(0, Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_a_second_and_a_count_of_the_rest() {
        let throttle = Throttle::default();
        let at = |second| OffsetDateTime::from_unix_timestamp(second).unwrap();
        assert_eq!(throttle.pass(at(10)), Some(0));
        assert_eq!(throttle.pass(at(10)), None);
        assert_eq!(throttle.pass(at(10)), None);
        assert_eq!(throttle.pass(at(11)), Some(2));
        assert_eq!(throttle.pass(at(13)), Some(0));
    }
}
