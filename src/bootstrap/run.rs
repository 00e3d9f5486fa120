//! Working on a run: several lists at once, each page stored before the next one of its list is asked for.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::page::{self, Window, is_windowed};
use super::{Bootstrap, Error, Progress, Report, Settings, Why};
use crate::clockify::catalogue::{Catalogue, Operation};
use crate::clockify::client::{Class, Client, Standing, Target};
use crate::db::cache;
use crate::db::entities::bootstrap_run::State as RunState;
use crate::db::entities::bootstrap_task::{self, State};
use crate::db::entities::installation::Status;
use crate::db::entities::{bootstrap_page, bootstrap_run, installation};
use crate::domain::ids::WorkspaceId;

/// The bucket of the bootstrap's calls.
const PACE: &str = "bootstrap";

/// How often a run that waits for answers says that it is still worked on.
const HOLD: Duration = Duration::from_secs(4);

/// After so many refusals of the token in a row the token is no good, and not just an operation.
const REFUSALS: u32 = 3;

/// What all calls of a run share.
pub(super) struct Trip<'a> {
    pub(super) run: Uuid,
    pub(super) holder: Uuid,
    pub(super) installation: Uuid,
    pub(super) workspace: &'a WorkspaceId,
    pub(super) window: Window,
    target: Target,
    client: Client,
    settings: Settings,
    progress: &'a Progress,
    /// One page is stored at a time.
    storing: Mutex<()>,
    /// Refusals of the token since it was last accepted.
    refused: AtomicU32,
}

/// A task of the run.
pub(super) struct Task<'a> {
    pub(super) id: Uuid,
    pub(super) entity: &'a str,
    pub(super) windowed: bool,
    operation: &'a Operation,
    parent: Option<&'a str>,
}

/// One list: an operation, for one parent where it has one.
struct List {
    parent: String,
    next: u32,
    before: Option<Vec<u8>>,
}

/// How a list, or a task, ended.
#[derive(Debug, Clone, PartialEq, Eq)]
enum End {
    Done,
    Warned(String),
    Skipped(String),
    Failed(String),
}

/// Where a task is.
enum Phase {
    /// Its parent's task isn't at its end.
    Waits,
    /// Its lists are being looked up.
    Opens,
    /// Lists wait or are under way.
    Runs { lists: VecDeque<List>, under_way: usize, end: End },
    /// Its end is being stored.
    Settles,
    /// It is at its end.
    Settled(State),
}

enum Event {
    Opened(usize, VecDeque<List>),
    List(usize, End),
    Settled(usize, State),
}

impl Bootstrap {
    /// Fetches a workspace's data, or what is left of it. Being told to stop leaves a run that can be resumed.
    pub async fn run(
        &self,
        workspace: &WorkspaceId,
        why: Why,
        progress: &Progress,
        stop: &CancellationToken,
    ) -> Result<Report, Error> {
        let Some(row) = self.installation(workspace).await? else {
            self.cancel(workspace).await?;
            return Err(Error::NotInstalled);
        };
        if row.status == Status::Inactive {
            return Err(Error::Inactive);
        }
        let holder = self.keys.next(self.clock.now());
        let begun = self.begin(&row, workspace, why, holder).await?;
        if begun.run.state != RunState::InProgress {
            return Ok(begun);
        }
        let run = begun.run.id;
        let result = self.work(&row, workspace, &begun, holder, progress, stop).await;
        match result {
            Ok(()) => self.end(run, holder, None).await,
            Err(Error::NoTarget(why)) => self.end(run, holder, Some((RunState::Failed, why.to_string()))).await,
            Err(Error::NotInstalled) => {
                self.cancel(workspace).await?;
                Err(Error::NotInstalled)
            }
            Err(error) => {
                if matches!(error, Error::Unauthorized) {
                    // They failed for the token's sake, and shall be tried again with the run.
                    bootstrap_task::Entity::update_many()
                        .col_expr(bootstrap_task::Column::State, Expr::value(State::Pending))
                        .filter(bootstrap_task::Column::RunId.eq(run))
                        .filter(bootstrap_task::Column::State.eq(State::Failed))
                        .exec(&self.db.writer())
                        .await?;
                }
                if !matches!(error, Error::Lost)
                    && let Err(error) = self.release(run, holder).await
                {
                    tracing::debug!(error = &error as &dyn std::error::Error, "a run is given back by its lease");
                }
                Err(error)
            }
        }
    }

    /// Ends a run whose token Clockify doesn't accept.
    pub async fn give_up(&self, workspace: &WorkspaceId) -> Result<(), Error> {
        let live = bootstrap_run::Entity::live(workspace).one(&self.db.writer()).await?;
        if let Some(run) = live {
            let holder = self.keys.next(self.clock.now());
            if let Some(row) = self.installation(workspace).await? {
                let begun = self.begin(&row, workspace, Why::Asked { anew: false }, holder).await?;
                if begun.run.id == run.id {
                    let reason = Error::Unauthorized.to_string();
                    self.end(run.id, holder, Some((RunState::Failed, reason))).await?;
                }
            }
        }
        Ok(())
    }

