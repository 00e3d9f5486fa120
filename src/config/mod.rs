//! What an operator can set, as plain data.
//!
//! Flags win over the environment, the environment over `.env`, that over the defaults. Most names are
//! those of the Python deployment that this system replaces; new ones begin with `CLOCKIFY_ADDONS_`.
//!
//! Each section is one small file: a struct, its defaults and a `read`. A section states the name, the
//! range and the meaning of a variable in the call that reads it, so `config show`, `.env.example` and
//! the reference page can't fall behind. To add a variable, add a field and one such call; to add a
//! section, add a file and a line in `Serve::read`.
//!
//! A command loads what it needs and no more: [`Serve`] for the servers, [`Storage`] for everything
//! that works on one add-on's database. Nobody should be kept from a migration by a bad log format.

pub mod addon;
pub mod backup;
pub mod bootstrap;
pub mod clockify;
pub mod database;
pub mod entry;
pub mod error;
pub mod fallback;
pub mod flows;
pub mod http_steps;
pub mod ingest;
pub mod limits;
pub mod logging;
pub mod outbound;
pub mod page;
pub mod rate;
pub mod reader;
pub mod reads;
pub mod reference;
pub mod registration;
pub mod retention;
pub mod s3;
pub mod secrets;
pub mod server;
pub mod source;
pub mod upcoming;

mod address;
mod audit;
mod check;
mod domains;
mod dotenv;
mod files;
mod names;
mod pem;
mod show;

pub use self::addon::{Addon, check_apart, listen};
pub use self::audit::{Unknown, audit, misspelt};
pub use self::backup::Backup;
pub use self::bootstrap::Bootstrap;
pub use self::check::{Check, check};
pub use self::clockify::Clockify;
pub use self::entry::{Entry, Variable};
pub use self::error::{Error, Problem};
pub use self::fallback::Fallback;
pub use self::files::{SecretFile, secret_files, secret_names, secrets_in_dotenv};
pub use self::flows::Flows;
pub use self::http_steps::HttpSteps;
pub use self::ingest::Ingest;
pub use self::limits::Limits;
pub use self::logging::{Format, Logging};
pub use self::outbound::Outbound;
pub use self::page::Page;
pub use self::rate::Rate;
pub use self::reader::Reader;
pub use self::reads::Reads;
pub use self::registration::Registration;
pub use self::retention::Retention;
pub use self::s3::S3;
pub use self::secrets::Secrets;
pub use self::server::Server;
pub use self::show::{Row, show};
pub use self::source::{Origin, Source, inherited};
use crate::domain::addon::Addon as Id;

/// What the servers need.
#[derive(Clone, Debug)]
pub struct Serve {
    /// The add-ons to serve, in the order in which they were asked for.
    pub addons: Vec<Addon>,
    /// Keys and hosts of Clockify.
    pub clockify: Clockify,
    /// Where the page may be shown.
    pub page: Page,
    /// How calls to the outside are made.
    pub outbound: Outbound,
    /// How often Clockify may be called.
    pub rate: Rate,
    /// How the registration of webhooks is retried.
    pub registration: Registration,
    /// What requests of flows may do.
    pub http_steps: HttpSteps,
    /// Upper bounds of requests.
    pub limits: Limits,
    /// Bounds of the intake.
    pub ingest: Ingest,
    /// Times and bounds of the listeners.
    pub server: Server,
    /// What is logged, and where to.
    pub logging: Logging,
    /// The key for tokens at rest.
    pub secrets: Secrets,
}

impl Serve {
    /// Loads everything for these add-ons; on success also gives what should be looked at.
    pub fn load(source: &Source, addons: &[Id]) -> Result<(Self, Vec<String>), Error> {
        let (serve, reader) = Self::read(source, addons);
        Ok((serve, reader.finish()?))
    }

    /// Everything as far as it can be read, with what is wrong and what should be looked at: for whoever reports on it.
    #[must_use]
    pub fn glance(source: &Source, addons: &[Id]) -> (Self, Option<Error>, Vec<String>) {
        let (serve, reader) = Self::read(source, addons);
        let warnings = reader.warnings().to_vec();
        (serve, reader.finish().err(), warnings)
    }

