//! What people and programs do with flows: each change is one transaction with its record, and raises the revision.
//!
//! A document is checked before it is stored, so what is stored can be run. A change names the version that it is based
//! on: of two people who change a flow at the same time, one is told.

use sea_orm::ActiveValue::Set;
use sea_orm::{
    ActiveModelTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, SqlErr,
};
use serde_json::{Value, json};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Flows, document, release_job};
use crate::clock::ms;
use crate::db;
use crate::db::entities::{flow, flow_once, flow_tick, flow_version};
use crate::db::revision;
use crate::db::runs::{self, Of};
use crate::db::trail::Entry;
use crate::domain::actor::Actor;
use crate::domain::flow::{Definition, Problem, Reason};
use crate::domain::ids::WorkspaceId;

/// Most flows of a workspace.
pub const MOST_FLOWS: u64 = 200;

/// Most bytes of a definition.
pub const LARGEST_DEFINITION: usize = 256 * 1024;

/// Runs that are cancelled by one statement.
const CANCELLED_AT_ONCE: u64 = 2_000;

/// Why a flow can't be changed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such flow.
    #[error("there is no such flow in this workspace")]
    Absent,
    /// There is no such version of it.
    #[error("the flow has no version {0}")]
    NoVersion(i32),
    /// The name is in use.
    #[error("a flow named `{0}` exists already in this workspace")]
    Taken(String),
    /// There are too many.
    #[error("a workspace can have {MOST_FLOWS} flows; delete one first")]
    TooMany,
    /// The document is too large.
    #[error("a definition can have {LARGEST_DEFINITION} bytes; this one has {0}")]
    TooLarge(usize),
    /// Somebody else has changed it.
    #[error("the flow was changed meanwhile: its version is {current} now")]
    Conflict {
        /// The version that counts.
        current: i32,
    },
    /// The document is wrong.
    #[error("{}", document::sentence(.0))]
    Invalid(Vec<Problem>),
    /// The database refused.
    #[error("the database refused the change")]
    Database(#[from] db::Error),
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        Self::Database(error.into())
    }
}

/// Why runs of a flow are kept back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// It goes round in circles.
    Loop,
    /// It runs too often.
    Flood,
    /// Somebody wants it.
    Asked,
}

impl Hold {
    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Loop => "LOOP",
            Self::Flood => "FLOOD",
            Self::Asked => "ASKED",
        }
    }
}

/// What became of a flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// The flow as it is now.
    pub flow: flow::Model,
    /// Whether anything is different.
    pub changed: bool,
}

/// A difference between two versions.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Change {
    /// Where, as a JSON pointer.
    pub path: String,
    /// What was there; none for what is new.
    pub before: Option<Value>,
    /// What is there; none for what is gone.
    pub after: Option<Value>,
}

impl Flows {
    /// Makes a flow.
    pub async fn create(
        &self,
        workspace: &WorkspaceId,
        definition: &Value,
        enabled: bool,
        actor: &Actor,
    ) -> Result<Saved, Error> {
        let (text, read) = self.accept(definition)?;
        let (parts, now) = (self.parts(), self.now());
        let transaction = parts.db.begin().await?;
        // Counted under the lock that the insert would take on SQLite. On PostgreSQL two at once may pass together; the
        // bound is there for memory, and one more does no harm.
        if flow::Entity::of_workspace(workspace).count(&transaction).await? >= MOST_FLOWS {
            return Err(Error::TooMany);
        }
        let flow = flow::Model {
            id: self.key(),
            workspace_id: workspace.to_string(),
            name: read.name,
            enabled,
            held_reason: None,
            held_note: None,
            held_at_ms: None,
            version: 1,
            created_at_ms: ms(now),
            updated_at_ms: ms(now),
            updated_by: actor.to_string(),
        };
        let row = flow.clone().into_active_model().reset_all();
        flow::Entity::insert(row)
            .exec_without_returning(&transaction)
            .await
            .map_err(|error| taken(error, &flow.name))?;
        store_version(&transaction, &flow, text).await?;
        let after = json!({"name": flow.name, "version": 1, "enabled": enabled});
        self.commit(transaction, &flow, actor, "flow.create", None, Some(after)).await?;
        Ok(Saved { flow, changed: true })
    }

