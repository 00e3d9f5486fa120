//! Runs Universal Webhook inside a program of one's own, beside whatever else that program does:
//!
//! ```sh
//! cargo run --example embed_server
//! curl -s http://127.0.0.1:8001/ready
//! ```

use std::io::{Write as _, stdout};
use std::sync::Arc;
use std::time::Duration;

use clockify_addons::clock::System;
use clockify_addons::config::{Serve, Source};
use clockify_addons::domain::addon::Addon;
use clockify_addons::serve::{self, Ended, Options};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    // The names are those of docs/reference/environment.md. Nothing is read from the process's environment.
    let source = Source::from_pairs([
        ("UNIVERSAL_WEBHOOK_PORT", "8001"),
        ("UNIVERSAL_WEBHOOK_BASE_URL", "http://localhost:8001"),
        ("UNIVERSAL_WEBHOOK_DB_URL", "sqlite:///./embedded/universal_webhook.db"),
    ]);
    let (config, warnings) = Serve::load(&source, &[Addon::UniversalWebhook])?;
    for warning in warnings {
        writeln!(stdout(), "warning: {warning}")?;
    }

    // Lines of the log go to the `tracing` subscriber of this program, if it has one.
    let options = Options { migrate: true, more_keys: Vec::new(), clock: Arc::new(System) };
    let running = serve::start(&config, options).await?;
    for (app, address) in &running.addons {
        writeln!(stdout(), "{} listens on {address}", app.spec.addon)?;
    }

    // A task of our own: it is waited for at shutdown, and ends the server if it panics.
    let (app, asked) = (Arc::clone(&running.addons[0].0), running.shutdown().asked());
    running.shutdown().spawn("our own", async move {
        let mut ticks = tokio::time::interval(Duration::from_mins(1));
        while asked.run_until_cancelled(ticks.tick()).await.is_some() {
            _ = writeln!(stdout(), "{} workspaces", app.view.now().workspaces());
        }
    });

    // Returns after SIGTERM, Ctrl-C or `running.shutdown().ask()`.
    match running.wait().await {
        Ended::Clean => Ok(()),
        Ended::Cut | Ended::Failed => anyhow::bail!("ended before everything was finished"),
    }
}
