//! The platform's limit on requests, and a record of every arrival.
//!
//! An add-on may begin so many requests in a workspace within any second; the window slides, so there is no moment at
//! which twice as many pass. Time is the machine's own steadily running clock: the test's clock stands still.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

/// The length of the window.
const WINDOW: Duration = Duration::from_secs(1);
/// Arrivals that are remembered.
const REMEMBERED: usize = 1_000_000;

/// Counts the requests of each add-on in each workspace.
#[derive(Debug)]
pub(super) struct Limiter {
    per_second: Option<usize>,
    began: Instant,
    allowed: HashMap<String, VecDeque<Instant>>,
    arrivals: Vec<Duration>,
    refused: u64,
}

impl Limiter {
    pub(super) fn new(per_second: Option<usize>, began: Instant) -> Self {
        Self { per_second, began, allowed: HashMap::new(), arrivals: Vec::new(), refused: 0 }
    }

    /// Notes a request. False: it is one too many.
    pub(super) fn arrive(&mut self, key: &str, at: Instant) -> bool {
        if self.arrivals.len() < REMEMBERED {
            self.arrivals.push(at.saturating_duration_since(self.began));
        }
        let Some(most) = self.per_second else { return true };
        let window = self.allowed.entry(key.to_owned()).or_default();
        while window.front().is_some_and(|first| at.saturating_duration_since(*first) >= WINDOW) {
            window.pop_front();
        }
        let fits = window.len() < most;
        if fits {
            window.push_back(at);
        } else {
            self.refused += 1;
        }
        fits
    }

    /// Another limit; none for no limit at all.
    pub(super) fn set(&mut self, per_second: Option<usize>) {
        self.per_second = per_second;
    }

    /// Forgets the arrivals.
    pub(super) fn forget(&mut self) {
        self.arrivals.clear();
        self.refused = 0;
    }

    pub(super) fn arrivals(&self) -> Arrivals {
        let mut times = self.arrivals.clone();
        times.sort_unstable();
        Arrivals { times, refused: self.refused }
    }
}

/// When requests arrived.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arrivals {
    times: Vec<Duration>,
    refused: u64,
}

impl Arrivals {
    /// How many there were, refused ones included.
    #[must_use]
    pub fn requests(&self) -> usize {
        self.times.len()
    }

    /// How many of them were one too many.
    #[must_use]
    pub const fn refused(&self) -> u64 {
        self.refused
    }

    /// The most that arrived within any second.
    #[must_use]
    pub fn largest_window(&self) -> usize {
        let (mut first, mut most) = (0, 0);
        for (last, time) in self.times.iter().enumerate() {
            while time.saturating_sub(self.times[first]) >= WINDOW {
                first += 1;
            }
            most = most.max(last - first + 1);
        }
        most
    }

    /// Requests per second from the first to the last. None for less than two.
    #[must_use]
    pub fn rate(&self) -> Option<f64> {
        let span = self.times.last()?.checked_sub(*self.times.first()?)?;
        let steps = u32::try_from(self.times.len() - 1).ok()?;
        (!span.is_zero()).then(|| f64::from(steps) / span.as_secs_f64())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_window_slides_and_is_exact() {
        let began = Instant::now();
        let mut limiter = Limiter::new(Some(50), began);
        let at = |ms| began + Duration::from_millis(ms);
        assert!((0..50).all(|n| limiter.arrive("a", at(n * 10))), "fifty fit");
        assert!(!limiter.arrive("a", at(999)), "the first is still within the window");
        assert!(limiter.arrive("b", at(999)), "another add-on has its own");
        assert!(limiter.arrive("a", at(1000)), "the first has left it");
        assert!(!limiter.arrive("a", at(1000)));
        assert!(limiter.arrive("a", at(1010)));
        let arrivals = limiter.arrivals();
        assert_eq!((arrivals.requests(), arrivals.refused()), (55, 2));
    }

    #[test]
    fn arrivals_are_measured() {
        let began = Instant::now();
        let mut limiter = Limiter::new(None, began);
        assert_eq!((limiter.arrivals().largest_window(), limiter.arrivals().rate()), (0, None));
        for n in 0..=100 {
            assert!(limiter.arrive("a", began + Duration::from_millis(n * 20)));
        }
        assert_eq!(limiter.arrivals().largest_window(), 50);
        assert!((limiter.arrivals().rate().unwrap() - 50.0).abs() < 1e-9);
        limiter.forget();
        assert_eq!(limiter.arrivals().requests(), 0);
    }

    proptest! {
        #[test]
        fn no_window_ever_holds_more(steps in proptest::collection::vec(0u64..120, 1..400), most in 1usize..20) {
            let began = Instant::now();
            let mut limiter = Limiter::new(Some(most), began);
            let mut passed = Limiter::new(None, began);
            let mut at = began;
            for step in steps {
                at += Duration::from_millis(step);
                if limiter.arrive("a", at) {
                    passed.arrive("a", at);
                }
            }
            prop_assert!(passed.arrivals().largest_window() <= most);
        }
    }
}
