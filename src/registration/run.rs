//! One look at an installation: what is wanted, what is there, what to do, and the doing of it.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, IntoActiveModel};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use url::{Host, Url};

use super::backfill::{self, Missed, Taken};
use super::plan::{self, Action, Situation, Trigger};
use super::probe::{self, Verdict};
use super::remote::{Api, Webhook, Webhooks};
use super::store::{self, Over, Store, Stored};
use super::{Registration, Task, Why};
use crate::clockify::client::{Actor, Class, Error, Retry, Target};
use crate::db;
use crate::db::entities::installation::{self, Status};
use crate::db::entities::webhook_registration::{Model, Origin};
use crate::domain::event::EventType;
use crate::domain::ids::AddonId;
use crate::domain::manifest;
use crate::queue::{Context, Failure, Job, Outcome};

/// Why a look ends early.
enum Stop {
    /// With this word on the job.
    With(Outcome),
    /// Clockify refused the token.
    Unauthorized(Option<i64>),
}

impl From<db::Error> for Stop {
    fn from(error: db::Error) -> Self {
        Self::With(Outcome::Retry(Failure::new("database", error.to_string())))
    }
}

impl From<sea_orm::DbErr> for Stop {
    fn from(error: sea_orm::DbErr) -> Self {
        db::Error::from(error).into()
    }
}

impl From<Over> for Stop {
    fn from(Over: Over) -> Self {
        Self::With(Outcome::Done)
    }
}

/// A call's failure: what the answer means for the whole look.
enum Failed {
    /// Clockify doesn't want this, now or later.
    No(Class, String),
    /// The look can't go on.
    Stop(Stop),
}

/// One look.
struct Look<'a> {
    registration: &'a Registration,
    context: &'a Context,
    row: installation::Model,
    target: Target,
    store: Store,
    actor: Actor,
}

pub(super) async fn run(registration: &Registration, job: &Job, context: &Context) -> Outcome {
    match look(registration, job, context).await {
        Ok(outcome) | Err(Stop::With(outcome)) => outcome,
        // Only what comes before there is a look, and there no token is used.
        Err(Stop::Unauthorized(_)) => Outcome::Done,
    }
}

async fn look(registration: &Registration, job: &Job, context: &Context) -> Result<Outcome, Stop> {
    let dead = |why: String| Stop::With(Outcome::Dead(Failure::new("payload", why)));
    let task: Task = job.read().map_err(|error| dead(error.to_string()))?;
    let addon = AddonId::new(&task.addon).map_err(|error| dead(error.to_string()))?;
    let parts = &registration.parts;
    let row = installation::Entity::one(&job.workspace, &addon).one(&parts.db.reader()).await?;
    // While it is switched off Clockify refuses the token, which says nothing. It is looked at when it is on again.
    let Some(row) = row.filter(|row| row.status == Status::Active) else { return Ok(Outcome::Done) };
    let store =
        Store { db: parts.db.clone(), workspace: job.workspace.clone(), installation: row.id, now: parts.clock.now() };
    let target = parts.access.target(&row).map_err(|error| error.to_string()).and_then(|target| {
        // Nothing that could be asked would help.
        let unreachable = unreachable(&parts.base_url, &target.hosts.regular);
        unreachable.map_or(Ok(target), Err)
    });
    let target = match target {
        Ok(target) => target,
        Err(reason) => {
            tracing::warn!(workspace = %job.workspace, reason, "webhooks can't be registered");
            let events = assumed(registration, &store.load().await?);
            lack_all(&store, &events, &reason).await?;
            store.looked_at().await??;
            return Ok(Outcome::Done);
        }
    };
    let actor = match task.why {
        Why::Install => Actor::Registration,
        Why::Reconcile => Actor::Reconciliation,
    };
    let look = Look { registration, context, row, target, store, actor };
    match look.run(task.why).await {
        Err(Stop::Unauthorized(code)) => look.refused(code).await,
        result => result,
    }
}

