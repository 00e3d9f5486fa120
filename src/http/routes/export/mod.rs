//! All that is kept of a workspace, as lines of JSON, one after another and never at once in memory.
//!
//! Lines are what the JSON API shows of the same thing, with a `type`. A page is read when the one before has left, so a
//! slow reader keeps nobody waiting and no connection of the database; one that reads nothing for `PATIENCE` loses its place
//! to the next. The first line says what it is, the last how many
//! lines of each type there were: without it something is missing.

mod pages;

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use futures_util::Stream;
use futures_util::stream::unfold;
use serde_json::{Map, Value, json};
use time::{Duration, OffsetDateTime};

use crate::clock::stamp;
use crate::domain::addon::Spec;
use crate::domain::ids::WorkspaceId;
use crate::http::extract::Admin;
use crate::http::{AppState, Cut, Problem};
use pages::Cursor;

/// What the first line names.
pub(super) const SCHEMA: &str = "clockify-addons/export/v1";

/// Exports that one process makes at a time.
const MOST: usize = 4;

/// How long an export keeps its place while nothing of it is read.
const PATIENCE: Duration = Duration::minutes(5);

/// Who takes their data away just now.
#[derive(Debug, Default)]
pub(in crate::http) struct Exports(Mutex<HashMap<WorkspaceId, Place>>);

#[derive(Debug)]
struct Place {
    cut: Cut,
    /// When something of it was read last.
    moved: OffsetDateTime,
}

/// A place among them, given back at the end.
struct Turn {
    exports: Arc<Exports>,
    workspace: WorkspaceId,
    cut: Cut,
}

/// Why there is no place.
pub(super) enum Busy {
    /// The workspace has one.
    Workspace,
    /// All are taken.
    All,
}

impl Exports {
    fn take(self: &Arc<Self>, workspace: &WorkspaceId, cut: Cut, now: OffsetDateTime) -> Result<Turn, Busy> {
        let mut taken = self.places();
        taken.retain(|_, place| {
            let is_read = now - place.moved <= PATIENCE;
            if !is_read {
                place.cut.0.cancel();
            }
            is_read
        });
        match taken.len() {
            _ if taken.contains_key(workspace) => Err(Busy::Workspace),
            MOST.. => Err(Busy::All),
            _ => {
                taken.insert(workspace.clone(), Place { cut: cut.clone(), moved: now });
                Ok(Turn { exports: Arc::clone(self), workspace: workspace.clone(), cut })
            }
        }
    }

    fn places(&self) -> MutexGuard<'_, HashMap<WorkspaceId, Place>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn {
    /// Something of it is read. False: the place is another's.
    fn moved(&self, now: OffsetDateTime) -> bool {
        let mut places = self.exports.places();
        let mine = places.get_mut(&self.workspace).filter(|place| Arc::ptr_eq(&place.cut.0, &self.cut.0));
        mine.is_some_and(|place| {
            place.moved = now;
            true
        })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut places = self.exports.places();
        if places.get(&self.workspace).is_some_and(|place| Arc::ptr_eq(&place.cut.0, &self.cut.0)) {
            places.remove(&self.workspace);
        }
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
    turn: Turn,
}

impl Export {
    pub(super) fn new(app: &AppState, admin: &Admin, cut: Cut, parts: Vec<Part>) -> Result<Self, Busy> {
        let workspace = admin.workspace();
        let now = app.clock.now();
        let turn = app.exports.take(workspace, cut, now)?;
        let until = now + Duration::MILLISECOND;
        let (app, workspace, parts) = (app.clone(), workspace.clone(), parts.into());
        let user = admin.who().user.to_owned();
        let (cursor, counts) = Default::default();
        Ok(Self { app, workspace, user, until, parts, cursor, counts, begun: false, ended: false, turn })
    }

    /// The lines, some at a time. An error ends the answer before its end, and so whoever reads it sees that.
    pub(super) fn lines(self) -> impl Stream<Item = Result<Bytes, std::io::Error>> + Send {
        unfold(Some(self), |export| async {
            let mut export = export?;
            let found = if export.turn.moved(export.app.clock.now()) {
                export.next().await
            } else {
                Err(Problem::conflict("state", "nothing of it was read for too long"))
            };
            match found {
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