    /// Saves a new version, based on the one that counts. A document that says the same makes none.
    pub async fn save(
        &self,
        workspace: &WorkspaceId,
        id: Uuid,
        definition: &Value,
        expected: i32,
        actor: &Actor,
    ) -> Result<Saved, Error> {
        let (text, read) = self.accept(definition)?;
        let transaction = self.parts().db.begin().await?;
        let before = locked(&transaction, workspace, id).await?;
        if before.version != expected {
            return Err(Error::Conflict { current: before.version });
        }
        let current = version_of(&transaction, workspace, id, expected).await?;
        if serde_json::from_str::<Value>(&current.definition).is_ok_and(|current| current == *definition) {
            return Ok(Saved { flow: before, changed: false });
        }
        let mut flow = before.clone();
        (flow.name, flow.version) = (read.name, expected + 1);
        let flow = self.update(&transaction, flow, actor).await?;
        store_version(&transaction, &flow, text).await?;
        let (old, new) = (described(&before), described(&flow));
        self.commit(transaction, &flow, actor, "flow.save", Some(old), Some(new)).await?;
        Ok(Saved { flow, changed: true })
    }

    /// Lets events start the flow.
    pub async fn enable(&self, workspace: &WorkspaceId, id: Uuid, actor: &Actor) -> Result<Saved, Error> {
        self.change(workspace, id, actor, "flow.enable", |flow, _| flow.enabled = true).await
    }

    /// Keeps events from starting the flow, and cancels what waits. What a worker has goes on to the next step that
    /// waits.
    pub async fn disable(&self, workspace: &WorkspaceId, id: Uuid, actor: &Actor) -> Result<Saved, Error> {
        let saved = self.change(workspace, id, actor, "flow.disable", |flow, _| flow.enabled = false).await?;
        self.cancel_waiting(workspace, id).await?;
        Ok(saved)
    }

    /// Deletes the flow and cancels what waits. Its versions stay, because its runs do.
    pub async fn delete(&self, workspace: &WorkspaceId, id: Uuid, actor: &Actor) -> Result<(), Error> {
        let transaction = self.parts().db.begin().await?;
        let flow = locked(&transaction, workspace, id).await?;
        flow::Entity::delete_by_id(id).exec(&transaction).await?;
        flow_once::Entity::delete_many().filter(flow_once::COLUMN.flow_id.eq(id)).exec(&transaction).await?;
        flow_tick::Entity::delete_many().filter(flow_tick::COLUMN.flow_id.eq(id)).exec(&transaction).await?;
        self.commit(transaction, &flow, actor, "flow.delete", Some(described(&flow)), None).await?;
        self.cancel_waiting(workspace, id).await?;
        Ok(())
    }

    /// Keeps the flow's runs back from now on.
    pub async fn hold(
        &self,
        workspace: &WorkspaceId,
        id: Uuid,
        why: Hold,
        note: &str,
        actor: &Actor,
    ) -> Result<Saved, Error> {
        self.change(workspace, id, actor, "flow.hold", |flow, now| {
            if flow.held_reason.is_none() {
                flow.held_reason = Some(why.name().to_owned());
                flow.held_note = Some(note.to_owned());
                flow.held_at_ms = Some(ms(now));
            }
        })
        .await
    }

    /// Lets the flow's runs go on, the oldest first.
    pub async fn resume(&self, workspace: &WorkspaceId, id: Uuid, actor: &Actor) -> Result<Saved, Error> {
        let saved = self
            .change(workspace, id, actor, "flow.resume", |flow, _| {
                (flow.held_reason, flow.held_note, flow.held_at_ms) = (None, None, None);
            })
            .await?;
        self.parts().queue.wake();
        Ok(saved)
    }

    /// The flows of a workspace, by name.
    pub async fn list(&self, workspace: &WorkspaceId) -> Result<Vec<flow::Model>, Error> {
        Ok(flow::Entity::of_workspace(workspace).all(&self.parts().db.reader()).await?)
    }

