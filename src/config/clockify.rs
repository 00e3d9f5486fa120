//! What we believe about Clockify: whose signatures count, and which hosts are its own.
//!
//! `CLOCKIFY_ADDONS_PUBLIC_KEYS`, `CLOCKIFY_JWKS_URL`, `CLOCKIFY_JWKS_PROD_URL`, `CLOCKIFY_JWKS_DEV_URL`,
//! `CLOCKIFY_ENVIRONMENT`, `ALLOWED_API_DOMAINS` (`CLOCKIFY_ALLOWED_API_DOMAINS`),
//! `CLOCKIFY_OPENAPI_PATH`, and the addresses that count where a token names none: see `fallback.rs`.
//!
//! The platform's own key is built in elsewhere and always counts; everything here comes on top.

use std::path::PathBuf;

use url::Url;

use super::address;
use super::audit::unknown;
use super::domains;
use super::entry::Entry;
use super::error::Error;
use super::fallback::Fallback;
use super::pem;
use super::reader::Reader;
use super::source::Source;

/// The hosts that may be called unless an operator names others.
const DEFAULT_DOMAINS: &str = "clockify.me,*.clockify.me";

/// Keys and hosts of Clockify.
#[derive(Clone, Debug)]
pub struct Clockify {
    /// Public keys in PEM form whose signatures count beside the built-in one's.
    pub public_keys: Vec<String>,
    /// Where more keys can be fetched, if anywhere.
    pub jwks_url: Option<String>,
    /// Hosts that outbound calls may use, in lower case; `*.x` stands for x and all under it.
    pub allowed_domains: Vec<String>,
    /// Whether Clockify's developer environment is meant.
    pub developer: bool,
    /// API addresses for installations whose token names none.
    pub fallback: Fallback,
    /// A description of the API that counts in place of the built-in one.
    pub openapi_path: Option<PathBuf>,
}

impl Clockify {
    /// Reads the section.
    pub fn read(reader: &mut Reader<'_>) -> Self {
        reader.section("Clockify");
        let help = "More keys whose signatures count, beside the platform's built-in one";
        let entry = Entry::new("CLOCKIFY_ADDONS_PUBLIC_KEYS", help).file(pem::shown);
        let public_keys = reader.value(entry, "PEM public keys, one after the other", "", pem::public_keys);
        let (developer, jwks_url) = environment(reader);
        let read = Self {
            public_keys: public_keys.unwrap_or_default(),
            jwks_url,
            allowed_domains: allowed_domains(reader),
            developer,
            fallback: Fallback::read(reader),
            openapi_path: openapi_path(reader),
        };
        read.fallback.warn_unless(reader, |host| read.allows(host));
        read
    }

    /// Loads where the description of the API lies, for a command that needs nothing else.
    pub fn load_openapi_path(source: &Source) -> Result<Option<PathBuf>, Error> {
        let mut reader = Reader::new(source);
        reader.absorb(unknown(source));
        let path = openapi_path(&mut reader);
        reader.finish()?;
        Ok(path)
    }

    /// Reads where it lies, and nothing else.
    pub(super) fn read_openapi_path(reader: &mut Reader<'_>) -> Option<PathBuf> {
        openapi_path(reader)
    }

    /// Whether an outbound call may go to this host.
    #[must_use]
    pub fn allows(&self, host: &str) -> bool {
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        self.allowed_domains.iter().any(|entry| domains::matches(entry, &host))
    }

    /// Whether the list holds exactly this host, and not just a pattern that covers it.
    #[must_use]
    pub fn names(&self, host: &str) -> bool {
        self.allowed_domains.iter().any(|entry| entry == host)
    }
}

/// Whether the developer environment is meant, and where more keys are: the explicit URL, or else the environment's.
fn environment(reader: &mut Reader<'_>) -> (bool, Option<String>) {
    let help = "Which of Clockify's environments the addresses below are for; not the simulated Clockify";
    let environment = Entry::new("CLOCKIFY_ENVIRONMENT", help);
    let kind = "prod, or one of dev, developer, staging, sandbox, which mean dev";
    let is_dev = reader.value(environment, kind, "prod", |text| match text.trim().to_ascii_lowercase().as_str() {
        "prod" | "production" => Ok(false),
        "dev" | "developer" | "development" | "staging" | "sandbox" => Ok(true),
        _ => Err("is not an environment of Clockify".to_owned()),
    });
    let mut read = |name, help| reader.value(Entry::new(name, help), "https URL", "", key_source);
    let prod = read("CLOCKIFY_JWKS_PROD_URL", "Where more keys are fetched when CLOCKIFY_ENVIRONMENT is prod");
    let dev = read("CLOCKIFY_JWKS_DEV_URL", "Where more keys are fetched when CLOCKIFY_ENVIRONMENT is dev");
    let explicit = read("CLOCKIFY_JWKS_URL", "Where more keys are fetched in any environment; wins over the two above");
    let is_dev = is_dev.unwrap_or(false);
    (is_dev, explicit.or(if is_dev { dev } else { prod }))
}

