//! Keys from a key set, beside the built-in one.
//!
//! The platform publishes no key set today. Where an operator names one (`CLOCKIFY_JWKS_URL`), it is read at
//! start and every hour, never while a request waits; a failed read is a warning, and the keys read before
//! stay in force.

use std::time::Duration;

use jsonwebtoken::jwk::JwkSet;

/// How often the set is read.
pub const INTERVAL: Duration = Duration::from_hours(1);

const TIMEOUT: Duration = Duration::from_secs(10);

/// More than any key set needs.
const LARGEST: usize = 256 * 1024;

/// Why a key set can't be had.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The server can't be reached or answers with an error.
    #[error("can't read the key set of CLOCKIFY_JWKS_URL")]
    Fetch(#[from] reqwest::Error),
    /// The answer is too large.
    #[error("the key set of CLOCKIFY_JWKS_URL is larger than {LARGEST} bytes")]
    Large,
    /// The answer isn't a key set.
    #[error("the answer of CLOCKIFY_JWKS_URL is not a key set")]
    Parse(#[from] serde_json::Error),
}

/// Reads the key set.
pub async fn fetch(url: &str) -> Result<JwkSet, Error> {
    let client = reqwest::Client::builder().timeout(TIMEOUT).redirect(reqwest::redirect::Policy::none()).build()?;
    let mut response = client.get(url).send().await?.error_for_status()?;
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > LARGEST {
            return Err(Error::Large);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(serde_json::from_slice(&body)?)
}
