//! Secrets of a workspace, for the HTTP steps of its flows.
//!
//! They can be set and removed, and never be read again: a list shows their names. A run [`open`]s all of them at once,
//! also those that it doesn't use, because what another system answers may hold any of them, and what is stored or
//! logged of a step goes through [`Opened::redact`] first.

mod forms;
mod opened;

use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
    SqlErr,
};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use time::OffsetDateTime;
use uuid::Uuid;

pub use opened::{Opened, open};

use crate::clock::{at, ms, stamp};
use crate::db::entities::flow_secret::{Column, Entity, Model};
use crate::db::trail::Entry;
use crate::db::{self, Db};
use crate::domain::actor::Actor;
use crate::domain::ids::WorkspaceId;
use crate::secrets::Keyring;

/// The most bytes of a value.
pub const LONGEST: usize = 4096;

/// The fewest bytes of a value. A shorter one would be found by chance in texts that don't hold it, and guessed by
/// whoever wants to.
pub const SHORTEST: usize = 8;

/// The most secrets of a workspace.
pub const MOST: u64 = 50;

/// Why a secret can't be set or removed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The name can't be used in a template.
    #[error("a secret's name must be 1 to 64 capital letters, digits or `_`, and begin with a letter; `{0}` is not")]
    Name(String),
    /// The value is too short or too long.
    #[error("a secret must have {SHORTEST} to {LONGEST} bytes; this one has {0}")]
    Length(usize),
    /// The value has no place in a header.
    #[error("a secret must not contain the character NUL")]
    Nul,
    /// The workspace has as many as it may have.
    #[error("the workspace has {MOST} secrets already; remove one that is not used any more")]
    TooMany,
    /// There is no such secret.
    #[error("there is no secret named `{0}` in this workspace")]
    Absent(String),
    /// The database refused.
    #[error("the database refused the change")]
    Database(#[from] db::Error),
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        Self::Database(error.into())
    }
}

/// A secret as it may be seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its name.
    pub name: String,
    /// When it was last set.
    pub updated_at: OffsetDateTime,
    /// By whom.
    pub updated_by: String,
}

/// Sets a secret, or gives it another value. True if it is new.
pub async fn set(
    db: &Db,
    keyring: &Keyring,
    workspace: &WorkspaceId,
    name: &str,
    value: &SecretString,
    by: &Actor,
    now: OffsetDateTime,
) -> Result<bool, Error> {
    check(name, value)?;
    match put(db, keyring, workspace, name, value, by, now).await {
        // Somebody else set it for the first time at the same moment; now it is there.
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
            Ok(put(db, keyring, workspace, name, value, by, now).await??)
        }
        result => result?,
    }
}

async fn put(
    db: &Db,
    keyring: &Keyring,
    workspace: &WorkspaceId,
    name: &str,
    value: &SecretString,
    by: &Actor,
    now: OffsetDateTime,
) -> Result<Result<bool, Error>, DbErr> {
    let transaction = db.begin().await?;
    let found = find(&transaction, workspace, name).await?;
    let is_new = found.is_none();
    if is_new && Entity::of_workspace(workspace).count(&transaction).await? >= MOST {
        return Ok(Err(Error::TooMany));
    }
    let before = found.as_ref().map(shown);
    let id = found.as_ref().map_or_else(Uuid::now_v7, |row| row.id);
    let secret = keyring.seal(&Model::secret_context(id), value.expose_secret().as_bytes());
    let row = Model {
        id,
        workspace_id: workspace.to_string(),
        name: name.to_owned(),
        secret,
        updated_at_ms: ms(now),
        updated_by: by.to_string(),
    };
    let (subject, after) = (format!("secret:{name}"), Some(shown(&row)));
    let entry = Entry { workspace, actor: by, action: "secret.set", subject, before, after };
    entry.record(&transaction, db.keys().next(now), now).await?;
    let row = row.into_active_model().reset_all();
    if is_new {
        row.insert(&transaction).await?;
    } else {
        row.update(&transaction).await?;
    }
    transaction.commit().await?;
    Ok(Ok(is_new))
}

/// Removes a secret. Steps that use it fail from then on.
pub async fn remove(
    db: &Db,
    workspace: &WorkspaceId,
    name: &str,
    by: &Actor,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let transaction = db.begin().await?;
    let row = find(&transaction, workspace, name).await?.ok_or_else(|| Error::Absent(name.to_owned()))?;
    let (subject, before) = (format!("secret:{name}"), Some(shown(&row)));
    let entry = Entry { workspace, actor: by, action: "secret.remove", subject, before, after: None };
    entry.record(&transaction, db.keys().next(now), now).await?;
    row.into_active_model().delete(&transaction).await?;
    Ok(transaction.commit().await?)
}

/// The secrets of a workspace, without their values, by name.
pub async fn list(db: &Db, workspace: &WorkspaceId) -> Result<Vec<Listed>, db::Error> {
    let rows = Entity::of_workspace(workspace).order_by_asc(Column::Name).all(&db.reader()).await?;
    let listed = |row: Model| Listed { updated_at: time(&row), name: row.name, updated_by: row.updated_by };
    Ok(rows.into_iter().map(listed).collect())
}

/// Whether a text can be the name of a secret.
#[must_use]
pub fn is_name(text: &str) -> bool {
    let plain = |c: u8| c.is_ascii_uppercase() || c.is_ascii_digit() || c == b'_';
    text.len() <= 64 && text.bytes().all(plain) && text.starts_with(|c: char| c.is_ascii_uppercase())
}

/// Whether a secret could be set so.
pub fn check(name: &str, value: &SecretString) -> Result<(), Error> {
    if !is_name(name) {
        return Err(Error::Name(name.chars().take(80).collect()));
    }
    let value = value.expose_secret();
    if !(SHORTEST..=LONGEST).contains(&value.len()) {
        return Err(Error::Length(value.len()));
    }
    if value.contains('\0') { Err(Error::Nul) } else { Ok(()) }
}

async fn find(db: &impl ConnectionTrait, workspace: &WorkspaceId, name: &str) -> Result<Option<Model>, DbErr> {
    Entity::of_workspace(workspace).filter(Column::Name.eq(name)).one(db).await
}

/// What the audit says of a secret.
fn shown(row: &Model) -> Value {
    json!({ "name": row.name, "updatedAt": stamp(time(row)), "updatedBy": row.updated_by })
}

fn time(row: &Model) -> OffsetDateTime {
    at(row.updated_at_ms)
}
