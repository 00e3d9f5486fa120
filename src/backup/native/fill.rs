//! Restoring such an archive: into an empty database, for `pg_restore` and a copy of a file know of nothing else.
//!
//! Everything is read before anything is touched, as with other archives. Then a database is filled, its rows are counted,
//! and it is brought up to date. If something goes wrong on the way, what was filled is emptied again.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::io::AsyncWriteExt as _;
use tokio::sync::mpsc;

use super::super::file::TableFile;
use super::super::manifest::Part;
use super::super::place::Set;
use super::super::restore::{Into, Made, Restored, What};
use super::super::schema::{DERIVED, quoted};
use super::super::target::Target;
use super::super::{Error, Progress, file, folder, verify};
use super::login::Login;
use super::{Native, tool, watch};
use crate::config::database::{Engine, Url};
use crate::db::{Db, Missing};
use crate::domain::addon::Addon;
use crate::migrate::rebuild;

/// Pieces that may wait for a program.
const AHEAD: usize = 8;

/// Restores these parts: all of them, or none.
pub(in crate::backup) async fn restore(
    set: &Set,
    parts: &[(&Into, &Part)],
    what: &What,
    progress: Progress<'_>,
) -> Result<Vec<Restored>, Error> {
    if !what.tables.is_empty() || what.workspace.is_some() {
        return Err(Error::Whole { set: set.manifest.name.clone() });
    }
    for (into, part) in parts {
        fits(into, part)?;
    }
    let urls: Vec<&Url> = parts.iter().map(|(into, _)| &into.url).collect();
    tool::restores(&urls).await?;
    for (into, _) in parts {
        if let Some(target) = open(&into.url).await? {
            let found = state(&target).await;
            target.rollback().await;
            found?;
        }
    }
    let which =
        verify::Which { addons: parts.iter().map(|(into, _)| into.addon).collect(), ..verify::Which::default() };
    verify::files(&set.files, &set.identities, &set.manifest, &which, progress).await?;
    if what.dry_run {
        return Ok(parts.iter().map(|(into, part)| restored(into, part)).collect());
    }
    let mut made = Made::default();
    let mut filled: Vec<Filled> = Vec::new();
    let mut done = Vec::new();
    for (into, part) in parts {
        let one = async {
            let lock = made.lock(&into.url).await?;
            progress(into.addon.name(), "the whole");
            let filled = Filled::new(set, into, part).await?;
            Ok((lock, filled))
        };
        match one.await {
            Ok((lock, one)) => {
                filled.push(one);
                done.push((lock, restored(into, part)));
            }
            Err(error) => {
                for one in filled {
                    one.undo().await;
                }
                return Err(error);
            }
        }
    }
    for one in filled {
        one.keep().await?;
    }
    let mut all = Vec::new();
    for (lock, one) in done {
        lock.release().await;
        all.push(one);
    }
    made.keep();
    Ok(all)
}

/// Whether the part can go there at all.
pub(super) fn fits(into: &Into, part: &Part) -> Result<(), Error> {
    let engine = match into.url.engine() {
        Engine::Postgres => "postgresql",
        Engine::Sqlite => "sqlite",
    };
    if part.engine == engine {
        return Ok(());
    }
    Err(Error::OtherEngine { addon: into.addon.name(), of: part.engine.clone(), database: into.url.to_string() })
}

pub(super) fn restored(into: &Into, part: &Part) -> Restored {
    let tables = part.native.iter().flat_map(|native| &native.tables);
    Restored {
        addon: into.addon,
        database: into.url.to_string(),
        tables: tables.map(|counted| (counted.table.clone(), counted.rows)).collect(),
        left_out: Vec::new(),
        migrated: newer(part),
    }
}

/// Migrations that came after the backup.
fn newer(part: &Part) -> Vec<String> {
    rebuild::known().into_iter().filter(|name| !part.migrations.contains(name)).collect()
}

/// Opens a database to look at it; none where there is no file yet.
async fn open(url: &Url) -> Result<Option<Target>, Error> {
    match Db::reach(url, Missing::Refuse).await {
        Err(crate::db::Error::Absent { .. }) => return Ok(None),
        Err(error) => return Err(error.into()),
        Ok(db) => db.close().await.map_err(crate::db::Error::from)?,
    }
    Target::begin(url).await.map(Some)
}

