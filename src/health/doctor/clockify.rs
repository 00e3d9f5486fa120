//! Whether Clockify can be reached from here, and what it thinks the time is.
//!
//! Any answer will do: without a token it is a refusal. Tokens carry times, so a clock that is off makes true ones
//! look forged, or forged ones true.

use std::time::Duration;

use futures_util::future::join_all;
use time::OffsetDateTime;
use url::Url;

use crate::clock::Clock;
use crate::config;
use crate::health::{Check, Status};

/// How long an answer may take.
const TIMEOUT: Duration = Duration::from_secs(4);

/// Seconds that a clock may be off, and from where on tokens are refused because of it.
const SKEW: f64 = 2.0;
const TOO_FAR: f64 = 60.0;

/// The addresses that calls go to where a token names none, each once, with the variable that says so.
pub(super) fn addresses(serve: &config::Serve) -> Vec<(&'static str, Url)> {
    let mut found: Vec<(&str, Url)> = Vec::new();
    for addon in &serve.addons {
        let (name, text) = serve.clockify.fallback.regular(addon.addon, serve.clockify.developer);
        if let Ok(url) = text.parse::<Url>()
            && !found.iter().any(|(_, known)| *known == url)
        {
            found.push((name, url));
        }
    }
    found
}

pub(super) async fn check(addresses: Vec<(&'static str, Url)>, clock: &dyn Clock) -> Vec<Check> {
    join_all(addresses.into_iter().map(|(name, url)| one(name, url, clock))).await.into_iter().flatten().collect()
}

async fn one(name: &str, url: Url, clock: &dyn Clock) -> Vec<Check> {
    let host = url.host_str().unwrap_or_default().to_owned();
    let before = clock.now();
    let answer = ask(url.clone()).await;
    let after = clock.now();
    let answer = match answer {
        Ok(answer) => answer,
        Err(why) => {
            let hint = format!(
                "let this machine call {} (DNS, firewall, proxy), or correct {name}; --offline leaves this out",
                url.origin().ascii_serialization()
            );
            return vec![Check::new("clockify.answer", Status::Warn, why).item(&host).hint(hint)];
        }
    };
    let mut checks = vec![Check::new("clockify.answer", Status::Pass, "answers").item(&host)];
    if let Some(theirs) = answer {
        let off = off(theirs, before, after);
        let check =
            Check::new("clockify.clock", Status::of(off.abs(), SKEW, TOO_FAR), format!("{off:+.0} s from here"));
        checks.push(
            check
                .item(&host)
                .limit(format!("{SKEW:.0} s"))
                .measure(off.abs(), "s", Some(SKEW), Some(TOO_FAR))
                .hint("set this machine's clock by NTP: tokens of Clockify carry times, and are refused by a clock that is off"),
        );
    }
    checks
}

/// The time that it says in its answer, if it says one.
async fn ask(url: Url) -> Result<Option<OffsetDateTime>, String> {
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).timeout(TIMEOUT).build();
    let client = client.map_err(|error| format!("it can't be called: {error}"))?;
    let asked = tokio::time::timeout(TIMEOUT, client.get(url).send()).await;
    let late = || format!("no answer within {} s", TIMEOUT.as_secs());
    let answer = match asked {
        Ok(Ok(answer)) => answer,
        Ok(Err(error)) if error.is_timeout() => return Err(late()),
        Ok(Err(error)) => return Err(format!("can't be reached: {}", super::keys::full(&error.without_url()))),
        Err(_) => return Err(late()),
    };
    let date = answer.headers().get("date").and_then(|date| date.to_str().ok());
    Ok(date.and_then(|date| httpdate::parse_http_date(date).ok()).map(OffsetDateTime::from))
}

/// How far their clock is ahead of ours, in seconds; less than nothing when it is behind. They say whole seconds, at some
/// moment of the call.
fn off(theirs: OffsetDateTime, before: OffsetDateTime, after: OffsetDateTime) -> f64 {
    let latest = theirs + time::Duration::SECOND;
    if theirs > after {
        (theirs - after).as_seconds_f64()
    } else if latest < before {
        -(before - latest).as_seconds_f64()
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_seconds_and_a_slow_answer_are_no_wrong_clock() {
        let at = |seconds: i64, ms: i64| OffsetDateTime::UNIX_EPOCH + time::Duration::milliseconds(seconds * 1000 + ms);
        let close = |value: f64, expected: f64| assert!((value - expected).abs() < 1e-6, "{value} {expected}");
        close(off(at(100, 0), at(100, 900), at(100, 950)), 0.0);
        close(off(at(100, 0), at(101, 0), at(101, 50)), 0.0);
        close(off(at(100, 0), at(96, 0), at(103, 0)), 0.0);
        close(off(at(100, 0), at(95, 0), at(96, 0)), 4.0);
        close(off(at(100, 0), at(105, 0), at(106, 0)), -4.0);
    }
}
