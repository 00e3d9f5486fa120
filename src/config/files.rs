//! Files that hold secrets of ours: whoever looks after their modes has to know them.

use std::path::PathBuf;

use super::entry::file_name;
use super::source::{Origin, Source};
use super::variables;

/// A file that a setting names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretFile {
    /// The setting.
    pub name: String,
    /// The file.
    pub path: PathBuf,
}

/// Every file that a `*_FILE` setting names.
#[must_use]
pub fn secret_files(source: &Source) -> Vec<SecretFile> {
    let pointers = variables(&Source::default()).into_iter().filter(|variable| variable.entry.file);
    let named = pointers.filter_map(|variable| {
        let found = source.get(&file_name(variable.entry.name))?;
        Some(SecretFile { name: found.name, path: PathBuf::from(found.text.ok()?.trim()) })
    });
    named.collect()
}

/// Every name under which a secret of ours may stand in the environment: whoever starts a program keeps them from it.
#[must_use]
pub fn secret_names() -> Vec<String> {
    let secret = variables(&Source::default()).into_iter().filter(|variable| variable.entry.file);
    let names = secret.flat_map(|variable| {
        let entry = variable.entry;
        std::iter::once(entry.name).chain(entry.aliases.iter().copied()).map(str::to_owned)
    });
    names.chain(["PGPASSWORD".to_owned()]).collect()
}

/// The names of settings that hold a secret in the `.env` file itself.
#[must_use]
pub fn secrets_in_dotenv(source: &Source) -> Vec<&'static str> {
    let secret = variables(&Source::default()).into_iter().filter(|variable| variable.entry.file);
    let there = |name: &&str| source.get(name).is_some_and(|found| found.origin == Origin::DotEnv);
    secret.map(|variable| variable.entry.name).filter(there).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_names_a_file_and_what_holds_a_secret_itself() {
        let source = Source::from_pairs([("DATABASE_URL_FILE", "/run/x"), ("REDIS_URL", "redis://:canary@h/0")])
            .with_dotenv_text("WEBHOOK_HMAC_SECRET=canary\nPORT=1")
            .unwrap();
        let file = SecretFile { name: "DATABASE_URL_FILE".to_owned(), path: PathBuf::from("/run/x") };
        assert_eq!(secret_files(&source), [file]);
        assert_eq!(secrets_in_dotenv(&source), ["WEBHOOK_HMAC_SECRET"]);
        let names = secret_names();
        for name in ["DATABASE_URL", "CLOCKIFY_ADDONS_SECRET_KEY", "WEBHOOK_HMAC_SECRET", "REDIS_URL"] {
            assert!(names.iter().any(|known| known == name), "{name}");
        }
        assert!(!names.iter().any(|name| name == "PORT"));
    }
}
