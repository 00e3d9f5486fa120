//! `sources`: other systems that may deliver events.

use std::io::{IsTerminal as _, Read as _};
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use clockify_addons::clock::stamp;
use clockify_addons::config::{self, Source as Settings};
use clockify_addons::db::entities::custom_source::Model;
use clockify_addons::domain::actor::Actor;
use clockify_addons::domain::addon::Addon;
use clockify_addons::domain::ids::WorkspaceId;
use clockify_addons::domain::scheme::{self, Scheme};
use clockify_addons::installs::sources;
use clockify_addons::{addons, app};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::{now, open};
use crate::exit::{Status, failure};
use crate::output::{Output, Table};

/// Register systems other than Clockify that deliver to /webhooks/custom/NAME.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  clockify-addons sources add ci --workspace 64a1… --scheme github
  clockify-addons sources add shop --workspace 64a1… --scheme stripe \\
      --secret-file /run/secrets/shop
  clockify-addons sources rotate ci --workspace 64a1…
  clockify-addons sources list

A secret that is made here is printed once. After a rotation the old one stays
valid for a day.

Schemes: standard-webhooks, github, stripe, bearer, and hmac-sha256, which
looks at the header x-signature-256 or --header.")]
pub(crate) struct Options {
    /// Of which add-on
    #[arg(long, global = true, value_name = "ADDON", default_value = "universal-webhook", value_parser = super::addon)]
    addon: Addon,
    /// Say what would be changed, and change nothing
    #[arg(long, global = true)]
    dry_run: bool,
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Register a source
    #[command(override_usage = "\
    clockify-addons sources add [OPTIONS] --workspace <ID> \\
         --scheme <SCHEME> <NAME>")]
    #[command(after_help = "\
Examples:
  clockify-addons sources add ci --workspace 64a1… --scheme github
  clockify-addons sources add shop --workspace 64a1… --scheme stripe \\
    --secret-file /run/secrets/shop
  clockify-addons sources add ci --workspace 64a1… --scheme github --dry-run")]
    Add {
        /// Last part of its URL: lower-case letters, digits and `-`
        name: String,
        /// The workspace that receives its events
        #[arg(long, value_name = "ID", value_parser = super::workspace)]
        workspace: WorkspaceId,
        /// How its deliveries are signed
        #[arg(long, value_name = "SCHEME")]
        scheme: String,
        /// The header that holds the signature, for hmac-sha256
        #[arg(long, value_name = "NAME")]
        header: Option<String>,
        #[command(flatten)]
        secret: Secret,
    },
    /// List the sources; secrets are never shown again
    #[command(after_help = "\
Examples:
  clockify-addons sources list
  clockify-addons sources list --workspace 64a1… --format json")]
    List {
        /// Of this workspace only
        #[arg(long, value_name = "ID", value_parser = super::workspace)]
        workspace: Option<WorkspaceId>,
    },
    /// Give a source a new secret
    #[command(after_help = "\
Examples:
  clockify-addons sources rotate ci --workspace 64a1…
  clockify-addons sources rotate ci --workspace 64a1… --overlap 0 \\
    --secret-file /run/secrets/ci")]
    Rotate {
        /// Its name
        name: String,
        /// Its workspace
        #[arg(long, value_name = "ID", value_parser = super::workspace)]
        workspace: WorkspaceId,
        /// How long the old secret stays valid, in hours
        #[arg(long, value_name = "HOURS", default_value_t = sources::OVERLAP.as_secs() / 3600)]
        overlap: u64,
        #[command(flatten)]
        secret: Secret,
    },
    /// Remove a source; its events stay
    #[command(after_help = "\
Examples:
  clockify-addons sources remove ci --workspace 64a1… --dry-run
  clockify-addons sources remove ci --workspace 64a1… --yes")]
    Remove {
        /// Its name
        name: String,
        /// Its workspace
        #[arg(long, value_name = "ID", value_parser = super::workspace)]
        workspace: WorkspaceId,
        /// Don't ask
        #[arg(long)]
        yes: bool,
    },
}

/// Where the secret comes from. Never the command line, where every user of the machine could read it.
#[derive(Debug, Args)]
struct Secret {
    /// Read the secret from this file, or from standard input with `-`; made when not given
    #[arg(long, value_name = "FILE")]
    secret_file: Option<PathBuf>,
}

impl Secret {
    fn read(&self) -> anyhow::Result<Option<SecretString>> {
        let Some(path) = &self.secret_file else { return Ok(None) };
        let mut text = String::new();
        if path.as_os_str() == "-" {
            std::io::stdin().read_to_string(&mut text).context("can't read the secret from standard input")?;
        } else {
            text = std::fs::read_to_string(path)
                .with_context(|| format!("can't read the secret from {}", path.display()))?;
        }
        Ok(Some(text.trim_end_matches(['\r', '\n']).into()))
    }
}

