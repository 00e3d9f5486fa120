//! What a run came to, for the textfile collector of Prometheus' node exporter.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;

use clockify_addons::backup::Set;
use time::OffsetDateTime;

use crate::exit::Status;

const NAME: &str = "clockify_addons_backup.prom";

/// When the last good backup was made.
const SUCCESS: &str = "clockify_addons_backup_last_success_timestamp_seconds";

/// How a run went.
pub(super) struct Run<'a> {
    pub(super) began: OffsetDateTime,
    pub(super) ended: OffsetDateTime,
    pub(super) status: Status,
    /// What it made, if anything.
    pub(super) set: Option<&'a Set>,
}

/// Writes the file whole, whatever reads it meanwhile. A run that failed leaves the time of the last good one as it is.
pub(super) fn write(folder: &Path, run: &Run<'_>) -> std::io::Result<()> {
    let path = folder.join(NAME);
    let before = fs::read_to_string(&path).unwrap_or_default();
    let new = folder.join(format!("{NAME}.new"));
    let mut file = File::create(&new)?;
    // The collector runs as somebody else, and there is nothing secret in it.
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644))?;
    file.write_all(text(run, &before).as_bytes())?;
    file.sync_all()?;
    fs::rename(new, path)
}

fn text(run: &Run<'_>, before: &str) -> String {
    let mut text = String::new();
    let mut gauge = |name: &str, help: &str, value: &str| {
        _ = write!(text, "# HELP {name} {help}\n# TYPE {name} gauge\n{name} {value}\n");
    };
    let ended = run.ended.unix_timestamp().to_string();
    let seconds = (run.ended - run.began).as_seconds_f64();
    gauge("clockify_addons_backup_last_run_timestamp_seconds", "When the last run ended.", &ended);
    gauge("clockify_addons_backup_exit_code", "Exit code of the last run.", &(run.status as u8).to_string());
    gauge("clockify_addons_backup_duration_seconds", "How long the last run took.", &format!("{seconds:.3}"));
    let earlier = before.lines().find_map(|line| line.strip_prefix(SUCCESS)?.strip_prefix(' '));
    let success = if run.set.is_some() { Some(ended.as_str()) } else { earlier };
    if let Some(success) = success {
        gauge(SUCCESS, "When the last good backup was made.", success);
    }
    if let Some(set) = run.set {
        gauge("clockify_addons_backup_bytes", "Size of the backup.", &set.manifest.stored_bytes().to_string());
        gauge("clockify_addons_backup_rows", "Rows in the backup.", &set.manifest.rows().to_string());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_that_failed_leaves_the_time_of_the_last_good_one() {
        let at = |seconds| OffsetDateTime::from_unix_timestamp(seconds).unwrap();
        let run = Run { began: at(10), ended: at(12), status: Status::CantCreate, set: None };
        let before = format!("# TYPE {SUCCESS} gauge\n{SUCCESS} 7\n");
        let text = text(&run, &before);
        assert!(text.contains(&format!("\n{SUCCESS} 7\n")), "{text}");
        assert!(text.contains("\nclockify_addons_backup_exit_code 73\n"), "{text}");
        assert!(text.contains("\nclockify_addons_backup_duration_seconds 2.000\n"), "{text}");
        assert!(!super::text(&run, "").contains(SUCCESS), "there is none yet");
    }
}
