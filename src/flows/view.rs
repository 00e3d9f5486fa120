//! Flows, in memory: what an event starts is found without a read of the database.
//!
//! The view is whole and immutable, as that of installations is, and made anew when the same number has risen. What it
//! knew before is taken over: versions never change, so a definition is read and compiled once. Flows that are switched
//! off are known by their row alone.
//!
//! A definition that this version can't read doesn't stop the others. Its flow is there, says what is wrong, and starts
//! nothing; runs of such a version are kept back.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use moka::sync::Cache;
use sea_orm::{DbErr, QueryFilter};
use serde_json::{Value, json};
use tokio::sync::Mutex;
use tokio::time::timeout;
use uuid::Uuid;

use super::zones::{self, Zones};
use crate::db::entities::{flow, flow_version, view_revision};
use crate::db::{self, Db};
use crate::domain::flow::{Definition, Trigger};
use crate::domain::ids::WorkspaceId;

/// Longest a look may take.
const LONGEST: Duration = Duration::from_secs(3);

/// Compiled versions that are kept beside those that count: of runs that were started by an older one.
const KEPT: u64 = 1_000;

/// Versions that are read at a time. A definition may be large.
const AT_ONCE: usize = 50;

/// A flow as workers and the webhook path need it.
#[derive(Debug)]
pub struct Flow {
    /// Key of the row.
    pub id: Uuid,
    /// The workspace.
    pub workspace: WorkspaceId,
    /// Its name.
    pub name: String,
    /// The version that counts.
    pub version: i32,
    /// Whether events start it.
    pub enabled: bool,
    /// Since when it is as it is, in milliseconds.
    pub since_ms: i64,
    /// Why its runs are kept back, where they are: the reason and its words.
    pub held: Option<(String, String)>,
    /// What it does. None for one that is switched off.
    pub definition: Option<Compiled>,
    /// What its expressions see as `flow`.
    pub about: Value,
    /// What they see as `workspace`.
    pub place: Value,
}

/// A definition, or why it can't be read.
pub type Compiled = Arc<Result<Definition, String>>;

/// What was in the database at one moment.
#[derive(Debug, Default)]
pub struct View {
    revision: i64,
    flows: HashMap<Uuid, Arc<Flow>>,
    started: HashMap<WorkspaceId, Started>,
    /// Those that are started by the time.
    scheduled: Vec<Arc<Flow>>,
}

impl Flow {
    /// The time zone of its workspace.
    #[must_use]
    pub fn zone(&self) -> &str {
        self.place.get("timeZone").and_then(Value::as_str).unwrap_or(zones::UNKNOWN)
    }
}

/// The flows that a workspace's events start, each once and in the order of their ids.
#[derive(Debug, Default)]
struct Started {
    events: HashMap<&'static str, Vec<Arc<Flow>>>,
    /// By the source's name.
    sources: HashMap<String, Vec<FromSource>>,
}

/// What a delivery of another system starts.
#[derive(Debug)]
struct FromSource {
    /// The event that it has to be, where it has to be one.
    event: Option<String>,
    flow: Arc<Flow>,
}

impl View {
    /// The number of the changes that it knows of, those of installations among them.
    #[must_use]
    pub fn revision(&self) -> i64 {
        self.revision
    }

    /// A flow of a workspace.
    #[must_use]
    pub fn flow(&self, workspace: &WorkspaceId, id: Uuid) -> Option<&Arc<Flow>> {
        self.flows.get(&id).filter(|flow| flow.workspace == *workspace)
    }

    /// All flows, for what goes over them now and then.
    pub fn flows(&self) -> impl Iterator<Item = &Arc<Flow>> {
        self.flows.values()
    }

    /// The flows that the time starts.
    #[must_use]
    pub fn scheduled(&self) -> &[Arc<Flow>] {
        &self.scheduled
    }

