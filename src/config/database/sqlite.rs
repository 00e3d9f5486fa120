//! SQLite URLs: three slashes before a relative path, four before an absolute one.

use std::path::{Path, PathBuf};

use super::percent;

/// Why a database in memory is refused.
pub(super) const IN_MEMORY: &str =
    "is a database in memory, which would lose every event at exit; name a file, such as `sqlite:///./addon.db`";

/// Parameters that may stand behind `?` without effect: those of the Python driver. (`mode=rwc` is what we do anyway.).
const WITHOUT_EFFECT: [&str; 5] =
    ["check_same_thread", "timeout", "isolation_level", "detect_types", "cached_statements"];

/// The file that the part after `sqlite://` names.
pub(super) fn path(rest: &str) -> Result<PathBuf, String> {
    let (path, parameters) = rest.split_once('?').unwrap_or((rest, ""));
    let path = path.strip_prefix('/').unwrap_or(path);
    if path.is_empty() || path == ":memory:" {
        return Err(IN_MEMORY.to_owned());
    }
    if path.starts_with("file:") {
        return Err("has a `file:` path; write the plain path of the file".to_owned());
    }
    if path.ends_with('/') {
        return Err("names a directory".to_owned());
    }
    let harmless = |parameter: &str| {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        name.is_empty() || WITHOUT_EFFECT.contains(&name) || (name == "mode" && value == "rwc")
    };
    if parameters.split('&').all(harmless) {
        let mut path = path;
        while let Some(rest) = path.strip_prefix("./") {
            path = rest.trim_start_matches('/');
        }
        Ok(PathBuf::from(path))
    } else {
        Err("has a parameter after `?` that has no meaning here".to_owned())
    }
}

/// The URL in the driver's form: two slashes, then the path with its special characters encoded.
pub(super) fn connect_url(path: &Path) -> String {
    format!("sqlite://{}", percent::encode(&path.to_string_lossy(), "/"))
}

/// The URL as people write it.
pub(super) fn shown(path: &Path) -> String {
    let dots = if path.is_absolute() { "" } else { "./" };
    format!("sqlite:///{dots}{}", path.display())
}
