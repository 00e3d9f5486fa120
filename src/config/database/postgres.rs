//! PostgreSQL URLs, split the way SQLAlchemy splits them.
//!
//! The user ends at the first `:`, the password at the first `@` after it; both are percent-decoded,
//! and characters that a URL should encode are taken as they stand. What leaves here towards the
//! driver is encoded properly, so it is read the same way on the other side.

use std::fmt;
use std::str::FromStr;

use secrecy::{ExposeSecret, SecretString};

use super::percent;
use crate::config::entry::MASK;

/// The modes of `sslmode`, which are also those of asyncpg's `ssl`.
const SSL_MODES: [&str; 6] = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"];

/// The port when a URL names none.
const DEFAULT_PORT: u16 = 5432;

/// A database on a PostgreSQL server.
#[derive(Clone)]
pub struct Postgres {
    /// Role to log in as; the driver's default when none is given.
    pub user: Option<String>,
    /// Its password.
    pub password: Option<SecretString>,
    /// Name or address without brackets; empty means the driver's default or the `host` parameter.
    pub host: String,
    /// Port, if given.
    pub port: Option<u16>,
    /// Name of the database.
    pub database: String,
    /// Parameters after `?`, decoded, in the driver's terms.
    pub parameters: Vec<(String, String)>,
}

impl Postgres {
    /// The same server, login and parameters with another database, for creating databases.
    #[must_use]
    pub fn with_database(&self, name: impl Into<String>) -> Self {
        Self { database: name.into(), ..self.clone() }
    }

    /// Whether the server is on this machine.
    #[must_use]
    pub fn is_local(&self) -> bool {
        let by_address = || self.host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
        self.host.is_empty() || self.host.eq_ignore_ascii_case("localhost") || by_address()
    }

    /// The URL with its password, in the form that the driver takes.
    pub(super) fn connect_url(&self) -> String {
        self.url(self.password.as_ref().map(|password| percent::encode(password.expose_secret(), "")).as_deref())
    }

    pub(super) fn is_same_place(&self, other: &Self) -> bool {
        let port = |postgres: &Self| postgres.port.unwrap_or(DEFAULT_PORT);
        let socket = |postgres: &Self| postgres.parameters.iter().find(|(name, _)| name == "host").cloned();
        self.host.eq_ignore_ascii_case(&other.host)
            && port(self) == port(other)
            && socket(self) == socket(other)
            && self.database == other.database
    }

    /// The URL with this text, already encoded, in the place of the password.
    ///
    /// A URL can't carry a login without a host, so those of a socket go into the parameters.
    fn url(&self, password: Option<&str>) -> String {
        let user = self.user.as_deref().map(|user| percent::encode(user, ""));
        let mut parameters: Vec<String> = self
            .parameters
            .iter()
            .map(|(name, value)| format!("{}={}", percent::encode(name, "[]"), percent::encode(value, "/")))
            .collect();
        let mut url = String::from("postgres://");
        if self.host.is_empty() {
            parameters.extend(user.map(|user| format!("user={user}")));
            parameters.extend(password.map(|password| format!("password={password}")));
            parameters.extend(self.port.map(|port| format!("port={port}")));
        } else {
            if user.is_some() || password.is_some() {
                url.push_str(&user.unwrap_or_default());
                url.extend(password.iter().flat_map(|password| [":", password]));
                url.push('@');
            }
            let brackets = if self.host.contains(':') { ("[", "]") } else { ("", "") };
            url.extend([brackets.0, &self.host, brackets.1]);
            url.extend(self.port.map(|port| format!(":{port}")));
        }
        url.push('/');
        url.push_str(&percent::encode(&self.database, ""));
        if !parameters.is_empty() {
            url.push('?');
            url.push_str(&parameters.join("&"));
        }
        url
    }
}

impl FromStr for Postgres {
    type Err = String;

    /// Reads what follows `postgresql://`.
    fn from_str(rest: &str) -> Result<Self, String> {
        let (login, rest) = login(rest);
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        if place.contains('@') {
            return Err("has more than one `@`; inside a password write %40".to_owned());
        }
        let (address, database) = place.split_once('/').unwrap_or((place, ""));
        if database.is_empty() {
            return Err("names no database".to_owned());
        }
        if database.contains('/') {
            return Err("has more than one `/` before the name of the database".to_owned());
        }
        let (host, port) = host_and_port(address)?;
        let (user, password) = login.unwrap_or_default();
        let mut postgres = Self {
            user: user.map(percent::decode).transpose()?.filter(|user| !user.is_empty()),
            password: password
                .map(percent::decode)
                .transpose()?
                .filter(|text| !text.is_empty())
                .map(SecretString::from),
            host,
            port,
            database: percent::decode(database)?,
            parameters: Vec::new(),
        };
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            postgres.parameter(&name, value.into_owned())?;
        }
        Ok(postgres)
    }
}

impl Postgres {
    /// Takes one parameter. A login among the parameters is moved where it is masked.
    fn parameter(&mut self, name: &str, value: String) -> Result<(), String> {
        match name {
            "user" => self.user = Some(value),
            "password" => self.password = Some(SecretString::from(value)),
            "ssl" | "sslmode" => {
                let mode = match value.to_ascii_lowercase().as_str() {
                    "true" | "1" | "on" => "require".to_owned(),
                    "false" | "0" | "off" => "disable".to_owned(),
                    other => other.to_owned(),
                };
                if !SSL_MODES.contains(&mode.as_str()) {
                    return Err(format!("has a wrong {name} mode; there are {}", SSL_MODES.join(", ")));
                }
                self.parameters.push(("sslmode".to_owned(), mode));
            }
            _ => self.parameters.push((name.to_owned(), value)),
        }
        Ok(())
    }
}