impl Look<'_> {
    async fn run(&self, why: Why) -> Result<Outcome, Stop> {
        let registration = self.registration;
        let stored = self.store.load().await?;
        let there = match self.ask(self.api().webhooks().await) {
            Ok(there) => there,
            Err(Failed::Stop(stop)) => return Err(stop),
            Err(Failed::No(_, reason)) => {
                self.accepted().await?;
                lack_all(&self.store, &assumed(registration, &stored), &reason).await?;
                self.store.looked_at().await??;
                return Ok(Outcome::Done);
            }
        };
        self.accepted().await?;
        let of_manifest = self.of_manifest(&stored).await?;
        let carried = carried(registration, &stored, &of_manifest);
        let wanted = self.wanted(&carried).await?;
        let url = registration.url();
        let known = stored.known();
        let situation = Situation {
            url: &url,
            wanted: &wanted,
            there: &there.webhooks,
            count: there.workspace_webhook_count,
            known: &known,
        };
        let mut full = None;
        for action in plan::decide(&situation) {
            if self.context.token().is_cancelled() {
                return Ok(Outcome::Snooze(self.now()));
            }
            self.carry_out(action, &stored, &mut full).await?;
        }
        if why == Why::Reconcile {
            self.back_fill().await?;
        }
        self.store.looked_at().await??;
        Ok(Outcome::Done)
    }

    fn api(&self) -> Api<'_> {
        Api { client: &self.registration.parts.client, target: &self.target, actor: self.actor.clone() }
    }

    fn now(&self) -> OffsetDateTime {
        self.registration.parts.clock.now()
    }

    /// Sorts a call's failure.
    fn ask<T>(&self, result: Result<T, Error>) -> Result<T, Failed> {
        result.map_err(|error| match error.class() {
            Class::Unauthorized => Failed::Stop(Stop::Unauthorized(code(&error))),
            class @ (Class::Invalid | Class::Host | Class::Refused | Class::Scope | Class::Plan | Class::NotFound) => {
                Failed::No(class, error.summary())
            }
            class => {
                let mut failure = Failure::new(class.label(), error.summary());
                if let Retry::After(Some(wait)) = error.retry() {
                    failure = failure.not_before(self.now() + wait);
                }
                Failed::Stop(Stop::With(Outcome::Retry(failure)))
            }
        })
    }

    /// Stores what Clockify says of the manifest's webhooks. That it doesn't say anything is no harm: their tokens came
    /// with the install.
    async fn of_manifest(&self, stored: &Stored) -> Result<Webhooks, Stop> {
        let found = match self.ask(self.api().of_manifest(&self.row.addon_id).await) {
            Ok(found) => found,
            Err(Failed::Stop(stop)) => return Err(stop),
            Err(Failed::No(_, reason)) => {
                tracing::debug!(reason, "the webhooks of the manifest can't be listed");
                Webhooks::default()
            }
        };
        for webhook in &found.webhooks {
            let Ok(event) = webhook.event.parse::<EventType>() else { continue };
            if self.registration.parts.spec.events.contains(&event) {
                self.note(event, webhook, stored.manifest.get(&event));
                self.store.keep(Origin::Manifest, event, webhook).await??;
            }
        }
        Ok(found)
    }

    /// The events to be registered, and what each is set on.
    async fn wanted(
        &self,
        carried: &BTreeSet<EventType>,
    ) -> Result<BTreeMap<EventType, Result<Trigger, String>>, Stop> {
        let events = self.registration.parts.spec.events.iter().filter(|event| !carried.contains(event));
        let events: BTreeSet<EventType> = events.copied().collect();
        let users = if events.iter().any(|event| is_set_on_users(*event)) {
            match self.ask(self.api().users().await) {
                Ok(ids) if ids.is_empty() => Err("the workspace's list of users is empty".to_owned()),
                Ok(ids) => Ok(Trigger { kind: "USER_ID", ids }),
                Err(Failed::No(_, reason)) => Err(format!("its users can't be listed: {reason}")),
                Err(Failed::Stop(stop)) => return Err(stop),
            }
        } else {
            Err(String::new())
        };
        let workspace = Trigger { kind: "WORKSPACE_ID", ids: [self.row.workspace_id.clone()].into() };
        let trigger = |event| if is_set_on_users(event) { users.clone() } else { Ok(workspace.clone()) };
        Ok(events.into_iter().map(|event| (event, trigger(event))).collect())
    }

    async fn carry_out(&self, action: Action<'_>, stored: &Stored, full: &mut Option<String>) -> Result<(), Stop> {
        let url = self.registration.url();
        match action {
            Action::Create { event, trigger } => {
                let made = match full {
                    Some(reason) => Err(Failed::No(Class::Plan, reason.clone())),
                    None => self.ask(self.api().create(event, trigger, &url).await),
                };
                match made {
                    Ok(webhook) => {
                        self.store.keep(Origin::Api, event, &webhook).await??;
                        if webhook.token.is_none() {
                            self.rotate(event, &webhook).await?;
                        }
                    }
                    Err(Failed::Stop(stop)) => return Err(stop),
                    Err(Failed::No(class, reason)) => {
                        if class == Class::Plan && is_about_number(&reason) {
                            *full = Some(reason.clone());
                        }
                        self.store.lack(event, &reason).await??;
                    }
                }
            }
            Action::Keep { event, webhook } => {
                self.note(event, webhook, stored.api.get(&event));
                self.store.keep(Origin::Api, event, webhook).await??;
            }
            Action::Rotate { event, webhook } => self.rotate(event, webhook).await?,
            Action::Update { event, webhook, trigger } => {
                match self.ask(self.api().update(event, webhook, trigger, &url).await) {
                    Ok(updated) => {
                        let token = updated.token.or_else(|| webhook.token.clone());
                        let updated = Webhook { id: webhook.id.clone(), token, ..updated };
                        self.store.keep(Origin::Api, event, &updated).await??;
                        tracing::info!(workspace = %self.store.workspace, %event, "a webhook was set right");
                    }
                    Err(Failed::Stop(stop)) => return Err(stop),
                    Err(Failed::No(_, reason)) => {
                        tracing::warn!(workspace = %self.store.workspace, %event, reason, "a webhook can't be set right");
                    }
                }
            }
            Action::Lack { event, reason } => self.store.lack(event, &reason).await??,
            Action::Remove { webhook } => match self.ask(self.api().remove(&webhook.id).await) {
                Ok(()) | Err(Failed::No(Class::NotFound, _)) => {}
                Err(Failed::Stop(stop)) => return Err(stop),
                Err(Failed::No(_, reason)) => {
                    tracing::warn!(workspace = %self.store.workspace, reason, "a webhook of ours can't be removed");
                }
            },
            Action::Forget { event } => self.store.forget(event).await?,
        }
        Ok(())
    }

    async fn rotate(&self, event: EventType, webhook: &Webhook) -> Result<(), Stop> {
        match self.ask(self.api().rotate(&webhook.id).await) {
            Ok(rotated) if rotated.token.is_some() => {
                let rotated = Webhook { token: rotated.token, ..webhook.clone() };
                self.store.keep(Origin::Api, event, &rotated).await??;
            }
            Ok(_) => self.store.lack(event, "Clockify doesn't tell the webhook's token").await??,
            Err(Failed::No(_, reason)) => self.store.lack(event, &reason).await??,
            Err(Failed::Stop(stop)) => return Err(stop),
        }
        Ok(())
    }

    /// Says once when Clockify stopped delivering.
    fn note(&self, event: EventType, webhook: &Webhook, before: Option<&Model>) {
        let news = |now: Option<bool>, before: Option<Option<bool>>| now == Some(false) && before.flatten() != now;
        let workspace = &self.store.workspace;
        if news(webhook.delivery_enabled, before.map(|row| row.delivery_enabled)) {
            tracing::warn!(%workspace, %event, "Clockify gave up on this webhook after too many failed deliveries");
        }
        if news(webhook.plan_enabled, before.map(|row| row.plan_enabled)) {
            tracing::warn!(%workspace, %event, "the workspace's plan doesn't include this webhook; it delivers nothing");
        }
    }

    /// Fetches deliveries that never arrived.
    async fn back_fill(&self) -> Result<(), Stop> {
        let stored = self.store.load().await?;
        let rows = stored.manifest.into_iter().chain(stored.api).filter(|(_, row)| row.remote_id.is_some());
        for (event, row) in rows {
            if self.context.token().is_cancelled() {
                return Err(Stop::With(Outcome::Snooze(self.now())));
            }
            self.back_fill_one(event, &row).await?;
        }
        Ok(())
    }

    async fn back_fill_one(&self, event: EventType, row: &Model) -> Result<(), Stop> {
        let (id, to) = (row.remote_id.as_deref().unwrap_or_default(), self.now());
        let from = backfill::from(row.filled_to, row.created_at, to);
        let failed = match self.ask(self.api().attempts(id, "FAILED", from, to).await) {
            Ok(failed) => failed,
            Err(Failed::Stop(stop)) => return Err(stop),
            Err(Failed::No(_, reason)) => {
                tracing::debug!(%event, reason, "the log of a webhook can't be read");
                return Ok(());
            }
        };
        if !failed.is_empty() {
            let succeeded = match self.ask(self.api().attempts(id, "SUCCEEDED", from, to).await) {
                Ok(succeeded) => succeeded,
                Err(Failed::No(..)) => Vec::new(),
                Err(Failed::Stop(stop)) => return Err(stop),
            };
            for attempt in backfill::missed(&failed, &succeeded) {
                let missed = Missed {
                    workspace: self.store.workspace.clone(),
                    event,
                    delivery: attempt.id.clone(),
                    body: attempt.request_body.clone(),
                    tried_at: OffsetDateTime::parse(&attempt.responded_at, &Rfc3339).unwrap_or(from),
                };
                match self.registration.parts.intake.take(missed).await {
                    Ok(Taken::New) => {
                        self.registration.parts.metrics.backfilled.increment(1);
                        tracing::info!(workspace = %self.store.workspace, %event, "a missed delivery was fetched");
                    }
                    Ok(Taken::Repeat) => {}
                    Ok(Taken::Bad) => tracing::warn!(%event, "Clockify's log holds a delivery that is no event"),
                    Err(why) => return Err(Stop::With(Outcome::Retry(Failure::new("intake", why)))),
                }
            }
        }
        self.store.filled(row.origin, event, to).await??;
        Ok(())
    }

    /// The token is good: whatever was held against it is forgotten.
    async fn accepted(&self) -> Result<(), Stop> {
        if self.row.refused_since.is_none() {
            return Ok(());
        }
        let clear = |row: &mut installation::ActiveModel| {
            row.refused_since = Set(None);
            row.refused_probes = Set(0);
        };
        if let Some(job) = self.registration.parts.after_refusal {
            // Before it is forgotten, so that it comes even if the process ends here; and for a little later.
            let job = job(&self.store.workspace).due(self.now() + time::Duration::SECOND);
            self.registration.parts.queue.push(job).await?;
        }
        self.store.change_installation(clear).await??;
        tracing::info!(workspace = %self.store.workspace, "Clockify accepts the installation's token again");
        Ok(())
    }

    /// Clockify refused the token: notes it, and ends the installation when it is sure to be gone.
    async fn refused(&self, code: Option<i64>) -> Result<Outcome, Stop> {
        let (workspace, now) = (&self.store.workspace, self.now());
        let transaction = self.store.db.begin().await?;
        let Some(row) = store::lock(&transaction, self.row.id).await? else { return Ok(Outcome::Done) };
        if row.token != self.row.token || row.status != Status::Active {
            // Another token came meanwhile, or the installation was switched off: what was asked says nothing of it.
            return Ok(Outcome::Snooze(now));
        }
        let since = row.refused_since.unwrap_or(now);
        let probes = u32::try_from(row.refused_probes).unwrap_or(0).saturating_add(1);
        match probe::verdict(probe::Record { since, probes, code }, now) {
            Verdict::Gone => {
                row.end(&transaction, now).await?;
                store::tell(&self.store.db, &transaction).await?;
                transaction.commit().await?;
                tracing::warn!(
                    %workspace, installation = %self.row.addon_id, %since, probes,
                    "the installation is gone: Clockify has refused its token for a day; its secrets were destroyed"
                );
                Ok(Outcome::Done)
            }
            Verdict::Again(wait) => {
                let mut row = row.into_active_model();
                row.refused_since = Set(Some(since));
                row.refused_probes = Set(i32::try_from(probes).unwrap_or(i32::MAX));
                row.update(&transaction).await?;
                transaction.commit().await?;
                if probes == 4 {
                    tracing::warn!(%workspace, %since, "Clockify refuses the installation's token; it may be uninstalled");
                }
                Ok(Outcome::Snooze(now + wait))
            }
        }
    }
}

