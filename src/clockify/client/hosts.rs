//! Where a workspace's API is: what its token says, checked against what the operator allows.
//!
//! A token goes along with every call, so an address is used only if it is https, without a user name or a port, and
//! its host is one that `ALLOWED_API_DOMAINS` covers. For tests and the simulated Clockify a loopback host may be
//! called by http and with a port, if the list names exactly that host.

use url::{Host, Url};

use crate::clockify::catalogue;
use crate::clockify::token;
use crate::config::Clockify;
use crate::domain::addon::Addon;

/// The addresses of a workspace's API, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hosts {
    /// Ends in `/api`.
    pub regular: Url,
    /// The host of reports, where it is known.
    pub reports: Option<Url>,
}

/// An address that may not be called.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field} {why}")]
pub struct BadHost {
    /// Which address: the claim's name or the variable's.
    field: &'static str,
    why: Why,
}

/// What is wrong with an address. Only the host is repeated: the rest may hold a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
enum Why {
    #[error("is not a URL")]
    NotAUrl,
    #[error("is not https")]
    NotHttps,
    #[error("contains a user name, a port, a query or a fragment")]
    Extra,
    #[error("names the host {0}, which ALLOWED_API_DOMAINS doesn't allow")]
    Foreign(String),
    #[error("is not known; the token doesn't name it, and {0} is not set")]
    Missing(&'static str),
}

impl Hosts {
    /// The addresses that a token names and, where it names none, those that are configured for this add-on.
    pub fn from_claims(claims: &token::Hosts, config: &Clockify, addon: Addon) -> Result<Self, BadHost> {
        let regular = match claims.backend_url.as_deref() {
            Some(text) => check("backendUrl", text, config)?,
            None => {
                let (name, text) = config.fallback.regular(addon, config.developer);
                check(name, text, config)?
            }
        };
        let reports = match (claims.reports_url.as_deref(), config.fallback.reports.as_deref()) {
            (Some(text), _) => Some(check("reportsUrl", text, config)?),
            (None, Some(text)) => Some(check("CLOCKIFY_REPORTS_API_BASE", text, config)?),
            (None, None) => None,
        };
        Ok(Self { regular: ending_in_api(regular), reports: reports.map(without_version) })
    }

    /// The addresses of a token that are worth keeping. The two that are called have to be allowed, so that nobody
    /// installs what can't work; of the others only the allowed ones stay.
    pub fn admit(claims: token::Hosts, config: &Clockify) -> Result<token::Hosts, BadHost> {
        for (field, text) in [("backendUrl", &claims.backend_url), ("reportsUrl", &claims.reports_url)] {
            if let Some(text) = text {
                check(field, text, config)?;
            }
        }
        let keep = |text: Option<String>| text.filter(|text| check("", text, config).is_ok());
        Ok(token::Hosts {
            locations_url: keep(claims.locations_url),
            screenshots_url: keep(claims.screenshots_url),
            pto_url: keep(claims.pto_url),
            ..claims
        })
    }