    /// The flows that an event of Clockify starts.
    #[must_use]
    pub fn by_event(&self, workspace: &WorkspaceId, event: &str) -> &[Arc<Flow>] {
        self.started.get(workspace).and_then(|started| started.events.get(event)).map_or(&[], Vec::as_slice)
    }

    /// The flows that a delivery of another system starts.
    pub fn by_source<'a>(
        &'a self,
        workspace: &WorkspaceId,
        source: &str,
        event: &'a str,
    ) -> impl Iterator<Item = &'a Arc<Flow>> {
        let all = self.started.get(workspace).and_then(|started| started.sources.get(source));
        let mut last = None;
        all.into_iter().flatten().filter_map(move |FromSource { event: wanted, flow }| {
            let starts = wanted.as_deref().is_none_or(|wanted| wanted == event) && last != Some(flow.id);
            starts.then(|| {
                last = Some(flow.id);
                flow
            })
        })
    }

    fn add(&mut self, flow: Arc<Flow>) {
        if let Some(Ok(definition)) = flow.definition.as_deref() {
            let started = self.started.entry(flow.workspace.clone()).or_default();
            for trigger in &definition.triggers {
                match trigger {
                    Trigger::Event(event) => {
                        let flows = started.events.entry(event.name()).or_default();
                        if flows.last().is_none_or(|last| last.id != flow.id) {
                            flows.push(Arc::clone(&flow));
                        }
                    }
                    Trigger::Source { source, event } => {
                        let flows = started.sources.entry(source.clone()).or_default();
                        flows.push(FromSource { event: event.clone(), flow: Arc::clone(&flow) });
                    }
                    Trigger::Schedule(_) => {}
                }
            }
            if definition.triggers.iter().any(|trigger| matches!(trigger, Trigger::Schedule(_))) {
                self.scheduled.push(Arc::clone(&flow));
            }
        }
        self.flows.insert(flow.id, flow);
    }
}

/// The view of the moment, and the means to renew it.
#[derive(Debug)]
pub struct Handle {
    db: Db,
    view: ArcSwap<View>,
    versions: Cache<(Uuid, i32), Compiled>,
    zones: ArcSwap<Zones>,
    /// Held while looking, so that many callers make one look.
    looking: Mutex<()>,
}

impl Handle {
    /// A handle with an empty view.
    pub(super) fn new(db: Db) -> Self {
        Self {
            db,
            view: ArcSwap::default(),
            versions: Cache::new(KEPT),
            zones: ArcSwap::default(),
            looking: Mutex::new(()),
        }
    }

    /// The view as it is now.
    #[must_use]
    pub fn now(&self) -> arc_swap::Guard<Arc<View>> {
        self.view.load()
    }

    /// Reads the flows again if the revision moved. One row is read if it did not.
    pub async fn refresh(&self) -> Result<(), db::Error> {
        let _one = self.looking.lock().await;
        in_time(self.look(false)).await
    }

    /// Reads the time zones of the workspaces again: what is known of their users changes without a new revision.
    pub async fn refresh_zones(&self) -> Result<(), db::Error> {
        let _one = self.looking.lock().await;
        in_time(async {
            let zones = zones::read(&self.db).await?;
            if **self.zones.load() == zones {
                return Ok(());
            }
            self.zones.store(Arc::new(zones));
            self.look(true).await
        })
        .await
    }

    /// A flow of a workspace, also one that was made at another replica a moment ago. None: it was deleted.
    pub async fn find(&self, workspace: &WorkspaceId, id: Uuid) -> Result<Option<Arc<Flow>>, db::Error> {
        if let Some(flow) = self.now().flow(workspace, id) {
            return Ok(Some(Arc::clone(flow)));
        }
        self.refresh().await?;
        Ok(self.now().flow(workspace, id).cloned())
    }

