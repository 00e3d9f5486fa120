//! What Clockify's lifecycle calls change.
//!
//! Each call is one transaction and may come again: a repeated install changes nothing but the time, a repeated end
//! nothing at all. An ended installation stays ended, because a reinstall comes with a new `addonId`;
//! so a late repeat of an old install can't bring one back.
//!
//! Source: the platform's lifecycle documentation. Payloads differ between its versions, so all but the
//! ids and the token is optional.

use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::Json;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, DatabaseTransaction, EntityTrait, IntoActiveModel};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::clockify::token::{self, Hosts};
use crate::db::entities::installation::{self, Status};
use crate::db::entities::webhook_registration;
use crate::db::revision::commit;
use crate::db::{self, Db};
use crate::domain::event::EventType;
use crate::domain::ids::{AddonId, WorkspaceId};
use crate::queue::{NewJob, Queue};
use crate::secrets::Keyring;

/// The installation that a call is about, from its verified token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The installation.
    pub addon: AddonId,
}

/// An install, checked.
#[derive(Debug)]
pub struct Install<'a> {
    /// The installation token.
    pub token: &'a str,
    /// API addresses from the token's claims.
    pub hosts: Hosts,
    /// The user on whose behalf the add-on acts.
    pub as_user: Option<String>,
    /// The add-on's own user.
    pub addon_user: Option<String>,
    /// Which token each event's deliveries will carry.
    pub webhooks: Vec<(EventType, token::Hash)>,
    /// Settings, which some versions of the platform send along.
    pub settings: Option<Json>,
    /// What a new installation is followed by.
    pub jobs: Vec<NewJob>,
    /// What a repeated install is followed by, if Clockify had refused the token before; otherwise by nothing.
    pub again: Vec<NewJob>,
}

/// What a call did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// Something changed.
    Changed,
    /// Nothing had to.
    Unchanged,
    /// The call came too late: the installation has ended.
    Ended,
    /// The installation isn't known.
    Unknown,
}

/// `INSTALLED`: stores the installation, its token sealed, and ends any older one of the same workspace.
pub async fn install(
    db: &Db,
    queue: &Queue,
    keyring: &Keyring,
    subject: &Subject,
    install: Install<'_>,
    now: OffsetDateTime,
) -> Result<Done, db::Error> {
    let transaction = db.begin().await?;
    let rows = installation::Entity::of_workspace(&subject.workspace).all(&transaction).await?;
    let (mine, others): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.addon_id == subject.addon.as_str());
    let mine = mine.into_iter().next();
    if mine.as_ref().is_some_and(|row| row.status == Status::Deleted) {
        return Ok(Done::Ended);
    }
    for other in others {
        if other.status != Status::Deleted {
            other.end(&transaction, now).await?;
        }
    }
    let known = mine.is_some();
    let was_refused = mine.as_ref().is_some_and(|row| row.refused_since.is_some());
    let id = mine.as_ref().map_or_else(Uuid::now_v7, |row| row.id);
    let mut row = match mine {
        Some(row) => row.into_active_model(),
        None => installation::ActiveModel::new(id, &subject.workspace, &subject.addon, now),
    };
    row.updated_at = Set(now);
    row.token = Set(Some(keyring.seal(&installation::Model::token_context(id), install.token.as_bytes())));
    row.hosts = Set(serde_json::to_value(&install.hosts).unwrap_or_default());
    row.refused_since = Set(None);
    row.refused_probes = Set(0);
    row.as_user = Set(install.as_user);
    row.addon_user_id = Set(install.addon_user);
    if install.settings.is_some() {
        row.settings = Set(install.settings);
    }
    if known {
        row.update(&transaction).await?;
    } else {
        row.insert(&transaction).await?;
    }
    let webhooks: Vec<_> = install
        .webhooks
        .iter()
        .map(|&(event, hash)| webhook_registration::ActiveModel::manifest(&subject.workspace, id, event, hash, now))
        .collect();
    if !webhooks.is_empty() {
        use webhook_registration::Column;

        let again = OnConflict::columns([Column::InstallationId, Column::Origin, Column::EventType])
            .update_columns([Column::TokenHash, Column::Path])
            .to_owned();
        webhook_registration::Entity::insert_many(webhooks)
            .on_conflict(again)
            .exec_without_returning(&transaction)
            .await?;
    }
    if !known {
        queue.push_all_in(&transaction, install.jobs).await?;
    } else if was_refused {
        hasten(queue, &transaction, install.again).await?;
    }
    commit(db, transaction).await?;
    queue.wake();
    Ok(Done::Changed)
}

