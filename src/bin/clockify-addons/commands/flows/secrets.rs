//! Secrets of a workspace, for steps that call other systems.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Subcommand;
use clockify_addons::clock::stamp;
use clockify_addons::flows::Actor;
use clockify_addons::flows::secrets::{self, Listed};
use secrecy::SecretString;
use serde_json::{Value, json};

use super::Desk;
use super::desk::confirm;
use crate::commands::now;
use crate::exit::{Status, failure};
use crate::output::{Output, Table};

#[derive(Debug, Subcommand)]
pub(super) enum Action {
    /// Set a secret, or give it another value
    #[command(after_help = "\
Example:
  clockify-addons flows secrets set CHAT_TOKEN --secret-file token
  pass chat | clockify-addons flows secrets set CHAT_TOKEN --secret-file -")]
    Set {
        /// Its name: capital letters, digits and `_`
        name: String,
        /// Read the value from this file, or from standard input with `-`
        #[arg(long, value_name = "FILE")]
        secret_file: PathBuf,
    },
    /// The names; values are never shown again
    #[command(after_help = "\
Example:
  clockify-addons flows secrets list")]
    List,
    /// Remove a secret; steps that use it fail from then on
    #[command(after_help = "\
Examples:
  clockify-addons flows secrets remove CHAT_TOKEN --dry-run
  clockify-addons flows secrets remove CHAT_TOKEN --yes")]
    Remove {
        /// Its name
        name: String,
        /// Don't ask
        #[arg(long)]
        yes: bool,
    },
}

impl Action {
    pub(super) async fn run(self, desk: &Desk, output: &Output) -> anyhow::Result<Status> {
        if !desk.app.spec.http_steps {
            let text = format!("flows of {} call no other systems and need no secrets", desk.app.spec.addon);
            return Err(failure(Status::Usage, text));
        }
        let (app, workspace, by) = (&desk.app, &desk.workspace, &Actor::Operator);
        match self {
            Self::List => {
                let listed = secrets::list(&app.db, workspace).await?;
                let items: Vec<_> = listed.iter().map(item).collect();
                output.list("flow-secrets", "secrets", &items, || table(&listed))?;
            }
            Self::Set { name, secret_file } => {
                let value = read(&secret_file)?;
                let there = secrets::list(&app.db, workspace).await?.iter().any(|secret| secret.name == name);
                let is_new = if desk.dry_run {
                    secrets::check(&name, &value)?;
                    !there
                } else {
                    secrets::set(&app.db, &app.keyring, workspace, &name, &value, by, now()).await?
                };
                let data = json!({ "name": name, "is_new": is_new, "dry_run": desk.dry_run });
                let word = if is_new { "new" } else { "another value" };
                output.data("flow-secret", &data, || format!("{name}: {word}\n"))?;
                desk.remark(output);
            }
            Self::Remove { name, yes } => {
                if !secrets::list(&app.db, workspace).await?.iter().any(|secret| secret.name == name) {
                    return Err(secrets::Error::Absent(name).into());
                }
                if !desk.dry_run {
                    let refusal = format!("steps that use {name} fail without it");
                    confirm(output, &format!("Remove {name}? Steps that use it fail from then on."), &refusal, yes)?;
                    secrets::remove(&app.db, workspace, &name, by, now()).await?;
                }
                let data = json!({ "name": name, "removed": !desk.dry_run, "dry_run": desk.dry_run });
                let word = if desk.dry_run { "would remove" } else { "removed" };
                output.data("flow-secret", &data, || format!("{word} {name}\n"))?;
            }
        }
        Ok(Status::Ok)
    }
}

/// Never from the command line, where every user of the machine could read it.
fn read(path: &Path) -> anyhow::Result<SecretString> {
    let mut text = String::new();
    if path.as_os_str() == "-" {
        std::io::stdin().read_to_string(&mut text).context("can't read the secret from standard input")?;
    } else {
        text =
            std::fs::read_to_string(path).with_context(|| format!("can't read the secret from {}", path.display()))?;
    }
    Ok(text.trim_end_matches(['\r', '\n']).into())
}

fn item(secret: &Listed) -> Value {
    json!({ "name": secret.name, "updated_at": stamp(secret.updated_at), "updated_by": secret.updated_by })
}

fn table(listed: &[Listed]) -> String {
    let mut table = Table::new(["NAME", "CHANGED", "BY"]);
    for secret in listed {
        table.row([secret.name.clone(), stamp(secret.updated_at), secret.updated_by.clone()]);
    }
    table.render()
}
