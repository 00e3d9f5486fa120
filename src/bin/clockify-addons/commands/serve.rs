//! `serve`: run the add-ons.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use clap::Args;
use clockify_addons::app::App;
use clockify_addons::clock::System;
use clockify_addons::config::{self, Source};
use clockify_addons::domain::addon::Addon;
use clockify_addons::domain::event::EventType;
use clockify_addons::domain::ids::WorkspaceId;
use clockify_addons::domain::manifest::PAGE_PATH;
use clockify_addons::sandbox::host::{Host, Stage};
use clockify_addons::sandbox::play::{Options as Show, play};
use clockify_addons::sandbox::{self, Driver, Key};
use clockify_addons::serve::{self, Ended};
use clockify_addons::telemetry;

use super::now;
use crate::exit::{Status, failure};
use crate::output::Output;

/// Run one add-on or all three in this process.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  clockify-addons serve --sandbox            all three and a simulated Clockify
  clockify-addons serve --addon api-studio --port 80      one, elsewhere

Listens on HOST (127.0.0.1), ports API_STUDIO_PORT (8000),
UNIVERSAL_WEBHOOK_PORT (8001) and PORT (8002). `config show` lists all settings.
SIGTERM or Ctrl-C ends it once what is under way is finished; a second one ends
it at once.")]
pub(crate) struct Options {
    /// api-studio, universal-webhook, clockify-addon or all (the default)
    #[arg(long, value_name = "ADDON", value_parser = selection)]
    addon: Option<Selection>,
    /// Address to listen on [env: HOST]
    #[arg(long, value_name = "ADDRESS")]
    host: Option<IpAddr>,
    /// Port to listen on, for one add-on; 0 takes a free one
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
    /// Start a simulated Clockify that installs the add-ons and delivers events
    #[arg(long)]
    sandbox: bool,
    /// Port of the simulated Clockify's REST API on 127.0.0.1; 0 takes a free one
    #[arg(long, value_name = "PORT", default_value_t = 0, requires = "sandbox")]
    sandbox_api: u16,
    /// Port of the simulated Clockify's page on 127.0.0.1, with the add-ons in it; 0 takes a free one
    #[arg(long, value_name = "PORT", default_value_t = 0, requires = "sandbox")]
    sandbox_page: u16,
    /// Deliver no events but those of what is done in the simulated Clockify
    #[arg(long, requires = "sandbox")]
    sandbox_quiet: bool,
    /// Don't apply pending migrations; until they are applied the add-ons are not ready
    #[arg(long)]
    no_migrate: bool,
}

#[derive(Debug, Clone, Copy)]
enum Selection {
    All,
    One(Addon),
}

fn selection(text: &str) -> Result<Selection, String> {
    if text == "all" { Ok(Selection::All) } else { text.parse().map(Selection::One) }
}