    /// A version of a workspace's flow, whichever counts now. None: there is none.
    pub async fn version(
        &self,
        workspace: &WorkspaceId,
        flow: Uuid,
        version: i32,
    ) -> Result<Option<Compiled>, db::Error> {
        let current = self.now().flow(workspace, flow).filter(|flow| flow.version == version).cloned();
        if let Some(compiled) = current.and_then(|flow| flow.definition.clone()) {
            return Ok(Some(compiled));
        }
        if let Some(compiled) = self.versions.get(&(flow, version)) {
            return Ok(Some(compiled));
        }
        let select = flow_version::Entity::of_flow(workspace, flow).filter(flow_version::COLUMN.version.eq(version));
        let Some(row) = select.one(&self.db.reader()).await? else { return Ok(None) };
        let compiled = compile(&row);
        self.versions.insert((flow, version), Arc::clone(&compiled));
        Ok(Some(compiled))
    }

    async fn look(&self, anyway: bool) -> Result<(), db::Error> {
        // The number is read before the rows: rows newer than their number are read once more, never missed.
        let revision = view_revision::current(&self.db.reader()).await?;
        let before = self.view.load_full();
        if revision == before.revision && !anyway {
            return Ok(());
        }
        if !anyway {
            self.zones.store(Arc::new(zones::read(&self.db).await?));
        }
        let zones = self.zones.load();
        let mut rows = flow::Entity::of_all_workspaces().all(&self.db.reader()).await?;
        rows.sort_unstable_by_key(|row| row.id);
        let mut definitions = self.definitions(&before, &rows).await?;
        let mut view = View { revision, ..View::default() };
        for row in rows {
            let Ok(workspace) = WorkspaceId::new(&row.workspace_id) else { continue };
            let definition = definitions.remove(&row.id);
            // Saved and switched on between the two reads: the number has risen again, and so it is seen next time.
            let place = zones::place(&workspace, &zones);
            view.add(Arc::new(flow(row, workspace, definition, place)));
        }
        self.view.store(Arc::new(view));
        Ok(())
    }

    /// What the enabled ones of these do. Read are only those that weren't known.
    async fn definitions(&self, before: &View, rows: &[flow::Model]) -> Result<HashMap<Uuid, Compiled>, db::Error> {
        let mut found = HashMap::with_capacity(rows.len());
        let mut unknown = Vec::new();
        for row in rows.iter().filter(|row| row.enabled) {
            let known = before.flows.get(&row.id).filter(|flow| flow.version == row.version);
            match known.and_then(|flow| flow.definition.clone()).or_else(|| self.versions.get(&(row.id, row.version))) {
                Some(definition) => _ = found.insert(row.id, definition),
                None => unknown.push((row.id, row.version)),
            }
        }
        for part in unknown.chunks(AT_ONCE) {
            for row in flow_version::Entity::these(part).all(&self.db.reader()).await? {
                found.insert(row.flow_id, compile(&row));
            }
        }
        Ok(found)
    }
}

async fn in_time(work: impl Future<Output = Result<(), db::Error>>) -> Result<(), db::Error> {
    let late = || Err(DbErr::Custom("the database did not answer in time".to_owned()).into());
    timeout(LONGEST, work).await.unwrap_or_else(|_| late())
}

fn flow(row: flow::Model, workspace: WorkspaceId, definition: Option<Compiled>, place: Value) -> Flow {
    Flow {
        about: json!({"id": row.id.simple().to_string(), "name": row.name, "version": row.version}),
        place,
        id: row.id,
        workspace,
        name: row.name,
        version: row.version,
        enabled: row.enabled,
        since_ms: row.updated_at_ms,
        held: row.held_reason.map(|reason| (reason, row.held_note.unwrap_or_default())),
        definition,
    }
}

fn compile(row: &flow_version::Model) -> Compiled {
    let read = super::document::read(&row.definition);
    if let Err(why) = &read {
        tracing::error!(flow = %row.flow_id, version = row.version, why, "a flow can't be read; its runs are kept back");
    }
    Arc::new(read)
}
