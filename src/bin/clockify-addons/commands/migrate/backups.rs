//! The backup that has to be there before a database is changed.

use anyhow::Context as _;
use clockify_addons::backup::Found;
use clockify_addons::config::{self, Source, Storage};
use clockify_addons::db::Db;
use clockify_addons::domain::addon::Addon;
use clockify_addons::migrate::{self, List};
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

use crate::exit::{Status, failure};

/// How old it may be where nobody said so, in hours.
const USUAL: u32 = 24;

/// Refuses to go on without a backup, where one was asked for or a migration removes data.
pub(super) async fn require(source: &Source, storage: &Storage, db: &Db, hours: Option<u32>) -> anyhow::Result<()> {
    let status = migrate::status(db).await.map_err(clockify_addons::db::Error::from)?;
    let loses = !List::OWN.destructive_in(&status).is_empty();
    let changes = !status.applied.is_empty() && !status.pending.is_empty();
    let needed = hours.map_or(loses, |hours| hours > 0 && changes);
    let hours = hours.unwrap_or(USUAL);
    if !needed || is_there(source, storage.addon, hours).await? {
        return Ok(());
    }
    let addon = storage.addon.name();
    let text = format!(
        "there is no verified backup of {addon} of the last {hours} h; make one with `clockify-addons backup --addon {addon}`"
    );
    Err(failure(Status::Refused, text))
}

/// Whether there is a verified backup of the add-on that is no older than so many hours.
async fn is_there(source: &Source, addon: Addon, hours: u32) -> anyhow::Result<bool> {
    let settings = config::Backup::load(source)?;
    let place = super::super::backup::place(source, &settings)?;
    if !place.exists() {
        return Ok(false);
    }
    for name in place.names().await?.iter().rev() {
        let Found::Set(set) = place.look(name).await? else { continue };
        let finished = OffsetDateTime::parse(&set.manifest.finished_at, &Rfc3339)
            .with_context(|| format!("the backup {name} doesn't say when it was made"))?;
        if super::super::now() - finished > Duration::hours(i64::from(hours)) {
            return Ok(false);
        }
        let has = set.manifest.addons.iter().any(|part| part.addon == addon.name());
        if has && set.checks.is_good() {
            return Ok(true);
        }
    }
    Ok(false)
}