impl Options {
    pub(crate) async fn run(self, output: &Output) -> anyhow::Result<Status> {
        let mut source = Source::process()?;
        let addons = match self.addon {
            Some(Selection::One(addon)) => vec![addon],
            _ => Addon::ALL.to_vec(),
        };
        if let Some(host) = self.host {
            source.set_flag("HOST", host.to_string());
        }
        if let Some(port) = self.port {
            let [addon] = addons[..] else {
                return Err(failure(Status::Usage, "--port needs --addon, since add-ons can't share a port"));
            };
            source.set_flag(config::addon::variables(addon).port, port.to_string());
        }
        let (mut config, warnings) = config::Serve::load(&source, &addons)?;
        let key = if self.sandbox { Some(sandbox_key(&mut config)?) } else { None };
        if output.is_verbose() && config.logging.level != "trace" {
            config.logging.level = "debug";
        }
        let guard = telemetry::init(&config.logging, &addons)?;
        for warning in warnings.iter().chain(&config::audit(&source)) {
            tracing::warn!("{warning}");
        }
        let host = match &key {
            Some(_) => Some(sandbox_host(self.sandbox_page, &mut config).await?),
            None => None,
        };
        let options = serve::Options {
            migrate: !self.no_migrate,
            more_keys: key.iter().map(|key| key.public_pem().to_owned()).collect(),
            clock: Arc::new(System),
        };
        let running = serve::start(&config, options).await?;
        for (app, address) in &running.addons {
            output.note(&format!("{:<18} http://{address}  ({})", app.spec.addon.name(), app.config.database));
        }
        if let (Some(key), Some(host)) = (key, host) {
            refuse_real_data(&running)?;
            let api = super::sandbox::start_api(key.clone(), self.sandbox_api, output).await?;
            let drivers = running.addons.iter().map(|(app, address)| {
                let url = format!("http://{address}{}", app.base_path());
                let driver = Driver::new(&key, &url, app.spec.addon, now)?;
                Ok(Arc::new(driver.with_webhook_limit(EventType::ALL.len()).with_api(&api.api)))
            });
            let drivers = drivers.collect::<Result<Vec<_>, sandbox::Error>>()?;
            let stages =
                running.addons.iter().zip(&drivers).map(|((app, address), driver)| stage(app, *address, driver));
            let page = host.origin();
            let shown = host.run(api.api.clone(), stages.collect(), Arc::new(System), running.shutdown().asked());
            running.shutdown().spawn("sandbox page", shown);
            let cancel = running.shutdown().asked();
            // Another first number each time, so that a restart's events are new ones.
            let first = u64::try_from(now().unix_timestamp()).unwrap_or(0);
            let rounds = self.sandbox_quiet.then_some(0);
            let show = Show { first, rounds, ..Show::default() };
            running.shutdown().spawn("sandbox", async move {
                drop(play(&drivers, &show, cancel.clone()).await);
                // A show may end before the server does; the API stays.
                cancel.cancelled().await;
                api.stop().await;
            });
            let workspace = sandbox::Workspace::default().id;
            if !self.sandbox_quiet {
                output
                    .note(&format!("sandbox            a simulated Clockify delivers events of workspace {workspace}"));
            }
            output.note(&format!("\nSee the add-ons inside a simulated Clockify:  {page}/"));
            output.note("See what arrives:  clockify-addons events list        End with Ctrl-C.");
        }
        super::signals::cut()?;
        let ended = running.wait().await;
        drop(guard);
        match ended {
            Ended::Clean => Ok(Status::Ok),
            Ended::Cut => Err(failure(Status::Failed, "ended before everything under way was finished")),
            Ended::Failed => Err(failure(Status::Failed, "a part of the server failed; the log says which")),
        }
    }
}

/// The page of the simulated Clockify, which may then embed those of the add-ons.
async fn sandbox_host(port: u16, config: &mut config::Serve) -> anyhow::Result<Host> {
    let host = Host::bind(port).await?;
    config.page.frame_ancestors.push(host.origin());
    Ok(host)
}

/// An add-on as that page shows it.
fn stage(app: &App, address: SocketAddr, driver: &Arc<Driver>) -> Stage {
    // By its name the address is another site than the page's own, as it is where both are public.
    let host = match address.ip() {
        IpAddr::V4(Ipv4Addr::LOCALHOST) => format!("localhost:{}", address.port()),
        _ => address.to_string(),
    };
    Stage {
        driver: Arc::clone(driver),
        title: app.config.name.clone(),
        label: app.spec.sidebar_label.to_owned(),
        address: format!("http://{host}{}", app.base_path()),
        page: PAGE_PATH.to_owned(),
    }
}

/// A database with a workspace that the simulated Clockify doesn't know belongs to real people.
fn refuse_real_data(running: &serve::Running) -> anyhow::Result<()> {
    let own = WorkspaceId::new(&sandbox::Workspace::default().id)
        .map_err(|error| failure(Status::Internal, error.to_string()))?;
    for (app, _) in &running.addons {
        let view = app.view.now();
        let others = view.workspaces() - usize::from(view.of_workspace(&own).is_some());
        if others > 0 {
            let text = format!("--sandbox stores invented events, and {} serves real workspaces", app.config.database);
            return Err(failure(Status::Refused, text));
        }
    }
    Ok(())
}

/// The key of the simulated Clockify, which is trusted for as long as this process runs.
fn sandbox_key(config: &mut config::Serve) -> anyhow::Result<Key> {
    if let Some(addon) = config.addons.iter().find(|addon| !addon.host.is_loopback()) {
        let text = format!(
            "--sandbox trusts a key that anyone could have, so HOST must be a loopback address, not {}",
            addon.host
        );
        return Err(failure(Status::Refused, text));
    }
    if let Some(addon) = config.addons.iter().find(|addon| addon.database.postgres().is_some_and(|url| !url.is_local()))
    {
        let text =
            format!("--sandbox stores invented events, so it takes no database of another machine: {}", addon.database);
        return Err(failure(Status::Refused, text));
    }
    super::allow_this_machine(config);
    // The simulated Clockify takes manifests of any length, so that every event can be delivered.
    config.limits.manifest_webhooks = EventType::ALL.len();
    Ok(Key::generate()?)
}
