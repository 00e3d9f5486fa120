//! `sandbox`: a simulated Clockify for add-ons that run in another process.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use clockify_addons::clock::System;
use clockify_addons::config::{Serve, Source};
use clockify_addons::domain::addon::Addon;
use clockify_addons::domain::event::EventType;
use clockify_addons::sandbox::api::{self, Api, Running};
use clockify_addons::sandbox::play::{self, Played};
use clockify_addons::sandbox::{Driver, Error, Key};
use serde_json::{Value, json};

use super::now;
use crate::exit::{Status, failure};
use crate::output::{Output, Table};

/// Install the add-ons that run on this machine and deliver signed events to them.
///
/// They have to trust the sandbox's key: start them with CLOCKIFY_ADDONS_PUBLIC_KEYS_FILE set to the file that
/// --public-key writes. `serve --sandbox` does all of this in one process. With --api they are told of a REST API that
/// runs beside; for their calls to it ALLOWED_API_DOMAINS has to name 127.0.0.1.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  clockify-addons sandbox --public-key > sandbox.pem
  CLOCKIFY_ADDONS_PUBLIC_KEYS_FILE=sandbox.pem clockify-addons serve &
  clockify-addons sandbox --once                       every event once
  clockify-addons sandbox --once --forgeries --addon universal-webhook
  clockify-addons sandbox --api 8010                   and a REST API")]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own on the command line")]
pub(crate) struct Options {
    /// To this add-on only; all when not given
    #[arg(long, value_name = "ADDON", value_parser = super::addon)]
    addon: Option<Addon>,
    /// Where it listens, if not on this machine's port of its configuration; loopback only
    #[arg(long, value_name = "URL", requires = "addon")]
    url: Option<String>,
    /// The sandbox's private key, made when missing
    #[arg(long, value_name = "FILE", default_value = "clockify-addons-sandbox.key")]
    key_file: PathBuf,
    /// Print the public key and end
    #[arg(long)]
    public_key: bool,
    /// Deliver every event once and end
    #[arg(long)]
    once: bool,
    /// Seconds between events after the first round
    #[arg(long, value_name = "SECONDS", default_value_t = 2)]
    interval: u64,
    /// Send every delivery twice
    #[arg(long)]
    duplicates: bool,
    /// Send each forgery once, and fail if one is taken
    #[arg(long)]
    forgeries: bool,
    /// Run the REST API of the simulated Clockify on this port of 127.0.0.1; 0 takes a free one
    #[arg(long, value_name = "PORT")]
    api: Option<u16>,
    /// Webhooks that a manifest may carry
    #[arg(long, value_name = "N", default_value_t = EventType::ALL.len())]
    webhook_limit: usize,
}

impl Options {
    pub(crate) async fn run(self, output: &Output) -> anyhow::Result<Status> {
        let key = Key::load_or_create(&self.key_file)?;
        if self.public_key {
            output.file("public-key", key.public_pem())?;
            return Ok(Status::Ok);
        }
        let addons = self.addon.map_or(Addon::ALL.to_vec(), |addon| vec![addon]);
        let (config, _) = Serve::load(&Source::process()?, &addons)?;
        let api = match self.api {
            Some(port) => Some(start_api(key.clone(), port, output).await?),
            None => None,
        };
        let drivers = config.addons.iter().map(|addon| {
            let url = self.url.clone().unwrap_or_else(|| format!("http://127.0.0.1:{}", addon.port));
            let driver = Driver::new(&key, &url, addon.addon, now)?.with_webhook_limit(self.webhook_limit);
            Ok(match &api {
                Some(running) => driver.with_api(&running.api),
                None => driver,
            })
        });
        let drivers = drivers.collect::<Result<Vec<_>, Error>>()?;
        let options = play::Options {
            interval: (!self.once).then(|| Duration::from_secs(self.interval)),
            rounds: self.once.then_some(1),
            first: u64::try_from(now().unix_timestamp()).unwrap_or(0),
            duplicates: self.duplicates,
            forgeries: self.forgeries,
        };
        let played = play::play(&drivers, &options, super::signals::stop(None)?).await;
        if let Some(api) = api {
            api.stop().await;
        }
        let items: Vec<_> = played.iter().map(item).collect();
        output.list("sandbox", "addons", &items, || table(&played))?;
        let taken: usize = played.iter().map(|played| played.accepted.len()).sum();
        if taken > 0 {
            return Err(failure(Status::Data, format!("{taken} forgeries were taken for true")));
        }
        for played in &played {
            if let Some(error) = &played.error {
                output.warn(&format!("{}: {error}", played.addon));
            }
        }
        let whole = played.iter().all(|played| played.error.is_none() && played.failed == 0);
        let some = played.iter().any(|played| played.delivered > 0);
        Ok(if whole {
            Status::Ok
        } else if some {
            Status::Partial
        } else {
            Status::Failed
        })
    }
}

/// Starts the REST API of the simulated Clockify and says where it is.
pub(super) async fn start_api(key: Key, port: u16, output: &Output) -> anyhow::Result<Running> {
    let options = api::Options { port, ..api::Options::new(key, Arc::new(System)) };
    let running = Api::start(options).await?;
    output.note(&format!("sandbox API        {}  (workspace {})", running.base_url, running.api.workspace().id));
    Ok(running)
}

fn item(played: &Played) -> Value {
    json!({
        "addon": played.addon.name(),
        "rounds": played.rounds,
        "delivered": played.delivered,
        "failed": played.failed,
        "attempts": played.attempts,
        "duplicates": played.duplicates,
        "forgeries_refused": played.refused,
        "forgeries_taken": played.accepted.iter().map(|forgery| forgery.name()).collect::<Vec<_>>(),
        "error": played.error.as_ref().map(ToString::to_string),
    })
}

fn table(all: &[Played]) -> String {
    let mut table = Table::new(["ADD-ON", "DELIVERED", "FAILED", "ATTEMPTS", "DUPLICATES", "REFUSED", "TAKEN"]);
    for played in all {
        table.row([
            played.addon.name().to_owned(),
            played.delivered.to_string(),
            played.failed.to_string(),
            played.attempts.to_string(),
            played.duplicates.to_string(),
            played.refused.to_string(),
            played.accepted.len().to_string(),
        ]);
    }
    table.render()
}
