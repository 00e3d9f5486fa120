//! Names that look like ours and aren't.
//!
//! A misspelt variable is silently its own default, which for a signature switch or a database is
//! worth a warning. Everything in the `.env` file is meant for us, so every unknown name there counts;
//! of the environment only what carries one of our prefixes.

use std::collections::BTreeSet;

use strsim::levenshtein;

use super::entry::Variable;
use super::source::{ENV_FILE, Source};
use super::{upcoming, variables};

/// Prefixes that nobody else's variables carry.
const PREFIXES: [&str; 5] = ["API_STUDIO_", "UNIVERSAL_WEBHOOK_", "UW_", "CLOCKIFY_ADDONS_", "CLOCKIFY_"];

/// Names that an old page of documentation gave and no program ever read, with those it meant.
const NEVER_WORKED: [(&str, &str); 12] = [
    ("API_STUDIO_DATABASE_URL", "API_STUDIO_DB_URL"),
    ("UNIVERSAL_WEBHOOK_DATABASE_URL", "UNIVERSAL_WEBHOOK_DB_URL"),
    ("UNIVERSAL_WEBHOOK_BOOTSTRAP_MAX_RPS", "UW_BOOTSTRAP_MAX_RPS"),
    ("UNIVERSAL_WEBHOOK_BOOTSTRAP_INCLUDE_HEAVY_ENDPOINTS", "UW_BOOTSTRAP_INCLUDE_HEAVY"),
    ("UNIVERSAL_WEBHOOK_BOOTSTRAP_INCLUDE_TIME_ENTRIES", "UW_BOOTSTRAP_INCLUDE_TIME_ENTRIES"),
    ("UNIVERSAL_WEBHOOK_BOOTSTRAP_TIME_ENTRY_DAYS_BACK", "UW_BOOTSTRAP_TIME_ENTRY_DAYS"),
    ("UNIVERSAL_WEBHOOK_WEBHOOK_ENABLE_CUSTOM", "UW_ENABLE_CUSTOM_WEBHOOKS"),
    ("UNIVERSAL_WEBHOOK_WEBHOOK_LOG_RETENTION_DAYS", "UW_WEBHOOK_LOG_RETENTION_DAYS"),
    ("UNIVERSAL_WEBHOOK_FLOW_ENABLE_FLOWS", "UW_ENABLE_FLOWS"),
    ("UNIVERSAL_WEBHOOK_FLOW_ENABLE_GENERIC_HTTP_ACTIONS", "UW_ENABLE_GENERIC_HTTP_ACTIONS"),
    ("UNIVERSAL_WEBHOOK_FLOW_EXECUTION_RETENTION_DAYS", "UW_FLOW_EXECUTION_RETENTION_DAYS"),
    ("UNIVERSAL_WEBHOOK_CACHE_TTL_DAYS", "UW_CACHE_TTL_DAYS"),
];

/// A suggestion further off than this confuses more than it helps.
const FARTHEST: usize = 3;

/// One warning per unknown name, with the name that was probably meant.
#[must_use]
pub fn audit(source: &Source) -> Vec<String> {
    let known: BTreeSet<String> = variables(&Source::default())
        .iter()
        .flat_map(|Variable { entry, .. }| entry.names())
        .chain(upcoming::all().map(|upcoming| upcoming.name.to_owned()))
        .collect();
    let in_file = source.dotenv_names().map(|name| (name, "the .env file"));
    let ours = |name: &&str| PREFIXES.iter().any(|prefix| name.starts_with(prefix));
    let in_environment = source.environment_names().filter(ours).map(|name| (name, "the environment"));
    let mut warnings: Vec<String> = in_file
        .chain(in_environment)
        .filter(|(name, _)| !known.contains(*name))
        .map(|(name, place)| match suggestion(name, &known) {
            Some(meant) => format!("{name} in {place} is unknown and ignored; did you mean {meant}?"),
            None => format!("{name} in {place} is unknown and ignored"),
        })
        .collect();
    if source.dotenv_names().any(|name| name == ENV_FILE) {
        warnings.push(format!("{ENV_FILE} has no effect inside the .env file; set it in the environment"));
    }
    warnings
}

/// The known name that was probably meant.
fn suggestion<'a>(name: &str, known: &'a BTreeSet<String>) -> Option<&'a str> {
    let name = name.to_ascii_uppercase();
    if let Some((_, meant)) = NEVER_WORKED.iter().find(|(dead, _)| *dead == name) {
        return Some(meant);
    }
    let farthest = FARTHEST.min(name.len() / 3);
    let near = known.iter().map(|candidate| (levenshtein(&name, candidate), candidate.as_str()));
    near.filter(|(distance, _)| *distance <= farthest).min().map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_names() {
        let pairs = [
            ("UNIVERSAL_WEBHOOK_DATABASE_URL", "x"),
            ("CLOCKIFY_JWK_URL", "x"),
            ("UW_SOMETHING_ELSE_ENTIRELY", "x"),
            ("CLOCKIFY_API_KEY", "canary"),
            ("CLOCKIFY_ADDONS_SECRET_KEY_FILE", "x"),
            ("CLOCKIFY_ADDON_BASE_URL", "x"),
            ("RATE_LIMIT_RPS", "x"),
            ("HOME", "/x"),
            ("PROT", "x"),
        ];
        let file =
            "PROT=canary\nlog_level=INFO\nPOSTGRES_PASSWORD=canary\nADDON_NAME=A\nTHIS_IS_NOTHING=1\nPORT_FILE=1";
        let source = Source::from_pairs(pairs).with_dotenv_text(file).unwrap();
        assert_eq!(
            audit(&source),
            [
                "PORT_FILE in the .env file is unknown and ignored",
                "PROT in the .env file is unknown and ignored",
                "THIS_IS_NOTHING in the .env file is unknown and ignored",
                "log_level in the .env file is unknown and ignored; did you mean LOG_LEVEL?",
                "CLOCKIFY_JWK_URL in the environment is unknown and ignored; did you mean CLOCKIFY_JWKS_URL?",
                "UNIVERSAL_WEBHOOK_DATABASE_URL in the environment is unknown and ignored; did you mean UNIVERSAL_WEBHOOK_DB_URL?",
                "UW_SOMETHING_ELSE_ENTIRELY in the environment is unknown and ignored",
            ]
        );
    }

    #[test]
    fn suggestions_are_names_that_exist() {
        let known: BTreeSet<String> = variables(&Source::default())
            .iter()
            .flat_map(|variable| variable.entry.names())
            .chain(upcoming::all().map(|upcoming| upcoming.name.to_owned()))
            .collect();
        for (dead, meant) in NEVER_WORKED {
            assert!(known.contains(meant), "{meant}");
            assert!(!known.contains(dead), "{dead}");
        }
    }
}
