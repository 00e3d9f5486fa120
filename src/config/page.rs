//! Where the add-on's page may be shown.
//!
//! `CLOCKIFY_ADDONS_FRAME_ANCESTORS`.

use url::{Host, Url};

use super::entry::Entry;
use super::reader::Reader;

/// Clockify's pages. `*.x` does not cover x itself in a browser's eyes, so both stand here.
const CLOCKIFY: &str = "https://clockify.me,https://*.clockify.me";

/// The variable.
const NAME: &str = "CLOCKIFY_ADDONS_FRAME_ANCESTORS";

/// Who may embed the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Origins as in a `frame-ancestors` of a content security policy. The page takes messages from no others.
    pub frame_ancestors: Vec<String>,
}

impl Page {
    /// Reads the section.
    pub fn read(reader: &mut Reader<'_>) -> Self {
        reader.section("Page");
        let help = "Origins of pages that may embed the add-on's page; `https://*.x` means all hosts under x";
        let read =
            reader.value(Entry::new(NAME, help), "comma list of origins, as https://example.com", CLOCKIFY, list);
        let frame_ancestors = read.unwrap_or_else(|| CLOCKIFY.split(',').map(str::to_owned).collect());
        for origin in frame_ancestors.iter().filter(|origin| !is_clockify(origin)) {
            reader.warn(format!("{NAME} allows {origin}, which is not Clockify: its pages may embed the add-on's"));
        }
        Self { frame_ancestors }
    }
}

fn list(text: &str) -> Result<Vec<String>, String> {
    let parts = text.split([',', ' ']).map(str::trim).filter(|part| !part.is_empty());
    let origins: Vec<String> = parts.map(origin).collect::<Result<_, _>>()?;
    if origins.is_empty() { Err("names no origin".to_owned()) } else { Ok(origins) }
}

/// An origin, with `*.` before its host if all under it are meant. https, but on this machine.
fn origin(text: &str) -> Result<String, String> {
    let wrong = |what: &str| format!("holds `{text}`, which {what}");
    let (scheme, rest) = text.split_once("://").ok_or_else(|| wrong("has no https:// before it"))?;
    let (below, host) = rest.strip_prefix("*.").map_or((false, rest), |host| (true, host));
    // A policy is cut at semicolons and blanks: what isn't a plain name must not get into one.
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':');
    let url = Url::parse(&format!("{scheme}://{host}")).map_err(|_| wrong("is no origin"))?;
    let is_bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    if !is_bare || !url.username().is_empty() || url.password().is_some() || host.contains('*') {
        return Err(wrong("is more than an origin"));
    }
    let is_local = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        // There is no way to write one in a policy.
        Some(Host::Ipv6(_)) | None => return Err(wrong("has no host name")),
    };
    if !url.authority().chars().all(is_plain) || below && !matches!(url.host(), Some(Host::Domain(_))) {
        return Err(wrong("is no origin"));
    }
    match url.scheme() {
        "https" => {}
        "http" if is_local => {}
        _ => return Err(wrong("is not https")),
    }
    let plain = url.origin().ascii_serialization();
    Ok(if below { plain.replacen("://", "://*.", 1) } else { plain })
}

fn is_clockify(origin: &str) -> bool {
    let host = origin.strip_prefix("https://").unwrap_or_default();
    host == "clockify.me" || host.ends_with(".clockify.me")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Source;

    fn read(value: &str) -> (Page, Result<Vec<String>, String>) {
        let source = Source::from_pairs([(NAME, value)]);
        let mut reader = Reader::new(&source);
        (Page::read(&mut reader), reader.finish().map_err(|error| error.to_string()))
    }

    #[test]
    fn clockify_alone_unless_an_operator_says_otherwise() {
        let (page, warnings) = read("");
        assert_eq!(page.frame_ancestors, ["https://clockify.me", "https://*.clockify.me"]);
        assert!(warnings.unwrap().is_empty());
        let (page, warnings) = read("https://*.clockify.me, https://intranet.example.com:8443/ http://localhost:3000");
        let expected = ["https://*.clockify.me", "https://intranet.example.com:8443", "http://localhost:3000"];
        assert_eq!(page.frame_ancestors, expected);
        let warnings = warnings.unwrap();
        assert!(warnings.len() == 2 && warnings[0].contains("intranet.example.com:8443"), "{warnings:?}");
    }

    #[test]
    fn what_is_no_origin_is_refused() {
        for bad in [
            ",",
            "*",
            "https://*",
            "https:",
            "clockify.me",
            "'self'",
            "'none'",
            "https://a.example.com/page",
            "https://a.*.example.com",
            "http://example.com",
            "https://user@example.com",
            "https://[::1]",
            "https://*.127.0.0.1",
            "https://example.com;script-src",
            "data:",
        ] {
            let error = read(bad).1.unwrap_err();
            assert!(error.contains(NAME), "{bad}: {error}");
        }
    }
}
