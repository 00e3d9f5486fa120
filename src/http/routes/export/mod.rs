//! All that is kept of a workspace, as lines of JSON, one after another and never at once in memory.
//!
//! Lines are what the JSON API shows of the same thing, with a `type`. A page is read when the one before has left, so a
//! slow reader keeps nobody waiting and no connection of the database. The first line says what it is, the last how many
//! lines of each type there were: without it something is missing.

mod pages;

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use futures_util::Stream;
use futures_util::stream::unfold;
use serde_json::{Map, Value, json};
use time::OffsetDateTime;

use crate::clock::stamp;
use crate::domain::addon::Spec;
use crate::domain::ids::WorkspaceId;
use crate::http::extract::Admin;
use crate::http::{AppState, Problem};
use pages::Cursor;

/// What the first line names.
pub(super) const SCHEMA: &str = "clockify-addons/export/v1";

/// Exports that one process makes at a time.
const MOST: usize = 4;

/// Who takes their data away just now.
#[derive(Debug, Default)]
pub(in crate::http) struct Exports(Mutex<HashSet<WorkspaceId>>);

/// A place among them, given back at the end.
struct Turn(Arc<Exports>, WorkspaceId);

/// Why there is no place.
pub(super) enum Busy {
    /// The workspace has one.
    Workspace,
    /// All are taken.
    All,
}

impl Exports {
    fn take(self: &Arc<Self>, workspace: &WorkspaceId) -> Result<Turn, Busy> {
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match taken.len() {
            _ if taken.contains(workspace) => Err(Busy::Workspace),
            MOST.. => Err(Busy::All),
            _ => {
                taken.insert(workspace.clone());
                Ok(Turn(Arc::clone(self), workspace.clone()))
            }
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.1);
    }
}

/// A part of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::http) enum Part {
    Settings,
    Flows,
    Secrets,
    Sources,
    Events,
    Runs,
    Replays,
    Calls,
    Entities,
    Fetches,
    Requests,
    History,
    Audit,
}

impl Part {
    /// All of them, in the order in which they come.
    pub(in crate::http) const ALL: [Self; 13] = [
        Self::Settings,
        Self::Flows,
        Self::Secrets,
        Self::Sources,
        Self::Events,
        Self::Runs,
        Self::Replays,
        Self::Calls,
        Self::Entities,
        Self::Fetches,
        Self::Requests,
        Self::History,
        Self::Audit,
    ];

    /// Its name.
    pub(in crate::http) const fn name(self) -> &'static str {
        match self {
            Self::Settings => "settings",
            Self::Flows => "flows",
            Self::Secrets => "secrets",
            Self::Sources => "sources",
            Self::Events => "events",
            Self::Runs => "runs",
            Self::Replays => "replays",
            Self::Calls => "calls",
            Self::Entities => "entities",
            Self::Fetches => "fetches",
            Self::Requests => "requests",
            Self::History => "history",
            Self::Audit => "audit",
        }
    }

    /// Whether an add-on has any of it.
    pub(in crate::http) const fn is_of(self, spec: &Spec) -> bool {
        match self {
            Self::Flows | Self::Runs | Self::Replays => spec.flows,
            Self::Secrets => spec.flows && spec.http_steps,
            Self::Sources => spec.custom_webhooks,
            _ => true,
        }
    }
}

/// An export under way.
pub(super) struct Export {
    app: AppState,
    workspace: WorkspaceId,
    /// Who takes it: of calls by hand nobody has those that others made as themselves.
    user: String,
    /// Nothing that is younger is in it.
    until: OffsetDateTime,
    parts: VecDeque<Part>,
    cursor: Cursor,
    counts: BTreeMap<&'static str, u64>,
    begun: bool,
    ended: bool,
    _turn: Turn,
}

impl Export {
    pub(super) fn new(app: &AppState, admin: &Admin, parts: Vec<Part>) -> Result<Self, Busy> {
        let workspace = admin.workspace();
        let turn = app.exports.take(workspace)?;
        let until = app.clock.now() + time::Duration::MILLISECOND;
        let (app, workspace, parts) = (app.clone(), workspace.clone(), parts.into());
        let user = admin.who().user.to_owned();
        let (cursor, counts) = Default::default();
        Ok(Self { app, workspace, user, until, parts, cursor, counts, begun: false, ended: false, _turn: turn })
    }

    /// The lines, some at a time. An error ends the answer before its end, and so whoever reads it sees that.
    pub(super) fn lines(self) -> impl Stream<Item = Result<Bytes, std::io::Error>> + Send {
        unfold(Some(self), |export| async {
            let mut export = export?;
            match export.next().await {
                Ok(Some(lines)) => Some((Ok(lines), Some(export))),
                Ok(None) => None,
                Err(error) => {
                    tracing::warn!(status = error.status().as_u16(), "an export is broken off");
                    Some((Err(std::io::Error::other("the export is broken off")), None))
                }
            }
        })
    }

    async fn next(&mut self) -> Result<Option<Bytes>, Problem> {
        if !std::mem::replace(&mut self.begun, true) {
            let parts: Vec<_> = self.parts.iter().map(|part| part.name()).collect();
            let head = json!({
                "type": "export",
                "schema": SCHEMA,
                "addon": self.app.spec.addon.name(),
                "workspace": self.workspace.as_str(),
                "exported_at": stamp(self.app.clock.now()),
                "parts": parts,
            });
            return Ok(Some(line(&head).into()));
        }
        loop {
            let Some(part) = self.parts.front().copied() else {
                let end = json!({ "type": "end", "counts": self.counts });
                return Ok((!std::mem::replace(&mut self.ended, true)).then(|| line(&end).into()));
            };
            let cursor = std::mem::take(&mut self.cursor);
            let (found, next) = self.page(part, cursor).await?;
            match next {
                Some(next) => self.cursor = next,
                None => _ = self.parts.pop_front(),
            }
            if !found.is_empty() {
                let mut lines = Vec::new();
                for (kind, value) in found {
                    *self.counts.entry(kind).or_default() += 1;
                    lines.extend(typed(kind, value));
                }
                return Ok(Some(lines.into()));
            }
        }
    }
}

/// The line of a value, with its type before everything else.
fn typed(kind: &str, value: Value) -> Vec<u8> {
    let mut whole = Map::new();
    whole.insert("type".to_owned(), kind.into());
    if let Value::Object(members) = value {
        whole.extend(members);
    }
    line(&Value::Object(whole))
}

fn line(value: &Value) -> Vec<u8> {
    let mut line = value.to_string().into_bytes();
    line.push(b'\n');
    line
}
