//! Which keys are at hand for what is sealed in a backup.

use clockify_addons::app;
use clockify_addons::config::Storage;
use clockify_addons::secrets::Keyring;

/// Their ids. No key is made here: a new one opens nothing that is old.
pub(super) fn at_hand(storage: &Storage) -> anyhow::Result<Vec<String>> {
    let keyring = match (&storage.secrets.key, storage.database.sqlite_path()) {
        (Some(text), _) => Keyring::from_text(text)?,
        (None, Some(path)) if app::key_file(path).exists() => Keyring::load_or_create(&app::key_file(path))?,
        (None, _) => {
            let mut ids = Vec::new();
            for text in &storage.secrets.previous {
                ids.extend(Keyring::from_text(text)?.ids());
            }
            return Ok(ids);
        }
    };
    Ok(app::with_previous(keyring, &storage.secrets)?.ids())
}
