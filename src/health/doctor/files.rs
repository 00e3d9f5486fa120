//! Files that hold secrets: whether they are there, and ours alone.

use crate::config::{self, Source};
use crate::health::{Check, Status, host};

/// Where container engines put secrets: a file system of the container's own, whose modes they choose.
const MOUNTED: &str = "/run/secrets";

pub(super) fn check(source: &Source) -> Vec<Check> {
    let mut checks = Vec::new();
    for file in config::secret_files(source) {
        let shown = file.path.display().to_string();
        let check = match host::mode(&file.path) {
            Err(error) => Check::new("secrets.file", Status::Fail, format!("{shown}: {error}"))
                .hint(format!("put the file there, or let {} name another", file.name)),
            Ok(mode) => {
                let open = mode & 0o077 != 0 && !file.path.starts_with(MOUNTED);
                Check::new("secrets.file", Status::warn_unless(!open), format!("{shown} has mode {mode:03o}"))
                    .limit("600")
                    .hint(format!("run `chmod 600 '{shown}'`: {} is a secret, and others can read it", file.name))
            }
        };
        checks.push(check.item(file.name));
    }
    let (Some(file), secrets) = (source.file(), config::secrets_in_dotenv(source)) else { return checks };
    if secrets.is_empty() {
        return checks;
    }
    if let Ok(mode) = host::mode(file) {
        let shown = file.display();
        let check = Check::new(
            "secrets.env_file",
            Status::warn_unless(mode | 0o770 == 0o770),
            format!("{shown} has mode {mode:03o}"),
        );
        checks.push(
            check.limit("600 or 640").hint(format!("run `chmod 600 '{shown}'`: it holds {}", secrets.join(", "))),
        );
    }
    checks
}
