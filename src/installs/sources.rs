//! Custom sources: systems other than Clockify that may deliver events.
//!
//! A source can't exist without a scheme and a secret, so there is no such thing as an open door. A rotation keeps
//! the old secret valid for a while, so that the sender can be changed without losing a delivery.

use std::time::Duration;

use sea_orm::ActiveValue::Set;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, DbErr, IntoActiveModel, PaginatorTrait, QueryFilter, SqlErr,
};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::clock::stamp;
use crate::db::entities::custom_source::{self, Column, Entity, Model};
use crate::db::entities::installation;
use crate::db::revision::commit;
use crate::db::trail::Entry;
use crate::db::{self, Db};
use crate::domain::actor::Actor;
use crate::domain::ids::WorkspaceId;
use crate::domain::scheme::{self, Scheme};
use crate::secrets::Keyring;

/// How long the secret before a rotation stays valid, if nothing else is asked for.
pub const OVERLAP: Duration = Duration::from_hours(24);

/// The most sources that users of a workspace can register. An operator may go beyond.
pub const MOST: u64 = 50;

/// The longest that two secrets may both be valid.
pub const LONGEST_OVERLAP: Duration = Duration::from_hours(7 * 24);

/// Why a source can't be registered or changed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The name has no place in a URL.
    #[error("a source's name must be 1 to 64 lower-case letters, digits or `-`; `{0}` is not")]
    Name(String),
    /// The name is in use, possibly by another workspace.
    #[error("a source named `{0}` exists already; the name is part of its URL, so choose another")]
    Taken(String),
    /// There are as many as there may be.
    #[error("the workspace has {MOST} sources already; remove one that is not used any more")]
    TooMany,
    /// There is no such source.
    #[error("there is no source named `{0}` in this workspace")]
    Absent(String),
    /// The secret doesn't fit the scheme.
    #[error("the secret can't be used: {0}")]
    Secret(String),
    /// The database refused.
    #[error("the database refused the change")]
    Database(#[from] db::Error),
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        Self::Database(error.into())
    }
}

/// Whether a source could be registered; changes nothing.
pub async fn try_add(db: &Db, name: &str, scheme: &Scheme, secret: &SecretString) -> Result<(), Error> {
    check(name, scheme, secret)?;
    let taken = Entity::of_all_workspaces().filter(Column::Name.eq(name)).one(&db.reader()).await?;
    taken.map_or(Ok(()), |_| Err(Error::Taken(name.to_owned())))
}

/// Whether a source could be given this secret; changes nothing.
pub async fn try_rotate(db: &Db, workspace: &WorkspaceId, name: &str, secret: &SecretString) -> Result<(), Error> {
    let row = one(db, workspace, name).await?;
    scheme::check_secret(&of(&row)?, secret).map_err(Error::Secret)
}

fn is_name(name: &str) -> bool {
    let plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
    !name.is_empty() && name.len() <= 64 && name.bytes().all(plain)
}

fn check(name: &str, scheme: &Scheme, secret: &SecretString) -> Result<(), Error> {
    if !is_name(name) {
        return Err(Error::Name(name.to_owned()));
    }
    scheme::check_secret(scheme, secret).map_err(Error::Secret)
}

/// Registers a source, on an operator's behalf.
pub async fn add(
    db: &Db,
    keyring: &Keyring,
    workspace: &WorkspaceId,
    name: &str,
    scheme: &Scheme,
    secret: &SecretString,
    now: OffsetDateTime,
) -> Result<(), Error> {
    Change { db, keyring, workspace, by: &Actor::Operator, now }.add(name, scheme, secret).await.map(drop)
}

/// Gives a source a new secret, on an operator's behalf.
pub async fn rotate(
    db: &Db,
    keyring: &Keyring,
    workspace: &WorkspaceId,
    name: &str,
    secret: &SecretString,
    overlap: Duration,
    now: OffsetDateTime,
) -> Result<(), Error> {
    Change { db, keyring, workspace, by: &Actor::Operator, now }.rotate(name, secret, overlap).await.map(drop)
}

/// Removes a source, on somebody's behalf: its URL answers 404 from then on. Its events stay.
pub async fn remove(
    db: &Db,
    workspace: &WorkspaceId,
    name: &str,
    by: &Actor,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let transaction = db.begin().await?;
    let row = find(&transaction, workspace, name).await?;
    let before = Some(described(&row));
    row.into_active_model().delete(&transaction).await?;
    let subject = format!("source:{name}");
    let entry = Entry { workspace, actor: by, action: "source.remove", subject, before, after: None };
    entry.record(&transaction, db.keys().next(now), now).await?;
    Ok(commit(db, transaction).await?)
}

/// A change of a workspace's sources, and who makes it.
#[derive(Debug)]
pub struct Change<'a> {
    /// Where they are stored.
    pub db: &'a Db,
    /// What seals their secrets.
    pub keyring: &'a Keyring,
    /// The workspace.
    pub workspace: &'a WorkspaceId,
    /// Who wants it.
    pub by: &'a Actor,
    /// When.
    pub now: OffsetDateTime,
}

