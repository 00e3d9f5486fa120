//! What is set, and whether this machine gives what it needs.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use super::Limits;
use crate::config::{self, Source};
use crate::health::{Check, Status, host};

/// Beside connections a server has its databases, log files and the like.
const OTHER_FILES: u64 = 128;

const REDIS: Duration = Duration::from_secs(2);

/// What the settings say of themselves.
pub(super) fn check(
    source: &Source,
    serve: &config::Serve,
    error: Option<&config::Error>,
    warnings: &[String],
) -> Vec<Check> {
    let mut checks = Vec::new();
    let problems = error.map(config::Error::problems).unwrap_or_default();
    for problem in problems {
        let hint = format!("set {}; docs/reference/environment.md says what it may be", problem.name);
        checks.push(Check::new("settings.value", Status::Fail, problem.wrong.clone()).item(&problem.name).hint(hint));
    }
    if problems.is_empty() {
        checks.push(Check::new("settings.value", Status::Pass, "every setting can be used"));
    }
    let known = config::check(source, &serve.addons.iter().map(|addon| addon.addon).collect::<Vec<_>>());
    let mut told: Vec<&String> = warnings.iter().chain(&known.warnings).collect();
    told.sort();
    told.dedup();
    for warning in &told {
        let name = warning.split_ascii_whitespace().next().unwrap_or_default();
        let hint = format!("change {name}; `clockify-addons config show` says where it is set");
        checks.push(Check::new("settings.warning", Status::Warn, (*warning).clone()).item(name).hint(hint));
    }
    if told.is_empty() {
        checks.push(Check::new("settings.warning", Status::Pass, "none"));
    }
    for addon in &serve.addons {
        let name = config::addon::variables(addon.addon).base_url;
        let https = addon.base_url.starts_with("https://");
        let check = Check::new("address.https", Status::warn_unless(https), &addon.base_url).of(addon.addon);
        let check = check.limit("https").hint(format!("set {name} to the https address at which Clockify reaches it"));
        checks.push(check);
    }
    checks
}

/// What the machine has to give.
pub(super) fn machine(serve: &config::Serve, limits: &Limits) -> Vec<Check> {
    let mut checks = Vec::new();
    let connections = u64::try_from(serve.server.max_connections).unwrap_or(u64::MAX);
    let addons = u64::try_from(serve.addons.len()).unwrap_or(u64::MAX);
    let needed = connections.saturating_mul(addons).saturating_add(OTHER_FILES);
    if let Some(most) = host::open_files() {
        let hint = "raise LimitNOFILE of the unit (`ulimit -n`), or lower CLOCKIFY_ADDONS_MAX_CONNECTIONS";
        let check = Check::new("process.files", Status::warn_unless(most >= needed), format!("{most} open files"));
        checks.push(check.limit(format!("{needed}, for CLOCKIFY_ADDONS_MAX_CONNECTIONS of each add-on")).hint(hint));
    }
    if serve.logging.files {
        let folder = &serve.logging.dir;
        match host::writable(folder) {
            Ok(()) => {
                checks.push(Check::new("logs.folder", Status::Pass, folder.display().to_string()));
                checks.push(
                    room("logs.room", folder, limits).hint("remove old files from LOG_DIR, or let it be elsewhere"),
                );
            }
            Err(error) => {
                let observed = format!("{}: {error}", folder.display());
                let hint =
                    "let LOG_DIR name a folder that the program may write into, or set CLOCKIFY_ADDONS_LOG_FILES=false";
                checks.push(Check::new("logs.folder", Status::Warn, observed).hint(hint));
            }
        }
    }
    checks
}

/// How much room there is where a path is.
pub(super) fn room(id: &'static str, path: &std::path::Path, limits: &Limits) -> Check {
    match host::room(path) {
        Ok((free, all)) => {
            let status = if free < limits.room / 8 { Status::Fail } else { Status::warn_unless(free >= limits.room) };
            #[expect(clippy::cast_precision_loss, reason = "a number to draw")]
            let measure = free as f64;
            Check::new(id, status, format!("{} of {} free", host::bytes(free), host::bytes(all)))
                .limit(format!("at least {}", host::bytes(limits.room)))
                .measure(measure, "B", None, None)
        }
        Err(error) => Check::new(id, Status::Warn, format!("{}: {error}", path.display())),
    }
}

/// Whether the server that processes share their rate through answers.
pub(super) async fn redis(url: &SecretString) -> Check {
    let hint = "start it, correct REDIS_URL, or set USE_REDIS=false; without it each process counts for itself";
    let asked = async {
        // What the driver says may repeat the URL, which holds a password.
        let client = redis::Client::open(url.expose_secret()).map_err(|_| "REDIS_URL can't be used".to_owned())?;
        let failed = |error: redis::RedisError| format!("it {}", error.category());
        let mut connection = client.get_multiplexed_async_connection().await.map_err(failed)?;
        redis::cmd("PING").query_async::<String>(&mut connection).await.map_err(failed)
    };
    match tokio::time::timeout(REDIS, asked).await {
        Ok(Ok(_)) => Check::new("redis.answer", Status::Pass, "answers"),
        Ok(Err(said)) => Check::new("redis.answer", Status::Fail, format!("no answer: {said}")).hint(hint),
        Err(_) => {
            Check::new("redis.answer", Status::Fail, format!("no answer within {} s", REDIS.as_secs())).hint(hint)
        }
    }
}
