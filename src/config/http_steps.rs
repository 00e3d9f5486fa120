//! The requests that flows make to other systems.
//!
//! `CLOCKIFY_ADDONS_HTTP_ALLOWED_HOSTS`, `CLOCKIFY_ADDONS_HTTP_TIMEOUT_SECONDS`.
//!
//! Which addresses may be reached is decided by `CLOCKIFY_ADDONS_ALLOWED_NETWORKS`, for every call alike. The list here
//! is about names: whom data of a workspace may be sent to.

use std::time::Duration;

use super::domains;
use super::entry::Entry;
use super::reader::Reader;

/// The variable that lists the hosts.
pub const HOSTS: &str = "CLOCKIFY_ADDONS_HTTP_ALLOWED_HOSTS";

/// The longest a request may take. A job's lease is a minute, and what came of the request has to be written down
/// within it.
const LONGEST: u64 = 50;

/// What requests of flows may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpSteps {
    /// The hosts that may be called; empty means every public one.
    pub hosts: Vec<Host>,
    /// How long a request may take, up to the answer's last byte.
    pub timeout: Duration,
}

/// A host, or all hosts of a domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    /// `example.com` or `*.example.com`, which covers `example.com` too.
    name: String,
    /// Whether it may be called without TLS.
    plain: bool,
}

impl Default for HttpSteps {
    fn default() -> Self {
        Self { hosts: Vec::new(), timeout: Duration::from_secs(20) }
    }
}

impl HttpSteps {
    /// Reads the section.
    pub fn read(reader: &mut Reader<'_>) -> Self {
        reader.section("HTTP steps of flows");
        let help = "Hosts that flows may call, as `example.com` or `*.example.com`; every public one when it is empty";
        let kind = "comma list of hosts; `http://` before one lets it be called without TLS";
        let hosts = reader.value(Entry::new(HOSTS, help), kind, "", list).unwrap_or_default();
        let help = "How long a request of a flow may take, up to the answer's last byte";
        let timeout = Entry::new("CLOCKIFY_ADDONS_HTTP_TIMEOUT_SECONDS", help);
        let timeout = reader.seconds(timeout, &(1..=LONGEST), Self::default().timeout.as_secs());
        for host in hosts.iter().filter(|host| host.plain) {
            reader.warn(format!("{HOSTS} lets {} be called without TLS", host.name));
        }
        Self { hosts, timeout }
    }

    /// Whether a host may be called.
    #[must_use]
    pub fn allows(&self, host: &str) -> bool {
        self.hosts.is_empty() || self.hosts.iter().any(|entry| entry.covers(host))
    }

    /// Whether a host may be called without TLS.
    #[must_use]
    pub fn allows_plain(&self, host: &str) -> bool {
        self.hosts.iter().any(|entry| entry.plain && entry.covers(host))
    }
}

impl Host {
    fn covers(&self, host: &str) -> bool {
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        domains::matches(&self.name, &host)
    }
}

/// A comma list of hosts. IPv6 addresses stand in brackets, as in a URL.
fn list(text: &str) -> Result<Vec<Host>, String> {
    let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
    items.map(one).collect()
}

fn one(item: &str) -> Result<Host, String> {
    let (plain, name) = match item.split_once("://") {
        Some(("http", name)) => (true, name),
        Some(("https", name)) => (false, name),
        Some(_) => return Err("contains a URL of another kind than http and https".to_owned()),
        None => (false, item),
    };
    let name = name.trim_end_matches('/');
    let address = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
    if address.is_some_and(|address| address.parse::<std::net::Ipv6Addr>().is_ok()) {
        return Ok(Host { name: name.to_ascii_lowercase(), plain });
    }
    let mut names = domains::parse(name).map_err(|_| "contains something that is not a host name".to_owned())?;
    match (names.pop(), names.is_empty()) {
        (Some(name), true) => Ok(Host { name, plain }),
        _ => Err("contains something that is not a host name".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Source;

    fn read(hosts: &str) -> (HttpSteps, Result<Vec<String>, String>) {
        let source = Source::from_pairs([(HOSTS, hosts)]);
        let mut reader = Reader::new(&source);
        let steps = HttpSteps::read(&mut reader);
        (steps, reader.finish().map_err(|error| error.to_string()))
    }

    #[test]
    fn hosts() {
        for (list, host, allowed, plain) in [
            ("", "example.com", true, false),
            ("example.com", "example.com", true, false),
            ("example.com", "EXAMPLE.com.", true, false),
            ("example.com", "a.example.com", false, false),
            ("*.example.com", "a.example.com", true, false),
            ("*.example.com", "badexample.com", false, false),
            ("https://example.com/", "example.com", true, false),
            ("http://127.0.0.1, example.com", "127.0.0.1", true, true),
            ("http://127.0.0.1, example.com", "example.com", true, false),
            ("http://[::1]", "[::1]", true, true),
            ("http://[::1]", "example.com", false, false),
        ] {
            let (steps, finished) = read(list);
            assert!(finished.is_ok(), "{list}");
            assert_eq!((steps.allows(host), steps.allows_plain(host)), (allowed, plain), "{list} {host}");
        }
        for bad in ["ftp://example.com", "a b", "example.com:8080", "[::1", "*", "*.*.com", "a/b", "user@example.com"] {
            assert!(read(bad).1.is_err(), "{bad}");
        }
    }

    #[test]
    fn plain_text_is_warned_about() {
        assert_eq!(read("example.com").1, Ok(vec![]));
        let warnings = read("http://example.com").1.unwrap();
        assert_eq!(warnings, [format!("{HOSTS} lets example.com be called without TLS")]);
    }
}
