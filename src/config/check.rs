//! Everything that can be said about a configuration without using it, for `config check`.

use secrecy::ExposeSecret;

use super::error::Error;
use super::source::Source;
use super::upcoming::{self, POSTGRES_PASSWORD, Upcoming};
use super::{Backup, S3, Serve, addon, audit::audit};
use crate::domain::addon::Addon;

/// What a check found.
#[derive(Debug)]
pub struct Check {
    /// Why a server would not start, if so.
    pub error: Option<Error>,
    /// What works but should be looked at.
    pub warnings: Vec<String>,
    /// What is set and changes nothing.
    pub without_effect: Vec<Upcoming>,
}

/// Reads everything that a server with these add-ons would read, and compares what it finds.
#[must_use]
pub fn check(source: &Source, addons: &[Addon]) -> Check {
    let (serve, mut reader) = Serve::read(source, addons);
    if Backup::read(&mut reader).is_in_a_bucket() {
        S3::read(&mut reader);
    }
    let mut warnings = reader.warnings().to_vec();
    warnings.extend(passwords(source, &serve));
    warnings.extend(audit(source));
    Check { error: reader.finish().err(), warnings, without_effect: upcoming::set(source) }
}

/// The compose file creates the role with one password; an add-on that brings another can't log in.
fn passwords(source: &Source, serve: &Serve) -> Vec<String> {
    let Some(expected) = source.get(POSTGRES_PASSWORD).and_then(|found| found.text.ok()) else { return Vec::new() };
    let differs = |addon: &&addon::Addon| {
        let password = addon.database.postgres().and_then(|postgres| postgres.password.as_ref());
        password.is_some_and(|password| password.expose_secret() != expected)
    };
    let name = |addon: &addon::Addon| addon::variables(addon.addon).database;
    let warning = |name| format!("the password in {name} is not that of {POSTGRES_PASSWORD}");
    serve.addons.iter().filter(differs).map(name).map(warning).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_compared_after_decoding() {
        let source = Source::from_pairs([
            ("POSTGRES_PASSWORD", "aB/+canary="),
            ("API_STUDIO_DB_URL", "postgresql+asyncpg://u:aB/+canary=@h/a"),
            ("UNIVERSAL_WEBHOOK_DB_URL", "postgresql+asyncpg://u:aB%2F%2Bcanary%3D@h/b"),
            ("DATABASE_URL", "postgresql+asyncpg://u:canary@h/c"),
            ("POSTGRES_USER", "7"),
        ]);
        let check = check(&source, &Addon::ALL);
        assert_eq!(check.warnings, ["the password in DATABASE_URL is not that of POSTGRES_PASSWORD"]);
        assert!(check.error.as_ref().is_some_and(|error| error.to_string().contains("CLOCKIFY_ADDONS_SECRET_KEY")));
        let names: Vec<&str> = check.without_effect.iter().map(|upcoming| upcoming.name).collect();
        assert_eq!(names, ["POSTGRES_PASSWORD", "POSTGRES_USER"]);
        assert!(!format!("{check:?}").contains("canary"));
    }
}