    /// The address for an operation of this host, checked once more: what is allowed may have changed since it was stored.
    pub(super) fn of(&self, host: catalogue::Host, config: &Clockify) -> Result<&Url, BadHost> {
        let (field, url) = match host {
            catalogue::Host::Regular => ("backendUrl", &self.regular),
            catalogue::Host::Reports => match &self.reports {
                Some(url) => ("reportsUrl", url),
                None => return Err(BadHost { field: "reportsUrl", why: Why::Missing("CLOCKIFY_REPORTS_API_BASE") }),
            },
        };
        check(field, url.as_str(), config)?;
        Ok(url)
    }
}

/// The URL, if it may be called.
fn check(field: &'static str, text: &str, config: &Clockify) -> Result<Url, BadHost> {
    allowed(text, config).map_err(|why| BadHost { field, why })
}

fn allowed(text: &str, config: &Clockify) -> Result<Url, Why> {
    let url = Url::parse(text.trim()).map_err(|_| Why::NotAUrl)?;
    let host = url.host().ok_or(Why::NotAUrl)?;
    let name = host.to_string();
    // First, since this is what an operator can change.
    if !config.allows(&name) {
        return Err(Why::Foreign(name));
    }
    let is_local = match &host {
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
        Host::Domain(name) => *name == "localhost",
    };
    let is_exempt = is_local && config.names(&name);
    if url.scheme() != "https" && !(is_exempt && url.scheme() == "http") {
        return Err(Why::NotHttps);
    }
    let named_user = !url.username().is_empty() || url.password().is_some();
    let port = url.port().is_some() && !is_exempt;
    if named_user || port || url.query().is_some() || url.fragment().is_some() {
        return Err(Why::Extra);
    }
    Ok(url)
}

/// The paths of operations begin with their version, so an address must not end with one.
fn without_version(mut url: Url) -> Url {
    let path = url.path().trim_end_matches('/');
    let path = path.strip_suffix("/v1").unwrap_or(path).trim_end_matches('/').to_owned();
    url.set_path(&path);
    url
}

/// The form of `backendUrl`: ends in `/api`.
fn ending_in_api(url: Url) -> Url {
    let mut url = without_version(url);
    if !url.path().ends_with("/api") {
        let path = format!("{}/api", url.path().trim_end_matches('/'));
        url.set_path(&path);
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Reader, Source};

    fn config(pairs: &[(&str, &str)]) -> Clockify {
        Clockify::read(&mut Reader::new(&Source::from_pairs(pairs.iter().copied())))
    }

    fn claims(backend: Option<&str>, reports: Option<&str>) -> token::Hosts {
        let text = |text: Option<&str>| text.map(str::to_owned);
        token::Hosts { backend_url: text(backend), reports_url: text(reports), ..token::Hosts::default() }
    }

    fn regular(backend: &str, config: &Clockify) -> Result<String, String> {
        Hosts::from_claims(&claims(Some(backend), None), config, Addon::ApiStudio)
            .map(|hosts| hosts.regular.to_string())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn addresses_of_a_token() {
        let config = config(&[]);
        for (text, expected) in [
            ("https://api.clockify.me/api", Ok("https://api.clockify.me/api")),
            ("https://api.clockify.me/api/", Ok("https://api.clockify.me/api")),
            ("https://api.clockify.me/api/v1", Ok("https://api.clockify.me/api")),
            ("https://api.clockify.me/api/v1/", Ok("https://api.clockify.me/api")),
            ("https://api.clockify.me", Ok("https://api.clockify.me/api")),
            ("https://API.Clockify.ME:443/api", Ok("https://api.clockify.me/api")),
            ("https://euc1.clockify.me/api", Ok("https://euc1.clockify.me/api")),
            ("http://api.clockify.me/api", Err("https")),
            ("http://127.0.0.1:4000/api", Err("127.0.0.1, which ALLOWED_API_DOMAINS")),
            ("http://api.example.com/api", Err("ALLOWED_API_DOMAINS")),
            ("https://127.0.0.1/api", Err("ALLOWED_API_DOMAINS")),
            ("https://api.clockify.me:8443/api", Err("port")),
            ("https://canary@api.clockify.me/api", Err("user name")),
            ("https://a:canary@api.clockify.me/api", Err("user name")),
            ("https://api.clockify.me/api?x=canary", Err("query")),
            ("https://api.clockify.me/api#canary", Err("fragment")),
            ("https://api.clockify.me.example.com/api", Err("ALLOWED_API_DOMAINS")),
            ("https://evilclockify.me/api", Err("evilclockify.me, which ALLOWED_API_DOMAINS")),
            ("https://169.254.169.254/", Err("ALLOWED_API_DOMAINS")),
            ("https://[::ffff:7f00:1]/api", Err("ALLOWED_API_DOMAINS")),
            ("ftp://api.clockify.me/api", Err("https")),
            ("nonsense canary", Err("not a URL")),
            ("", Err("not a URL")),
        ] {
            match (regular(text, &config), expected) {
                (Ok(found), Ok(expected)) => assert_eq!(found, expected, "{text}"),
                (Err(found), Err(expected)) => {
                    assert!(found.contains(expected) && found.contains("backendUrl"), "{text}: {found}");
                    assert!(!found.contains("canary"), "{found}");
                }
                (found, _) => panic!("{text}: {found:?}"),
            }
        }
    }

    #[test]
    fn a_loopback_host_needs_to_be_named_itself() {
        let local = "http://127.0.0.1:4000/api";
        for (domains, text, good) in [
            ("127.0.0.1", local, true),
            ("clockify.me,127.0.0.1", local, true),
            ("localhost", "http://localhost:4000/api", true),
            ("localhost", local, false),
            ("*.localhost", "http://localhost:4000/api", false),
            ("*.0.0.1", local, false),
            ("api.example.com", "http://api.example.com/api", false),
            ("10.0.0.1", "http://10.0.0.1/api", false),
        ] {
            assert_eq!(regular(text, &config(&[("ALLOWED_API_DOMAINS", domains)])).is_ok(), good, "{domains} {text}");
        }
    }

    #[test]
    fn what_the_token_leaves_out_is_configured() {
        let none = claims(None, None);
        let dev = ("CLOCKIFY_ENVIRONMENT", "dev");
        for (pairs, addon, expected) in [
            (vec![], Addon::ApiStudio, "https://api.clockify.me/api"),
            (vec![dev], Addon::ClockifyAddon, "https://developer.clockify.me/api"),
            (
                vec![("CLOCKIFY_API_BASE_URL", "https://euc1.clockify.me")],
                Addon::ApiStudio,
                "https://euc1.clockify.me/api",
            ),
            (
                vec![("CLOCKIFY_API_BASE_URL", "https://euc1.clockify.me")],
                Addon::ClockifyAddon,
                "https://api.clockify.me/api",
            ),
            (
                vec![("CLOCKIFY_API_BASE", "https://use2.clockify.me/api/v1")],
                Addon::ClockifyAddon,
                "https://use2.clockify.me/api",
            ),
            (
                vec![dev, ("CLOCKIFY_DEVELOPER_API_BASE", "https://d.clockify.me/api/v1")],
                Addon::ApiStudio,
                "https://d.clockify.me/api",
            ),
            (
                vec![("CLOCKIFY_DEVELOPER_API_BASE", "https://d.clockify.me/api/v1")],
                Addon::ApiStudio,
                "https://api.clockify.me/api",
            ),
        ] {
            let hosts = Hosts::from_claims(&none, &config(&pairs), addon).unwrap();
            assert_eq!(hosts.regular.as_str(), expected, "{pairs:?}");
        }
        let config = config(&[("CLOCKIFY_REPORTS_API_BASE", "https://reports.api.clockify.me/v1")]);
        let reports = |claims: &token::Hosts| Hosts::from_claims(claims, &config, Addon::ApiStudio).unwrap().reports;
        assert_eq!(reports(&none).unwrap().as_str(), "https://reports.api.clockify.me/");
        let named = claims(None, Some("https://euc1.clockify.me/report"));
        assert_eq!(reports(&named).unwrap().as_str(), "https://euc1.clockify.me/report");
    }

    #[test]
    fn an_install_is_refused_for_what_would_be_called() {
        let config = config(&[]);
        let foreign = Some("https://example.com/api");
        for (claims, good) in [
            (claims(None, None), true),
            (claims(foreign, None), false),
            (claims(None, foreign), false),
            (token::Hosts { pto_url: foreign.map(str::to_owned), ..token::Hosts::default() }, true),
        ] {
            let admitted = Hosts::admit(claims, &config);
            assert_eq!(admitted.is_ok(), good, "{admitted:?}");
            assert_eq!(admitted.ok().and_then(|hosts| hosts.pto_url), None);
        }
    }

    #[test]
    fn an_address_is_checked_again_at_the_call() {
        let wide = config(&[("ALLOWED_API_DOMAINS", "api.example.com")]);
        let hosts = Hosts::from_claims(&claims(Some("https://api.example.com/api"), None), &wide, Addon::ApiStudio);
        let hosts = hosts.unwrap();
        assert!(hosts.of(catalogue::Host::Regular, &wide).is_ok());
        let error = hosts.of(catalogue::Host::Regular, &config(&[])).unwrap_err().to_string();
        assert!(error.contains("api.example.com") && error.contains("ALLOWED_API_DOMAINS"), "{error}");
        let error = hosts.of(catalogue::Host::Reports, &wide).unwrap_err().to_string();
        assert!(error.contains("CLOCKIFY_REPORTS_API_BASE"), "{error}");
    }
}
