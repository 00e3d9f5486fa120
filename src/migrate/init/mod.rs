//! Databases and roles on a PostgreSQL server, made by whoever may.
//!
//! Each add-on gets a database of its own and three roles: one that owns the tables and migrates, one that the server
//! works with and that can change rows and nothing else, one that reads. Nobody else gets in. Run again, it brings back
//! what should be and leaves passwords as they are.

mod files;
mod scram;

use std::path::{Path, PathBuf};

use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, Statement};
use secrecy::SecretString;
use serde::Serialize;

use super::patience::Patience;
use crate::config::database::{Postgres, Url};
use crate::db::{self, Db, Missing};
use crate::domain::addon::Addon;
use crate::secrets::{self, Keyring};

/// Why a database can't be made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The server can't be reached, or doesn't let us in.
    #[error("the server can't be used with --admin-url")]
    Open(#[from] db::Error),
    /// A statement failed.
    #[error("the server refuses `{statement}`; --admin-url needs a role that may create databases and roles")]
    Refused {
        /// What was tried, without passwords.
        statement: String,
        /// What the server said.
        source: DbErr,
    },
    /// Somebody else is at it.
    #[error("databases are being made by somebody else")]
    Locked(#[source] Box<super::Error>),
    /// The add-on would work as the server's owner.
    #[error(
        "{addon} is to log in as {role}, which is the role of --admin-url; give it a role of its own in its database URL"
    )]
    Owner {
        /// The add-on.
        addon: Addon,
        /// The role.
        role: String,
    },
    /// A password has characters that clients write in different ways.
    #[error(
        "the password of {0} has other than printable ASCII characters; choose another, or leave it out and one is made"
    )]
    Password(String),
    /// A file can't be read or written.
    #[error("can't use `{}`; check --secrets and its permissions", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The key for secrets can't be made.
    #[error("the key for secrets can't be made")]
    Key(#[from] secrets::Error),
}

/// An add-on and where its database is to be. A role and a password in the address are those of the server to come.
#[derive(Clone, Debug)]
pub struct Place {
    /// The add-on.
    pub addon: Addon,
    /// The address.
    pub address: Postgres,
}

/// What is to be made.
#[derive(Clone, Debug)]
pub struct Options {
    /// The server, with a role that may create databases and roles.
    pub admin: Postgres,
    /// The databases.
    pub places: Vec<Place>,
    /// Where the addresses with their passwords, and the key for secrets, are kept.
    pub folder: PathBuf,
    /// Let the server's role migrate too, as `serve` does by itself.
    pub app_migrates: bool,
    /// Change nothing.
    pub dry_run: bool,
}

/// A role that was seen to.
#[derive(Clone, Debug, Serialize)]
pub struct Role {
    /// Its name.
    pub name: String,
    /// `owner`, `app` or `read`.
    pub purpose: &'static str,
    /// Whether it was, or would be, made.
    pub created: bool,
    /// The file with its address and password; none where the role was there and nobody knows its password.
    pub file: Option<PathBuf>,
}

/// What was done for an add-on.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The add-on.
    pub addon: &'static str,
    /// Its database.
    pub database: String,
    /// Whether the database was, or would be, made.
    pub created: bool,
    /// Its roles.
    pub roles: Vec<Role>,
    /// The statements, without passwords.
    pub statements: Vec<String>,
}

/// Makes them.
pub async fn init(options: &Options) -> Result<Vec<Report>, Error> {
    for place in &options.places {
        let [_, app, _] = roles(place);
        if Some(&app) == options.admin.user.as_ref() {
            return Err(Error::Owner { addon: place.addon, role: app });
        }
    }
    let url = Url::Postgres(options.admin.clone());
    let admin = Db::reach(&url, Missing::Refuse).await?;
    // Two at once would both find a role missing, and one would fail.
    let patience = Patience::of(super::LOCK_TIMEOUT);
    let lock = super::up::wait_for_lock(&super::List::OWN, &url, &admin, patience, true).await;
    let lock = lock.map_err(|error| Error::Locked(Box::new(error)))?;
    let mut reports = Vec::new();
    for place in &options.places {
        reports.push(one(options, &admin, place).await?);
    }
    if let Some(lock) = lock {
        lock.release().await;
    }
    // Nothing is under way, so that it can't be closed means only that it is gone already.
    _ = admin.close().await;
    if !options.dry_run {
        let failed = |source| Error::File { path: options.folder.clone(), source };
        files::folder(&options.folder).map_err(failed)?;
        let key = options.folder.join("secret-key");
        Keyring::load_or_create(&key)?;
    }
    Ok(reports)
}

