//! Word of a run, for a service that tells somebody when it doesn't come, such as healthchecks.io.

use std::time::Duration;

use reqwest::{Client, Url};
use uuid::Uuid;

use crate::exit::{Status, failure};
use crate::output::Output;

/// Longest that a backup is kept waiting for an answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// Where the word of one run goes.
pub(super) struct Ping {
    client: Client,
    url: Url,
    run: Uuid,
}

impl Ping {
    pub(super) fn new(text: &str) -> anyhow::Result<Self> {
        // Whoever knows the address can send the word, so that it isn't repeated.
        let url = Url::parse(text).ok().filter(|url| ["http", "https"].contains(&url.scheme()) && url.has_host());
        let url = url.ok_or_else(|| failure(Status::Usage, "--ping-url takes an http or https address"))?;
        Ok(Self { client: Client::builder().timeout(PATIENCE).build()?, url, run: Uuid::now_v7() })
    }

    /// The run begins.
    pub(super) async fn start(&self, output: &Output) {
        self.send(output, "start").await;
    }

    /// The run has ended so.
    pub(super) async fn end(&self, output: &Output, status: Status) {
        self.send(output, &(status as u8).to_string()).await;
    }

    /// Whether the word arrives changes nothing about the backup.
    async fn send(&self, output: &Output, word: &str) {
        let mut url = self.url.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().push(word);
        }
        url.query_pairs_mut().append_pair("rid", &self.run.to_string());
        let sent = self.client.get(url).send().await.and_then(reqwest::Response::error_for_status);
        if let Err(error) = sent {
            output.warn(&format!("the word of this run didn't arrive at --ping-url: {}", error.without_url()));
        }
    }
}
