//! One add-on as `serve` puts it together, without sockets: requests go through the real entry.

use std::pin::Pin;
use std::sync::{Arc, LazyLock};
use std::task::Poll;
use std::time::Duration;

use axum::body::{Body, HttpBody as _};
use bytes::Bytes;
use clockify_addons::app::App;
use clockify_addons::clock::{Clock, Manual};
use clockify_addons::clockify::client::Transport;
use clockify_addons::config::{self, Source};
use clockify_addons::db::entities::webhook_event::{Entity, Model};
use clockify_addons::domain::addon::Addon;
use clockify_addons::domain::event::EventType;
use clockify_addons::http::Entry;
use clockify_addons::sandbox::{Installation, Key, Request, Workspace};
use clockify_addons::serve::{self, Options};
use http_body_util::BodyExt;
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tower::Service;

use super::contents::Contents;
use super::database::{Database, Engine};
use super::wait::spawn;

/// When every test happens.
pub(crate) const NOW: i64 = 1_800_000_000;

/// Where every test's add-on believes to be.
const BASE_URL: &str = "https://addons.example.com";

/// The key of the tests' Clockify: one for all, because making one takes a while.
pub(crate) static KEY: LazyLock<Key> = LazyLock::new(|| Key::generate().unwrap());

/// An add-on that runs for one test.
#[derive(Debug)]
pub(crate) struct TestApp {
    pub(crate) app: Arc<App>,
    pub(crate) clock: Manual,
    pub(crate) key: &'static Key,
    /// A workspace that has the add-on, unless the test asked for none.
    pub(crate) installation: Installation,
    settings: Vec<(String, String)>,
    database: Option<Database>,
    entry: Entry,
    writers: Vec<JoinHandle<()>>,
    stop: CancellationToken,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: http::HeaderMap,
    pub(crate) body: String,
}

/// A request that got as far as it can without the writer, or all the way.
pub(crate) enum Begun<'a> {
    Waits(Pin<Box<dyn Future<Output = Reply> + Send + 'a>>),
    Answered(Reply),
}

