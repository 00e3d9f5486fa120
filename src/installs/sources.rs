//! Custom sources: systems other than Clockify that may deliver events.
//!
//! A source can't exist without a scheme and a secret, so there is no such thing as an open door. A rotation keeps
//! the old secret valid for a while, so that the sender can be changed without losing a delivery.

use std::time::Duration;

use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, DbErr, IntoActiveModel, QueryFilter, SqlErr};
use secrecy::{ExposeSecret, SecretString};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::db::entities::custom_source::{self, Column, Entity, Model};
use crate::db::entities::installation::{self, Status};
use crate::db::revision::commit;
use crate::db::{self, Db};
use crate::domain::ids::WorkspaceId;
use crate::domain::scheme::{self, Scheme};
use crate::secrets::Keyring;

/// How long the secret before a rotation stays valid, if nothing else is asked for.
pub const OVERLAP: Duration = Duration::from_hours(24);

/// Why a source can't be registered or changed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The name has no place in a URL.
    #[error("a source's name must be 1 to 64 lower-case letters, digits or `-`; `{0}` is not")]
    Name(String),
    /// The name is in use, possibly by another workspace.
    #[error("a source named `{0}` exists already; the name is part of its URL, so choose another")]
    Taken(String),
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
    let row = find(&db.reader(), workspace, name).await?;
    let scheme = Scheme::parse(&row.scheme, row.header.as_deref()).map_err(|error| Error::Secret(error.to_string()))?;
    scheme::check_secret(&scheme, secret).map_err(Error::Secret)
}

fn check(name: &str, scheme: &Scheme, secret: &SecretString) -> Result<(), Error> {
    let plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
    if name.is_empty() || name.len() > 64 || !name.bytes().all(plain) {
        return Err(Error::Name(name.to_owned()));
    }
    scheme::check_secret(scheme, secret).map_err(Error::Secret)
}

/// Registers a source.
pub async fn add(
    db: &Db,
    keyring: &Keyring,
    workspace: &WorkspaceId,
    name: &str,
    scheme: &Scheme,
    secret: &SecretString,
    now: OffsetDateTime,
) -> Result<(), Error> {
    check(name, scheme, secret)?;
    let id = Uuid::now_v7();
    let header = match scheme {
        Scheme::HmacSha256 { header } => Some(header.clone()),
        _ => None,
    };
    let row = custom_source::ActiveModel {
        id: Set(id),
        workspace_id: Set(workspace.to_string()),
        name: Set(name.to_owned()),
        scheme: Set(scheme.name().to_owned()),
        header: Set(header),
        secret: Set(seal(keyring, id, secret)),
        previous_secret: Set(None),
        previous_until: Set(None),
        created_at: Set(now),
        updated_at: Set(now),
    };
    let transaction = db.begin().await?;
    row.insert(&transaction).await.map_err(|error| match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => Error::Taken(name.to_owned()),
        _ => Error::from(error),
    })?;
    Ok(commit(db, transaction).await?)
}

/// Gives a source a new secret. The one before stays valid for `overlap`; one still before that does not.
pub async fn rotate(
    db: &Db,
    keyring: &Keyring,
    workspace: &WorkspaceId,
    name: &str,
    secret: &SecretString,
    overlap: Duration,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let transaction = db.begin().await?;
    let row = find(&transaction, workspace, name).await?;
    let scheme = Scheme::parse(&row.scheme, row.header.as_deref()).map_err(|error| Error::Secret(error.to_string()))?;
    scheme::check_secret(&scheme, secret).map_err(Error::Secret)?;
    let (id, old) = (row.id, row.secret.clone());
    let mut row = row.into_active_model();
    row.secret = Set(seal(keyring, id, secret));
    row.previous_secret = Set((!overlap.is_zero()).then_some(old));
    row.previous_until = Set((!overlap.is_zero()).then(|| now + overlap));
    row.updated_at = Set(now);
    row.update(&transaction).await?;
    Ok(commit(db, transaction).await?)
}

/// Removes a source: its URL answers 404 from then on. Its events stay.
pub async fn remove(db: &Db, workspace: &WorkspaceId, name: &str) -> Result<(), Error> {
    let transaction = db.begin().await?;
    find(&transaction, workspace, name).await?.into_active_model().delete(&transaction).await?;
    Ok(commit(db, transaction).await?)
}

/// Whether the workspace has the add-on: without it a source's deliveries are refused.
pub async fn has_addon(db: &Db, workspace: &WorkspaceId) -> Result<bool, db::Error> {
    let rows = installation::Entity::of_workspace(workspace).all(&db.reader()).await?;
    Ok(rows.iter().any(|row| row.status != Status::Deleted))
}

/// The sources of a workspace, or of all for an operator.
pub async fn list(db: &Db, workspace: Option<&WorkspaceId>) -> Result<Vec<Model>, db::Error> {
    let select = match workspace {
        Some(workspace) => Entity::of_workspace(workspace),
        None => Entity::of_all_workspaces(),
    };
    Ok(select.all(&db.reader()).await?)
}

async fn find(db: &impl sea_orm::ConnectionTrait, workspace: &WorkspaceId, name: &str) -> Result<Model, Error> {
    let row = Entity::of_workspace(workspace).filter(Column::Name.eq(name)).one(db).await?;
    row.ok_or_else(|| Error::Absent(name.to_owned()))
}

fn seal(keyring: &Keyring, id: Uuid, secret: &SecretString) -> Vec<u8> {
    keyring.seal(&Model::secret_context(id), secret.expose_secret().as_bytes())
}