    /// A flow with the document that counts.
    pub async fn get(&self, workspace: &WorkspaceId, id: Uuid) -> Result<(flow::Model, flow_version::Model), Error> {
        let reader = self.parts().db.reader();
        let flow = flow::Entity::one_of(workspace, id).one(&reader).await?.ok_or(Error::Absent)?;
        let version = version_of(&reader, workspace, id, flow.version).await?;
        Ok((flow, version))
    }

    /// The flow of that name.
    pub async fn named(&self, workspace: &WorkspaceId, name: &str) -> Result<Option<flow::Model>, Error> {
        let select = flow::Entity::of_workspace(workspace).filter(flow::COLUMN.name.eq(name));
        Ok(select.one(&self.parts().db.reader()).await?)
    }

    /// The versions of a flow, the newest first.
    pub async fn versions(&self, workspace: &WorkspaceId, id: Uuid) -> Result<Vec<flow_version::Model>, Error> {
        Ok(flow_version::Entity::of_flow(workspace, id).all(&self.parts().db.reader()).await?)
    }

    /// One version of a flow.
    pub async fn version(&self, workspace: &WorkspaceId, id: Uuid, version: i32) -> Result<flow_version::Model, Error> {
        version_of(&self.parts().db.reader(), workspace, id, version).await
    }

    /// What differs between two versions of a flow.
    pub async fn difference(
        &self,
        workspace: &WorkspaceId,
        id: Uuid,
        before: i32,
        after: i32,
    ) -> Result<Vec<Change>, Error> {
        let document = async |version| -> Result<Value, Error> {
            let row = self.version(workspace, id, version).await?;
            Ok(serde_json::from_str(&row.definition).unwrap_or(Value::Null))
        };
        let mut changes = Vec::new();
        compare(&document(before).await?, &document(after).await?, &mut String::new(), &mut changes);
        Ok(changes)
    }

    /// The text of a document that can be stored, and what it says.
    fn accept(&self, definition: &Value) -> Result<(String, Definition), Error> {
        let text = definition.to_string();
        if text.len() > LARGEST_DEFINITION {
            return Err(Error::TooLarge(text.len()));
        }
        let read = self.read(definition).map_err(Error::Invalid)?;
        Ok((text, read))
    }

    async fn change(
        &self,
        workspace: &WorkspaceId,
        id: Uuid,
        actor: &Actor,
        action: &'static str,
        apply: impl FnOnce(&mut flow::Model, OffsetDateTime),
    ) -> Result<Saved, Error> {
        let transaction = self.parts().db.begin().await?;
        let before = locked(&transaction, workspace, id).await?;
        let mut flow = before.clone();
        apply(&mut flow, self.now());
        if flow == before {
            return Ok(Saved { flow, changed: false });
        }
        if before.held_reason.is_some() && flow.held_reason.is_none() {
            self.parts().queue.push_in(&transaction, release_job(workspace, Some(id))).await?;
        }
        let flow = self.update(&transaction, flow, actor).await?;
        let (old, new) = (described(&before), described(&flow));
        self.commit(transaction, &flow, actor, action, Some(old), Some(new)).await?;
        Ok(Saved { flow, changed: true })
    }

    async fn update(
        &self,
        transaction: &DatabaseTransaction,
        mut flow: flow::Model,
        actor: &Actor,
    ) -> Result<flow::Model, Error> {
        flow.updated_at_ms = ms(self.now());
        flow.updated_by = actor.to_string();
        let name = flow.name.clone();
        let row = flow.into_active_model().reset_all();
        row.update(transaction).await.map_err(|error| taken(error, &name))
    }

    async fn commit(
        &self,
        transaction: DatabaseTransaction,
        flow: &flow::Model,
        actor: &Actor,
        action: &'static str,
        before: Option<Value>,
        after: Option<Value>,
    ) -> Result<(), Error> {
        let workspace = WorkspaceId::new(&flow.workspace_id).map_err(|_| Error::Absent)?;
        let subject = format!("flow:{}", flow.id.simple());
        let entry = Entry { workspace: &workspace, actor, action, subject, before, after };
        entry.record(&transaction, self.key(), self.now()).await?;
        revision::commit(&self.parts().db, transaction).await?;
        // The process that changed it sees the change at once. If that fails it is seen as by all others.
        if let Err(error) = self.view().refresh().await {
            tracing::debug!(error = &error as &dyn std::error::Error, "flows can't be read");
        }
        Ok(())
    }