/// Names of the roles: who owns, who works, who reads.
fn roles(place: &Place) -> [String; 3] {
    let database = &place.address.database;
    let app = place.address.user.clone().unwrap_or_else(|| format!("{database}_app"));
    [format!("{database}_owner"), app, format!("{database}_read")]
}

/// Executes statements, or only keeps them.
struct Scribe<'a> {
    dry_run: bool,
    statements: &'a mut Vec<String>,
}

impl Scribe<'_> {
    async fn run(&mut self, connection: &DatabaseConnection, statement: String) -> Result<(), Error> {
        let shown = statement.clone();
        self.run_secret(connection, &statement, shown).await
    }

    /// What is shown of it differs from what is executed.
    async fn run_secret(
        &mut self,
        connection: &DatabaseConnection,
        statement: &str,
        shown: String,
    ) -> Result<(), Error> {
        if !self.dry_run {
            let done = connection.execute_unprepared(statement).await;
            done.map_err(|source| Error::Refused { statement: shown.clone(), source })?;
        }
        self.statements.push(shown);
        Ok(())
    }
}

async fn one(options: &Options, admin: &Db, place: &Place) -> Result<Report, Error> {
    let database = place.address.database.clone();
    let server = admin.writer();
    let mut statements = Vec::new();
    let mut scribe = Scribe { dry_run: options.dry_run, statements: &mut statements };
    let names = roles(place);
    let mut all = Vec::new();
    for (name, purpose) in names.iter().zip(["owner", "app", "read"]) {
        all.push(role(options, &mut scribe, &server, place, name, purpose).await?);
    }
    let [owner, app, read] = names.map(|name| identifier(&name));
    let quoted = identifier(&database);
    scribe.run(&server, format!("GRANT {owner} TO CURRENT_USER")).await?;
    let created = !exists(&server, "pg_database", "datname", &database).await?;
    if created {
        let make = format!("CREATE DATABASE {quoted} OWNER {owner} ENCODING 'UTF8' TEMPLATE template0");
        scribe.run(&server, make).await?;
    } else {
        scribe.run(&server, format!("ALTER DATABASE {quoted} OWNER TO {owner}")).await?;
    }
    for statement in [
        format!("REVOKE ALL ON DATABASE {quoted} FROM PUBLIC"),
        format!("GRANT CONNECT, TEMPORARY ON DATABASE {quoted} TO {app}"),
        format!("GRANT CONNECT ON DATABASE {quoted} TO {read}"),
    ] {
        scribe.run(&server, statement).await?;
    }
    let inside = if created && options.dry_run {
        None
    } else {
        Some(Db::reach(&Url::Postgres(options.admin.with_database(&database)), Missing::Refuse).await?)
    };
    let connection = inside.as_ref().map_or_else(|| server.clone(), Db::writer);
    if inside.is_some() {
        for table in foreign(&connection, &all[0].name).await? {
            scribe.run(&connection, format!("ALTER TABLE public.{} OWNER TO {owner}", identifier(&table))).await?;
        }
    }
    for statement in rights(&quoted, &owner, &app, &read, options.app_migrates) {
        scribe.run(&connection, statement).await?;
    }
    if let Some(inside) = inside {
        _ = inside.close().await;
    }
    Ok(Report { addon: place.addon.name(), database, created, roles: all, statements })
}