/// Notes for all these events why they have no webhook.
async fn lack_all(store: &Store, events: &BTreeSet<EventType>, reason: &str) -> Result<(), Stop> {
    for event in events {
        store.lack(*event, reason).await??;
    }
    Ok(())
}

/// The events that the manifest in force carries: those whose tokens came with the install or that Clockify lists; and if
/// there are none, those that ours would carry.
fn carried(registration: &Registration, stored: &Stored, listed: &Webhooks) -> BTreeSet<EventType> {
    let listed = listed.webhooks.iter().filter_map(|webhook| webhook.event.parse().ok());
    let found: BTreeSet<EventType> = stored.manifest.keys().copied().chain(listed).collect();
    if !found.is_empty() {
        return found;
    }
    manifest::webhooks(registration.parts.spec, registration.parts.manifest_webhooks).collect()
}

/// The events to be registered that nothing is known of, as far as that can be told without Clockify.
fn assumed(registration: &Registration, stored: &Stored) -> BTreeSet<EventType> {
    let carried = carried(registration, stored, &Webhooks::default());
    let has_webhook = |event: &EventType| stored.api.get(event).is_some_and(|row| row.remote_id.is_some());
    let events = registration.parts.spec.events.iter().copied();
    events.filter(|event| !carried.contains(event) && !has_webhook(event)).collect()
}