    async fn work(
        &self,
        row: &installation::Model,
        workspace: &WorkspaceId,
        begun: &Report,
        holder: Uuid,
        progress: &Progress,
        stop: &CancellationToken,
    ) -> Result<(), Error> {
        let current = Settings::of(&self.config, &self.spec.bootstrap, row.settings.as_ref());
        let settings = serde_json::from_str(&begun.run.settings).unwrap_or(current);
        let trip = Trip {
            run: begun.run.id,
            holder,
            installation: row.id,
            workspace,
            window: Window { from: begun.run.window_from, to: begun.run.window_to },
            target: self.access.target(row).map_err(Error::NoTarget)?,
            client: self.client.paced(PACE, settings.rps).with_retries(settings.retries),
            settings,
            progress,
            storing: Mutex::new(()),
            refused: AtomicU32::new(0),
        };
        let catalogue = self.access.catalogue();
        let settled = begun.tasks.iter().filter(|task| task.state != State::Pending).count();
        progress.begins(settled, begun.tasks.len());
        let work = self.drive(&trip, &begun.tasks, catalogue);
        tokio::select! {
            result = work => result,
            result = self.keep_hold(&trip) => result,
            () = stop.cancelled() => Err(Error::Stopped),
        }
    }

    /// Renews the lease until it can't be renewed any more.
    async fn keep_hold(&self, trip: &Trip<'_>) -> Result<(), Error> {
        loop {
            tokio::time::sleep(HOLD).await;
            match self.hold(trip).await {
                // The database may be back before the lease is over.
                Ok(()) | Err(Error::Database(_)) => {}
                Err(error) => return Err(error),
            }
        }
    }

    async fn drive(&self, trip: &Trip<'_>, rows: &[bootstrap_task::Model], catalogue: &Catalogue) -> Result<(), Error> {
        let mut phases: Vec<Phase> = Vec::new();
        let mut tasks: Vec<Option<Task<'_>>> = Vec::new();
        for row in rows {
            let operation = catalogue.get(&row.operation);
            tasks.push(operation.map(|operation| Task {
                id: row.id,
                entity: &row.entity_type,
                windowed: is_windowed(operation),
                operation,
                parent: row.parent_type.as_deref(),
            }));
            phases.push(if row.state == State::Pending { Phase::Waits } else { Phase::Settled(row.state) });
        }
        let by_entity: HashMap<&str, usize> =
            rows.iter().enumerate().map(|(at, row)| (row.entity_type.as_str(), at)).collect();
        let mut flight: FuturesUnordered<BoxFuture<'_, Result<Event, Error>>> = FuturesUnordered::new();
        let mut lists = 0;
        loop {
            for at in 0..tasks.len() {
                if matches!(phases[at], Phase::Waits) {
                    let parent = rows[at].parent_type.as_deref().and_then(|parent| by_entity.get(parent));
                    let ready = match parent.map(|parent| &phases[*parent]) {
                        None | Some(Phase::Settled(State::Done | State::Warned)) => Ok(()),
                        Some(Phase::Settled(_)) => Err("those that it is called for could not be fetched"),
                        Some(_) => continue,
                    };
                    phases[at] = match (&tasks[at], ready) {
                        (Some(task), Ok(())) => {
                            // Nothing but the flight is waited for here: what flies may hold the connection that
                            // this needs.
                            flight.push(Box::pin(async move { Ok(Event::Opened(at, self.lists(trip, task).await?)) }));
                            Phase::Opens
                        }
                        (Some(_), Err(why)) => runs_out(End::Skipped(why.to_owned())),
                        (None, _) => runs_out(End::Skipped("the catalogue has no such operation any more".to_owned())),
                    };
                }
                let Phase::Runs { lists: waiting, under_way, end } = &mut phases[at] else { continue };
                while lists < trip.settings.batch
                    && let Some(task) = &tasks[at]
                    && let Some(list) = waiting.pop_front()
                {
                    (lists, *under_way) = (lists + 1, *under_way + 1);
                    flight.push(Box::pin(async move { Ok(Event::List(at, self.walk(trip, task, list).await?)) }));
                }
                if waiting.is_empty() && *under_way == 0 {
                    let end = std::mem::replace(end, End::Done);
                    let whole = rows[at].parent_type.as_deref().and_then(|parent| by_entity.get(parent));
                    let whole = whole.is_none_or(|parent| matches!(phases[*parent], Phase::Settled(State::Done)));
                    let (row, task) = (&rows[at], &tasks[at]);
                    phases[at] = Phase::Settles;
                    flight.push(Box::pin(self.finish(trip, at, row, task.as_ref(), end, whole)));
                }
            }
            match flight.next().await {
                None => return Ok(()),
                Some(Err(error)) => return Err(error),
                Some(Ok(Event::Opened(at, lists))) => phases[at] = Phase::Runs { lists, under_way: 0, end: End::Done },
                Some(Ok(Event::Settled(at, state))) => {
                    trip.progress.settles();
                    phases[at] = Phase::Settled(state);
                }
                Some(Ok(Event::List(at, ended))) => {
                    lists -= 1;
                    if let Phase::Runs { lists: waiting, under_way, end } = &mut phases[at] {
                        *under_way -= 1;
                        if matches!(ended, End::Skipped(_) | End::Failed(_)) {
                            // What is wrong with one call is wrong with the operation.
                            waiting.clear();
                        }
                        if rank(&ended) > rank(end) {
                            *end = ended;
                        }
                    }
                }
            }
        }
    }