impl Options {
    pub(crate) async fn run(self, output: &Output) -> anyhow::Result<Status> {
        if !addons::spec(self.addon).custom_webhooks {
            let text = format!("{} takes no custom webhooks; universal-webhook does", self.addon);
            return Err(failure(Status::Usage, text));
        }
        if let Action::Add { scheme, header, .. } = &self.action {
            Scheme::parse(scheme, header.as_deref()).map_err(|error| failure(Status::Usage, error.to_string()))?;
        }
        let (addon, dry_run) = (self.addon, self.dry_run);
        let (storage, db) = open(addon).await?;
        match self.action {
            Action::List { workspace } => {
                let rows = sources::list(&db, workspace.as_ref()).await?;
                let items: Vec<_> = rows.iter().map(item).collect();
                output.list("sources", "sources", &items, || table(&rows, output.on_terminal()))?;
            }
            Action::Add { name, workspace, scheme, header, secret } => {
                let scheme = Scheme::parse(&scheme, header.as_deref())?;
                let given = secret.read()?;
                let secret = given.clone().unwrap_or_else(|| scheme::generate_secret(&scheme));
                if dry_run {
                    sources::try_add(&db, &name, &scheme, &secret).await?;
                } else {
                    let keyring = app::keyring(&storage.secrets, &storage.database, &db).await?;
                    sources::add(&db, &keyring, &workspace, &name, &scheme, &secret, now()).await?;
                }
                if !sources::has_addon(&db, &workspace).await? {
                    output.warn(&format!(
                        "{workspace} doesn't have the add-on; until it does, deliveries are answered 404"
                    ));
                }
                announce(output, addon, &name, given.is_none().then_some(&secret), dry_run)?;
            }
            Action::Rotate { name, workspace, overlap, secret } => {
                let given = secret.read()?;
                let secret = match &given {
                    Some(secret) => secret.clone(),
                    None => {
                        let rows = sources::list(&db, Some(&workspace)).await?;
                        let row = rows.iter().find(|row| row.name == name);
                        let row = row.ok_or_else(|| sources::Error::Absent(name.clone()))?;
                        scheme::generate_secret(&Scheme::parse(&row.scheme, row.header.as_deref())?)
                    }
                };
                let overlap = Duration::from_secs(overlap.saturating_mul(3600));
                if dry_run {
                    sources::try_rotate(&db, &workspace, &name, &secret).await?;
                } else {
                    let keyring = app::keyring(&storage.secrets, &storage.database, &db).await?;
                    sources::rotate(&db, &keyring, &workspace, &name, &secret, overlap, now()).await?;
                }
                announce(output, addon, &name, given.is_none().then_some(&secret), dry_run)?;
            }
            Action::Remove { name, workspace, yes } => {
                let rows = sources::list(&db, Some(&workspace)).await?;
                if !rows.iter().any(|row| row.name == name) {
                    return Err(sources::Error::Absent(name).into());
                }
                if !dry_run {
                    confirm(output, &name, yes)?;
                    sources::remove(&db, &workspace, &name, &Actor::Operator, now()).await?;
                }
                let word = if dry_run { "would remove" } else { "removed" };
                let document = json!({ "name": name, "removed": !dry_run, "dry_run": dry_run });
                output.data("source-removed", &document, || format!("{word} {name}\n"))?;
            }
        }
        Ok(Status::Ok)
    }
}

/// Prints where to deliver and, if it was made here, the secret: the only time that it is shown. A dry run keeps to
/// itself what nobody will ever deliver with.
fn announce(
    output: &Output,
    addon: Addon,
    name: &str,
    secret: Option<&SecretString>,
    dry_run: bool,
) -> anyhow::Result<()> {
    let base = config::Serve::load(&Settings::process()?, &[addon])
        .ok()
        .and_then(|(serve, _)| serve.addons.into_iter().next());
    let base = base.map_or_else(String::new, |addon| addon.base_url);
    let url = format!("{base}/webhooks/custom/{name}");
    let shown = secret.map(ExposeSecret::expose_secret).filter(|_| !dry_run);
    let document = json!({ "name": name, "url": url, "secret": shown, "dry_run": dry_run });
    output.data("source", &document, || match shown {
        Some(secret) => format!("url     {url}\nsecret  {secret}\n"),
        None => format!("url     {url}\n"),
    })?;
    if output.is_text() && dry_run {
        output.note("nothing was changed");
    } else if output.is_text() && shown.is_some() {
        output.note("the secret is not shown again");
    }
    Ok(())
}

fn confirm(output: &Output, name: &str, yes: bool) -> anyhow::Result<()> {
    if yes {
        return Ok(());
    }
    if !std::io::stdin().is_terminal() {
        return Err(failure(Status::Refused, format!("removing {name} ends its deliveries; say --yes to do it")));
    }
    output.note(&format!("Remove {name}? Its deliveries will be answered 404. [y/N]"));
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    if answer.trim().eq_ignore_ascii_case("y") { Ok(()) } else { Err(failure(Status::Refused, "nothing was removed")) }
}

fn item(row: &Model) -> Value {
    json!({
        "name": row.name,
        "workspace_id": row.workspace_id,
        "scheme": row.scheme,
        "header": row.header,
        "previous_secret_until": row.previous_until.map(stamp),
        "created_at": stamp(row.created_at),
    })
}

fn table(rows: &[Model], terminal: bool) -> String {
    let mut table = Table::new(["NAME", "SCHEME", "WORKSPACE", "HEADER", "OLD SECRET UNTIL"]);
    for row in rows {
        let header = row.header.clone().unwrap_or_else(|| "-".to_owned());
        let until = row.previous_until.filter(|until| *until > now()).map_or_else(|| "-".to_owned(), stamp);
        table.row([row.name.clone(), row.scheme.clone(), row.workspace_id.clone(), header, until]);
    }
    table.render_on(terminal, &[(0, 14), (1, 10), (2, 24), (3, 14), (4, 10)])
}
