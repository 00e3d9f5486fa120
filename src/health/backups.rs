//! Finished backups, as far as their folder tells. Nothing is opened but what is small and public.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// A finished backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Set {
    /// When it was done.
    pub(super) at: OffsetDateTime,
    /// When it was last restored for practice.
    pub(super) drill: Option<OffsetDateTime>,
    /// The bytes of its tables, as they are stored.
    pub(super) bytes: u64,
}

/// Those in a folder, the oldest first. A folder with a manifest is a backup; the manifest is written last. What isn't
/// finished has another name.
pub(super) fn sets(folder: &Path) -> Vec<Set> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let finished = entries.flatten().filter(|entry| !entry.file_name().to_string_lossy().starts_with('.'));
    let mut sets: Vec<Set> = finished.filter_map(|entry| read(&entry.path())).collect();
    sets.sort_by_key(|set| set.at);
    sets
}

fn read(path: &Path) -> Option<Set> {
    let manifest = path.join("manifest.json");
    let changed = OffsetDateTime::from(fs::metadata(&manifest).ok()?.modified().ok()?);
    let document = json(&manifest)?;
    let checks = checks_of(path).as_deref().and_then(json).unwrap_or_default();
    let time = |text: &Value| OffsetDateTime::parse(text.as_str()?, &Rfc3339).ok();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let tables = list(&document["addons"]).into_iter().flat_map(|part| list(&part["tables"]));
    Some(Set {
        at: time(&document["finished_at"]).unwrap_or(changed),
        drill: time(&checks["drilled_at"]),
        bytes: tables.filter_map(|table| table["stored_bytes"].as_u64()).sum(),
    })
}

fn json(path: &Path) -> Option<Value> {
    serde_json::from_str(&fs::read_to_string(path).ok()?).ok()
}

/// Where it stands what was done with a backup since it was made.
fn checks_of(set: &Path) -> Option<PathBuf> {
    Some(set.parent()?.join(".checks").join(set.file_name()?).with_added_extension("json"))
}
