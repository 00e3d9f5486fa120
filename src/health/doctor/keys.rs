//! Whether the keys at hand open what is sealed.

use crate::app;
use crate::config::Storage;
use crate::db::Db;
use crate::health::{Check, Status};
use crate::rotation;
use crate::secrets::Keyring;

pub(super) async fn check(storage: &Storage, db: &Db) -> Check {
    let id = "secrets.key";
    let file = storage.database.sqlite_path().filter(|_| storage.secrets.key.is_none()).map(app::key_file);
    if file.as_ref().is_some_and(|file| !file.exists()) && !db.holds_secrets().await {
        return Check::new(id, Status::Pass, "none yet, and nothing is sealed");
    }
    let keyring = match app::keyring(&storage.secrets, &storage.database, db).await {
        Ok(keyring) => keyring,
        Err(error) => return Check::new(id, Status::Fail, full(&error)).hint(hint(&error)),
    };
    let counts = match rotation::look(db, &keyring).await {
        Ok(counts) => counts,
        Err(error) => return Check::new(id, Status::Fail, full(&error)).hint("see docs/operations/secrets.md"),
    };
    let (values, unreadable): (u64, u64) =
        counts.iter().fold((0, 0), |(values, lost), counts| (values + counts.values, lost + counts.unreadable));
    if unreadable > 0 {
        let hint = "give the key that was used then by CLOCKIFY_ADDONS_SECRET_KEY or CLOCKIFY_ADDONS_SECRET_KEY_PREVIOUS; \
                    `clockify-addons secrets rotate --dry-run` counts";
        return Check::new(id, Status::Fail, format!("opens {} of {values} values", values - unreadable)).hint(hint);
    }
    let pending: u64 = counts.iter().map(|counts| counts.pending).sum();
    let replaced = file.is_some_and(|file| Keyring::is_being_replaced(&file));
    if pending > 0 || replaced {
        let observed = format!("{pending} of {values} values are sealed with an older key");
        return Check::new(id, Status::Warn, observed).hint("finish it: `clockify-addons secrets rotate`");
    }
    Check::new(id, Status::Pass, format!("{} opens all {values} values", keyring.id()))
}

fn hint(error: &app::Error) -> &'static str {
    match error {
        app::Error::KeyLost { .. } => "put the key file back, or set CLOCKIFY_ADDONS_SECRET_KEY",
        _ => {
            "`clockify-addons secrets generate` makes a key for CLOCKIFY_ADDONS_SECRET_KEY; the file is for its owner alone (chmod 600)"
        }
    }
}

/// The error with its causes.
pub(super) fn full(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let next = error.to_string();
        if !text.contains(&next) {
            text.push_str(": ");
            text.push_str(&next);
        }
        cause = error.source();
    }
    text
}