    /// Stores the end of a task; if its lists were seen to their ends, what is gone is removed first.
    async fn finish(
        &self,
        trip: &Trip<'_>,
        at: usize,
        row: &bootstrap_task::Model,
        task: Option<&Task<'_>>,
        end: End,
        whole: bool,
    ) -> Result<Event, Error> {
        let (state, reason) = match end {
            End::Done => (State::Done, None),
            End::Warned(why) => (State::Warned, Some(why)),
            End::Skipped(why) => (State::Skipped, Some(why)),
            End::Failed(why) => (State::Failed, Some(why)),
        };
        if let Some(task) = task
            && state == State::Done
            && whole
        {
            self.sweep(trip, task).await?;
        }
        self.settle(trip, row.id, state, reason).await?;
        Ok(Event::Settled(at, state))
    }

    /// The lists of a task that are not at their end, each where it is to be gone on with.
    async fn lists(&self, trip: &Trip<'_>, task: &Task<'_>) -> Result<VecDeque<List>, Error> {
        let reader = self.db.writer();
        let parents = match task.parent {
            Some(parent) => cache::ids(&reader, trip.workspace, parent).await?,
            None => vec![String::new()],
        };
        let mut newest: HashMap<String, bootstrap_page::Model> = HashMap::new();
        for page in bootstrap_page::Entity::of_task(task.id).all(&reader).await? {
            let known = newest.entry(page.parent.clone()).or_insert_with(|| page.clone());
            if page.page > known.page {
                *known = page;
            }
        }
        let first = task.operation.paging.as_ref().map_or(1, |paging| paging.first);
        let lists = parents.into_iter().filter_map(|parent| match newest.remove(&parent) {
            Some(page) if page.is_last => None,
            Some(page) => {
                let next = u32::try_from(page.page).unwrap_or(first) + 1;
                Some(List { parent, next, before: Some(page.seen) })
            }
            None => Some(List { parent, next: first, before: None }),
        });
        Ok(lists.collect())
    }

    /// Fetches a list page by page.
    async fn walk(&self, trip: &Trip<'_>, task: &Task<'_>, mut list: List) -> Result<End, Error> {
        let first = task.operation.paging.as_ref().map_or(1, |paging| paging.first);
        loop {
            if list.next - first >= trip.settings.max_pages {
                return Ok(End::Warned(format!(
                    "the list goes on after {} pages, the limit of BOOTSTRAP_MAX_PAGES",
                    trip.settings.max_pages
                )));
            }
            let call = page::call(task.operation, &list.parent, list.next, trip.window);
            let answer = match trip.client.call(&trip.target, &call).await {
                Ok(answer) => answer,
                Err(error) => {
                    let told = error.summary();
                    if error.class() != Class::Unauthorized {
                        return Ok(match error.class() {
                            Class::Scope | Class::Plan => End::Skipped(told),
                            // What the list belonged to has gone meanwhile.
                            Class::NotFound if task.parent.is_some() => End::Done,
                            _ => End::Failed(told),
                        });
                    }
                    if trip.refused.fetch_add(1, Ordering::Relaxed) + 1 >= REFUSALS {
                        self.unauthorized.told(trip.workspace, Standing::Refused);
                        return Err(Error::Unauthorized);
                    }
                    return Ok(End::Failed(told));
                }
            };
            trip.refused.store(0, Ordering::Relaxed);
            let page = match page::read(task.operation, &answer, trip.window) {
                Ok(page) => page,
                Err(wrong) => return Ok(End::Failed(wrong)),
            };
            drop(answer);
            if !page.seen.is_empty() && list.before.as_ref() == Some(&page.seen) {
                return Ok(End::Warned(format!("page {} repeats the one before it", list.next)));
            }
            let (more, seen, entities) = (page.more, page.seen.clone(), page.seen.len() / 8);
            {
                let _storing = trip.storing.lock().await;
                self.store(trip, task, &list.parent, list.next, page).await?;
            }
            trip.progress.page(&task.operation.id, entities);
            if !more {
                return Ok(End::Done);
            }
            list.next += 1;
            list.before = Some(seen);
        }
    }
}

/// A task without lists.
fn runs_out(end: End) -> Phase {
    Phase::Runs { lists: VecDeque::new(), under_way: 0, end }
}

/// What weighs more, when the lists of a task ended differently.
fn rank(end: &End) -> u8 {
    match end {
        End::Done => 0,
        End::Warned(_) => 1,
        End::Skipped(_) => 2,
        End::Failed(_) => 3,
    }
}
