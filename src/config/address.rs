//! HTTP addresses, and which of them the world can reach.
//!
//! "Public" decides whether an add-on may run without verifying signatures, so it errs on the side of
//! yes: only names and ranges that can't be routed from outside count as private.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// Names that no public resolver answers for (RFC 2606, RFC 6761, RFC 6762 and ICANN's `.internal`).
const PRIVATE_SUFFIXES: [&str; 4] = [".localhost", ".test", ".local", ".internal"];

/// Reads an `http` or `https` URL without user name, query or fragment.
pub(super) fn http_url(text: &str) -> Result<Url, String> {
    let url = Url::parse(text.trim()).map_err(|error| format!("is not a URL ({error})"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err("is neither http nor https".to_owned());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("contains a user name or a password".to_owned());
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("contains a `?` or a `#`".to_owned());
    }
    Ok(url)
}

/// The URL as text without the slash at its end, so that paths can be appended.
pub(super) fn without_slash(url: &Url) -> String {
    url.as_str().trim_end_matches('/').to_owned()
}

/// Whether the host of this URL can be reached from the internet, as far as its name tells.
pub(super) fn is_public(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.').to_ascii_lowercase();
            name != "localhost" && !PRIVATE_SUFFIXES.iter().any(|suffix| name.ends_with(suffix))
        }
        Some(Host::Ipv4(address)) => !is_private(IpAddr::V4(address)),
        Some(Host::Ipv6(address)) => !is_private(IpAddr::V6(address)),
        None => true,
    }
}

/// Whether an address stays within a machine or a local network.
fn is_private(address: IpAddr) -> bool {
    let v4 = |ip: Ipv4Addr| ip.is_loopback() || ip.is_private() || ip.is_link_local() || ip.is_unspecified();
    let v6 =
        |ip: Ipv6Addr| ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local() || ip.is_unspecified();
    match address.to_canonical() {
        IpAddr::V4(ip) => v4(ip),
        IpAddr::V6(ip) => v6(ip),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls() {
        for (text, expected) in [
            ("http://localhost:8000", Some("http://localhost:8000")),
            (" https://Addons.Example.com/ ", Some("https://addons.example.com")),
            ("https://example.com:443/a/", Some("https://example.com/a")),
            ("ftp://example.com", None),
            ("example.com", None),
            ("https://", None),
            ("https://user:canary@example.com", None),
            ("https://example.com/?a=b", None),
            ("https://example.com/#a", None),
        ] {
            let read = http_url(text);
            assert_eq!(read.as_ref().ok().map(without_slash).as_deref(), expected, "{text}");
            assert!(!read.err().unwrap_or_default().contains("canary"));
        }
    }

    #[test]
    fn public_hosts() {
        for (host, public) in [
            ("example.com", true),
            ("localhost", false),
            ("LOCALHOST.", false),
            ("a.localhost", false),
            ("addons.test", false),
            ("nas.local", false),
            ("svc.cluster.internal", false),
            ("local", true),
            ("mylocalhost", true),
            ("localhost.example.com", true),
            ("127.0.0.1", false),
            ("127.8.9.1", false),
            ("10.1.2.3", false),
            ("172.16.0.1", false),
            ("172.32.0.1", true),
            ("192.168.1.1", false),
            ("169.254.0.1", false),
            ("8.8.8.8", true),
            ("0.0.0.0", false),
            ("[::1]", false),
            ("[fd00::1]", false),
            ("[fe80::1]", false),
            ("[::ffff:10.0.0.1]", false),
            ("[::ffff:8.8.8.8]", true),
            ("[2001:4860:4860::8888]", true),
        ] {
            assert_eq!(is_public(&Url::parse(&format!("https://{host}/")).unwrap()), public, "{host}");
        }
    }
}