/// These two need users as what they are set on.
fn is_set_on_users(event: EventType) -> bool {
    matches!(event, EventType::UserUpdated | EventType::UserEmailChanged)
}

/// Whether a refusal is about how many there are: then one more won't do either.
fn is_about_number(reason: &str) -> bool {
    let reason = reason.to_ascii_lowercase();
    ["limit", "maximum", "too many"].iter().any(|word| reason.contains(word))
}

fn code(error: &Error) -> Option<i64> {
    match error {
        Error::Refused(refusal) => refusal.code,
        _ => None,
    }
}

/// Why Clockify can't reach us, if the address says so. A simulated Clockify on this machine can reach everything here.
fn unreachable(base_url: &str, api: &Url) -> Option<String> {
    let is_private = |url: &Url| match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost") || !name.contains('.'),
        Some(Host::Ipv4(address)) => address.is_loopback() || address.is_private() || address.is_unspecified(),
        Some(Host::Ipv6(address)) => address.is_loopback() || address.is_unspecified(),
        None => true,
    };
    let local = Url::parse(base_url).map_or(true, |url| is_private(&url));
    (local && !is_private(api)).then(|| format!("Clockify can't reach {base_url}; set the add-on's public base URL"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_clockify_cannot_reach() {
        let (clockify, sandbox) = ("https://api.clockify.me/api", "http://127.0.0.1:9/api");
        for (base, api, reachable) in [
            ("https://addons.example.com/studio", clockify, true),
            ("http://localhost:8001", clockify, false),
            ("http://127.0.0.1:8001", clockify, false),
            ("http://[::1]:8001", clockify, false),
            ("http://10.1.2.3", clockify, false),
            ("http://addons", clockify, false),
            ("nonsense", clockify, false),
            ("http://localhost:8001", sandbox, true),
            ("https://addons.example.com", sandbox, true),
        ] {
            let found = unreachable(base, &Url::parse(api).unwrap());
            assert_eq!(found.is_none(), reachable, "{base} {api} {found:?}");
            assert!(found.is_none_or(|why| why.contains(base)));
        }
    }

    #[test]
    fn a_limit_is_known_by_its_words() {
        assert!(is_about_number("Clockify answered 400 (code 501): Webhook limit for the workspace's plan is reached"));
        assert!(!is_about_number("Clockify answered 403: This feature needs the PRO plan"));
    }
}
