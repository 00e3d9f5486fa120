//! Requests that a workspace keeps, to be made again: everybody sees them, admins change them.

use sea_orm::{ActiveModelTrait, DbErr, EntityTrait, IntoActiveModel, ModelTrait, PaginatorTrait, SqlErr};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{Error, Explorer, Wanted, Who, Whose, record};
use crate::clock::{at, ms, stamp};
use crate::db::entities::explorer_request::{Entity, Model};
use crate::domain::flow::Problem;
use crate::domain::redact;

/// Most requests of a workspace.
pub const MOST_SAVED: u64 = 200;

/// Longest name, in characters.
const LONGEST_NAME: usize = 100;

/// Largest request, in bytes of JSON.
const LARGEST: usize = 64 * 1024;

/// What can't be used, where a request can't be kept.
const REQUEST: &str = "the request can't be kept";

/// A request as it is to be kept.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// Its name.
    pub name: String,
    /// The operation's name.
    pub operation: String,
    /// With whose right it is made.
    #[serde(rename = "as")]
    pub whose: Whose,
    /// Path parameters.
    #[serde(default)]
    pub path: Map<String, Value>,
    /// The query.
    #[serde(default)]
    pub query: Map<String, Value>,
    /// The body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
}

/// A request that is kept.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Saved {
    /// Its key.
    pub id: String,
    #[serde(flatten)]
    draft: Draft,
    created_by: String,
    created_at: String,
    updated_at: String,
}

impl Explorer {
    /// All of them, by name.
    pub async fn saved(&self, who: &Who<'_>) -> Result<Vec<Saved>, Error> {
        let rows = Entity::of_workspace(who.workspace).all(&self.parts.db.reader()).await?;
        Ok(rows.into_iter().map(Saved::from).collect())
    }

    /// Keeps one.
    pub async fn save(&self, who: &Who<'_>, draft: Draft) -> Result<Saved, Error> {
        let (draft, request) = self.accept(draft)?;
        let transaction = self.parts.db.begin().await?;
        if Entity::of_workspace(who.workspace).count(&transaction).await? >= MOST_SAVED {
            return Err(Error::TooMany);
        }
        let now = ms(self.parts.clock.now());
        let row = Model {
            id: self.key(),
            workspace_id: who.workspace.to_string(),
            name: draft.name.clone(),
            operation: draft.operation.clone(),
            as_addon: draft.whose == Whose::Addon,
            request,
            created_by: who.user.to_owned(),
            created_at_ms: now,
            updated_by: who.user.to_owned(),
            updated_at_ms: now,
        };
        let new = row.clone().into_active_model().reset_all();
        let stored = Entity::insert(new).exec_without_returning(&transaction).await;
        stored.map_err(|error| taken(error, &row.name))?;
        let change = (None, Some(described(&row)));
        record::request(self, &transaction, who, "request.create", row.id, change).await?;
        transaction.commit().await?;
        Ok(row.into())
    }

    /// Puts another in the place of one.
    pub async fn resave(&self, who: &Who<'_>, id: Uuid, draft: Draft) -> Result<Saved, Error> {
        let (draft, request) = self.accept(draft)?;
        let transaction = self.parts.db.begin().await?;
        let found = Entity::one_of(who.workspace, id).one(&transaction).await?;
        let before = found.ok_or(Error::Absent("request"))?;
        let row = Model {
            name: draft.name,
            operation: draft.operation,
            as_addon: draft.whose == Whose::Addon,
            request,
            updated_by: who.user.to_owned(),
            updated_at_ms: ms(self.parts.clock.now()),
            ..before.clone()
        };
        let changed = row.clone().into_active_model().reset_all();
        Entity::update(changed).exec(&transaction).await.map_err(|error| taken(error, &row.name))?;
        let change = (Some(described(&before)), Some(described(&row)));
        record::request(self, &transaction, who, "request.save", id, change).await?;
        transaction.commit().await?;
        Ok(row.into())
    }

    /// Forgets one.
    pub async fn unsave(&self, who: &Who<'_>, id: Uuid) -> Result<(), Error> {
        let transaction = self.parts.db.begin().await?;
        let found = Entity::one_of(who.workspace, id).one(&transaction).await?;
        let row = found.ok_or(Error::Absent("request"))?;
        let change = (Some(described(&row)), None);
        row.delete(&transaction).await?;
        record::request(self, &transaction, who, "request.delete", id, change).await?;
        Ok(transaction.commit().await?)
    }

    /// The draft and what is stored of it, or everything that is wrong with it. Whether it could be sent isn't asked:
    /// whoever keeps it may want to fill in the rest each time.
    fn accept(&self, mut draft: Draft) -> Result<(Draft, String), Error> {
        let mut problems = Vec::new();
        let name = draft.name.trim().to_owned();
        draft.name = name;
        let length = draft.name.chars().count();
        if !(1..=LONGEST_NAME).contains(&length) || draft.name.contains(char::is_control) {
            let message = format!("a name has 1 to {LONGEST_NAME} characters on one line; this one has {length}");
            problems.push(Problem::new("/name", message));
        }
        if self.parts.access.catalogue().get(&draft.operation).is_none() {
            problems.push(Problem::new("/operation", "there is no such operation in the catalogue"));
        }
        let wanted = Wanted { path: draft.path.clone(), query: draft.query.clone(), body: draft.body.clone() };
        if wanted.has_file() {
            problems.push(Problem::new("/body", "files can't be kept; leave the file out and choose it each time"));
        }
        let mut masked = json!(wanted);
        redact::value(&mut masked);
        if masked != json!(wanted) {
            let message = "it holds a token or a secret, which everybody would see; leave it out";
            problems.push(Problem::new("", message));
        }
        let request = serde_json::to_string(&wanted).unwrap_or_default();
        if request.len() > LARGEST {
            let message = format!("a request can have {LARGEST} bytes; this one has {}", request.len());
            problems.push(Problem::new("", message));
        }
        if problems.is_empty() { Ok((draft, request)) } else { Err(Error::Invalid { text: REQUEST, problems }) }
    }
}

impl From<Model> for Saved {
    fn from(row: Model) -> Self {
        let Wanted { path, query, body } = serde_json::from_str(&row.request).unwrap_or_default();
        let whose = Whose::of(row.as_addon);
        Self {
            id: row.id.simple().to_string(),
            draft: Draft { name: row.name, operation: row.operation, whose, path, query, body },
            created_by: row.created_by,
            created_at: stamp(at(row.created_at_ms)),
            updated_at: stamp(at(row.updated_at_ms)),
        }
    }
}

/// What the audit says of one. Values are its owner's.
fn described(row: &Model) -> Value {
    json!({ "name": row.name, "operation": row.operation, "as": Whose::of(row.as_addon) })
}

fn taken(error: DbErr, name: &str) -> Error {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => Error::Taken(name.to_owned()),
        _ => error.into(),
    }
}
