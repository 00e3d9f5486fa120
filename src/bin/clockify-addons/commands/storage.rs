//! Opening the database of an add-on for a command that needs it up to date.

use clockify_addons::config::Storage;
use clockify_addons::db::{self, Db, Missing};
use clockify_addons::migrate;

use crate::exit::{Status, failure};
use crate::output::Output;

/// The database, unless there is none yet.
pub(super) async fn open(storage: &Storage, output: &Output) -> anyhow::Result<Option<Db>> {
    let db = match Db::reach(&storage.database, Missing::Refuse).await {
        Err(db::Error::Absent { .. }) => {
            output.note(&format!("{}: no database yet", storage.addon.name()));
            return Ok(None);
        }
        db => db?,
    };
    let url = storage.database.to_string();
    let status = migrate::status(&db).await.map_err(|source| db::Error::Unreachable { url, source })?;
    if !status.pending.is_empty() {
        let text = format!("the database of {} is behind; run `clockify-addons migrate` first", storage.addon.name());
        return Err(failure(Status::Pending, text));
    }
    Ok(Some(db))
}
