//! Installations, webhook tokens and custom sources, in memory.
//!
//! A webhook is verified without a read of the database. The view is whole and immutable: a change makes a new
//! one, and requests in flight go on with the one they began with. Changes arrive by the lifecycle call
//! that this process handled, by notification, and by a poll of one row.
//!
//! Between an install at one replica and the news of it at another a webhook may arrive here. Its token
//! is true, only its installation isn't known yet; [`Handle::refresh_for`] looks again, at a bounded rate.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use sea_orm::{DbErr, EntityTrait};
use secrecy::SecretString;
use time::OffsetDateTime;
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep_until, timeout};
use uuid::Uuid;

use crate::clockify::token::Hash;
use crate::db::entities::webhook_registration::Origin;
use crate::db::entities::{custom_source, installation, view_revision, webhook_registration};
use crate::db::{self, Db};
use crate::domain::event::EventType;
use crate::domain::ids::{AddonId, WorkspaceId};
use crate::domain::scheme::Scheme;
use crate::domain::settings;
use crate::secrets::Keyring;

/// Shortest time between two looks that unknown installations cause.
const SOONEST: Duration = Duration::from_millis(250);

/// A live installation, as the webhook path needs it.
#[derive(Debug)]
pub struct Installed {
    /// Key of the row.
    pub id: Uuid,
    /// The workspace.
    pub workspace: WorkspaceId,
    /// Clockify's id of the installation.
    pub addon: AddonId,
    /// The hashes of the tokens of the manifest's webhooks.
    pub tokens: HashMap<EventType, Hash>,
    /// Whether the workspace takes deliveries of other systems, where its admins have said so.
    pub custom_webhooks: Option<bool>,
}

/// A registered other system, as the webhook path needs it.
#[derive(Debug)]
pub struct Source {
    /// Its name, the last part of the URL.
    pub name: Arc<str>,
    /// The workspace that receives the events.
    pub workspace: WorkspaceId,
    /// How its deliveries are proven.
    pub scheme: Scheme,
    /// None if it can't be opened, because the key that seals secrets is another one now.
    secret: Option<SecretString>,
    previous: Option<(SecretString, OffsetDateTime)>,
}

impl Source {
    /// The secrets that count now: the current one, and the one before it until its time is over. None if they can't
    /// be opened, so that nobody can be told apart.
    #[must_use]
    pub fn secrets(&self, now: OffsetDateTime) -> Option<Vec<SecretString>> {
        let secret = self.secret.clone()?;
        let previous = self.previous.iter().filter(|(_, until)| *until > now).map(|(secret, _)| secret.clone());
        Some(std::iter::once(secret).chain(previous).collect())
    }
}

/// What was in the database at one moment.
#[derive(Debug, Default)]
pub struct View {
    revision: i64,
    installed: HashMap<AddonId, Arc<Installed>>,
    by_workspace: HashMap<WorkspaceId, Arc<Installed>>,
    by_api_token: HashMap<Hash, (Arc<Installed>, EventType)>,
    sources: HashMap<Arc<str>, Arc<Source>>,
}

impl View {
    /// The installation that a token's claims name, if it is live.
    #[must_use]
    pub fn installation(&self, workspace: &WorkspaceId, addon: &AddonId) -> Option<&Arc<Installed>> {
        self.installed.get(addon).filter(|installed| installed.workspace == *workspace)
    }

    /// The live installation of a workspace.
    #[must_use]
    pub fn of_workspace(&self, workspace: &WorkspaceId) -> Option<&Arc<Installed>> {
        self.by_workspace.get(workspace)
    }

    /// The one live installation, where there is exactly one.
    #[must_use]
    pub fn only(&self) -> Option<&Arc<Installed>> {
        let mut all = self.by_workspace.values();
        all.next().filter(|_| all.next().is_none())
    }

    /// The webhook set up through the API whose opaque token has this hash.
    #[must_use]
    pub fn api_webhook(&self, token: &Hash) -> Option<&(Arc<Installed>, EventType)> {
        self.by_api_token.get(token)
    }

    /// The custom source of this name.
    #[must_use]
    pub fn source(&self, name: &str) -> Option<&Arc<Source>> {
        self.sources.get(name)
    }

    /// How many workspaces have the add-on.
    #[must_use]
    pub fn workspaces(&self) -> usize {
        self.by_workspace.len()
    }
}

/// Longest a look may take. Callers wait behind it, so it must end.
const LONGEST: Duration = Duration::from_secs(3);

/// A look at the database.
#[derive(Debug, Clone, Copy)]
struct Look {
    began: Instant,
    worked: bool,
}

/// The database can't be read, so nobody can tell what is installed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("installations can't be read")]
pub struct Blind;

/// The view of the moment, and the means to renew it.
#[derive(Debug)]
pub struct Handle {
    db: Db,
    keyring: Arc<Keyring>,
    view: ArcSwap<View>,
    /// The last look; held while looking, so that many callers make one look.
    last: Mutex<Option<Look>>,
}

