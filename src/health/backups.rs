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
    /// The bytes of its files, as they are stored.
    pub(super) bytes: u64,
    /// Whether `pg_dump` made it, or a part of it.
    pub(super) dumped: bool,
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
    let files = |part: Value| list(&part["tables"]).into_iter().chain([part["native"].clone()]);
    let dumped = |part: &Value| part["engine"] == "postgresql" && part["native"].is_object();
    let dumped = list(&document["addons"]).iter().any(dumped);
    let files = list(&document["addons"]).into_iter().flat_map(files);
    Some(Set {
        at: time(&document["finished_at"]).unwrap_or(changed),
        drill: time(&checks["drilled_at"]),
        bytes: files.filter_map(|file| file["stored_bytes"].as_u64()).sum(),
        dumped,
    })
}

fn json(path: &Path) -> Option<Value> {
    serde_json::from_str(&fs::read_to_string(path).ok()?).ok()
}

/// Where it stands what was done with a backup since it was made.
fn checks_of(set: &Path) -> Option<PathBuf> {
    Some(set.parent()?.join(".checks").join(set.file_name()?).with_added_extension("json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backups_of_both_forms_have_their_size() {
        let folder = tempfile::tempdir().unwrap();
        for (name, part) in [
            ("one", serde_json::json!({ "tables": [{ "stored_bytes": 3 }, { "stored_bytes": 4 }] })),
            ("two", serde_json::json!({ "engine": "postgresql", "tables": [], "native": { "stored_bytes": 7 } })),
        ] {
            let manifest = serde_json::json!({ "finished_at": "2026-11-27T00:00:00Z", "addons": [part] });
            fs::create_dir(folder.path().join(name)).unwrap();
            fs::write(folder.path().join(name).join("manifest.json"), manifest.to_string()).unwrap();
        }
        let sets = sets(folder.path());
        assert_eq!(sets.iter().map(|set| set.bytes).collect::<Vec<_>>(), [7, 7]);
        assert_eq!(sets.iter().filter(|set| set.dumped).count(), 1);
    }
}