/// Who may do what inside the database. What is made later by its owner is opened to the others by itself.
fn rights(database: &str, owner: &str, app: &str, read: &str, app_migrates: bool) -> Vec<String> {
    let mut rights = vec![
        format!("ALTER SCHEMA public OWNER TO {owner}"),
        "REVOKE ALL ON SCHEMA public FROM PUBLIC".to_owned(),
        format!("GRANT USAGE ON SCHEMA public TO {app}, {read}"),
        format!("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {app}"),
        format!("GRANT SELECT ON ALL TABLES IN SCHEMA public TO {read}"),
        format!("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {app}"),
        format!(
            "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}"
        ),
        format!("ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT SELECT ON TABLES TO {read}"),
        format!("ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT USAGE ON SEQUENCES TO {app}"),
    ];
    if app_migrates {
        rights.push(format!("GRANT {owner} TO {app}"));
        // What it makes is to belong to the owner.
        rights.push(format!("ALTER ROLE {app} IN DATABASE {database} SET role = {owner}"));
    } else {
        rights.push(format!("REVOKE {owner} FROM {app}"));
        rights.push(format!("ALTER ROLE {app} IN DATABASE {database} RESET role"));
    }
    rights
}

/// Sees to one role: its password is the one of its file, of the add-on's address, or a new one if the role is new.
async fn role(
    options: &Options,
    scribe: &mut Scribe<'_>,
    server: &DatabaseConnection,
    place: &Place,
    name: &str,
    purpose: &'static str,
) -> Result<Role, Error> {
    let path = options.folder.join(format!("{}.{purpose}.url", place.addon.name()));
    let created = !exists(server, "pg_roles", "rolname", name).await?;
    let kept = files::read(&path).map_err(|source| Error::File { path: path.clone(), source })?;
    let kept = kept.and_then(|url| url.postgres().and_then(|postgres| postgres.password.clone()));
    let given = place.address.password.clone().filter(|_| purpose == "app");
    let password = given.or(kept).or_else(|| created.then(Keyring::generate_text));
    let quoted = identifier(name);
    let verb = if created { "CREATE" } else { "ALTER" };
    let limits = "LOGIN NOCREATEDB NOCREATEROLE";
    let Some(password) = password else {
        scribe.run(server, format!("ALTER ROLE {quoted} LOGIN NOCREATEDB NOCREATEROLE")).await?;
        return Ok(Role { name: name.to_owned(), purpose, created, file: None });
    };
    let verifier = scram::verifier(&password, secrets::random()).ok_or_else(|| Error::Password(name.to_owned()))?;
    if !options.dry_run {
        // The file first: a password that nobody knows is worth nothing.
        keep(&options.folder, &path, place, name, password)?;
    }
    let shown = format!("{verb} ROLE {quoted} {limits} PASSWORD '***'");
    scribe.run_secret(server, &format!("{verb} ROLE {quoted} {limits} PASSWORD '{verifier}'"), shown).await?;
    Ok(Role { name: name.to_owned(), purpose, created, file: Some(path) })
}

fn keep(folder: &Path, path: &Path, place: &Place, name: &str, password: SecretString) -> Result<(), Error> {
    let failed = |source| Error::File { path: path.to_owned(), source };
    let address = Postgres { user: Some(name.to_owned()), password: Some(password), ..place.address.clone() };
    files::folder(folder).map_err(failed)?;
    files::write(path, &Url::Postgres(address)).map_err(failed)
}

async fn exists(server: &DatabaseConnection, table: &str, column: &str, name: &str) -> Result<bool, Error> {
    let sql = format!("SELECT 1 FROM {table} WHERE {column} = $1");
    let ask = Statement::from_sql_and_values(server.get_database_backend(), sql.clone(), [name.into()]);
    let row = server.query_one_raw(ask).await.map_err(|source| Error::Refused { statement: sql, source })?;
    Ok(row.is_some())
}

/// Tables of the add-on that belong to somebody else: those that were made before there was an owner.
async fn foreign(connection: &DatabaseConnection, owner: &str) -> Result<Vec<String>, Error> {
    let sql = "SELECT tablename::text AS tablename FROM pg_tables WHERE schemaname = 'public' AND tableowner <> $1 ORDER BY 1";
    let ask = Statement::from_sql_and_values(connection.get_database_backend(), sql, [owner.into()]);
    let failed = |source| Error::Refused { statement: sql.to_owned(), source };
    let rows = connection.query_all_raw(ask).await.map_err(failed)?;
    rows.iter().map(|row| row.try_get("", "tablename")).collect::<Result<_, _>>().map_err(failed)
}

/// A name as SQL takes it, whatever is in it.
fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
