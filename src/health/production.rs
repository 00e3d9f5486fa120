//! The production checklist of the deployment guide, item by item, as far as a program can tell.
//!
//! What can be read off the settings is decided. What only time shows, such as a backup or a drill, is looked for where it
//! leaves a trace; without one it is a warning, because nobody but the operator knows.

use std::path::PathBuf;
use std::time::Duration;

use secrecy::ExposeSecret;
use time::OffsetDateTime;

use super::backups::sets;
use super::probe::{self, Target};
use super::{Check, Status};
use crate::clock::Clock;
use crate::config::{self, Format, Source, addon::variables};
use crate::domain::addon::Addon;

/// A password shorter than this can be guessed in time; `openssl rand -base64 32` gives 44 characters.
const SHORTEST_PASSWORD: usize = 20;

/// Words that stand for a password in documentation and templates.
const PLACEHOLDERS: [&str; 9] = [
    "your_password",
    "your_strong_password_here",
    "password",
    "postgres",
    "clockify",
    "changeme",
    "change_me",
    "secret",
    "example",
];

/// Settings that say how long rows are kept.
const RETENTION: [&str; 5] = [
    "API_STUDIO_WEBHOOK_LOG_RETENTION_DAYS",
    "API_STUDIO_FLOW_EXECUTION_RETENTION_DAYS",
    "UW_WEBHOOK_LOG_RETENTION_DAYS",
    "UW_FLOW_EXECUTION_RETENTION_DAYS",
    "UW_CACHE_TTL_DAYS",
];

/// What the checklist is held against.
#[derive(Debug)]
pub struct Options<'a> {
    /// Settings.
    pub source: &'a Source,
    /// The add-ons.
    pub addons: &'a [Addon],
    /// Where backups are kept, if anywhere.
    pub backups: Option<PathBuf>,
    /// The oldest that the newest backup may be.
    pub backup_age: Duration,
    /// The oldest that the last rehearsal of a restore may be.
    pub drill_age: Duration,
    /// How long the servers may take to answer.
    pub timeout: Duration,
    /// Time.
    pub clock: &'a dyn Clock,
}

/// Goes through the list.
pub async fn checklist(options: &Options<'_>) -> Vec<Check> {
    let (serve, error, _) = config::Serve::glance(options.source, options.addons);
    let mut checks = Vec::new();
    if let Some(error) = error {
        for problem in error.problems() {
            let check = Check::new("checklist.settings", Status::Fail, problem.wrong.clone()).item(&problem.name);
            checks.push(check.hint(format!("set {}", problem.name)));
        }
    }
    for addon in &serve.addons {
        checks.push(password(addon).of(addon.addon));
        checks.push(database(addon).of(addon.addon));
        checks.push(signature(addon).of(addon.addon));
        checks.push(tls(addon).of(addon.addon));
    }
    checks.push(debug(&serve.logging));
    checks.push(monitoring(options).await);
    checks.push(backups(options));
    checks.push(log_aggregation(&serve.logging));
    checks.push(drill(options));
    checks.push(retention(options.source));
    checks
}

/// «Generate strong PostgreSQL password».
fn password(addon: &config::Addon) -> Check {
    let id = "checklist.database_password";
    let name = variables(addon.addon).database;
    let hint = format!(
        "make one with `openssl rand -base64 32` and put it into {name} (or {name}_FILE), or let `clockify-addons migrate init` make it"
    );
    let Some(postgres) = addon.database.postgres() else {
        return Check::new(id, Status::Pass, "SQLite has none");
    };
    let Some(password) = &postgres.password else {
        return Check::new(id, Status::Pass, "none in the URL: the server asks for none, or ~/.pgpass has it");
    };
    let password = password.expose_secret();
    let lower = password.to_ascii_lowercase();
    if PLACEHOLDERS.contains(&lower.as_str())
        || Some(&lower) == postgres.user.as_ref().map(|user| user.to_ascii_lowercase()).as_ref()
    {
        return Check::new(id, Status::Fail, "a word of the documentation, or the user's name").hint(hint);
    }
    let length = password.chars().count();
    let mut different: Vec<char> = password.chars().collect();
    different.sort_unstable();
    different.dedup();
    let good = length >= SHORTEST_PASSWORD && different.len() >= 8;
    Check::new(id, Status::fail_unless(good), format!("{length} characters, {} different ones", different.len()))
        .limit(format!("{SHORTEST_PASSWORD} characters"))
        .hint(hint)
}

/// «Configure production database URLs».
fn database(addon: &config::Addon) -> Check {
    let name = variables(addon.addon).database;
    let postgres = addon.database.postgres().is_some();
    Check::new("checklist.database_url", Status::fail_unless(postgres), addon.database.to_string())
        .limit("PostgreSQL")
        .hint(format!(
            "set {name}=postgresql://user:password@host:5432/name; `clockify-addons migrate init` makes the database"
        ))
}

/// «Enable signature verification for all services».
fn signature(addon: &config::Addon) -> Check {
    let name = variables(addon.addon).signature;
    let observed = if addon.require_signature { "required" } else { "not required" };
    Check::new("checklist.signatures", Status::fail_unless(addon.require_signature), observed)
        .hint(format!("set {name}=true"))
}

