//! Restoring for practice: that a backup can be read doesn't prove that it can be restored.
//!
//! On PostgreSQL everything happens in a schema that exists in the drill's own transaction only, so that nothing remains,
//! however the drill ends. On SQLite it happens in a file beside the backups, which is removed; if the drill is killed, the
//! next one that holds the folder does it.

use std::fs::{self, DirBuilder, File};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use super::fill::{self, Part};
use super::folder::DRILL;
use super::native;
use super::place::{Place, Set};
use super::restore::{Into, Restored, check_keys, part};
use super::target::Target;
use super::verify::{self, Which};
use super::{Error, Progress};
use crate::clock::{Clock, stamp};
use crate::config::database::{Engine, Url};
use crate::db::{Db, Missing};

/// Restores these parts of a backup to where nobody looks, compares, and removes all again.
pub async fn drill(
    place: &dyn Place,
    set: &mut Set,
    into: &[Into],
    clock: &dyn Clock,
    progress: Progress<'_>,
) -> Result<Vec<Restored>, Error> {
    let kept = set.keep().await?;
    let done = drilling(place, set, into, progress).await;
    kept.release().await;
    let now = stamp(clock.now());
    match &done {
        // A part of a backup proves a part only.
        Ok(restored) if restored.len() == set.manifest.addons.len() => {
            set.checks.verified_at = Some(now.clone());
            set.checks.drilled_at = Some(now);
            set.checks.wrong = None;
            place.note(set).await?;
        }
        Err(error @ (Error::Damaged { .. } | Error::Differs { .. })) => {
            set.checks.wrong = Some(error.to_string());
            place.note(set).await?;
        }
        _ => {}
    }
    done
}

async fn drilling(place: &dyn Place, set: &Set, into: &[Into], progress: Progress<'_>) -> Result<Vec<Restored>, Error> {
    set.openable()?;
    for one in into {
        check_keys(one, part(set, one.addon)?)?;
    }
    let scratch = Scratch::new(&place.scratch(), &set.manifest.name)?;
    let to_postgres = into.iter().filter(|one| one.url.engine() == Engine::Postgres).map(|one| one.addon);
    let which = Which {
        addons: into.iter().map(|one| one.addon).collect(),
        tables: Vec::new(),
        to_postgres: to_postgres.collect(),
    };
    verify::files(&set.files, &set.identities, &set.manifest, &which, progress).await?;
    let mut restored = Vec::new();
    for one in into {
        restored.push(practise(set, one, &scratch, progress).await?);
    }
    Ok(restored)
}

async fn practise(set: &Set, into: &Into, scratch: &Scratch, progress: Progress<'_>) -> Result<Restored, Error> {
    let found = part(set, into.addon)?;
    if found.native.is_some() {
        progress(into.addon.name(), "the whole");
        return native::drill(set, into, found, &scratch.0).await;
    }
    let target = match into.url.engine() {
        Engine::Postgres => {
            // Says why, where it can't be reached.
            Db::reach(&into.url, Missing::Refuse).await?.close().await.map_err(crate::db::Error::from)?;
            let target = Target::begin(&into.url).await?;
            target.apart(&format!("clockify_addons_drill_{}", std::process::id())).await?;
            target
        }
        Engine::Sqlite => {
            let url = Url::Sqlite { path: scratch.0.join(format!("{}.db", into.addon)) };
            Db::open(&url, Missing::Create).await?.close().await.map_err(crate::db::Error::from)?;
            Target::begin_new(&url).await?
        }
    };
    let filled = fill::whole(&target, &Part { set, addon: into.addon, saved: found }, progress).await;
    target.rollback().await;
    let (tables, migrated) = filled?;
    let database = into.url.to_string();
    Ok(Restored { addon: into.addon, database, tables, left_out: Vec::new(), migrated })
}

/// The folder that SQLite's files are made in, and what tells others that it is in use.
struct Scratch(PathBuf, File);

impl Scratch {
    fn new(folder: &Path, name: &str) -> Result<Self, Error> {
        let path = folder.join(format!("{DRILL}{name}-{}", std::process::id()));
        DirBuilder::new().mode(0o700).create(&path).map_err(Error::write(&path))?;
        let file = File::open(&path).map_err(Error::write(&path))?;
        let scratch = Self(path, file);
        scratch.1.lock_shared().map_err(Error::write(&scratch.0))?;
        Ok(scratch)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What can't be removed now is removed by the next one that holds the folder.
        fs::remove_dir_all(&self.0).ok();
    }
}
