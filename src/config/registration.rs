//! How the registration of webhooks through Clockify's API is retried.
//!
//! `WEBHOOK_REQUEST_MAX_RETRIES`, `WEBHOOK_REQUEST_BACKOFF_BASE`, `WEBHOOK_REQUEST_BACKOFF_CAP`.

use std::time::Duration;

use super::entry::Entry;
use super::reader::Reader;

/// Longest wait that makes sense between two attempts.
const LONGEST: f64 = 3600.0;

/// Attempts, and the waits between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Registration {
    /// Attempts until a registration is given up; the next comparison begins anew.
    pub attempts: u32,
    /// The wait after the first failure; each further one is twice as long.
    pub base: Duration,
    /// Where the doubling ends.
    pub cap: Duration,
}

impl Registration {
    /// Reads the section.
    pub fn read(reader: &mut Reader<'_>) -> Self {
        reader.section("Webhook registration");
        let help = "Attempts to register an add-on's webhooks through the API before it is left to the next comparison";
        let attempts = Entry::new("WEBHOOK_REQUEST_MAX_RETRIES", help);
        let help = "Wait after the first failure of such an attempt; each further one waits twice as long";
        let base = Entry::new("WEBHOOK_REQUEST_BACKOFF_BASE", help);
        let cap = Entry::new("WEBHOOK_REQUEST_BACKOFF_CAP", "Longest wait between two such attempts");
        let attempts = reader.number(attempts, "attempts", &(1..=100), 5);
        let base = reader.value(base, "seconds, as 0.5", "0.5", seconds).unwrap_or(Duration::from_millis(500));
        let cap_read = reader.value(cap, "seconds, as 5.0", "5.0", seconds).unwrap_or(Duration::from_secs(5));
        if cap_read < base {
            reader.problem(cap.name, format!("is less than WEBHOOK_REQUEST_BACKOFF_BASE ({})", base.as_secs_f64()));
        }
        Self { attempts, base, cap: cap_read }
    }
}

/// A number of seconds that may have a fraction.
fn seconds(text: &str) -> Result<Duration, String> {
    let number: f64 = text.trim().parse().map_err(|_| "is not a number".to_owned())?;
    if !(0.0..=LONGEST).contains(&number) {
        return Err(format!("is not between 0 and {LONGEST}"));
    }
    Ok(Duration::from_secs_f64(number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Source;

    #[test]
    fn fractions_are_read_and_nonsense_is_refused() {
        for (base, cap, expected) in [
            ("0.5", "5.0", Some((500, 5000))),
            ("2", "2", Some((2000, 2000))),
            ("0", "0", Some((0, 0))),
            ("6", "5", None),
            ("-1", "5", None),
            ("NaN", "5", None),
            ("inf", "5", None),
            ("x", "5", None),
        ] {
            let pairs = [("WEBHOOK_REQUEST_BACKOFF_BASE", base), ("WEBHOOK_REQUEST_BACKOFF_CAP", cap)];
            let source = Source::from_pairs(pairs);
            let mut reader = Reader::new(&source);
            let read = Registration::read(&mut reader);
            let finished = reader.finish();
            assert_eq!(finished.is_ok(), expected.is_some(), "{base} {cap}");
            if let Some((base, cap)) = expected {
                assert_eq!((read.base, read.cap), (Duration::from_millis(base), Duration::from_millis(cap)));
            }
        }
    }
}