    /// Reads every section and compares them; the reader knows whether the result may be used.
    fn read<'a>(source: &'a Source, addons: &[Id]) -> (Self, Reader<'a>) {
        let mut reader = Reader::new(source);
        source::document(&mut reader);
        reader.absorb(audit::unknown(source));
        let addons: Vec<Addon> = addons.iter().map(|addon| Addon::read(&mut reader, *addon)).collect();
        let clockify = Clockify::read(&mut reader);
        let page = Page::read(&mut reader);
        let outbound = Outbound::read(&mut reader);
        let rate = Rate::read(&mut reader);
        let registration = Registration::read(&mut reader);
        let http_steps = HttpSteps::read(&mut reader);
        let limits = Limits::read(&mut reader);
        let ingest = Ingest::read(&mut reader, &limits);
        let server = Server::read(&mut reader);
        let logging = Logging::read(&mut reader);
        let secrets = Secrets::read(&mut reader);
        reader.absorb(check_apart(&addons));
        // A key that is set and bad was reported as that already.
        if reader.found(secrets::KEY).is_none() {
            reader.absorb(secrets.require_for(addons.iter().map(|addon| &addon.database)));
        }
        let serve = Self {
            addons,
            clockify,
            page,
            outbound,
            rate,
            registration,
            http_steps,
            limits,
            ingest,
            server,
            logging,
            secrets,
        };
        (serve, reader)
    }
}

/// What a command needs that works on one add-on's database.
#[derive(Clone, Debug)]
pub struct Storage {
    /// The add-on.
    pub addon: Id,
    /// Its database.
    pub database: database::Url,
    /// The key for tokens at rest, which most of these commands can do without.
    pub secrets: Secrets,
}

impl Storage {
    /// Loads the database URL and the key of one add-on, and nothing else.
    pub fn load(source: &Source, addon: Id) -> Result<Self, Error> {
        audit::unknown(source)?;
        Self::glance(source, addon)
    }

    /// The same for whoever reports on settings: names that nobody knows are let pass.
    pub fn glance(source: &Source, addon: Id) -> Result<Self, Error> {
        let mut reader = Reader::new(source);
        let database = database::Url::read(&mut reader, addon);
        let secrets = Secrets::read(&mut reader);
        reader.finish()?;
        Ok(Self { addon, database, secrets })
    }
}

