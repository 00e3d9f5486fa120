//! Restoring: what is in a backup is put into databases, or nothing is.

use super::fill::{self, Part};
use super::manifest;
use super::merge;
use super::native::{self, Archive};
use super::place::Set;
use super::schema::Schema;
use super::target::Target;
use super::verify::{self, Which};
use super::{Error, Progress};
use crate::config::database::{Engine, Url};
use crate::db::lock::{Lock, Purpose};
use crate::db::{Db, Missing};
use crate::domain::addon::Addon;
use crate::domain::ids::WorkspaceId;
use crate::migrate;
use crate::migrate::rebuild;

/// A database to restore into.
#[derive(Clone, Debug)]
pub struct Into {
    /// Whose part of the backup goes there.
    pub addon: Addon,
    /// Where it is.
    pub url: Url,
    /// Ids of the keys at hand for it; none to go without.
    pub keys: Option<Vec<String>>,
}

/// What is restored, and what may be lost by it.
#[derive(Clone, Debug, Default)]
pub struct What {
    /// These tables only; all when empty.
    pub tables: Vec<String>,
    /// This workspace only.
    pub workspace: Option<WorkspaceId>,
    /// What stands in the way is removed.
    pub replace: bool,
    /// What is there stays, and what is missing is added: for tables or a workspace.
    pub merge: bool,
    /// Everything is read and looked at, and nothing is changed.
    pub dry_run: bool,
}

/// What became of a database.
#[derive(Clone, Debug)]
pub struct Restored {
    /// Whose it is.
    pub addon: Addon,
    /// Where it is, without the password.
    pub database: String,
    /// The tables, with how many rows each got.
    pub tables: Vec<(String, u64)>,
    /// Tables whose rows belong to no workspace, so that a workspace has nothing in them.
    pub left_out: Vec<String>,
    /// Migrations that the backup was older than.
    pub migrated: Vec<String>,
}

/// Restores parts of a backup into these databases: all of them, or none.
pub async fn restore(set: &Set, into: &[Into], what: &What, progress: Progress<'_>) -> Result<Vec<Restored>, Error> {
    let kept = set.keep().await?;
    let restored = restoring(set, into, what, progress).await;
    kept.release().await;
    restored
}

async fn restoring(set: &Set, into: &[Into], what: &What, progress: Progress<'_>) -> Result<Vec<Restored>, Error> {
    set.openable()?;
    let mut parts = Vec::new();
    for one in into {
        let part = part(set, one.addon)?;
        if part.native.is_none() {
            check_tables(set, part, what)?;
        }
        check_keys(one, part)?;
        parts.push((one, part));
    }
    if set.manifest.archive() == Archive::Native {
        return native::restore(set, &parts, what, progress).await;
    }
    // Whoever can't have it shouldn't wait until all is read.
    for (one, part) in &parts {
        if let Some(target) = open(&one.url).await? {
            let refused = look(&target, part, what).await;
            target.rollback().await;
            refused?;
        }
    }
    let to_postgres = into.iter().filter(|one| one.url.engine() == Engine::Postgres).map(|one| one.addon);
    let which = Which {
        addons: into.iter().map(|one| one.addon).collect(),
        tables: what.tables.clone(),
        to_postgres: to_postgres.collect(),
    };
    verify::files(&set.files, &set.identities, &set.manifest, &which, progress).await?;
    if what.dry_run {
        return Ok(parts.iter().map(|(one, part)| planned(one, part, what)).collect());
    }
    let mut filled = Vec::new();
    let mut made = Made::default();
    for (one, part) in &parts {
        let lock = made.lock(&one.url).await?;
        let target =
            if made.is_new(&one.url) { Target::begin_new(&one.url).await? } else { Target::begin(&one.url).await? };
        let done = async {
            look(&target, part, what).await?;
            fill(&target, set, one, part, what, progress).await
        };
        match done.await {
            Ok(restored) => filled.push((target, lock, restored)),
            Err(error) => {
                target.rollback().await;
                for (target, ..) in filled {
                    target.rollback().await;
                }
                return Err(error);
            }
        }
    }
    let mut restored = Vec::new();
    for (target, lock, one) in filled {
        target.commit().await?;
        lock.release().await;
        restored.push(one);
    }
    made.keep();
    Ok(restored)
}

/// Files that weren't there before. They go again unless all went well.
#[derive(Debug, Default)]
pub(super) struct Made(Vec<std::path::PathBuf>);

impl Made {
    /// Keeps others from migrating the database, which is made if it isn't there.
    pub(super) async fn lock(&mut self, url: &Url) -> Result<Lock, Error> {
        if let Some(path) = url.sqlite_path().filter(|path| !path.exists()) {
            self.0.push(path.to_owned());
        }
        let db = Db::reach(url, Missing::Create).await?;
        let lock = Lock::attempt(url, &db, Purpose::Migrating).await.map_err(migrate::Error::from)?;
        if url.engine() == Engine::Sqlite {
            db.close().await.map_err(crate::db::Error::from)?;
        }
        lock.ok_or_else(|| Error::Busy(url.to_string()))
    }

    /// Whether the file wasn't there before.
    fn is_new(&self, url: &Url) -> bool {
        url.sqlite_path().is_some_and(|path| self.0.iter().any(|made| made == path))
    }