    /// Cancels the runs of a flow that no worker has. What is missed, because a worker has it or the process ends here, a
    /// worker cancels when it comes to it.
    async fn cancel_waiting(&self, workspace: &WorkspaceId, id: Uuid) -> Result<(), Error> {
        let writer = self.parts().db.writer();
        let (of, reason) = (Of::Flow(id), Reason::Disabled);
        while runs::cancel(&writer, workspace, of, &reason, self.now(), CANCELLED_AT_ONCE).await? > 0 {}
        Ok(())
    }

    pub(super) fn now(&self) -> OffsetDateTime {
        self.parts().clock.now()
    }

    pub(super) fn key(&self) -> Uuid {
        self.0.keys.next(self.now())
    }
}

/// The flow, for whoever is about to change it: on PostgreSQL nobody else can until the transaction ends.
async fn locked(transaction: &DatabaseTransaction, workspace: &WorkspaceId, id: Uuid) -> Result<flow::Model, Error> {
    use sea_orm::QuerySelect;

    let select = flow::Entity::one_of(workspace, id).lock_exclusive();
    select.one(transaction).await?.ok_or(Error::Absent)
}

async fn version_of(
    connection: &impl sea_orm::ConnectionTrait,
    workspace: &WorkspaceId,
    id: Uuid,
    version: i32,
) -> Result<flow_version::Model, Error> {
    let select = flow_version::Entity::of_flow(workspace, id).filter(flow_version::COLUMN.version.eq(version));
    select.one(connection).await?.ok_or(Error::NoVersion(version))
}

async fn store_version(transaction: &DatabaseTransaction, flow: &flow::Model, text: String) -> Result<(), DbErr> {
    let row = flow_version::ActiveModel {
        flow_id: Set(flow.id),
        version: Set(flow.version),
        workspace_id: Set(flow.workspace_id.clone()),
        definition: Set(text),
        created_at_ms: Set(flow.updated_at_ms),
        created_by: Set(flow.updated_by.clone()),
    };
    flow_version::Entity::insert(row).exec_without_returning(transaction).await.map(drop)
}

fn described(flow: &flow::Model) -> Value {
    json!({"name": flow.name, "version": flow.version, "enabled": flow.enabled, "held": flow.held_reason})
}

fn taken(error: DbErr, name: &str) -> Error {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => Error::Taken(name.to_owned()),
        _ => error.into(),
    }
}

/// Notes where two documents differ: the innermost places. Documents were read before, so they aren't deep.
fn compare(before: &Value, after: &Value, path: &mut String, changes: &mut Vec<Change>) {
    let length = path.len();
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => {
            let names = before.keys().chain(after.keys().filter(|name| !before.contains_key(*name)));
            for name in names {
                path.push('/');
                path.push_str(&name.replace('~', "~0").replace('/', "~1"));
                member(before.get(name), after.get(name), path, changes);
                path.truncate(length);
            }
        }
        (Value::Array(before), Value::Array(after)) => {
            for index in 0..before.len().max(after.len()) {
                path.push('/');
                path.push_str(&index.to_string());
                member(before.get(index), after.get(index), path, changes);
                path.truncate(length);
            }
        }
        (before, after) if before == after => {}
        (before, after) => member_differs(Some(before), Some(after), path, changes),
    }
}

fn member(before: Option<&Value>, after: Option<&Value>, path: &mut String, changes: &mut Vec<Change>) {
    match (before, after) {
        (Some(before), Some(after)) => compare(before, after, path, changes),
        (before, after) => member_differs(before, after, path, changes),
    }
}

fn member_differs(before: Option<&Value>, after: Option<&Value>, path: &str, changes: &mut Vec<Change>) {
    changes.push(Change { path: path.to_owned(), before: before.cloned(), after: after.cloned() });
}