/// Every variable of every section and add-on, as this source sets it.
fn variables(source: &Source) -> Vec<Variable> {
    let mut reader = Serve::read(source, &Id::ALL).1;
    Backup::read(&mut reader);
    S3::read(&mut reader);
    reader.into_variables()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_set_is_a_working_configuration() {
        let (serve, warnings) = Serve::load(&Source::default(), &Id::ALL).unwrap();
        assert_eq!(warnings, Vec::<String>::new());
        assert_eq!(serve.addons.len(), 3);
        assert_eq!((serve.limits.api_body, serve.limits.webhook_body), (1_048_576, 5_242_880));
        assert_eq!((serve.ingest.queue, serve.ingest.memory), (4096, 67_108_864));
        assert_eq!((serve.server.max_connections, serve.server.shutdown_grace.as_secs()), (1024, 25));
    }

    #[test]
    fn every_mistake_is_told_at_once() {
        let pairs = [
            ("PORT", "8000"),
            ("HOST", "nowhere"),
            ("API_STUDIO_DB_URL", "postgresql://u:canary@h/x"),
            ("DATABASE_URL", "canary"),
            ("LOG_FORMAT", "xml"),
            ("WEBHOOK_MAX_PAYLOAD_BYTES", "5"),
            ("CLOCKIFY_ENVIRONMENT", "mars"),
            ("CLOCKIFY_ADDONS_DRAIN_SECONDS", "-1"),
        ];
        let error = Serve::load(&Source::from_pairs(pairs), &Id::ALL).unwrap_err();
        let mut names: Vec<&str> = error.problems().iter().map(|problem| problem.name.as_str()).collect();
        names.sort_unstable();
        assert_eq!(
            names,
            [
                "API_STUDIO_PORT and PORT",
                "CLOCKIFY_ADDONS_DRAIN_SECONDS",
                "CLOCKIFY_ADDONS_SECRET_KEY",
                "CLOCKIFY_ENVIRONMENT",
                "DATABASE_URL",
                "HOST",
                "LOG_FORMAT",
                "WEBHOOK_MAX_PAYLOAD_BYTES",
            ]
        );
        assert!(!error.to_string().contains("canary"));
    }

    #[test]
    fn a_command_on_a_database_reads_nothing_else() {
        let pairs = [
            ("LOG_FORMAT", "xml"),
            ("PORT", "x"),
            ("DATABASE_URL", "postgresql://u:p@h/x"),
            ("API_STUDIO_DB_URL", "?"),
        ];
        let source = Source::from_pairs(pairs);
        let storage = Storage::load(&source, Id::ClockifyAddon).unwrap();
        assert_eq!(storage.database.engine(), database::Engine::Postgres);
        assert!(Storage::load(&source, Id::ApiStudio).is_err());
    }

    #[test]
    fn servers_read_only_what_their_add_ons_need() {
        let source = Source::from_pairs([("API_STUDIO_PORT", "x"), ("API_STUDIO_DB_URL", "x")]);
        assert!(Serve::load(&source, &[Id::ClockifyAddon, Id::UniversalWebhook]).is_ok());
        assert!(Serve::load(&source, &Id::ALL).is_err());
    }

    #[test]
    fn secrets_are_never_shown() {
        let key = "canary00canary00canary00canary00canary0000A";
        let source = Source::from_pairs([
            ("API_STUDIO_DB_URL", "postgresql://u:canary+/=@h/a"),
            ("UNIVERSAL_WEBHOOK_DB_URL", "postgresql://h/b?password=canary"),
            ("DATABASE_URL", "postgresql://u:canary@h/c?ssl=require"),
            ("WEBHOOK_HMAC_SECRET", "canary"),
            ("REDIS_URL", "redis://:canary@h/0"),
            ("USE_REDIS", "true"),
            (secrets::KEY, key),
        ]);
        let (serve, warnings) = Serve::load(&source, &Id::ALL).unwrap();
        let reader = Serve::read(&source, &Id::ALL).1;
        let storage = Storage::load(&source, Id::ApiStudio).unwrap();
        let rows = show(&source);
        let text =
            format!("{serve:?} {warnings:?} {reader:?} {storage:?} {rows:?} {source:?} {:?}", check(&source, &Id::ALL));
        assert!(!text.contains("canary"), "{text}");
        let row = |name: &str| rows.iter().find(|row| row.name == name).map(|row| (row.value.as_str(), row.origin));
        assert_eq!(row(secrets::KEY), Some(("***", Origin::Environment)));
        assert_eq!(row("DATABASE_URL"), Some(("postgres://u:***@h/c?sslmode=require", Origin::Environment)));
        assert_eq!(row("LOG_DIR"), Some(("logs", Origin::Default)));
    }

    #[test]
    fn the_old_file_works_as_it_is() {
        let text = "POSTGRES_USER=clockify\nPOSTGRES_PASSWORD=kP/3+Zq=  # openssl rand -base64 32\n\
            API_STUDIO_DB_URL=postgresql+asyncpg://${POSTGRES_USER}:${POSTGRES_PASSWORD}@postgres:5432/api_studio\n\
            UNIVERSAL_WEBHOOK_DB_URL=postgresql+asyncpg://${POSTGRES_USER}:${POSTGRES_PASSWORD}@postgres:5432/universal_webhook\n\
            DATABASE_URL=postgresql+asyncpg://${POSTGRES_USER}:${POSTGRES_PASSWORD}@postgres:5432/clockify_addon\n\
            ADDON_NAME=Clockify Python Addon Boilerplate\nWEBHOOK_HMAC_SECRET= # optional\nDEBUG=false\nLOG_LEVEL=INFO\n\
            RATE_LIMIT_RPS=50\nCLOCKIFY_ADDON_BASE_URL=https://your-domain.com\n";
        let mut source = Source::default().with_dotenv_text(text).unwrap();
        source.set_flag(secrets::KEY, "0123456789abcdef".repeat(4));
        let (serve, warnings) = Serve::load(&source, &Id::ALL).unwrap();
        assert_eq!(warnings, Vec::<String>::new());
        assert!(serve.addons[2].hmac_secret.is_none());
        assert_eq!(serve.addons[2].name, "Clockify Python Addon Boilerplate");
        let check = check(&source, &Id::ALL);
        assert_eq!(check.warnings, Vec::<String>::new());
    }
}
