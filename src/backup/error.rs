//! What can go wrong with backups.

use std::io;
use std::path::{Path, PathBuf};

use sea_orm::{DbErr, RuntimeErr};
use tokio::task::JoinError;

use super::store;
use crate::db::{self, direct};
use crate::migrate;

/// Why a backup, or what was to be done with one, failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A database can't be opened.
    #[error(transparent)]
    Open(#[from] db::Error),
    /// The schema can't be made.
    #[error(transparent)]
    Schema(#[from] migrate::Error),
    /// A database refused something.
    #[error("the database refused {doing}")]
    Database {
        /// What was to be done.
        doing: String,
        /// What it said.
        source: Refusal,
    },
    /// A column has a type that archives don't know.
    #[error("{table}.{column} has the type {kind}, which an archive can't hold")]
    Kind {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// Its type.
        kind: String,
    },
    /// A value can't be written to an archive.
    #[error("{table}.{column} of row {row} can't be read: {wrong}")]
    Value {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// The number of the row, in the order of the key.
        row: u64,
        /// What is wrong.
        wrong: String,
    },
    /// A file can't be written.
    #[error("can't write {}", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file can't be read.
    #[error("can't read {}", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A bucket, or the way to it.
    #[error("{place} refused {doing}, or didn't answer")]
    Store {
        /// The bucket, and where in it.
        place: String,
        /// What was to be done.
        doing: String,
        /// Whether we aren't let.
        refused: bool,
        /// What it said.
        source: Box<object_store::Error>,
    },
    /// An address isn't that of a bucket.
    #[error("that is no address of a bucket; one looks like `s3://bucket/prefix`, and has no login in it")]
    Address,
    /// A stream isn't that of a backup.
    #[error("what was read is not the stream of a backup: it {0}")]
    Stream(String),
    /// A backup was made too slowly to say in time that it is still being made.
    #[error("for minutes nothing could be put into the bucket, so that somebody may have cleared {0} away; try again")]
    Overdue(String),
    /// There is no such backup.
    #[error("there is no backup `{name}` in {}; `clockify-addons backup list` lists them", place)]
    NoSet {
        /// The name that was given.
        name: String,
        /// Where it was looked for.
        place: String,
    },
    /// There is no backup at all.
    #[error("there is no backup in {}; `clockify-addons backup` makes one", .0)]
    None(String),
    /// A backup isn't what was written.
    #[error("the backup {set} is damaged: {file} {wrong}")]
    Damaged {
        /// The backup.
        set: String,
        /// Which file.
        file: String,
        /// What is wrong with it.
        wrong: String,
    },
    /// A backup is encrypted, and nothing is at hand to open it.
    #[error("the backup {set} is encrypted for {recipients}; give the identity of one of them by --identity FILE")]
    Sealed {
        /// The backup.
        set: String,
        /// Their public keys.
        recipients: String,
    },
    /// A backup is encrypted for somebody else.
    #[error(
        "no identity that was given opens the backup {set}, which is encrypted for {recipients}; \
         give another one by --identity FILE"
    )]
    Identity {
        /// The backup.
        set: String,
        /// Their public keys.
        recipients: String,
    },
    /// A file isn't one of identities.
    #[error("line {line} of {} is no identity of age, `AGE-SECRET-KEY-1…`, as `age-keygen` writes it", path.display())]
    IdentityFile {
        /// The file.
        path: PathBuf,
        /// The line.
        line: usize,
    },
    /// There is too little room.
    #[error(
        "{} has {free} bytes free, and a backup needs about {need}; make room, or give another folder \
         (`backup create --no-space-check` tries it anyway)",
        place
    )]
    Space {
        /// The folder.
        place: String,
        /// What is free.
        free: u64,
        /// What is needed.
        need: u64,
    },
    /// Somebody else works in the folder of the backups.
    #[error("another process makes or removes backups in {}; try again later", .0.display())]
    Locked(PathBuf),
    /// Somebody else works on the database.
    #[error("another process migrates, restores or writes to {0} and doesn't let go; try again later")]
    Busy(String),
    /// The target holds data.
    #[error(
        "{database} holds data ({rows} rows in {table}); nothing was changed: \
         restore into an empty database, or give --replace --yes to lose what it holds"
    )]
    NotEmpty {
        /// The database.
        database: String,
        /// A table with rows.
        table: String,
        /// How many.
        rows: u64,
    },
    /// The target holds tables that no add-on made.
    #[error("{database} holds tables that are no add-on's, such as {table}; nothing was changed")]
    NotOurs {
        /// The database.
        database: String,
        /// One of them.
        table: String,
    },
    /// The backup or the target is of a newer program.
    #[error("{what} is newer than this program: it has {unknown}; install the newer release")]
    Newer {
        /// Which of them.
        what: String,
        /// Migrations that this program doesn't know.
        unknown: String,
    },
    /// A part of a backup can only be put into the same schema.
    #[error(
        "{database} has another schema than the backup, so that only the whole can be restored; \
         restore it into an empty database and take the part from a new backup of that"
    )]
    OtherSchema {
        /// The database.
        database: String,
    },
    /// Rows of another table would go with those that are replaced.
    #[error("rows of {child} belong to rows of {table}; restore both: --table {table} --table {child}")]
    Dependents {
        /// The table that was asked for.
        table: String,
        /// The one that points to it.
        child: String,
    },
    /// The backup doesn't have what was asked for.
    #[error("the backup {set} has no {what}")]
    NotInSet {
        /// The backup.
        set: String,
        /// What is missing.
        what: String,
    },
    /// The keys of sealed values are missing.
    #[error(
        "what is sealed in the backup of {addon} needs key {keys}, which is not at hand; give it by \
         CLOCKIFY_ADDONS_SECRET_KEY or CLOCKIFY_ADDONS_SECRET_KEY_PREVIOUS (--without-keys restores it \
         all the same: every workspace then has to install the add-on again)"
    )]
    Keys {
        /// The add-on.
        addon: &'static str,
        /// The ids of the keys.
        keys: String,
    },
    /// PostgreSQL can't hold a value.
    #[error(
        "{addon}: row {row} of {table} has a zero character in a text, which PostgreSQL can't keep; \
         remove it in the SQLite database and make a new backup"
    )]
    Nul {
        /// The add-on.
        addon: &'static str,
        /// The table.
        table: String,
        /// The number of the row.
        row: u64,
    },
    /// What was restored isn't what the backup says.
    #[error("{database}: {table} came out different ({wrong}); everything was taken back")]
    Differs {
        /// The database.
        database: String,
        /// The table.
        table: String,
        /// In what.
        wrong: String,
    },
    /// A row can't be stored in the target.
    #[error("{database}: {table} can't be restored; everything was taken back")]
    Load {
        /// The database.
        database: String,
        /// The table.
        table: String,
        /// What the database said.
        source: Refusal,
    },
    /// A program of PostgreSQL is missing or too old.
    #[error(
        "{name} {wrong}; install the client programs of PostgreSQL {needed} or newer (Debian and Ubuntu: \
         postgresql-client-{needed}, Alpine: postgresql{needed}-client, Fedora and Red Hat: postgresql{needed}) and have \
         that {name} come first in PATH, or make portable backups, which need no program"
    )]
    Tool {
        /// The program.
        name: &'static str,
        /// What is wrong with it.
        wrong: String,
        /// The version that is needed.
        needed: u32,
    },
    /// A program of PostgreSQL didn't do its work.
    #[error("{name} failed: {wrong}")]
    ToolFailed {
        /// The program.
        name: &'static str,
        /// What it said first.
        wrong: String,
    },
    /// A native backup can't be made so.
    #[error(
        "`--archive native` makes backups in a folder, as the engine's own tools read them, and none that {0}; \
         make a portable one, or leave that out"
    )]
    FolderOnly(&'static str),
    /// A native backup can't be made or read by way of a pooler.
    #[error(
        "a pooler stands before {0}, in which pg_dump and pg_restore would leave their settings to whoever comes next; name \
         the server itself in the URL, or take the portable form"
    )]
    Pooled(String),
    /// A native backup has no parts.
    #[error("the backup {set} is a native one, of which only whole databases can be restored")]
    Whole {
        /// The backup.
        set: String,
    },
    /// A native backup belongs to an engine.
    #[error("the native backup of {addon} is one of {of}, which can't be restored into {database}")]
    OtherEngine {
        /// The add-on.
        addon: &'static str,
        /// The engine that it is of.
        of: String,
        /// Where it was to go.
        database: String,
    },
    /// A native backup goes into an empty database only.
    #[error(
        "{database} holds data ({rows} rows in {table}), and a native backup can only be restored into an empty database; \
         nothing was changed: name another database, or move this one out of the way"
    )]
    MustBeEmpty {
        /// The database.
        database: String,
        /// A table with rows.
        table: String,
        /// How many.
        rows: u64,
    },
    /// It was told to stop.
    #[error("stopped; what was under way was taken back")]
    Stopped,
    /// A mistake of ours.
    #[error("a part of the program ended unexpectedly: {0}")]
    Internal(String),
}