/// A key that arrives unencrypted can be anybody's, so plain http is for hosts that nobody else can be.
fn key_source(text: &str) -> Result<String, String> {
    // A key set may be behind a query, which an add-on's own address may not.
    let (place, query) = text.trim().split_once('?').map_or((text, None), |(place, query)| (place, Some(query)));
    let mut url: Url = address::http_url(place)?;
    if url.scheme() == "http" && address::is_public(&url) {
        return Err("is not https".to_owned());
    }
    url.set_query(query);
    Ok(url.into())
}

fn allowed_domains(reader: &mut Reader<'_>) -> Vec<String> {
    let help = "Hosts of Clockify that outbound calls may use; `*.x` means x and all under it";
    let entry = Entry::new("ALLOWED_API_DOMAINS", help).aliases(&["CLOCKIFY_ALLOWED_API_DOMAINS"]);
    let read = reader.value(entry, "comma list or JSON list of host names", DEFAULT_DOMAINS, domains::parse);
    let domains = read.unwrap_or_else(|| DEFAULT_DOMAINS.split(',').map(str::to_owned).collect());
    let name = reader.found(entry.name).unwrap_or(entry.name).to_owned();
    for domain in domains.iter().filter(|domain| domains::is_foreign(domain)) {
        reader.warn(format!("{name} allows {domain}, which is outside clockify.me; tokens may be sent there"));
    }
    domains
}

fn openapi_path(reader: &mut Reader<'_>) -> Option<PathBuf> {
    let help = "OpenAPI file, or a table that `catalogue import` made of one, that replaces the built-in catalogue";
    reader.optional_text(Entry::new("CLOCKIFY_OPENAPI_PATH", help), &(1..=4096), "").map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Source;

    fn read(pairs: &[(&str, &str)]) -> (Clockify, Result<Vec<String>, String>) {
        let source = Source::from_pairs(pairs.iter().copied());
        let mut reader = Reader::new(&source);
        let clockify = Clockify::read(&mut reader);
        (clockify, reader.finish().map_err(|error| error.to_string()))
    }

    #[test]
    fn key_sources() {
        let (any, prod, dev) = ("https://any.test/k", "https://prod.test/k?v=1", "http://localhost:9/dev");
        let both = [("CLOCKIFY_JWKS_PROD_URL", prod), ("CLOCKIFY_JWKS_DEV_URL", dev)];
        for (more, expected) in [
            (vec![], Some(prod)),
            (vec![("CLOCKIFY_ENVIRONMENT", "PROD")], Some(prod)),
            (vec![("CLOCKIFY_ENVIRONMENT", "dev")], Some(dev)),
            (vec![("CLOCKIFY_ENVIRONMENT", "Staging")], Some(dev)),
            (vec![("CLOCKIFY_ENVIRONMENT", "sandbox")], Some(dev)),
            (vec![("CLOCKIFY_ENVIRONMENT", "dev"), ("CLOCKIFY_JWKS_URL", any)], Some(any)),
        ] {
            let pairs: Vec<_> = both.into_iter().chain(more.clone()).collect();
            assert_eq!(read(&pairs).0.jwks_url.as_deref(), expected, "{more:?}");
        }
        assert_eq!(read(&[]).0.jwks_url, None);
        for bad in [
            ("CLOCKIFY_ENVIRONMENT", "mars"),
            ("CLOCKIFY_JWKS_URL", "http://example.com/k"),
            ("CLOCKIFY_JWKS_URL", "keys"),
        ] {
            assert!(read(&[bad]).1.unwrap_err().contains(bad.0), "{bad:?}");
        }
    }

    #[test]
    fn hosts() {
        let (clockify, warnings) = read(&[]);
        assert!(warnings.unwrap().is_empty());
        for (host, allowed) in [("api.clockify.me", true), ("CLOCKIFY.ME.", true), ("clockify.com", false), ("", false)]
        {
            assert_eq!(clockify.allows(host), allowed, "{host}");
        }
        let (clockify, warnings) = read(&[("CLOCKIFY_ALLOWED_API_DOMAINS", "[\"*.clockify.me\",\"*.clockify.com\"]")]);
        assert!(clockify.allows("api.clockify.com"));
        let warnings = warnings.unwrap();
        assert_eq!(warnings.len(), 1);
        assert!(warnings[0].contains("*.clockify.com") && warnings[0].contains("CLOCKIFY_ALLOWED_API_DOMAINS"));
    }

    #[test]
    fn a_text_without_a_key_is_an_error() {
        assert!(read(&[("CLOCKIFY_ADDONS_PUBLIC_KEYS", "canary")]).1.unwrap_err().contains("no PEM public key"));
    }
}
