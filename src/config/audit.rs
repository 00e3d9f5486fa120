//! Names that look like ours and aren't.
//!
//! A misspelt variable is silently its own default, which for a signature switch or a database is bad. What begins with
//! `CLOCKIFY_ADDONS_` can only be meant for us: a name that nobody knows is an error then. Everything in the `.env` file
//! and what carries one of our other prefixes may be somebody else's, and is a warning.

use std::collections::BTreeSet;
use std::fmt;

use strsim::levenshtein;

use super::entry::Variable;
use super::error::{Error, Problem};
use super::source::{ENV_FILE, Source};
use super::{upcoming, variables};

/// What is certainly ours.
const OURS: &str = "CLOCKIFY_ADDONS_";

/// Prefixes that others' variables hardly carry.
const PREFIXES: [&str; 4] = ["API_STUDIO_", "UNIVERSAL_WEBHOOK_", "UW_", "CLOCKIFY_"];

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

/// A name that nobody reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// The name, as it was written.
    pub name: String,
    /// Where it is set.
    pub place: &'static str,
    /// The name that was probably meant.
    pub meant: Option<String>,
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} in {} is unknown and ignored", self.name, self.place)?;
        self.meant.iter().try_for_each(|meant| write!(f, "; did you mean {meant}?"))
    }
}

/// One warning per unknown name, with the name that was probably meant.
#[must_use]
pub fn audit(source: &Source) -> Vec<String> {
    let mut warnings: Vec<String> = foreign(source).iter().map(Unknown::to_string).collect();
    if source.dotenv_names().any(|name| name == ENV_FILE) {
        warnings.push(format!("{ENV_FILE} has no effect inside the .env file; set it in the environment"));
    }
    warnings
}

/// Unknown names that are so near to a known one that they hardly are somebody else's.
#[must_use]
pub fn misspelt(source: &Source) -> Vec<Unknown> {
    foreign(source).into_iter().filter(|unknown| unknown.meant.is_some()).collect()
}

/// Refuses unknown names that can only be meant for us.
pub(super) fn unknown(source: &Source) -> Result<(), Error> {
    let problem = |unknown: Unknown| {
        let meant = match unknown.meant {
            Some(meant) => format!("did you mean {meant}?"),
            None => "docs/reference/environment.md lists those that there are".to_owned(),
        };
        Problem { name: unknown.name, wrong: format!("there is no such setting; {meant}") }
    };
    Error::unless_empty(search(source, |name, _| is_certain(name)).into_iter().map(problem).collect())
}

fn is_certain(name: &str) -> bool {
    name.starts_with(OURS) && !is_service_link(name)
}

/// Kubernetes describes every service to every container in variables that begin with the service's name.
fn is_service_link(name: &str) -> bool {
    name.ends_with("_SERVICE_HOST")
        || name.ends_with("_PORT")
        || ["_SERVICE_PORT", "_TCP", "_UDP"].iter().any(|part| {
            name.split_once(*part).is_some_and(|(before, after)| {
                let is_port = *part == "_SERVICE_PORT" || before.rsplit_once("_PORT_").is_some();
                is_port && (after.is_empty() || after.starts_with('_'))
            })
        })
}

fn foreign(source: &Source) -> Vec<Unknown> {
    search(source, |name, place| {
        let prefixed = || PREFIXES.iter().any(|prefix| name.starts_with(prefix)) && !is_service_link(name);
        !is_certain(name) && (place == FILE || prefixed())
    })
}

const FILE: &str = "the .env file";

/// The unknown ones among the names that are wanted, those of the file first.
fn search(source: &Source, wanted: impl Fn(&str, &str) -> bool) -> Vec<Unknown> {
    let in_file = source.dotenv_names().map(|name| (name, FILE));
    let in_environment = source.environment_names().map(|name| (name, "the environment"));
    let candidates: Vec<_> = in_file.chain(in_environment).filter(|(name, place)| wanted(name, place)).collect();
    if candidates.is_empty() {
        return Vec::new();
    }
    let known = known();
    let unknown = candidates.into_iter().filter(|(name, _)| !known.contains(*name));
    let unknown = unknown.map(|(name, place)| Unknown {
        name: name.to_owned(),
        place,
        meant: suggestion(name, &known).map(str::to_owned),
    });
    unknown.collect()
}

/// Every name that has a meaning.
fn known() -> BTreeSet<String> {
    variables(&Source::default())
        .iter()
        .flat_map(|Variable { entry, .. }| entry.names())
        .chain(upcoming::all().map(|upcoming| upcoming.name.to_owned()))
        .collect()
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
    fn a_name_that_is_certainly_ours_is_refused() {
        let pairs = [
            ("CLOCKIFY_ADDONS_DRAIN_SECOND", "canary"),
            ("CLOCKIFY_ADDONS_TEA", "x"),
            ("CLOCKIFY_ADDONS_SECRET_KEY_FILE", "x"),
            // Services of Kubernetes, as each container sees them.
            ("CLOCKIFY_ADDONS_SERVICE_HOST", "10.0.0.1"),
            ("CLOCKIFY_ADDONS_SERVICE_PORT_HTTP", "8000"),
            ("CLOCKIFY_ADDONS_PORT", "tcp://10.0.0.1:8000"),
            ("CLOCKIFY_ADDONS_API_PORT_8000_TCP", "tcp://10.0.0.1:8000"),
            ("CLOCKIFY_ADDONS_API_PORT_8000_TCP_ADDR", "10.0.0.1"),
            ("API_STUDIO_PORT_8000_TCP_ADDR", "10.0.0.1"),
        ];
        let source = Source::from_pairs(pairs).with_dotenv_text("CLOCKIFY_ADDONS_LOG_FILE=false").unwrap();
        let error = unknown(&source).unwrap_err().to_string();
        assert_eq!(
            error,
            "the configuration can't be used:\n  \
             CLOCKIFY_ADDONS_LOG_FILE: there is no such setting; did you mean CLOCKIFY_ADDONS_LOG_FILES?\n  \
             CLOCKIFY_ADDONS_DRAIN_SECOND: there is no such setting; did you mean CLOCKIFY_ADDONS_DRAIN_SECONDS?\n  \
             CLOCKIFY_ADDONS_TEA: there is no such setting; docs/reference/environment.md lists those that there are"
        );
        assert_eq!(audit(&source), Vec::<String>::new(), "what is an error is no warning");
    }

    #[test]
    fn suggestions_are_names_that_exist() {
        let known = known();
        for (dead, meant) in NEVER_WORKED {
            assert!(known.contains(meant), "{meant}");
            assert!(!known.contains(dead), "{dead}");
        }
    }
}