    pub(super) fn keep(mut self) {
        self.0.clear();
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        for path in &self.0 {
            for more in ["", "-wal", "-shm", "-journal", ".lock"] {
                let mut name = path.clone().into_os_string();
                name.push(more);
                std::fs::remove_file(name).ok();
            }
        }
    }
}

/// The part of an add-on, of which this program has to know every migration.
pub(super) fn part(set: &Set, addon: Addon) -> Result<&manifest::Part, Error> {
    let (name, what) = (set.manifest.name.clone(), addon.name().to_owned());
    let part = set.manifest.part(addon.name()).ok_or(Error::NotInSet { set: name, what })?;
    let known = rebuild::known();
    let unknown: Vec<_> = part.migrations.iter().filter(|name| !known.contains(name)).cloned().collect();
    if unknown.is_empty() {
        return Ok(part);
    }
    Err(Error::Newer { what: format!("the backup {}", set.manifest.name), unknown: unknown.join(", ") })
}

fn check_tables(set: &Set, part: &manifest::Part, what: &What) -> Result<(), Error> {
    match what.tables.iter().find(|name| part.table(name).is_none()) {
        Some(name) => Err(Error::NotInSet { set: set.manifest.name.clone(), what: format!("table {name}") }),
        None => Ok(()),
    }
}

pub(super) fn check_keys(into: &Into, part: &manifest::Part) -> Result<(), Error> {
    let Some(held) = &into.keys else { return Ok(()) };
    let missing: Vec<_> = part.keys.iter().filter(|key| !held.contains(key)).cloned().collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(Error::Keys { addon: into.addon.name(), keys: missing.join(", ") })
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

/// Whether the database may be changed as it is asked for.
async fn look(target: &Target, part: &manifest::Part, what: &What) -> Result<(), Error> {
    let database = || target.url.to_string();
    let applied = target.applied().await?;
    let known = rebuild::known();
    let unknown: Vec<_> = applied.iter().filter(|name| !known.contains(name)).cloned().collect();
    if !unknown.is_empty() {
        return Err(Error::Newer { what: database(), unknown: unknown.join(", ") });
    }
    let whole = what.tables.is_empty() && what.workspace.is_none();
    if applied.is_empty() {
        // Tables of somebody else may have types that nobody here knows, which says enough.
        let foreign = match target.schema().await {
            Ok(schema) => schema.tables.first().map(|shape| shape.table.clone()),
            Err(Error::Kind { table, .. }) => Some(table),
            Err(error) => return Err(error),
        };
        return match foreign {
            Some(table) => Err(Error::NotOurs { database: database(), table }),
            None => Ok(()),
        };
    }
    let schema = target.schema().await?;
    if !whole && applied != part.migrations {
        return Err(Error::OtherSchema { database: database() });
    }
    if !whole && what.workspace.is_none() && !what.merge {
        dependents(target, &schema, what).await?;
    }
    if what.replace || (what.merge && !whole) {
        return Ok(());
    }
    let rows = if whole {
        target.data(&schema).await?
    } else {
        let mut found = None;
        for (shape, condition) in fill::chosen(&schema, &what.tables, what.workspace.as_ref()).0 {
            let rows = target.count(&shape.table, condition.as_deref()).await?;
            if rows > 0 {
                found = Some((shape.table.clone(), rows));
                break;
            }
        }
        found
    };
    match rows {
        Some((table, rows)) => Err(Error::NotEmpty { database: database(), table, rows }),
        None => Ok(()),
    }
}

/// Refuses where rows of a table that wasn't asked for would go with those that are replaced.
async fn dependents(target: &Target, schema: &Schema, what: &What) -> Result<(), Error> {
    for link in &schema.links {
        let (table, child) = (link.parent.clone(), link.table.clone());
        if what.tables.contains(&table) && !what.tables.contains(&child) && target.count(&child, None).await? > 0 {
            return Err(Error::Dependents { table, child });
        }
    }
    Ok(())
}

async fn fill(
    target: &Target,
    set: &Set,
    into: &Into,
    part: &manifest::Part,
    what: &What,
    progress: Progress<'_>,
) -> Result<Restored, Error> {
    let part = Part { set, addon: into.addon, saved: part };
    let (tables, left_out, migrated) = if what.tables.is_empty() && what.workspace.is_none() {
        let (tables, migrated) = fill::whole(target, &part, progress).await?;
        (tables, Vec::new(), migrated)
    } else if what.merge {
        let (tables, left_out) = merge::some(target, &part, what, progress).await?;
        (tables, left_out, Vec::new())
    } else {
        let (tables, left_out) = fill::some(target, &part, &what.tables, what.workspace.as_ref(), progress).await?;
        (tables, left_out, Vec::new())
    };
    Ok(Restored { addon: into.addon, database: target.url.to_string(), tables, left_out, migrated })
}

fn planned(into: &Into, part: &manifest::Part, what: &What) -> Restored {
    let tables = part.tables.iter().filter(|table| what.tables.is_empty() || what.tables.contains(&table.shape.table));
    let tables = tables.map(|table| (table.shape.table.clone(), table.rows)).collect();
    let known = rebuild::known().into_iter();
    let migrated = known.filter(|name| !part.migrations.contains(name)).collect();
    let (addon, database) = (into.addon, into.url.to_string());
    Restored { addon, database, tables, left_out: Vec::new(), migrated }
}