impl Change<'_> {
    /// Registers a source.
    pub async fn add(&self, name: &str, scheme: &Scheme, secret: &SecretString) -> Result<Model, Error> {
        check(name, scheme, secret)?;
        let id = Uuid::now_v7();
        let header = match scheme {
            Scheme::HmacSha256 { header } => Some(header.clone()),
            _ => None,
        };
        let row = custom_source::ActiveModel {
            id: Set(id),
            workspace_id: Set(self.workspace.to_string()),
            name: Set(name.to_owned()),
            scheme: Set(scheme.name().to_owned()),
            header: Set(header),
            secret: Set(seal(self.keyring, id, secret)),
            previous_secret: Set(None),
            previous_until: Set(None),
            created_at: Set(self.now),
            updated_at: Set(self.now),
        };
        let transaction = self.db.begin().await?;
        // On PostgreSQL two at once may pass together; the bound is there for memory, and one more does no harm.
        if *self.by != Actor::Operator && Entity::of_workspace(self.workspace).count(&transaction).await? >= MOST {
            return Err(Error::TooMany);
        }
        let row = row.insert(&transaction).await.map_err(|error| match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => Error::Taken(name.to_owned()),
            _ => Error::from(error),
        })?;
        self.commit(transaction, "source.add", None, &row).await?;
        Ok(row)
    }

    /// Gives a source a new secret. The one before stays valid for `overlap`; one still before that does not.
    pub async fn rotate(&self, name: &str, secret: &SecretString, overlap: Duration) -> Result<Model, Error> {
        let transaction = self.db.begin().await?;
        let row = find(&transaction, self.workspace, name).await?;
        scheme::check_secret(&of(&row)?, secret).map_err(Error::Secret)?;
        let (id, old, before) = (row.id, row.secret.clone(), described(&row));
        let mut row = row.into_active_model();
        row.secret = Set(seal(self.keyring, id, secret));
        row.previous_secret = Set((!overlap.is_zero()).then_some(old));
        row.previous_until = Set((!overlap.is_zero()).then(|| self.now + overlap));
        row.updated_at = Set(self.now);
        let row = row.update(&transaction).await?;
        self.commit(transaction, "source.rotate", Some(before), &row).await?;
        Ok(row)
    }

    async fn commit(
        &self,
        transaction: DatabaseTransaction,
        action: &'static str,
        before: Option<Value>,
        row: &Model,
    ) -> Result<(), Error> {
        let (workspace, actor, subject) = (self.workspace, self.by, format!("source:{}", row.name));
        let entry = Entry { workspace, actor, action, subject, before, after: Some(described(row)) };
        entry.record(&transaction, self.db.keys().next(self.now), self.now).await?;
        Ok(commit(self.db, transaction).await?)
    }
}

/// The scheme of a source.
pub fn of(row: &Model) -> Result<Scheme, Error> {
    Scheme::parse(&row.scheme, row.header.as_deref()).map_err(|error| Error::Secret(error.to_string()))
}

/// A source as the audit has it.
fn described(row: &Model) -> Value {
    json!({
        "scheme": row.scheme,
        "header": row.header,
        "updated_at": stamp(row.updated_at),
        "previous_secret_until": row.previous_until.map(stamp),
    })
}

/// Whether the workspace has the add-on: without it a source's deliveries are refused.
pub async fn has_addon(db: &Db, workspace: &WorkspaceId) -> Result<bool, db::Error> {
    Ok(installation::Entity::current(workspace).one(&db.reader()).await?.is_some())
}

/// The sources of a workspace, or of all for an operator.
pub async fn list(db: &Db, workspace: Option<&WorkspaceId>) -> Result<Vec<Model>, db::Error> {
    let select = match workspace {
        Some(workspace) => Entity::of_workspace(workspace),
        None => Entity::of_all_workspaces(),
    };
    Ok(select.all(&db.reader()).await?)
}

/// One source of a workspace.
pub async fn one(db: &Db, workspace: &WorkspaceId, name: &str) -> Result<Model, Error> {
    find(&db.reader(), workspace, name).await
}

async fn find(db: &impl sea_orm::ConnectionTrait, workspace: &WorkspaceId, name: &str) -> Result<Model, Error> {
    let absent = || Error::Absent(name.to_owned());
    // What can't be one isn't looked for: PostgreSQL can't even look for some texts.
    if !is_name(name) {
        return Err(absent());
    }
    let row = Entity::of_workspace(workspace).filter(Column::Name.eq(name)).one(db).await?;
    row.ok_or_else(absent)
}

fn seal(keyring: &Keyring, id: Uuid, secret: &SecretString) -> Vec<u8> {
    keyring.seal(&Model::secret_context(id), secret.expose_secret().as_bytes())
}
