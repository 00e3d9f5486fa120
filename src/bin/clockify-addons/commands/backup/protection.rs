//! Who may read a backup: recipients when it is made, identities when it is read.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use clockify_addons::backup::{Error, Identities};
use clockify_addons::config;
use clockify_addons::domain::recipients::{Recipients, Wrong};

use crate::exit::{Status, failure};

/// For whom a new backup is encrypted.
#[derive(Debug, Default, Args)]
pub(super) struct Encryption {
    /// Encrypt it for the owner of this public key of age; may be given several times
    /// [env: CLOCKIFY_ADDONS_BACKUP_AGE_RECIPIENTS]
    #[arg(long = "recipient", value_name = "age1…")]
    recipients: Vec<String>,
    /// Encrypt it for the public keys in this file, one a line
    /// [env: CLOCKIFY_ADDONS_BACKUP_AGE_RECIPIENTS_FILE]
    #[arg(long, value_name = "FILE")]
    recipients_file: Option<PathBuf>,
}

/// What opens an encrypted backup.
#[derive(Debug, Default, Args)]
pub(super) struct Identity {
    /// File with the secret key of age that opens an encrypted backup; may be given several times
    #[arg(long = "identity", value_name = "FILE")]
    identities: Vec<PathBuf>,
}

impl Encryption {
    /// Those of the command line, or else those of the settings.
    pub(super) fn recipients(&self, settings: &config::Backup) -> anyhow::Result<Recipients> {
        let mut recipients = Recipients::default();
        if self.recipients.is_empty() && self.recipients_file.is_none() {
            recipients.extend(settings.recipients.clone());
            if let Some(path) = &settings.recipients_file {
                recipients.extend(file(path, Status::Config)?);
            }
            return Ok(recipients);
        }
        for text in &self.recipients {
            let wrong = |wrong: Wrong| failure(Status::Usage, format!("--recipient {wrong}"));
            recipients.extend(text.parse().map_err(wrong)?);
        }
        if let Some(path) = &self.recipients_file {
            recipients.extend(file(path, Status::Usage)?);
        }
        Ok(recipients)
    }
}

impl Identity {
    pub(super) fn read(&self) -> Result<Identities, Error> {
        Identities::read(self.identities.iter().map(PathBuf::as_path))
    }
}

/// The recipients in a file, of which there has to be one: whoever names it wants encryption.
fn file(path: &Path, status: Status) -> anyhow::Result<Recipients> {
    let text = fs::read_to_string(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
    let wrong = |wrong: &dyn std::fmt::Display| failure(status, format!("the file {} {wrong}", path.display()));
    let recipients: Recipients = text.parse().map_err(|error: Wrong| wrong(&error))?;
    if recipients.is_empty() { Err(wrong(&"names no recipient")) } else { Ok(recipients) }
}
