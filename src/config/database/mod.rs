//! Which database an add-on keeps its data in.
//!
//! URLs are accepted in the forms that the Python deployment wrote, so that an existing `.env` works as
//! it is. They are read by hand: a base64 password may contain `/`, which every URL parser takes for
//! the end of the host, and `openssl rand -base64 32` is what the deployment guide tells people to use.

mod percent;
mod postgres;
mod sqlite;

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use secrecy::SecretString;

pub use self::postgres::Postgres;
use super::addon;
use super::entry::{Entry, MASK};
use super::reader::Reader;
use crate::domain::addon::Addon;

/// The form that messages and documentation show.
const KIND: &str = "database URL, `postgresql://user:password@host:5432/name` or `sqlite:///./file.db`";

/// The two engines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// A file beside the process.
    Sqlite,
    /// A server.
    Postgres,
}

/// Where a database is, and how to get in.
#[derive(Clone)]
pub enum Url {
    /// A file.
    Sqlite {
        /// Relative to the working directory unless absolute.
        path: PathBuf,
    },
    /// A database on a PostgreSQL server.
    Postgres(Postgres),
}

impl Url {
    /// Reads the database URL of an add-on.
    pub fn read(reader: &mut Reader<'_>, addon: Addon) -> Self {
        let names = addon::variables(addon);
        let default = Self::Sqlite { path: PathBuf::from(names.database_file) };
        let text = format!("sqlite:///./{}", names.database_file);
        let entry = Entry::new(names.database, "Database of this add-on").only(addon).file(masked);
        reader.value(entry, KIND, &text, str::parse).unwrap_or(default)
    }

    /// The engine that it is for.
    #[must_use]
    pub const fn engine(&self) -> Engine {
        match self {
            Self::Sqlite { .. } => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
        }
    }

    /// The URL with its password, in the form that the database driver takes.
    #[must_use]
    pub fn connect_url(&self) -> SecretString {
        match self {
            Self::Sqlite { path } => SecretString::from(sqlite::connect_url(path)),
            Self::Postgres(postgres) => SecretString::from(postgres.connect_url()),
        }
    }

    /// The file of a SQLite database.
    #[must_use]
    pub fn sqlite_path(&self) -> Option<&Path> {
        match self {
            Self::Sqlite { path } => Some(path),
            Self::Postgres(_) => None,
        }
    }

    /// The parts of a PostgreSQL URL.
    #[must_use]
    pub const fn postgres(&self) -> Option<&Postgres> {
        match self {
            Self::Sqlite { .. } => None,
            Self::Postgres(postgres) => Some(postgres),
        }
    }

    /// Whether both lead to the same data, as far as the text tells.
    #[must_use]
    pub fn is_same_place(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Sqlite { path: one }, Self::Sqlite { path: two }) => one == two,
            (Self::Postgres(one), Self::Postgres(two)) => one.is_same_place(two),
            _ => false,
        }
    }
}

impl FromStr for Url {
    type Err = String;

    /// Reads a URL; the error never contains any of its text.
    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text.to_ascii_lowercase().starts_with("sqlite::memory:") {
            return Err(sqlite::IN_MEMORY.to_owned());
        }
        let (scheme, rest) = text.split_once("://").ok_or("is not a database URL")?;
        match scheme.to_ascii_lowercase().as_str() {
            "sqlite" | "sqlite+aiosqlite" | "sqlite+pysqlite" => Ok(Self::Sqlite { path: sqlite::path(rest)? }),
            "postgres" | "postgresql" | "postgresql+asyncpg" | "postgresql+psycopg" | "postgresql+psycopg2" => {
                Ok(Self::Postgres(rest.parse()?))
            }
            _ => Err("is for a database that is neither PostgreSQL nor SQLite".to_owned()),
        }
    }
}

/// The URL with `***` for the password.
impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite { path } => f.write_str(&sqlite::shown(path)),
            Self::Postgres(postgres) => postgres.fmt(f),
        }
    }
}

