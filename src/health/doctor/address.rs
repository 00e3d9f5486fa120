//! Whether the address that Clockify is told leads to the add-on.
//!
//! It is asked from this machine, by the way that Clockify takes, too: name, proxy, certificate. What answers has to say the
//! key of the add-on; a proxy that sends all names to one add-on is found by that.

use std::time::Duration;

use futures_util::future::join_all;
use serde::Deserialize;

use crate::config;
use crate::health::{Check, Status};

/// How long an answer may take.
const TIMEOUT: Duration = Duration::from_secs(4);

/// Longest manifest that is read.
const LONGEST: usize = 1024 * 1024;

/// Longest key that is shown.
const SHOWN: usize = 60;

/// Of add-ons whose address was set: `localhost` is nobody's but the developer's.
pub(super) async fn check(serve: &config::Serve) -> Vec<Check> {
    join_all(serve.addons.iter().filter(|addon| addon.base_url_is_set).map(one)).await
}

async fn one(addon: &config::Addon) -> Check {
    let (status, observed) = match ask(&addon.base_url).await {
        Ok(key) if key == addon.key => (Status::Pass, format!("{} answers as {key}", addon.base_url)),
        Ok(key) => {
            let shown: String = key.chars().filter(|c| !c.is_control()).take(SHOWN).collect();
            (Status::Warn, format!("{} answers as {shown}", addon.base_url))
        }
        Err(why) => (Status::Warn, format!("{} {why}", addon.base_url)),
    };
    let name = config::addon::variables(addon.addon).base_url;
    Check::new("address.answer", status, observed).of(addon.addon).limit(format!("the manifest of {}", addon.key)).hint(
        format!(
            "start the server, and see that GET /manifest gets there through name, proxy and certificate, or correct {name}; \
             --offline leaves this out"
        ),
    )
}

#[derive(Deserialize)]
struct Manifest {
    key: String,
}

/// The key in the manifest that is there.
async fn ask(base: &str) -> Result<String, String> {
    let asked = async {
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).timeout(TIMEOUT).build();
        let client = client.map_err(|error| format!("can't be called: {error}"))?;
        let failed = |error: reqwest::Error| {
            if error.is_timeout() {
                return late();
            }
            format!("can't be reached: {}", super::keys::full(&error.without_url()))
        };
        let mut answer = client.get(format!("{base}/manifest")).send().await.map_err(failed)?;
        if answer.status() != reqwest::StatusCode::OK {
            return Err(format!("answers GET /manifest with {}", answer.status()));
        }
        let mut text = Vec::new();
        while let Some(piece) = answer.chunk().await.map_err(failed)? {
            text.extend_from_slice(&piece);
            if text.len() > LONGEST {
                return Err("answers GET /manifest without end".to_owned());
            }
        }
        let manifest = serde_json::from_slice::<Manifest>(&text);
        manifest.map(|manifest| manifest.key).map_err(|_| "answers GET /manifest with something else".to_owned())
    };
    tokio::time::timeout(TIMEOUT, asked).await.unwrap_or_else(|_| Err(late()))
}

fn late() -> String {
    format!("gives no answer within {} s", TIMEOUT.as_secs())
}