impl Handle {
    /// A handle with an empty view.
    #[must_use]
    pub fn new(db: Db, keyring: Arc<Keyring>) -> Self {
        Self { db, keyring, view: ArcSwap::default(), last: Mutex::new(None) }
    }

    /// The view as it is now.
    #[must_use]
    pub fn now(&self) -> arc_swap::Guard<Arc<View>> {
        self.view.load()
    }

    /// Reads everything again if the revision moved. One row is read if it did not.
    pub async fn refresh(&self) -> Result<(), db::Error> {
        let mut last = self.last.lock().await;
        self.look_now(&mut last).await
    }

    /// Makes sure that the view is no older than the caller, who came with something that it doesn't know.
    ///
    /// Callers share looks, and a look that follows another waits a little, so that strangers can't make us
    /// read at will.
    pub async fn refresh_for(&self, came: Instant) -> Result<(), Blind> {
        let mut last = self.last.lock().await;
        if let Some(look) = *last {
            if look.began >= came {
                return if look.worked { Ok(()) } else { Err(Blind) };
            }
            sleep_until(look.began + SOONEST).await;
        }
        self.look_now(&mut last).await.map_err(|error| {
            tracing::warn!(error = &error as &dyn std::error::Error, "installations can't be read");
            Blind
        })
    }

    async fn look_now(&self, last: &mut Option<Look>) -> Result<(), db::Error> {
        let began = Instant::now();
        let result = timeout(LONGEST, self.look()).await;
        let result =
            result.unwrap_or_else(|_| Err(DbErr::Custom("the database did not answer in time".to_owned()).into()));
        *last = Some(Look { began, worked: result.is_ok() });
        result
    }

    async fn look(&self) -> Result<(), db::Error> {
        // The number is read before the rows: rows newer than their number are read once more, never missed.
        let revision = view_revision::current(&self.db.reader()).await?;
        if revision == self.view.load().revision {
            return Ok(());
        }
        let view = self.load(revision).await?;
        self.view.store(Arc::new(view));
        Ok(())
    }

    async fn load(&self, revision: i64) -> Result<View, db::Error> {
        let rows = installation::Entity::live_of_all_workspaces().all(&self.db.reader()).await?;
        let registrations = webhook_registration::Entity::find().all(&self.db.reader()).await?;
        let sources = custom_source::Entity::of_all_workspaces().all(&self.db.reader()).await?;
        let mut view = View { revision, ..View::default() };
        let mut manifest: HashMap<Uuid, HashMap<EventType, Hash>> = HashMap::new();
        let mut api: HashMap<Uuid, Vec<(EventType, Hash)>> = HashMap::new();
        for row in registrations {
            let (Ok(event), Some(Ok(hash))) = (row.event_type.parse(), row.token_hash.map(Hash::try_from)) else {
                continue;
            };
            match row.origin {
                Origin::Manifest => _ = manifest.entry(row.installation_id).or_default().insert(event, hash),
                Origin::Api => api.entry(row.installation_id).or_default().push((event, hash)),
            }
        }
        for row in rows {
            let (Ok(workspace), Ok(addon)) = (WorkspaceId::new(&row.workspace_id), AddonId::new(&row.addon_id)) else {
                continue;
            };
            let tokens = manifest.remove(&row.id).unwrap_or_default();
            let custom_webhooks = settings::switch(row.settings.as_ref(), "enable_custom_webhooks");
            let installed = Arc::new(Installed {
                id: row.id,
                workspace: workspace.clone(),
                addon: addon.clone(),
                tokens,
                custom_webhooks,
            });
            for (event, hash) in api.remove(&row.id).unwrap_or_default() {
                view.by_api_token.insert(hash, (Arc::clone(&installed), event));
            }
            view.by_workspace.insert(workspace.clone(), Arc::clone(&installed));
            view.installed.insert(addon, installed);
        }
        for row in sources {
            if let Some(source) = self.source(row) {
                view.sources.insert(Arc::clone(&source.name), Arc::new(source));
            }
        }
        Ok(view)
    }

    fn source(&self, row: custom_source::Model) -> Option<Source> {
        let context = custom_source::Model::secret_context(row.id);
        let open = |sealed: &[u8]| {
            let plain = self.keyring.open(&context, sealed).map_err(|error| {
                tracing::error!(source = %row.name, %error, "the secret of a custom source can't be opened");
            });
            plain.ok().and_then(|plain| String::from_utf8(plain.to_vec()).ok()).map(SecretString::from)
        };
        let previous = row.previous_secret.as_deref().and_then(open).zip(row.previous_until);
        let secret = open(&row.secret);
        let scheme = Scheme::parse(&row.scheme, row.header.as_deref()).ok()?;
        let workspace = WorkspaceId::new(&row.workspace_id).ok()?;
        Some(Source { name: row.name.into(), workspace, scheme, secret, previous })
    }
}