/// As `Display`: a URL ends up in messages of all kinds.
impl fmt::Debug for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Url({self})")
    }
}

/// A text that should be a database URL, as people may see it. One that isn't could hold a password anywhere.
fn masked(text: &str) -> String {
    text.parse::<Url>().map_or_else(|_| MASK.to_owned(), |url| url.to_string())
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn sqlite_forms() {
        for (text, path, connect) in [
            ("sqlite+aiosqlite:///./api_studio.db", "api_studio.db", "sqlite://api_studio.db"),
            ("sqlite:///./x.db", "x.db", "sqlite://x.db"),
            ("sqlite:///x.db", "x.db", "sqlite://x.db"),
            ("sqlite:////var/lib/x.db", "/var/lib/x.db", "sqlite:///var/lib/x.db"),
            ("sqlite://x.db", "x.db", "sqlite://x.db"),
            ("SQLite:///data/x.db", "data/x.db", "sqlite://data/x.db"),
            ("sqlite:///../x.db", "../x.db", "sqlite://../x.db"),
            ("sqlite:///a b%20#c.db", "a b%20#c.db", "sqlite://a%20b%2520%23c.db"),
            ("sqlite:///x.db?check_same_thread=false&mode=rwc", "x.db", "sqlite://x.db"),
        ] {
            let url: Url = text.parse().unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(url.sqlite_path(), Some(Path::new(path)), "{text}");
            assert_eq!(url.connect_url().expose_secret(), connect, "{text}");
            assert_eq!(url.engine(), Engine::Sqlite);
            assert!(url.is_same_place(&url.to_string().parse().unwrap()), "{text} shown as {url}");
        }
    }

    #[test]
    fn refused_forms() {
        for (text, part) in [
            ("x.db", "not a database URL"),
            ("mysql://root:canary@h/x", "neither PostgreSQL nor SQLite"),
            ("sqlite://", "memory"),
            ("sqlite:///", "memory"),
            ("sqlite:///:memory:", "memory"),
            ("sqlite://:memory:", "memory"),
            ("sqlite::memory:", "memory"),
            ("sqlite:///file:x.db?uri=true", "file:"),
            ("sqlite:///x.db?mode=memory", "parameter"),
            ("sqlite:///data/", "directory"),
            ("postgresql://u:canary@h", "names no database"),
            ("postgresql://u:canary@h/", "names no database"),
            ("postgresql://u:canary@h/a/b", "more than one `/`"),
            ("postgresql://u:can@ary@h/x", "%40"),
            ("postgresql://u:can@ary/canary@h/x", "%40"),
            ("postgresql://u:canary@h:port/x", "port"),
            ("postgresql://u:canary@h:0/x", "port"),
            ("postgresql://u:canary@h1,h2/x", "host"),
            ("postgresql://u:canary@[::1/x", "host"),
            ("postgresql://u:%ff@h/x", "UTF-8"),
            ("postgresql://u:canary@h/x?ssl=canary", "ssl"),
        ] {
            let error = text.parse::<Url>().unwrap_err();
            assert!(error.contains(part), "{text}: {error}");
            assert!(!error.contains("canary"), "{text}: {error}");
            assert!(!masked(text).contains("canary"), "{text}");
        }
    }

    #[test]
    fn same_place() {
        for (one, two, same) in [
            ("sqlite:///./x.db", "sqlite+aiosqlite:///x.db", true),
            ("sqlite:///x.db", "sqlite:///y.db", false),
            ("postgresql://a:b@h/x", "postgres://c@H:5432/x?ssl=require", true),
            ("postgresql://a:b@h/x", "postgresql://a:b@h/y", false),
            ("postgresql://a:b@h/x", "postgresql://a:b@h:6432/x", false),
            ("postgresql://a:b@h/x", "sqlite:///x", false),
        ] {
            assert_eq!(one.parse::<Url>().unwrap().is_same_place(&two.parse().unwrap()), same, "{one} {two}");
        }
    }
}
