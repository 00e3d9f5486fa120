//! The whole server: listeners, workers, shutdown. For what only they do; all else goes through [`super::TestApp`].

use std::sync::Arc;
use std::time::Duration;

use clockify_addons::app::App;
use clockify_addons::clock::Manual;
use clockify_addons::config;
use clockify_addons::domain::addon::Addon;
use clockify_addons::sandbox::Request;
use clockify_addons::serve::{self, Ended, Options, Running};

use super::Reply;
use super::app::{NOW, load};

/// Longest that any answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A server on a port of its own.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) app: Arc<App>,
    pub(crate) clock: Manual,
    running: Running,
    client: reqwest::Client,
}

impl Server {
    /// Universal Webhook on a database that is there.
    pub(crate) async fn start(url: &config::database::Url, settings: &[(&str, &str)]) -> Self {
        Self::with(url, settings, true).await
    }

    /// The same, and the database is left as it is.
    pub(crate) async fn start_without_migrating(url: &config::database::Url) -> Self {
        Self::with(url, &[], false).await
    }

    async fn with(url: &config::database::Url, settings: &[(&str, &str)], migrate: bool) -> Self {
        let port = [("UNIVERSAL_WEBHOOK_PORT", "0")];
        let settings: Vec<_> = port.iter().chain(settings).copied().collect();
        let config = load(url, Addon::UniversalWebhook, &settings);
        let clock = Manual::at(NOW);
        let options = Options { migrate, more_keys: Vec::new(), clock: Arc::new(clock.clone()) };
        let running = serve::start(&config, options).await.unwrap();
        let client = reqwest::Client::builder().timeout(PATIENCE).no_proxy().build().unwrap();
        Self { app: Arc::clone(&running.addons[0].0), clock, running, client }
    }

    /// Sends a request that the sandbox made.
    pub(crate) async fn send(&self, request: &Request) -> Reply {
        let url = format!("http://{}{}", self.running.addons[0].1, request.path);
        let mut builder = self.client.request(request.method.clone(), url).body(request.body.clone());
        for (name, value) in &request.headers {
            builder = builder.header(*name, value);
        }
        reply(builder).await
    }

    /// What the server takes for the present.
    pub(crate) fn now(&self) -> time::OffsetDateTime {
        use clockify_addons::clock::Clock;

        self.clock.now()
    }

    /// Where it listens.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.running.addons[0].1)
    }

    /// Sends a GET.
    pub(crate) async fn get(&self, path: &str) -> Reply {
        reply(self.client.get(format!("http://{}{path}", self.running.addons[0].1))).await
    }

    /// Ends the server as a signal does, and checks that it ended in order.
    pub(crate) async fn finish(self) {
        // Idle connections would have to be waited for.
        drop(self.client);
        self.running.shutdown().ask();
        let ended = tokio::time::timeout(PATIENCE, self.running.wait()).await.expect("the server must end");
        assert_eq!(ended, Ended::Clean);
    }
}

async fn reply(request: reqwest::RequestBuilder) -> Reply {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Reply { status, headers, body: response.text().await.unwrap() }
}
