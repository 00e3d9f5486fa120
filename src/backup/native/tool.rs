//! PostgreSQL's own programs: whether they are there, new enough, and led to the server itself. That is found out before
//! anything is done.

use std::time::Duration;

use sqlx::{Connection, Row};

use super::super::Error;
use super::super::cut::{LOCK_TIMEOUT_MS, postgres};
use super::login;
use crate::config::database::{Engine, Url};

/// How long a program may take to say its version.
const PATIENCE: Duration = Duration::from_secs(10);

/// Whether `pg_dump` can read all of these databases. Gives what it calls itself, where there is a need of it.
pub async fn dumps(urls: &[&Url]) -> Result<String, Error> {
    check("pg_dump", urls).await
}

/// Whether `pg_restore` can write to all of these databases.
pub(in crate::backup) async fn restores(urls: &[&Url]) -> Result<String, Error> {
    check("pg_restore", urls).await
}

async fn check(name: &'static str, urls: &[&Url]) -> Result<String, Error> {
    let mut found: Option<String> = None;
    for url in urls.iter().filter(|url| url.engine() == Engine::Postgres) {
        let server = server(url).await?;
        let needed = major(&server).unwrap_or_default();
        let version = match &found {
            Some(version) => version.clone(),
            None => version(name, needed).await?,
        };
        if major(&version).is_none_or(|major| major < needed) {
            let wrong = format!("is version {version}, which is older than the server, PostgreSQL {server}");
            return Err(Error::Tool { name, wrong, needed });
        }
        found = Some(version);
    }
    Ok(found.map(|version| format!("{name} {version}")).unwrap_or_default())
}

/// What a program says of itself: `pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`.
async fn version(name: &'static str, needed: u32) -> Result<String, Error> {
    let wrong = |wrong: String| Error::Tool { name, wrong, needed };
    let output = tokio::time::timeout(PATIENCE, login::bare(name).arg("--version").output()).await;
    let output = output.map_err(|_| wrong("doesn't say its version".to_owned()))?;
    let output = output.map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => wrong("isn't in PATH".to_owned()),
        _ => wrong(format!("can't be started ({error})")),
    })?;
    let said = String::from_utf8_lossy(&output.stdout);
    let version = said.split_once(") ").and_then(|(_, rest)| rest.split_whitespace().next());
    version.map(str::to_owned).ok_or_else(|| wrong("doesn't say its version".to_owned()))
}

async fn server(url: &Url) -> Result<String, Error> {
    let failed = Error::doing("to be connected to");
    let mut connection = sqlx::PgConnection::connect_with(&postgres(url)?).await.map_err(failed)?;
    // As plain text, which a pooler lets through, too. Some of our settings it may pass on, but not this one.
    let ask = "SELECT split_part(current_setting('server_version'), ' ', 1), setting FROM pg_settings WHERE name = 'lock_timeout'";
    let row = sqlx::raw_sql(ask).fetch_one(&mut connection).await.map_err(Error::asking)?;
    let (version, limit): (String, String) =
        row.try_get(0).and_then(|version| Ok((version, row.try_get(1)?))).map_err(Error::asking)?;
    connection.close().await.ok();
    if limit != LOCK_TIMEOUT_MS {
        return Err(Error::Pooled(url.to_string()));
    }
    Ok(version)
}

/// The number that tells which servers get on with which programs.
fn major(version: &str) -> Option<u32> {
    let end = version.find(|c: char| !c.is_ascii_digit()).unwrap_or(version.len());
    version[..end].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn majors() {
        for (text, expected) in [("15.18", Some(15)), ("18beta1", Some(18)), ("9.6.24", Some(9)), ("tea", None)] {
            assert_eq!(major(text), expected, "{text}");
        }
    }
}
