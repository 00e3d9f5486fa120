//! When to try again.

use std::time::Duration;

use http::HeaderMap;
use time::OffsetDateTime;

/// The first wait is at most this long, and each one twice as long as the one before.
const FIRST: Duration = Duration::from_millis(500);

/// No wait of our own is longer.
const LONGEST: Duration = Duration::from_secs(8);

/// If Clockify wants to be left alone for longer than this, the call ends and says so: whoever made it can do better
/// than hold a connection, a place in line and memory meanwhile.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// Longer than this nobody is told to wait, whatever a header says.
const FOREVER: Duration = Duration::from_hours(24);

/// Larger numbers in `X-RateLimit-Reset` are points in time, smaller ones spans.
const EPOCH_SECONDS: u64 = 1_000_000_000;
const EPOCH_MILLIS: u64 = 1_000_000_000_000;

/// How long to wait before the next attempt, after so many: anything up to a limit that doubles each time, and never
/// less than Clockify asked for. `share` is the part of the limit that chance chose, from 0 to 1.
pub(super) fn wait(attempts: u32, asked: Option<Duration>, share: f64) -> Duration {
    let doubled = FIRST.saturating_mul(2_u32.saturating_pow(attempts.saturating_sub(1)));
    let chosen = doubled.min(LONGEST).mul_f64(share.clamp(0.0, 1.0));
    chosen.max(asked.unwrap_or_default())
}

/// How long Clockify wants to be left alone, from `Retry-After` or, without it, `X-RateLimit-Reset`.
pub(super) fn asked(headers: &HeaderMap, now: OffsetDateTime) -> Option<Duration> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let after = text("retry-after").and_then(|text| after(text, now));
    let asked = after.or_else(|| text("x-ratelimit-reset").and_then(|text| reset(text, now)));
    asked.map(|asked| asked.min(FOREVER))
}

/// Seconds, or a date.
fn after(text: &str, now: OffsetDateTime) -> Option<Duration> {
    match text.parse() {
        Ok(seconds) => Some(Duration::from_secs(seconds)),
        Err(_) => Some(until(OffsetDateTime::from(httpdate::parse_http_date(text).ok()?), now)),
    }
}

/// Seconds from now on, or seconds or milliseconds since 1970.
fn reset(text: &str, now: OffsetDateTime) -> Option<Duration> {
    let number: u64 = text.parse().ok()?;
    let at = |ms: u64| OffsetDateTime::from_unix_timestamp_nanos(i128::from(ms) * 1_000_000).ok();
    match number {
        EPOCH_MILLIS.. => Some(until(at(number)?, now)),
        EPOCH_SECONDS.. => Some(until(at(number.checked_mul(1000)?)?, now)),
        _ => Some(Duration::from_secs(number)),
    }
}

fn until(at: OffsetDateTime, now: OffsetDateTime) -> Duration {
    Duration::try_from(at - now).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Fri, 15 Jan 2027 08:00:00 GMT.
    const NOW: i64 = 1_800_000_000;

    #[test]
    fn what_headers_ask_for() {
        let now = OffsetDateTime::from_unix_timestamp(NOW).unwrap();
        for (name, value, seconds) in [
            ("retry-after", "3", Some(3)),
            ("retry-after", " 0 ", Some(0)),
            ("retry-after", "Fri, 15 Jan 2027 08:00:07 GMT", Some(7)),
            ("retry-after", "Friday, 15-Jan-27 08:00:07 GMT", Some(7)),
            ("retry-after", "Fri, 15 Jan 2027 07:00:00 GMT", Some(0)),
            ("retry-after", "soon", None),
            ("retry-after", "-1", None),
            ("retry-after", "99999999999999", Some(86_400)),
            ("x-ratelimit-reset", "5", Some(5)),
            ("x-ratelimit-reset", "1800000009", Some(9)),
            ("x-ratelimit-reset", "1800000009000", Some(9)),
            ("x-ratelimit-reset", "1700000000", Some(0)),
            ("x-ratelimit-reset", "18446744073709551615", None),
            ("x-ratelimit-remaining", "5", None),
        ] {
            let headers = HeaderMap::from_iter([(name.parse::<http::HeaderName>().unwrap(), value.parse().unwrap())]);
            assert_eq!(asked(&headers, now).map(|asked| asked.as_secs()), seconds, "{name}: {value}");
        }
    }

    #[test]
    fn waits_double_up_to_a_limit() {
        let waits: Vec<_> = (1..=7).map(|attempts| wait(attempts, None, 1.0).as_millis()).collect();
        assert_eq!(waits, [500, 1000, 2000, 4000, 8000, 8000, 8000]);
        assert_eq!(wait(u32::MAX, None, 1.0), LONGEST);
    }

    proptest! {
        #[test]
        fn a_wait_is_never_shorter_than_asked(attempts in 0_u32..100, asked in 0_u64..100, share in 0.0..=1.0_f64) {
            let asked = Duration::from_secs(asked);
            let found = wait(attempts, Some(asked), share);
            prop_assert!(found >= asked && found <= asked.max(LONGEST));
        }
    }
}