/// User and password as they stand.
type Login<'a> = (Option<&'a str>, Option<&'a str>);

/// Splits the login off, if there is one.
fn login(text: &str) -> (Option<Login<'_>>, &str) {
    let Some(end) = text.find([':', '/', '@', '?']) else { return (None, text) };
    let (user, rest) = text.split_at(end);
    if let Some(rest) = rest.strip_prefix('@') {
        return (Some((Some(user), None)), rest);
    }
    match rest.strip_prefix(':').and_then(|rest| rest.split_once('@')) {
        Some((password, rest)) => (Some((Some(user), Some(password))), rest),
        None => (None, text),
    }
}

/// Splits the address of the server. Its text is checked, because it goes into the driver's URL as it is.
fn host_and_port(address: &str) -> Result<(String, Option<u16>), String> {
    const BAD_HOST: &str = "has a host that is neither one name nor one address";
    let (host, port) = if let Some(rest) = address.strip_prefix('[') {
        let (host, rest) = rest.split_once(']').ok_or(BAD_HOST)?;
        host.parse::<std::net::Ipv6Addr>().map_err(|_| BAD_HOST)?;
        (host, rest.strip_prefix(':').or_else(|| rest.is_empty().then_some("")).ok_or(BAD_HOST)?)
    } else {
        let (host, port) = address.split_once(':').unwrap_or((address, ""));
        if !host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '%')) {
            return Err(BAD_HOST.to_owned());
        }
        (host, port)
    };
    if port.is_empty() {
        return Ok((host.to_owned(), None));
    }
    let port = port.parse().ok().filter(|port| *port != 0).ok_or("has a port that is not between 1 and 65535")?;
    Ok((host.to_owned(), Some(port)))
}

/// The URL with `***` for the password.
impl fmt::Display for Postgres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.url(self.password.as_ref().map(|_| MASK)))
    }
}

/// As `Display`.
impl fmt::Debug for Postgres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Postgres({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Postgres {
        text.split_once("://").unwrap().1.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn forms() {
        for (text, connect) in [
            (
                "postgresql+asyncpg://clockify:pw@postgres:5432/api_studio",
                "postgres://clockify:pw@postgres:5432/api_studio",
            ),
            ("postgresql://u:aB3/+x==@h:5432/x", "postgres://u:aB3%2F%2Bx%3D%3D@h:5432/x"),
            ("postgresql://u:aB3%2F%2Bx%3D%3D@h/x", "postgres://u:aB3%2F%2Bx%3D%3D@h/x"),
            ("postgresql://u:a:b?c#d@h/x", "postgres://u:a%3Ab%3Fc%23d@h/x"),
            ("postgresql://u:p%40ss@h/x", "postgres://u:p%40ss@h/x"),
            ("postgresql://u:50%@h/x", "postgres://u:50%25@h/x"),
            ("postgresql://u%40corp:p@h/x", "postgres://u%40corp:p@h/x"),
            ("postgres://u@h/x", "postgres://u@h/x"),
            ("postgres://u:@h/x", "postgres://u@h/x"),
            ("postgres://h/x", "postgres://h/x"),
            ("postgres://h:6432/x", "postgres://h:6432/x"),
            ("postgres://u:p@[::1]:5432/x", "postgres://u:p@[::1]:5432/x"),
            ("postgresql+asyncpg://u:p@h/x?ssl=require", "postgres://u:p@h/x?sslmode=require"),
            ("postgresql://u:p@h/x?ssl=true", "postgres://u:p@h/x?sslmode=require"),
            (
                "postgresql://u:p@h/x?sslmode=verify-full&application_name=a%20b",
                "postgres://u:p@h/x?sslmode=verify-full&application_name=a%20b",
            ),
            ("postgresql://u:p/w@/x?host=/run/postgresql", "postgres:///x?host=/run/postgresql&user=u&password=p%2Fw"),
            ("postgresql:///x?user=u&password=p", "postgres:///x?user=u&password=p"),
        ] {
            assert_eq!(read(text).connect_url(), connect, "{text}");
        }
    }

    #[test]
    fn what_leaves_is_read_back_by_a_url_parser() {
        let password = "aB3/+x==?#:@%&ü";
        let postgres = Postgres { password: Some(SecretString::from(password)), ..read("postgresql://u@h/x") };
        let url = url::Url::parse(&postgres.connect_url()).unwrap();
        assert_eq!((url.host_str(), url.path()), (Some("h"), "/x"));
        assert_eq!(percent::decode(url.password().unwrap()).unwrap(), password);
    }

    #[test]
    fn passwords_are_never_shown() {
        for text in ["postgresql://u:canary/+=@h/x", "postgresql://h/x?password=canary", "postgresql://u:canary@/x"] {
            let postgres = read(text);
            assert!(postgres.connect_url().contains("canary"), "{text}");
            assert!(!format!("{postgres} {postgres:?}").contains("canary"), "{text}");
            assert!(postgres.to_string().contains("***"), "{text}");
        }
    }

    #[test]
    fn another_database_on_the_same_server() {
        let postgres = read("postgresql://u:p@h/x?ssl=require").with_database("postgres");
        assert_eq!(postgres.connect_url(), "postgres://u:p@h/postgres?sslmode=require");
    }
}