impl From<JoinError> for Error {
    fn from(error: JoinError) -> Self {
        Self::Internal(error.to_string())
    }
}

impl Error {
    pub(super) fn asking(source: impl Into<Refusal>) -> Self {
        Self::Database { doing: "a question about its tables".to_owned(), source: source.into() }
    }

    pub(super) fn doing<E: Into<Refusal>>(what: &str) -> impl FnOnce(E) -> Self {
        let doing = what.to_owned();
        |source| Self::Database { doing, source: source.into() }
    }

    pub(super) fn store(place: String, doing: &str, source: Box<object_store::Error>) -> Self {
        Self::Store { place, doing: doing.to_owned(), refused: store::is_refused(&source), source }
    }

    pub(super) fn write(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        |source| match of_store(source) {
            Ok(error) => Self::store(path.display().to_string(), "to be written", error),
            Err(source) => Self::Write { path, source },
        }
    }

    pub(super) fn read(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        |source| match of_store(source) {
            Ok(error) => Self::store(path.display().to_string(), "to be read", error),
            Err(source) => Self::Read { path, source },
        }
    }
}

/// The error of a bucket that came by way of a reader or writer.
pub(super) fn of_store(error: io::Error) -> Result<Box<object_store::Error>, io::Error> {
    error.downcast::<object_store::Error>().map(Box::new)
}

/// What a database said.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub enum Refusal {
    /// It was asked as everywhere in the program.
    Orm(#[from] DbErr),
    /// It is a file of SQLite that was asked by its own calls.
    Sqlite(#[from] direct::Error),
}

impl From<rusqlite::Error> for Refusal {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error.into())
    }
}

impl From<sqlx::Error> for Refusal {
    fn from(error: sqlx::Error) -> Self {
        Self::Orm(DbErr::Query(RuntimeErr::SqlxError(std::sync::Arc::new(error))))
    }
}

impl Refusal {
    /// Whether there is no connection.
    #[must_use]
    pub fn is_unreachable(&self) -> bool {
        matches!(self, Self::Orm(error) if db::is_unreachable(error))
    }

    /// Whether somebody else has what is asked for.
    pub(super) fn is_busy(&self) -> bool {
        match self {
            Self::Orm(error) => db::is_locked_out(error),
            Self::Sqlite(error) => error.is_busy(),
        }
    }
}