/// `DELETED`: ends the installation and destroys its secrets in the same transaction.
pub async fn delete(db: &Db, subject: &Subject, now: OffsetDateTime) -> Result<Done, db::Error> {
    let ended = change(db, subject, async |transaction, row| Ok(row.end(transaction, now).await?)).await?;
    if ended == Done::Unknown {
        // Its install may still be on the way, and must not bring to life what has ended.
        let mut row = installation::ActiveModel::new(Uuid::now_v7(), &subject.workspace, &subject.addon, now);
        row.status = Set(Status::Deleted);
        row.deleted_at = Set(Some(now));
        let mut known = OnConflict::columns([installation::Column::WorkspaceId, installation::Column::AddonId]);
        let insert = installation::Entity::insert(row).on_conflict(known.do_nothing().to_owned());
        insert.exec_without_returning(&db.writer()).await?;
    }
    Ok(ended)
}

/// `STATUS_CHANGED` to `ACTIVE`: switches the installation on. What Clockify said of its token while it was off says
/// nothing; what is there is looked at again at once, and what was kept back goes on.
pub async fn switch_on(
    db: &Db,
    queue: &Queue,
    subject: &Subject,
    again: Vec<NewJob>,
    now: OffsetDateTime,
) -> Result<Done, db::Error> {
    let done = change(db, subject, async |transaction, row| {
        let was_on = row.status == Status::Active && row.refused_since.is_none();
        let mut row = row.into_active_model();
        row.status = Set(Status::Active);
        row.refused_since = Set(None);
        row.refused_probes = Set(0);
        row.updated_at = Set(now);
        row.update(transaction).await?;
        if was_on { Ok(()) } else { hasten(queue, transaction, again).await }
    })
    .await?;
    queue.wake();
    Ok(done)
}

async fn hasten(queue: &Queue, transaction: &DatabaseTransaction, jobs: Vec<NewJob>) -> Result<(), db::Error> {
    for job in jobs {
        queue.hasten_in(transaction, job).await?;
    }
    Ok(())
}

/// `STATUS_CHANGED` to `INACTIVE`: switches the installation off.
pub async fn switch_off(db: &Db, subject: &Subject, now: OffsetDateTime) -> Result<Done, db::Error> {
    change(db, subject, async |transaction, row| {
        let mut row = row.into_active_model();
        row.status = Set(Status::Inactive);
        row.updated_at = Set(now);
        Ok(row.update(transaction).await.map(|_| ())?)
    })
    .await
}

/// `SETTINGS_UPDATED`: stores the settings as sent.
pub async fn set_settings(db: &Db, subject: &Subject, settings: Json, now: OffsetDateTime) -> Result<Done, db::Error> {
    change(db, subject, async |transaction, row| {
        let mut row = row.into_active_model();
        row.settings = Set(Some(settings));
        row.updated_at = Set(now);
        Ok(row.update(transaction).await.map(|_| ())?)
    })
    .await
}

async fn change(
    db: &Db,
    subject: &Subject,
    apply: impl AsyncFnOnce(&DatabaseTransaction, installation::Model) -> Result<(), db::Error>,
) -> Result<Done, db::Error> {
    let transaction = db.begin().await?;
    let row = installation::Entity::one(&subject.workspace, &subject.addon).one(&transaction).await?;
    match row {
        None => Ok(Done::Unknown),
        Some(row) if row.status == Status::Deleted => Ok(Done::Ended),
        Some(row) => {
            apply(&transaction, row).await?;
            commit(db, transaction).await?;
            Ok(Done::Changed)
        }
    }
}

/// The route that a webhook's `path` means.
///
/// The platform's versions send the absolute URL, the manifest's path, or the path with doubled slashes.
/// `base_path` is the path of our own base URL, which an absolute URL begins with.
#[must_use]
pub fn route(path: &str, base_path: &str) -> String {
    let path = match path.split_once("://") {
        Some((_, rest)) => rest.split_once('/').map_or("", |(_, path)| path),
        None => path,
    };
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let joined =
        |path: &str| path.split('/').filter(|part| !part.is_empty()).fold(String::new(), |all, part| all + "/" + part);
    let (path, base) = (joined(path), joined(base_path));
    match path.strip_prefix(&base) {
        Some(rest) if rest.starts_with('/') => rest.to_owned(),
        _ => path,
    }
}

#[cfg(test)]
mod tests {
    use super::route;

    #[test]
    fn every_form_of_a_path_leads_to_the_same_route() {
        for (path, base) in [
            ("/webhooks/time/new", ""),
            ("//webhooks/time/new", ""),
            ("webhooks/time/new/", ""),
            ("https://addon.example.com/webhooks/time/new", ""),
            ("https://addon.example.com//webhooks//time/new/", "/"),
            ("https://addon.example.com/studio/webhooks/time/new", "/studio"),
            ("https://addon.example.com/studio//webhooks/time/new", "/studio/"),
            ("/webhooks/time/new", "/studio"),
            ("/studio/webhooks/time/new", "/studio"),
            ("http://localhost:8000/webhooks/time/new?x=1#y", ""),
        ] {
            assert_eq!(route(path, base), "/webhooks/time/new", "{path} under {base}");
        }
        assert_eq!(route("/webhooks/time", "/webhooks/time"), "/webhooks/time");
        assert_eq!(route("https://addon.example.com", ""), "");
    }
}