/// Refuses a database that holds anything. Tells whether it has the tables of an add-on, without rows.
async fn state(target: &Target) -> Result<bool, Error> {
    let database = || target.url.to_string();
    let applied = target.applied().await?;
    let known = rebuild::known();
    let unknown: Vec<_> = applied.iter().filter(|name| !known.contains(name)).cloned().collect();
    if !unknown.is_empty() {
        return Err(Error::Newer { what: database(), unknown: unknown.join(", ") });
    }
    let schema = match target.schema().await {
        Ok(schema) => schema,
        Err(Error::Kind { table, .. }) => return Err(Error::NotOurs { database: database(), table }),
        Err(error) => return Err(error),
    };
    if applied.is_empty() {
        return match schema.tables.first() {
            Some(shape) => Err(Error::NotOurs { database: database(), table: shape.table.clone() }),
            None => Ok(false),
        };
    }
    match target.data(&schema).await? {
        Some((table, rows)) => Err(Error::MustBeEmpty { database: database(), table, rows }),
        None => Ok(true),
    }
}

/// A database that was filled, and can still be emptied.
enum Filled {
    Postgres {
        url: Url,
        /// What came with the archive.
        tables: Vec<String>,
    },
    /// A file that takes the place of another when all went well.
    Sqlite {
        new: Scrap,
        place: PathBuf,
        /// Has the empty file for itself, so that nobody writes to what is about to be nowhere.
        gate: Target,
    },
}

impl Filled {
    async fn new(set: &Set, into: &Into, part: &Part) -> Result<Self, Error> {
        match &into.url {
            Url::Postgres(_) => {
                let target = Target::begin(&into.url).await?;
                let emptied = match state(&target).await {
                    Ok(true) => empty(&target).await,
                    Ok(false) => Ok(()),
                    Err(error) => Err(error),
                };
                match emptied {
                    Ok(()) => target.commit().await?,
                    Err(error) => {
                        target.rollback().await;
                        return Err(error);
                    }
                }
                let counted = part.native.iter().flat_map(|native| &native.tables);
                let tables = counted.map(|counted| counted.table.clone()).collect();
                let filled = Self::Postgres { url: into.url.clone(), tables };
                match fill(set, part, into.addon, &into.url).await {
                    Ok(()) => Ok(filled),
                    Err(error) => {
                        filled.undo().await;
                        Err(error)
                    }
                }
            }
            Url::Sqlite { path } => {
                // Its log is given up, which takes that nobody else has it open: a server would go on with a file that has
                // no name any more.
                let gate = Target::begin_new(&into.url).await?;
                let filled = async {
                    state(&gate).await?;
                    let mut new = path.clone().into_os_string();
                    new.push(format!(".restore-{}", std::process::id()));
                    let new = Scrap(PathBuf::from(new));
                    fill(set, part, into.addon, &Url::Sqlite { path: new.0.clone() }).await?;
                    Ok(new)
                };
                match filled.await {
                    Ok(new) => Ok(Self::Sqlite { new, place: path.clone(), gate }),
                    Err(error) => {
                        gate.rollback().await;
                        Err(error)
                    }
                }
            }
        }
    }

    /// Makes it stay.
    async fn keep(self) -> Result<(), Error> {
        let Self::Sqlite { new, place, gate } = self else { return Ok(()) };
        let moved = fs::rename(&new.0, &place).map_err(Error::write(&place));
        gate.rollback().await;
        moved?;
        let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(Error::write(folder))
    }

    /// Empties it again. What doesn't work now is told by the error that led here.
    async fn undo(self) {
        match self {
            Self::Postgres { url, tables } => {
                let Ok(target) = Target::begin(&url).await else { return };
                match drop_all(&target, &tables).await {
                    Ok(()) => drop(target.commit().await),
                    Err(_) => target.rollback().await,
                }
            }
            Self::Sqlite { gate, .. } => gate.rollback().await,
        }
    }
}

/// Takes away what an archive brought into a database that was empty, with what an operator made to hang on it.
async fn drop_all(target: &Target, tables: &[String]) -> Result<(), Error> {
    let names: Vec<_> = tables.iter().map(String::as_str).chain(DERIVED).map(quoted).collect();
    target
        .execute(&format!("DROP TABLE IF EXISTS {} CASCADE", names.join(", ")), "to take back what was restored")
        .await
}

/// Takes an add-on's tables away, and what says which migrations made them.
async fn empty(target: &Target) -> Result<(), Error> {
    target.take_back().await?;
    target.execute("DROP TABLE IF EXISTS seaql_migrations", "to make room").await
}

