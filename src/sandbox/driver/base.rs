//! The address of an add-on, which must be on this machine.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::Url;

use crate::sandbox::Error;

/// What the name `localhost` means here, whatever the machine's resolver says. Port 0 stands for the URL's.
pub(super) const LOCALHOST: [SocketAddr; 2] =
    [SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0), SocketAddr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), 0)];

/// A checked base URL.
#[derive(Clone, Debug)]
pub(super) struct Base {
    /// Scheme, host and port.
    origin: String,
    /// Where the manifest is.
    manifest: String,
}

impl Base {
    pub(super) fn new(text: &str) -> Result<Self, Error> {
        // What may be a password is refused below, and must not be repeated in the message either.
        let shown = if text.contains('@') { "(not shown)" } else { text };
        let refused = |reason| Error::BaseUrl { url: shown.to_owned(), reason };
        let url = Url::parse(text).map_err(|_| refused("it is no URL"))?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(refused("it contains a user name or password"));
        }
        if !matches!(url.scheme(), "http" | "https") {
            return Err(refused("it is neither http nor https"));
        }
        if !url.host_str().is_some_and(is_loopback) {
            return Err(refused("it is not a loopback address"));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(refused("a base URL has no query and no fragment"));
        }
        let origin = url.origin().ascii_serialization();
        let manifest = format!("{origin}{}/manifest", url.path().trim_end_matches('/'));
        Ok(Self { origin, manifest })
    }

    /// The URL of the manifest.
    pub(super) fn manifest(&self) -> &str {
        &self.manifest
    }

    /// The URL of a path, which begins with a slash; anything else could change the host.
    pub(super) fn url(&self, path: &str) -> String {
        format!("{}/{}", self.origin, path.strip_prefix('/').unwrap_or(path))
    }
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    address.map_or(host == "localhost", |address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_called() {
        for url in ["http://127.0.0.1:8000", "http://127.9.9.9/", "http://localhost:1/a/", "https://[::1]:8443"] {
            assert!(Base::new(url).is_ok(), "{url}");
        }
        for url in [
            "http://example.com",
            "http://localhost.example.com",
            "http://127.0.0.1.example.com",
            "http://127.0.0.1@example.com",
            "http://user:pass@127.0.0.1",
            "http://0.0.0.0:8000",
            "http://10.0.0.1",
            "http://[::ffff:10.0.0.1]",
            "ftp://127.0.0.1",
            "http://127.0.0.1/?next=http://example.com",
            "127.0.0.1:8000",
            "",
        ] {
            let error = Base::new(url).map(|_| ()).unwrap_err().to_string();
            assert!(error.contains("http://127.0.0.1:8000") && !error.contains("pass@"), "{url}: {error}");
        }
    }

    #[test]
    fn no_path_leads_to_another_host() {
        let base = Base::new("http://127.0.0.1:8000/base/").unwrap();
        assert_eq!(base.manifest(), "http://127.0.0.1:8000/base/manifest");
        for path in ["/x", "x", "//example.com/x", "@example.com", ":80@example.com", ".example.com/"] {
            let url = Url::parse(&base.url(path)).unwrap();
            assert_eq!((url.host_str(), url.port()), (Some("127.0.0.1"), Some(8000)), "{path}");
        }
    }
}
