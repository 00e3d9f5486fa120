//! The rows of webhooks, as registration writes them.
//!
//! A row is written only while its installation is live, under a lock on the installation's row, so that nothing is left
//! behind when it ends meanwhile. The in-memory view is renewed when a token changed, and only then.

use std::collections::BTreeMap;

use sea_orm::ActiveValue::Set;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};
use secrecy::ExposeSecret;
use time::OffsetDateTime;
use uuid::Uuid;

use super::plan::Known;
use super::remote::Webhook;
use crate::clockify::token;
use crate::db::entities::installation::{self, Status};
use crate::db::entities::view_revision;
use crate::db::entities::webhook_registration::{ActiveModel, Column, Entity, Model, Origin};
use crate::db::{self, Db, announce};
use crate::domain::event::EventType;
use crate::domain::ids::WorkspaceId;

/// Longest reason that is kept, in characters.
const LONGEST_REASON: usize = 300;

/// The installation has ended while it was worked on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Over;

/// The webhooks of one installation in the database.
#[derive(Clone, Debug)]
pub(super) struct Store {
    pub(super) db: Db,
    pub(super) workspace: WorkspaceId,
    pub(super) installation: Uuid,
    pub(super) now: OffsetDateTime,
}

/// What is stored, by event.
#[derive(Debug, Default)]
pub(super) struct Stored {
    pub(super) manifest: BTreeMap<EventType, Model>,
    pub(super) api: BTreeMap<EventType, Model>,
}

impl Stored {
    /// What is known of the webhooks that were registered.
    pub(super) fn known(&self) -> BTreeMap<EventType, Known> {
        let known = |row: &Model| Known { remote_id: row.remote_id.clone(), has_token: row.token_hash.is_some() };
        self.api.iter().map(|(event, row)| (*event, known(row))).collect()
    }
}

impl Store {
    pub(super) async fn load(&self) -> Result<Stored, db::Error> {
        let rows = Entity::of_installation(&self.workspace, self.installation).all(&self.db.reader()).await?;
        let mut stored = Stored::default();
        for row in rows {
            let Ok(event) = row.event_type.parse() else { continue };
            match row.origin {
                Origin::Manifest => stored.manifest.insert(event, row),
                Origin::Api => stored.api.insert(event, row),
            };
        }
        Ok(stored)
    }

    /// Stores what Clockify says of a webhook. A token that it doesn't tell stays what it was, unless the webhook is
    /// another one now.
    pub(super) async fn keep(
        &self,
        origin: Origin,
        event: EventType,
        webhook: &Webhook,
    ) -> Result<Result<(), Over>, db::Error> {
        let hash = webhook.token.as_ref().map(|token| token::hash(token.expose_secret()).to_vec());
        self.change(origin, event, |row, before| {
            let same = before.is_some_and(|row| row.remote_id.as_deref() == Some(webhook.id.as_str()));
            // The first comparison brings the ids of the manifest's webhooks; their tokens came with the install.
            let keeps_token = same || origin == Origin::Manifest;
            if hash.is_some() || !keeps_token {
                row.token_hash = Set(hash.clone());
            }
            row.remote_id = Set(Some(webhook.id.clone()));
            row.delivery_enabled = Set(webhook.delivery_enabled);
            row.enabled = Set(webhook.enabled);
            row.plan_enabled = Set(webhook.plan_enabled);
            row.reason = Set(None);
            row.checked_at = Set(Some(self.now));
        })
        .await
    }

    /// Stores why an event has no webhook.
    pub(super) async fn lack(&self, event: EventType, reason: &str) -> Result<Result<(), Over>, db::Error> {
        let reason: String = reason.chars().take(LONGEST_REASON).collect();
        self.change(Origin::Api, event, |row, _| {
            row.remote_id = Set(None);
            row.token_hash = Set(None);
            row.delivery_enabled = Set(None);
            row.enabled = Set(None);
            row.plan_enabled = Set(None);
            row.reason = Set(Some(reason.clone()));
            row.checked_at = Set(Some(self.now));
        })
        .await
    }

