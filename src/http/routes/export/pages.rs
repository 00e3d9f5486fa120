//! The pages of each part of an export.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{Export, Part};
use crate::clock::stamp;
use crate::db::entities::{api_call, bootstrap_run, cached_entity, flow_run, flow_step};
use crate::db::events::{Filter, first_id_of, list as list_events};
use crate::db::{export as rows, trail};
use crate::explorer::{self, Who};
use crate::flows::{secrets, shown};
use crate::http::Problem;
use crate::http::routes::api::{audit, events, settings, sources as source};
use crate::installs::sources;

/// About how many bytes of events are read at a time.
const BYTES: i64 = 1 << 20;

/// Steps of a page: one may hold a megabyte.
const STEPS: u64 = 16;

/// Documents of a page.
const DOCUMENTS: u64 = 8;

/// Rows of a page of everything else.
const ROWS: u64 = 100;

/// How far a part has come.
#[derive(Debug, Clone, Default)]
pub(super) enum Cursor {
    #[default]
    Start,
    Row(Uuid),
    Version(Option<(Uuid, i32)>),
    Entity(String, String),
    /// Runs whose steps follow, and the last one of these that was written.
    Steps(Vec<Uuid>, Option<(Uuid, String)>),
}

/// The lines of a page, each with its type, and where the next one begins.
type Page = (Vec<(&'static str, Value)>, Option<Cursor>);

impl Export {
    pub(super) async fn page(&self, part: Part, cursor: Cursor) -> Result<Page, Problem> {
        match part {
            Part::Settings => Ok((vec![("settings", settings::exported(&self.app, &self.workspace).await?)], None)),
            Part::Flows => self.flows(cursor).await,
            Part::Secrets => {
                let found = secrets::list(&self.app.db, &self.workspace).await?;
                let shown = |row: secrets::Listed| json!({ "name": row.name, "updated_at": stamp(row.updated_at), "updated_by": row.updated_by });
                Ok(whole("secret", found.into_iter().map(shown)))
            }
            Part::Sources => {
                let found = sources::list(&self.app.db, Some(&self.workspace)).await?;
                Ok(whole("source", found.iter().map(|row| source::shown(&self.app, row))))
            }
            Part::Events => self.events(cursor).await,
            Part::Runs => self.runs(cursor).await,
            Part::Replays => {
                let found = self.app.flows.replays(&self.workspace, Some(self.before(&cursor)), ROWS).await?;
                Ok(newest("replay", &found, ROWS, |row| row.id, |row| json!(shown::Replay::from(row))))
            }
            Part::Calls => {
                let found = rows::calls(&self.app.db, &self.workspace, self.before(&cursor), ROWS).await?;
                Ok(newest("call", &found, ROWS, |row| row.id, call))
            }
            Part::Entities => {
                let behind = match cursor {
                    Cursor::Entity(kind, id) => Some((kind, id)),
                    _ => None,
                };
                let found = rows::entities(&self.app.db, &self.workspace, behind, ROWS).await?;
                let last = found.last().map(|row| Cursor::Entity(row.entity_type.clone(), row.entity_id.clone()));
                let next = last.filter(|_| found.len() as u64 == ROWS);
                Ok((found.iter().map(|row| ("entity", entity(row))).collect(), next))
            }
            Part::Fetches => {
                let found = rows::fetches(&self.app.db, &self.workspace, self.before(&cursor), ROWS).await?;
                Ok(newest("fetch", &found, ROWS, |row| row.id, fetch))
            }
            Part::Requests => {
                let found = self.app.explorer.saved(&self.who()).await?;
                Ok(whole("request", found.iter().map(|row| json!(row))))
            }
            Part::History => self.history(cursor).await,
            Part::Audit => {
                let filter = trail::Filter { before: Some(self.before(&cursor)), ..trail::Filter::default() };
                let found = trail::list(&self.app.db, &self.workspace, &filter, ROWS).await?;
                Ok(newest("audit", &found, ROWS, |row| row.id, audit::shown))
            }
        }
    }

    fn who(&self) -> Who<'_> {
        Who { workspace: &self.workspace, user: &self.user, is_admin: true }
    }

    /// Calls that were made by hand. One may have a quarter of a megabyte.
    async fn history(&self, cursor: Cursor) -> Result<Page, Problem> {
        let filter = explorer::Filter { before: Some(self.before(&cursor)), ..explorer::Filter::default() };
        let found = self.app.explorer.calls(&self.who(), &filter, DOCUMENTS).await?;
        let ids = found.iter().filter_map(|line| Uuid::parse_str(&line.id).ok()).collect::<Vec<_>>();
        let mut lines = Vec::new();
        for id in &ids {
            match self.app.explorer.kept(&self.who(), *id).await {
                Ok(call) => lines.push(("call_by_hand", json!(call))),
                // It went meanwhile.
                Err(explorer::Error::Absent(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        let next = ids.last().filter(|_| ids.len() as u64 == DOCUMENTS).map(|last| Cursor::Row(*last));
        Ok((lines, next))
    }

    /// What a page of what has an age comes before.
    fn before(&self, cursor: &Cursor) -> Uuid {
        match cursor {
            Cursor::Row(id) => *id,
            _ => first_id_of(self.until),
        }
    }

    /// Flows, and then all their versions, those of deleted ones as well.
    async fn flows(&self, cursor: Cursor) -> Result<Page, Problem> {
        let Cursor::Version(behind) = cursor else {
            let found = self.app.flows.list(&self.workspace).await?;
            let lines = found.iter().map(|row| ("flow", json!(shown::Flow::from(row))));
            return Ok((lines.collect(), Some(Cursor::Version(None))));
        };
        let found = rows::versions(&self.app.db, &self.workspace, behind, DOCUMENTS).await?;
        let last = found.last().map(|row| Cursor::Version(Some((row.flow_id, row.version))));
        let next = last.filter(|_| found.len() as u64 == DOCUMENTS);
        let lines = found.iter().map(|row| {
            let mut version = json!(shown::Version::from(row));
            version["flow"] = row.flow_id.simple().to_string().into();
            version["definition"] = shown::definition(row);
            ("flow_version", version)
        });
        Ok((lines.collect(), next))
    }

    /// As many events as have about so many bytes together.
    async fn events(&self, cursor: Cursor) -> Result<Page, Problem> {
        let before = Some(self.before(&cursor));
        let filter = Filter { workspace: Some(self.workspace.clone()), before, ..Filter::default() };
        let listed = list_events(&self.app.db, &filter, ROWS).await?;
        let mut bytes = 0;
        let fits = |bytes: &mut i64, more: i64| {
            *bytes += more;
            *bytes <= BYTES
        };
        let ids: Vec<_> = listed
            .iter()
            .enumerate()
            .take_while(|(at, line)| fits(&mut bytes, line.bytes) || *at == 0)
            .map(|(_, line)| line.id)
            .collect();
        let found = rows::events(&self.app.db, &self.workspace, &ids).await?;
        let is_last = ids.len() == listed.len() && (listed.len() as u64) < ROWS;
        let next = ids.last().filter(|_| !is_last).map(|id| Cursor::Row(*id));
        Ok((found.iter().map(|row| ("event", events::whole(row))).collect(), next))
    }

    /// Some runs, then the steps of those, and so on.
    async fn runs(&self, cursor: Cursor) -> Result<Page, Problem> {
        if let Cursor::Steps(runs, behind) = cursor {
            let found = rows::steps(&self.app.db, &self.workspace, &runs, behind, STEPS).await?;
            let next = match found.last() {
                Some(last) if found.len() as u64 == STEPS => {
                    let behind = (last.run_id, last.position.clone());
                    Some(Cursor::Steps(runs, Some(behind)))
                }
                // The last one of a page that isn't full is the end of all.
                _ => runs.last().filter(|_| runs.len() as u64 == ROWS).map(|last| Cursor::Row(*last)),
            };
            let step = |row: &flow_step::Model| {
                let mut step = json!(shown::Step::from(row));
                step["run"] = row.run_id.simple().to_string().into();
                ("step", step)
            };
            return Ok((found.iter().map(step).collect(), next));
        }
        let found = rows::runs(&self.app.db, &self.workspace, self.before(&cursor), ROWS).await?;
        let ids: Vec<_> = found.iter().map(|row| row.id).collect();
        let run = |row: &flow_run::Model| {
            let mut run = json!(shown::Run::from(row));
            run["input"] = row.input.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
            ("run", run)
        };
        let next = (!ids.is_empty()).then_some(Cursor::Steps(ids, None));
        Ok((found.iter().map(run).collect(), next))
    }
}

/// A part that is small enough for one page.
fn whole(kind: &'static str, values: impl Iterator<Item = Value>) -> Page {
    (values.map(|value| (kind, value)).collect(), None)
}

/// A page of what comes with the newest first.
fn newest<T>(kind: &'static str, found: &[T], most: u64, id: impl Fn(&T) -> Uuid, show: impl Fn(&T) -> Value) -> Page {
    let next = found.last().filter(|_| found.len() as u64 == most).map(|last| Cursor::Row(id(last)));
    (found.iter().map(|row| (kind, show(row))).collect(), next)
}

fn call(row: &api_call::Model) -> Value {
    json!({
        "id": row.id.simple().to_string(),
        "called_at": stamp(row.called_at),
        "operation": row.operation,
        "method": row.method,
        "actor": row.actor,
        "status": row.status,
        "error": row.error,
        "latency_ms": row.latency_ms,
        "attempts": row.attempts,
        "bytes": row.bytes,
    })
}

fn entity(row: &cached_entity::Model) -> Value {
    let payload: Value = serde_json::from_str(&row.payload).unwrap_or_default();
    json!({
        "entity_type": row.entity_type,
        "id": row.entity_id,
        "parent": (!row.parent_id.is_empty()).then_some(&row.parent_id),
        "fetched_at": stamp(row.fetched_at),
        "payload": payload,
    })
}

fn fetch(row: &bootstrap_run::Model) -> Value {
    json!({
        "id": row.id.simple().to_string(),
        "state": row.state.name(),
        "reason": row.reason,
        "window_from": stamp(row.window_from),
        "window_to": stamp(row.window_to),
        "started_at": stamp(row.started_at),
        "finished_at": row.finished_at.map(stamp),
    })
}