impl Reply {
    /// Whether this is the one answer for "not now": 503, and when to come again.
    pub(crate) fn is_unavailable(&self) -> bool {
        let again = self.headers.get("retry-after").and_then(|value| value.to_str().ok()?.parse::<u32>().ok());
        self.status == 503 && again.is_some_and(|seconds| seconds > 0) && self.json()["code"] == "unavailable"
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

impl TestApp {
    /// Universal Webhook, installed in one workspace.
    pub(crate) async fn new(engine: Engine) -> Self {
        Self::with(engine, Addon::UniversalWebhook, &[]).await
    }

    /// An add-on with settings of its own, installed in one workspace.
    pub(crate) async fn with(engine: Engine, addon: Addon, settings: &[(&str, &str)]) -> Self {
        let app = Self::bare(engine, addon, settings).await;
        let reply = app.send(&app.installation.installed(app.now())).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        app
    }

    /// An add-on with settings of its own, installed nowhere.
    pub(crate) async fn bare(engine: Engine, addon: Addon, settings: &[(&str, &str)]) -> Self {
        Self::on(Database::migrated(engine).await, addon, settings).await
    }

    /// An add-on on a database of the test's own making, installed nowhere.
    pub(crate) async fn on(database: Database, addon: Addon, settings: &[(&str, &str)]) -> Self {
        let mut app = Self::assemble(database.url.clone(), addon, settings, &Manual::at(NOW)).await;
        app.database = Some(database);
        app
    }

    /// A second server on the same database.
    pub(crate) async fn replica(&self) -> Self {
        let settings: Vec<_> = self.settings.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.with_settings(&settings).await
    }

    /// A second server on the same database, with other settings.
    pub(crate) async fn with_settings(&self, settings: &[(&str, &str)]) -> Self {
        let url = self.app.config.database.clone();
        let mut replica = Self::assemble(url, self.app.spec.addon, settings, &self.clock).await;
        replica.installation = self.installation.clone();
        replica
    }

    async fn assemble(url: config::database::Url, addon: Addon, settings: &[(&str, &str)], clock: &Manual) -> Self {
        let config = load(&url, addon, settings);
        let own = config.addons[0].clone();
        let options = Options { migrate: false, more_keys: Vec::new(), clock: Arc::new(clock.clone()) };
        let transport = Transport::new(&config.outbound).unwrap();
        let (app, writers) = serve::assemble(&config, own, &options, &transport).await.unwrap();
        let app = Arc::new(app);
        let stop = CancellationToken::new();
        Self {
            entry: Entry::new(Arc::clone(&app)),
            writers: vec![
                spawn(writers.events.run(stop.clone())),
                spawn(writers.calls.run(stop.clone())),
                spawn(writers.journal.run(stop.clone())),
            ],
            installation: installation(&app, 0, 1),
            app,
            clock: clock.clone(),
            key: &KEY,
            settings: settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            database: None,
            stop,
        }
    }

    /// The add-on in the `workspace`-th workspace; a reinstall has another `seed`. Nothing is sent.
    pub(crate) fn installation(&self, workspace: u64, seed: u64) -> Installation {
        installation(&self.app, workspace, seed).with_hosts_of(&self.installation)
    }

    /// The same, and the add-on is told of it.
    pub(crate) async fn install(&self, workspace: u64, seed: u64) -> Installation {
        let installation = self.installation(workspace, seed);
        let reply = self.send(&installation.installed(self.now())).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        installation
    }

    /// Sends a request that the sandbox made.
    pub(crate) async fn send(&self, request: &Request) -> Reply {
        self.raw(request.clone().into_http::<Body>().unwrap()).await
    }

    /// Sends any request. An answer of the JSON API has to be what its description says, and so has a body that it takes.
    pub(crate) async fn raw(&self, request: http::Request<Body>) -> Reply {
        let (method, path) = (request.method().to_string(), request.uri().path().to_owned());
        // What comes bit by bit is left as it is.
        let (head, body) = request.into_parts();
        let (body, sent) = match body.size_hint().exact() {
            Some(_) => {
                let sent = body.collect().await.unwrap().to_bytes();
                (Body::from(sent.clone()), sent)
            }
            None => (body, Bytes::new()),
        };
        let request = http::Request::from_parts(head, body);
        let (parts, body) = self.entry.clone().call(request).await.unwrap().into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let body = String::from_utf8(bytes.to_vec()).unwrap();
        let reply = Reply { status: parts.status.as_u16(), headers: parts.headers, body };
        super::described(&self.app).check(&method, &path, &sent, &reply);
        reply
    }

    /// Sends a request whose answer has no end by itself: the body is read by the test.
    pub(crate) async fn open(&self, request: http::Request<Body>) -> http::Response<Body> {
        self.entry.clone().call(request).await.unwrap()
    }

    /// Sends a GET.
    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.raw(http::Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// Sends a request up to where it waits for the writer. Nobody else runs meanwhile, so of several requests each
    /// is in the queue before the next one begins.
    pub(crate) async fn begin<'a>(&'a self, request: &'a Request) -> Begun<'a> {
        let mut reply: Pin<Box<dyn Future<Output = Reply> + Send>> = Box::pin(self.send(request));
        match std::future::poll_fn(|context| Poll::Ready(reply.as_mut().poll(context))).await {
            Poll::Ready(reply) => Begun::Answered(reply),
            Poll::Pending => Begun::Waits(reply),
        }
    }

    /// Ends the writer as a shutdown does: what waits is still written, what comes is refused.
    pub(crate) fn stop_writer(&self) {
        self.stop.cancel();
    }

    /// What the add-on takes for the present.
    pub(crate) fn now(&self) -> time::OffsetDateTime {
        self.clock.now()
    }

    /// Which engine this runs on.
    pub(crate) fn engine(&self) -> Engine {
        match self.app.db.engine() {
            clockify_addons::db::Engine::Sqlite => Engine::Sqlite,
            clockify_addons::db::Engine::Postgres => Engine::Postgres,
        }
    }

    /// Runs a statement that no part of the product would.
    pub(crate) async fn execute(&self, sql: &str) {
        self.app.db.writer().execute_unprepared(sql).await.unwrap();
    }

    /// Everything that the database holds.
    pub(crate) async fn contents(&self) -> Contents {
        Contents::read(&self.app.db).await
    }

    /// Everything that is stored, in the order of arrival.
    pub(crate) async fn events(&self) -> Vec<Model> {
        use clockify_addons::db::entities::webhook_event::Column;

        Entity::find().order_by_asc(Column::Id).all(&self.app.db.reader()).await.unwrap()
    }

    /// A delivery of an event, as Clockify sends it.
    pub(crate) fn delivery(&self, event: EventType, sequence: u64) -> Request {
        let payload = clockify_addons::sandbox::payload::of(event, &self.installation.workspace, sequence);
        self.installation.delivery(event, &payload)
    }

    /// Ends the add-on and checks that nothing is left undone.
    pub(crate) async fn finish(mut self) {
        assert!(self.app.ingest.is_idle(), "a request left something behind in the ingest queue");
        self.stop.cancel();
        for writer in std::mem::take(&mut self.writers) {
            tokio::time::timeout(Duration::from_secs(10), writer).await.expect("the writers must end").unwrap();
        }
        self.app.db.clone().close().await.ok();
        if let Some(database) = self.database.take() {
            database.remove().await;
        }
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        assert!(self.writers.is_empty() || std::thread::panicking(), "the test must end with `finish`");
    }
}

/// The configuration of a test: what every test has, and then what this one sets; the last one counts.
pub(crate) fn load(url: &config::database::Url, addon: Addon, settings: &[(&str, &str)]) -> config::Serve {
    use secrecy::ExposeSecret;

    let names = config::addon::variables(addon);
    // A SQLite address shows no secret; a PostgreSQL one hides its own.
    let connect = match url.sqlite_path() {
        Some(_) => url.to_string().into(),
        None => url.connect_url(),
    };
    let defaults = [
        (names.base_url, BASE_URL),
        (names.database, connect.expose_secret()),
        ("CLOCKIFY_ADDONS_SECRET_KEY", "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA="),
        ("CLOCKIFY_ADDONS_PUBLIC_KEYS", KEY.public_pem()),
        ("CLOCKIFY_ADDONS_MANIFEST_WEBHOOKS", "51"),
    ];
    let source = Source::from_pairs(defaults.iter().chain(settings).copied());
    config::Serve::load(&source, &[addon]).unwrap().0
}

/// The add-on in a workspace, with a webhook for each of its events.
pub(crate) fn installation(app: &App, workspace: u64, seed: u64) -> Installation {
    let webhooks: Vec<_> = app.spec.events.iter().map(|event| (*event, event.path().to_owned())).collect();
    Installation::new(&KEY, &app.config.key, &Workspace::numbered(workspace), seed, &webhooks)
        .with_base_url(&app.config.base_url)
}