/// A file that goes unless it was moved.
pub(super) struct Scrap(pub(super) PathBuf);

impl Drop for Scrap {
    fn drop(&mut self) {
        for more in ["", "-wal", "-shm", "-journal", ".lock"] {
            let mut name = self.0.clone().into_os_string();
            name.push(more);
            fs::remove_file(name).ok();
        }
    }
}

/// Puts a part into a database without tables, or into a new file, counts, and brings it up to date.
pub(super) async fn fill(set: &Set, part: &Part, addon: Addon, url: &Url) -> Result<(), Error> {
    let Some(native) = &part.native else { return Err(Error::Internal("no archive of that kind".to_owned())) };
    let from = set.native(addon.name(), native);
    match url {
        Url::Postgres(_) => load(set, native, from, url).await?,
        Url::Sqlite { path: new } => unpack(set, native, from, new).await?,
    }
    // Nobody else has it yet.
    let target = Target::begin_new(url).await?;
    let done = async {
        if let Some(wrong) = target.wrong().await? {
            let table = "the file".to_owned();
            return Err(Error::Differs { database: url.to_string(), table, wrong });
        }
        if target.applied().await? != part.migrations {
            let (table, wrong) = ("the schema".to_owned(), "other migrations than in the backup".to_owned());
            return Err(Error::Differs { database: url.to_string(), table, wrong });
        }
        for counted in &native.tables {
            let found = target.count(&counted.table, None).await?;
            if found != counted.rows {
                let wrong = format!("{found} rows instead of {}", counted.rows);
                return Err(Error::Differs { database: url.to_string(), table: counted.table.clone(), wrong });
            }
        }
        if let Some(table) = target.orphans().await? {
            let wrong = "rows that belong to rows that aren't there".to_owned();
            return Err(Error::Differs { database: url.to_string(), table, wrong });
        }
        target.apply(&newer(part)).await?;
        target.tell().await
    };
    match done.await {
        Ok(()) => target.commit().await,
        Err(error) => {
            target.rollback().await;
            Err(error)
        }
    }
}

/// Has `pg_restore` read the archive, all of it in one transaction.
async fn load(set: &Set, native: &Native, from: TableFile, url: &Url) -> Result<(), Error> {
    let Some(postgres) = url.postgres() else { return Err(Error::Internal("no address of a server".to_owned())) };
    let login = Login::new(postgres, &url.connect_url())?;
    let mut command = login.command("pg_restore");
    command.args(["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]);
    command.arg(format!("--dbname={}", postgres.database));
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let failed = |error: std::io::Error| Error::ToolFailed { name: "pg_restore", wrong: error.to_string() };
    let mut child = command.spawn().map_err(failed)?;
    let (input, errors) = (child.stdin.take(), child.stderr.take());
    let (to, mut pieces) = mpsc::channel::<Vec<u8>>(AHEAD);
    let name = from.name.clone();
    let reading = {
        let stored = native.stored.clone();
        tokio::task::spawn_blocking(move || file::bytes(&from, &stored, |piece| to.blocking_send(piece.to_vec())))
    };
    let writing = async move {
        let Some(mut input) = input else { return };
        while let Some(piece) = pieces.recv().await {
            // A program that reads no more has ended, and says why.
            if input.write_all(&piece).await.is_err() {
                return;
            }
        }
    };
    let ((), said) = tokio::join!(writing, watch::said(errors));
    let read = reading.await?;
    watch::end("pg_restore", child, &said).await?;
    read.map_err(|stopped| match stopped {
        file::Stopped::By(_) => Error::ToolFailed { name: "pg_restore", wrong: "it didn't read to the end".to_owned() },
        stopped => verify::stopped(stopped, &set.manifest, name),
    })
}

/// Writes the SQLite file of an archive.
async fn unpack(set: &Set, native: &Native, from: TableFile, new: &Path) -> Result<(), Error> {
    let mut file = folder::create(new).map_err(Error::write(new))?;
    let name = from.name.clone();
    let reading = {
        let stored = native.stored.clone();
        tokio::task::spawn_blocking(move || {
            file::bytes(&from, &stored, |piece| file.write_all(piece))?;
            file.sync_all().map_err(file::Stopped::By)
        })
    };
    match reading.await? {
        Ok(()) => Ok(()),
        Err(file::Stopped::By(error)) => Err(Error::write(new)(error)),
        Err(stopped) => Err(verify::stopped(stopped, &set.manifest, name)),
    }
}
