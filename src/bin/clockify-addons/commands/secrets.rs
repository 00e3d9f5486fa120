//! `secrets`: make keys.

use clap::{Args, Subcommand};
use clockify_addons::secrets::Keyring;
use secrecy::ExposeSecret;

use crate::exit::Status;
use crate::output::Output;

/// Make the key that seals tokens in the database.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  umask 077; clockify-addons secrets generate > /etc/clockify-addons/key
  CLOCKIFY_ADDONS_SECRET_KEY_FILE=/etc/clockify-addons/key clockify-addons serve")]
pub(crate) struct Options {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Print a new key for CLOCKIFY_ADDONS_SECRET_KEY
    Generate,
}

impl Options {
    pub(crate) fn run(self, output: &Output) -> anyhow::Result<Status> {
        match self.action {
            Action::Generate => {
                let key = Keyring::generate_text();
                let key = key.expose_secret();
                output.data("secret", &serde_json::json!({ "key": key }), || format!("{key}\n"))?;
            }
        }
        Ok(Status::Ok)
    }
}