/// «Configure SSL/TLS with reverse proxy».
fn tls(addon: &config::Addon) -> Check {
    let name = variables(addon.addon).base_url;
    let https = addon.base_url.starts_with("https://");
    Check::new("checklist.tls", Status::fail_unless(https), &addon.base_url)
        .limit("https")
        .hint(format!("put a proxy in front (docs/operations/install.md) and set {name} to its https address"))
}

/// «Set DEBUG=false».
fn debug(logging: &config::Logging) -> Check {
    let id = "checklist.debug";
    if logging.debug {
        return Check::new(id, Status::Fail, "DEBUG is true").hint("set DEBUG=false");
    }
    let loud = matches!(logging.level, "debug" | "trace");
    Check::new(id, Status::warn_unless(!loud), format!("DEBUG is false, LOG_LEVEL is {}", logging.level))
        .hint("set LOG_LEVEL=INFO")
}

/// «Set up monitoring and alerting»: whether anybody read the metrics lately.
async fn monitoring(options: &Options<'_>) -> Check {
    let id = "checklist.monitoring";
    let hint = "let Prometheus read /metrics of each add-on, and take the alerts from docs/operations/monitoring.md";
    let listening = options
        .addons
        .iter()
        .filter_map(|addon| Target::listening(*addon, config::listen(options.source, *addon).ok()?));
    let targets: Vec<_> = listening.collect();
    let read = probe::metrics_read(&targets, options.timeout).await;
    match read {
        None => Check::new(id, Status::Warn, "no server runs here that could be asked").hint(hint),
        Some(None) => Check::new(id, Status::Warn, "nobody has read /metrics yet").hint(hint),
        Some(Some(ago)) => {
            let lately = ago < probe::LATELY;
            Check::new(id, Status::warn_unless(lately), format!("/metrics was read {} s ago", ago.as_secs())).hint(hint)
        }
    }
}

/// «Configure automated backups».
fn backups(options: &Options<'_>) -> Check {
    let id = "checklist.backups";
    let hint = "let cron run `clockify-addons backup` every night, and name its folder with CLOCKIFY_ADDONS_BACKUP_DIR or --backups";
    let Some(folder) = &options.backups else {
        return Check::new(id, Status::Warn, "no folder of backups is known").hint(hint);
    };
    if folder.starts_with(config::backup::BUCKET) {
        let hint =
            "look with `clockify-addons backup list`, and let an alert watch what `backup create --textfile` writes";
        return Check::new(id, Status::Warn, "in a bucket, which is not looked into here").hint(hint);
    }
    let Some(newest) = sets(folder).into_iter().map(|set| set.at).max() else {
        return Check::new(id, Status::Fail, format!("no backup in {}", folder.display())).hint(hint);
    };
    let age = age(options, newest);
    let limit = options.backup_age.as_secs() / 3600;
    Check::new(
        id,
        Status::fail_unless(age <= options.backup_age),
        format!("the newest is {} h old", age.as_secs() / 3600),
    )
    .limit(format!("{limit} h"))
    .measure(age.as_secs_f64(), "s", None, Some(options.backup_age.as_secs_f64()))
    .hint(hint)
}

/// «Test disaster recovery procedures».
fn drill(options: &Options<'_>) -> Check {
    let id = "checklist.disaster_recovery";
    let hint = "run `clockify-addons backup drill`, which restores the newest backup into a scratch database";
    let sets = options.backups.as_deref().map(sets).unwrap_or_default();
    let Some(last) = sets.iter().filter_map(|set| set.drill).max() else {
        return Check::new(id, Status::Warn, "no rehearsal of a restore is known").hint(hint);
    };
    let age = age(options, last);
    let days = age.as_secs() / 86400;
    Check::new(id, Status::warn_unless(age <= options.drill_age), format!("rehearsed {days} d ago"))
        .limit(format!("{} d", options.drill_age.as_secs() / 86400))
        .hint(hint)
}

/// «Set up log aggregation»: lines that a collector can read.
fn log_aggregation(logging: &config::Logging) -> Check {
    let json = logging.format == Format::Json;
    let place = if logging.files { format!("stderr and {}", logging.dir.display()) } else { "stderr".to_owned() };
    let form = if json { "JSON" } else { "text" };
    Check::new("checklist.logs", Status::warn_unless(json), format!("{form} to {place}"))
        .limit("JSON")
        .hint("set LOG_FORMAT=json, and let the journal or a collector take stderr or LOG_DIR")
}

/// «Review retention settings for storage capacity»: whether somebody decided.
fn retention(source: &Source) -> Check {
    let unset: Vec<_> = RETENTION.into_iter().filter(|name| !source.is_set(name)).collect();
    let observed = if unset.is_empty() { "decided".to_owned() } else { format!("by default: {}", unset.join(", ")) };
    Check::new("checklist.retention", Status::warn_unless(unset.is_empty()), observed)
        .hint("see what would go with `clockify-addons retention-sweep --dry-run`, then set each, also where the default is right")
}

fn age(options: &Options<'_>, at: OffsetDateTime) -> Duration {
    (options.clock.now() - at).try_into().unwrap_or_default()
}
