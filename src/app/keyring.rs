//! The keys that secrets are sealed with: where they come from.

use std::path::{Path, PathBuf};

use super::Error;
use crate::config;
use crate::db::Db;
use crate::secrets::Keyring;

/// The keys for secrets: the configured one seals, or one that is made beside the SQLite file. Configured ones before it
/// open too.
///
/// None is made for a database that already holds sealed secrets: what they were sealed with is lost, and a new key
/// would only hide that.
pub async fn keyring(config: &config::Secrets, database: &config::database::Url, db: &Db) -> Result<Keyring, Error> {
    let keyring = match &config.key {
        Some(text) => Keyring::from_text(text)?,
        None => {
            config.require_for([database])?;
            let file = key_file(database.sqlite_path().unwrap_or(Path::new("")));
            if !file.exists() && db.holds_secrets().await {
                return Err(Error::KeyLost { file });
            }
            Keyring::load_or_create(&file)?
        }
    };
    with_previous(keyring, config)
}

/// The keys with the configured ones before them.
pub fn with_previous(keyring: Keyring, config: &config::Secrets) -> Result<Keyring, Error> {
    let add = |keyring: Keyring, text| Ok(keyring.with_older(&Keyring::from_text(text)?));
    config.previous.iter().try_fold(keyring, add)
}

/// Where the key lies that is made when none is configured.
#[must_use]
pub fn key_file(database: &Path) -> PathBuf {
    database.parent().unwrap_or(Path::new("")).join("clockify-addons.key")
}