    /// Notes up to when missed deliveries were fetched.
    pub(super) async fn filled(
        &self,
        origin: Origin,
        event: EventType,
        to: OffsetDateTime,
    ) -> Result<Result<(), Over>, db::Error> {
        self.change(origin, event, |row, _| row.filled_to = Set(Some(to))).await
    }

    /// Drops what is stored of a registered webhook.
    pub(super) async fn forget(&self, event: EventType) -> Result<(), db::Error> {
        let transaction = self.db.begin().await?;
        Entity::delete_many()
            .filter(Column::InstallationId.eq(self.installation))
            .filter(Column::Origin.eq(Origin::Api))
            .filter(Column::EventType.eq(event.name()))
            .exec(&transaction)
            .await?;
        self.commit(transaction, true).await
    }

    /// Notes that the installation was looked at now.
    pub(super) async fn looked_at(&self) -> Result<Result<(), Over>, db::Error> {
        self.change_installation(|row| row.reconciled_at = Set(Some(self.now))).await
    }

    /// Changes the installation's own row, if it is live.
    pub(super) async fn change_installation(
        &self,
        apply: impl FnOnce(&mut installation::ActiveModel),
    ) -> Result<Result<(), Over>, db::Error> {
        let transaction = self.db.begin().await?;
        let Some(row) = lock(&transaction, self.installation).await? else { return Ok(Err(Over)) };
        let mut row = row.into_active_model();
        apply(&mut row);
        row.update(&transaction).await?;
        transaction.commit().await?;
        Ok(Ok(()))
    }

    async fn change(
        &self,
        origin: Origin,
        event: EventType,
        apply: impl FnOnce(&mut ActiveModel, Option<&Model>),
    ) -> Result<Result<(), Over>, db::Error> {
        let transaction = self.db.begin().await?;
        if lock(&transaction, self.installation).await?.is_none() {
            return Ok(Err(Over));
        }
        let before = Entity::of_installation(&self.workspace, self.installation)
            .filter(Column::Origin.eq(origin))
            .filter(Column::EventType.eq(event.name()))
            .one(&transaction)
            .await?;
        let mut row = match &before {
            Some(row) => row.clone().into_active_model(),
            None => match origin {
                Origin::Manifest => {
                    let row = ActiveModel::manifest(&self.workspace, self.installation, event, [0; 32], self.now);
                    ActiveModel { token_hash: Set(None), ..row }
                }
                Origin::Api => ActiveModel::api(&self.workspace, self.installation, event, self.now),
            },
        };
        apply(&mut row, before.as_ref());
        let after = match before {
            Some(_) => row.update(&transaction).await?,
            None => row.insert(&transaction).await?,
        };
        let news = before.and_then(|row| row.token_hash) != after.token_hash;
        self.commit(transaction, news).await?;
        Ok(Ok(()))
    }

    /// Commits; when the view holds something else now, everybody hears of it.
    async fn commit(&self, transaction: DatabaseTransaction, news: bool) -> Result<(), db::Error> {
        if news {
            tell(&self.db, &transaction).await?;
        }
        Ok(transaction.commit().await?)
    }
}

/// Makes every replica renew its view once the transaction is committed.
pub(super) async fn tell(db: &Db, transaction: &DatabaseTransaction) -> Result<(), db::Error> {
    view_revision::raise(transaction).await?;
    Ok(announce(transaction, db.engine()).await?)
}

/// The installation if it is live, held until the transaction ends. On SQLite the transaction holds everything anyway.
pub(super) async fn lock(
    transaction: &DatabaseTransaction,
    installation: Uuid,
) -> Result<Option<installation::Model>, db::Error> {
    let row = installation::Entity::find_by_id(installation).lock_exclusive().one(transaction).await?;
    Ok(row.filter(|row| row.status != Status::Deleted))
}

/// The rows of all live installations: what is counted for Prometheus.
pub(super) async fn of_all(db: &Db) -> Result<(Vec<installation::Model>, Vec<Model>), db::Error> {
    let installations = installation::Entity::live_of_all_workspaces().all(&db.reader()).await?;
    let webhooks = Entity::find().all(&db.reader()).await?;
    Ok((installations, webhooks))
}
