//! How often Clockify may be called, and whether several processes share the count.
//!
//! `RATE_LIMIT_RPS`, `RATE_LIMIT_ENABLED`, `USE_REDIS`, `REDIS_URL` (`REDIS_URL_FILE`).

use secrecy::SecretString;
use url::Url;

use super::entry::{Entry, MASK};
use super::reader::Reader;

const REDIS: &str = "redis://localhost:6379/0";

/// What Clockify grants an add-on in a workspace.
const GRANTED: u32 = 50;

/// The rate, and where it is counted.
#[derive(Clone, Debug)]
pub struct Rate {
    /// Calls per second and workspace.
    pub rps: u32,
    /// Whether calls wait for their turn at all.
    pub enabled: bool,
    /// The server that processes share the count through, if they do.
    pub redis: Option<SecretString>,
}

impl Rate {
    /// Reads the section.
    pub fn read(reader: &mut Reader<'_>) -> Self {
        reader.section("Rate limit");
        let rps = Entry::new("RATE_LIMIT_RPS", "Calls to Clockify per workspace and add-on; Clockify grants 50");
        let rps = reader.number(rps, "calls per second", &(1..=10_000), GRANTED);
        let help = "Whether calls keep to that rate; answers of 429 are obeyed in any case";
        let enabled = reader.boolean(Entry::new("RATE_LIMIT_ENABLED", help), true);
        let help = "Whether processes share the rate through Redis; without it each counts for itself";
        let shared = reader.boolean(Entry::new("USE_REDIS", help), false);
        let url = Entry::new("REDIS_URL", "The Redis server, read when USE_REDIS is true").file(masked);
        let url = reader.value(url, "Redis URL, `redis://user:password@host:6379/0`", REDIS, |text| {
            check(text.trim()).map(|()| SecretString::from(text.trim()))
        });
        if rps > GRANTED {
            reader.warn(format!("RATE_LIMIT_RPS is {rps}; Clockify grants an add-on {GRANTED} calls per second"));
        }
        Self { rps, enabled, redis: shared.then(|| url.unwrap_or_else(|| SecretString::from(REDIS))) }
    }
}

/// Whether the text is the URL of a Redis server. Says nothing of what it holds.
fn check(text: &str) -> Result<(), String> {
    let url = Url::parse(text).map_err(|_| "is not a URL; a password's special characters must be percent-encoded")?;
    if !matches!(url.scheme(), "redis" | "rediss") {
        return Err("is neither redis nor rediss".to_owned());
    }
    if url.host_str().is_none_or(str::is_empty) {
        return Err("names no host".to_owned());
    }
    Ok(())
}

/// The URL with its password masked.
fn masked(text: &str) -> String {
    match Url::parse(text) {
        Ok(mut url) if check(text).is_ok() && url.query().is_none() => {
            if url.password().is_some() && url.set_password(Some(MASK)).is_err() {
                return MASK.to_owned();
            }
            url.into()
        }
        _ => MASK.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;
    use crate::config::Source;

    fn read(pairs: &[(&str, &str)]) -> (Rate, Result<Vec<String>, String>) {
        let source = Source::from_pairs(pairs.iter().copied());
        let mut reader = Reader::new(&source);
        let rate = Rate::read(&mut reader);
        (rate, reader.finish().map_err(|error| error.to_string()))
    }

    #[test]
    fn redis_is_for_those_who_ask_for_it() {
        let redis = |pairs: &[(&str, &str)]| read(pairs).0.redis.map(|url| url.expose_secret().to_owned());
        assert_eq!(redis(&[]), None);
        assert_eq!(redis(&[("REDIS_URL", "redis://h/1")]), None);
        assert_eq!(redis(&[("USE_REDIS", "true")]).as_deref(), Some(REDIS));
        assert_eq!(redis(&[("USE_REDIS", "1"), ("REDIS_URL", " rediss://h/1 ")]).as_deref(), Some("rediss://h/1"));
    }

    #[test]
    fn a_password_is_never_shown() {
        for (text, shown) in [
            ("redis://localhost:6379/0", "redis://localhost:6379/0"),
            ("redis://:canary@h:1/2", "redis://:***@h:1/2"),
            ("rediss://user:canary@h/0", "rediss://user:***@h/0"),
            ("canary", "***"),
            ("redis://h/0?password=canary", "***"),
            ("http://u:canary@h", "***"),
        ] {
            assert_eq!(masked(text), shown);
        }
        for bad in ["canary", "http://u:canary@h", "redis://", "redis://:can/ary@h"] {
            let (rate, finished) = read(&[("REDIS_URL", bad), ("USE_REDIS", "true")]);
            let error = finished.unwrap_err();
            assert!(error.contains("REDIS_URL") && !error.contains("canary") && !error.contains("ary@h"), "{error}");
            assert!(!format!("{rate:?}").contains("canary"));
        }
    }

    #[test]
    fn more_than_is_granted_is_warned_about() {
        assert_eq!(read(&[("RATE_LIMIT_RPS", "50")]).1, Ok(vec![]));
        let warnings = read(&[("RATE_LIMIT_RPS", "51")]).1.unwrap();
        assert!(warnings[0].contains("RATE_LIMIT_RPS") && warnings[0].contains("50"));
        assert!(read(&[("RATE_LIMIT_RPS", "0")]).1.is_err());
    }
}
