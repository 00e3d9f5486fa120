//! What goes on beside the jobs: seeing to it that every installation is looked at now and then, and farewells.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use super::remote::Api;
use super::{Farewell, Registration, Why, coverage, job, store};
use crate::clockify::client::{Actor, Class, Standing};
use crate::db;
use crate::db::entities::installation::{self, Status};
use crate::db::entities::webhook_registration::{Entity, Origin};
use crate::domain::ids::{AddonId, WorkspaceId};
use crate::metrics::{WEBHOOK_STATES, count};

/// How often an installation is looked at.
const EVERY: time::Duration = time::Duration::hours(6);

/// How often it is checked which ones are due, and the numbers for Prometheus are counted.
const CHECK: Duration = Duration::from_mins(5);

/// How soon a token is probed that calls meet refusals with, however long the next probe had to wait.
const AGAIN: time::Duration = time::Duration::minutes(5);

/// When to try again when the database didn't answer.
const SOON: Duration = Duration::from_secs(5);

/// After a start the looks are spread over so many seconds; later ones over a tenth of their interval.
const SPREAD_AT_START: i64 = 60;

/// Runs beside the requests.
#[derive(Debug)]
pub struct Watch {
    registration: Registration,
    farewells: mpsc::Receiver<Farewell>,
}

impl Watch {
    pub(super) fn new(registration: Registration, farewells: mpsc::Receiver<Farewell>) -> Self {
        Self { registration, farewells }
    }

    /// Goes on until it is dropped. `refused` gives the workspaces whose token Clockify keeps refusing, or accepts again.
    pub async fn run(mut self, refused: impl Fn() -> BoxFuture<'static, (WorkspaceId, Standing)> + Send) {
        let mut next = Instant::now();
        let mut started = false;
        loop {
            tokio::select! {
                () = sleep_until(next) => {
                    next = Instant::now() + CHECK;
                    let scheduled = self.registration.schedule(!started).await;
                    started |= scheduled.is_ok();
                    if let Err(error) = scheduled.and(self.registration.count().await) {
                        complain(&error);
                        next = Instant::now() + SOON;
                    }
                }
                (workspace, standing) = refused() => {
                    if let Err(error) = self.registration.look_at(&workspace, standing).await {
                        complain(&error);
                    }
                }
                Some(farewell) = self.farewells.recv() => self.registration.say(&farewell).await,
            }
        }
    }
}

fn complain(error: &db::Error) {
    tracing::debug!(error = error as &dyn std::error::Error, "installations can't be looked at");
}

impl Registration {
    /// Pushes a job for each installation that is due, or for all after a start. Gives how many.
    pub async fn schedule(&self, all: bool) -> Result<usize, db::Error> {
        let now = self.parts.clock.now();
        let rows = installation::Entity::live_of_all_workspaces().all(&self.parts.db.reader()).await?;
        let due = rows.iter().filter(|row| row.status == Status::Active).filter(|row| {
            all || row.reconciled_at.unwrap_or(row.installed_at) + EVERY + jitter(row, EVERY.whole_seconds() / 10)
                <= now
        });
        let job = |row: &installation::Model| {
            let workspace = WorkspaceId::new(&row.workspace_id).ok()?;
            let addon = AddonId::new(&row.addon_id).ok()?;
            let spread = if all { jitter(row, SPREAD_AT_START) } else { time::Duration::ZERO };
            Some(job(&workspace, &addon, Why::Reconcile, now + spread))
        };
        let jobs: Vec<_> = due.filter_map(job).collect();
        if jobs.is_empty() {
            return Ok(0);
        }
        Ok(self.parts.queue.push_all(jobs).await?.into_iter().flatten().count())
    }

    /// Has a workspace's installation looked at because of how its token fares. One that is refused is looked at now,
    /// or soon where a look waits for longer; one that is accepted again is looked at now.
    pub async fn look_at(&self, workspace: &WorkspaceId, standing: Standing) -> Result<(), db::Error> {
        let now = self.parts.clock.now();
        let rows = installation::Entity::of_workspace(workspace).all(&self.parts.db.reader()).await?;
        for row in rows.iter().filter(|row| row.status == Status::Active) {
            let Ok(addon) = AddonId::new(&row.addon_id) else { continue };
            let queue = &self.parts.queue;
            let job = |due| job(workspace, &addon, Why::Reconcile, due);
            match standing {
                Standing::Refused => {
                    if queue.push(job(now)).await?.is_none() {
                        queue.hasten(job(now + AGAIN)).await?;
                    }
                }
                Standing::Accepted if row.refused_since.is_some() => queue.hasten(job(now)).await?,
                Standing::Accepted => {}
            }
        }
        Ok(())
    }

    /// What an installation that is about to end leaves behind: to be asked for before its token is destroyed.
    pub async fn farewell(&self, workspace: &WorkspaceId, addon: &AddonId) -> Option<Farewell> {
        let reader = self.parts.db.reader();
        let row = installation::Entity::one(workspace, addon).one(&reader).await.ok()??;
        let rows = Entity::of_installation(workspace, row.id).all(&reader).await.ok()?;
        let ours = rows.into_iter().filter(|row| row.origin == Origin::Api);
        let webhooks: Vec<_> = ours.filter_map(|row| row.remote_id).collect();
        let target = self.parts.access.target(&row).ok()?;
        (!webhooks.is_empty()).then_some(Farewell { target, webhooks })
    }

    /// Removes what was left behind, if Clockify still lets us. Returns at once.
    pub fn part(&self, farewell: Farewell) {
        if self.farewells.try_send(farewell).is_err() {
            tracing::debug!("too many installations end at a time; the webhooks of one stay in Clockify");
        }
    }

    /// Most of the time the token is dead by now, and with it go the webhooks' deliveries: they are refused here.
    async fn say(&self, farewell: &Farewell) {
        let target = &farewell.target;
        let client = self.parts.client.with_retries(0);
        let api = Api { client: &client, target, actor: Actor::Registration };
        let mut removed = 0;
        for id in &farewell.webhooks {
            match api.remove(id).await {
                Ok(()) => removed += 1,
                Err(error) if error.class() == Class::NotFound => {}
                Err(error) => {
                    tracing::info!(workspace = %target.workspace, why = error.summary(), "webhooks stay in Clockify");
                    break;
                }
            }
        }
        tracing::info!(workspace = %target.workspace, removed, of = farewell.webhooks.len(), "webhooks were removed");
    }

    /// Counts the webhooks of all workspaces by how they are, for Prometheus.
    pub async fn count(&self) -> Result<(), db::Error> {
        let (installations, webhooks) = store::of_all(&self.parts.db).await?;
        let live: BTreeSet<_> = installations.iter().map(|row| row.id).collect();
        let mut numbers: BTreeMap<_, usize> = BTreeMap::new();
        for webhook in webhooks.iter().filter(|webhook| live.contains(&webhook.installation_id)) {
            *numbers.entry(coverage::label(webhook)).or_default() += 1;
        }
        for state in WEBHOOK_STATES {
            self.parts.metrics.set_webhooks(state, count(numbers.get(state).copied().unwrap_or(0)));
        }
        let refused = installations.iter().filter(|row| row.refused_since.is_some()).count();
        self.parts.metrics.refused_installations.set(count(refused));
        Ok(())
    }
}

/// A wait that is always the same for an installation and different for most others.
fn jitter(row: &installation::Model, seconds: i64) -> time::Duration {
    let number = row.id.as_u128() & 0xffff_ffff;
    let share = i64::try_from(number).unwrap_or(0);
    time::Duration::seconds(share.rem_euclid(seconds.max(1)))
}
