//! What the build took in of the page: see `build.rs`.

use axum::body::Bytes;
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};

use crate::http::Problem;

/// One file of the page, and its smaller copies where they are smaller.
#[derive(Debug)]
struct Asset {
    name: &'static str,
    kind: &'static str,
    plain: &'static [u8],
    brotli: Option<&'static [u8]>,
    gzip: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/page.rs"));

/// What stands where the page would: how to build it.
const PLACEHOLDER: &str = include_str!("placeholder.html");

/// Whatever is asked for by its version never changes.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// The page's own HTML, before the server wrote into it.
pub(super) fn template() -> &'static str {
    TEMPLATE.unwrap_or(PLACEHOLDER)
}

/// Which assets these are. It is a part of their path and not of their query: they import each other by relative
/// addresses, and a module that has two addresses is loaded, and run, twice.
pub(super) fn version() -> &'static str {
    VERSION
}

/// A file of the page. Another version's is not there: modules of two versions don't fit together.
pub(super) fn answer(version: &str, name: &str, headers: &HeaderMap) -> Response {
    let found = ASSETS.iter().find(|asset| version == VERSION && asset.name == name);
    let Some(asset) = found else { return Problem::not_found("the page has no such file").into_response() };
    let accepted = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let (encoding, bytes) = asset.chosen(&accepted.collect::<Vec<_>>().join(","));
    let mut answer = Bytes::from_static(bytes).into_response();
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(asset.kind));
    headers.insert(CACHE_CONTROL, FOR_EVER);
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(encoding) = encoding {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    answer
}

impl Asset {
    /// The smallest copy that the browser takes.
    fn chosen(&self, accepted: &str) -> (Option<&'static str>, &'static [u8]) {
        let copies = [("br", self.brotli), ("gzip", self.gzip)];
        let taken =
            copies.into_iter().find_map(|(name, copy)| copy.filter(|_| takes(accepted, name)).map(|c| (name, c)));
        taken.map_or((None, self.plain), |(name, copy)| (Some(name), copy))
    }
}

/// Whether `accept-encoding` names an encoding, and not with a weight of zero.
fn takes(accepted: &str, encoding: &str) -> bool {
    accepted.split(',').any(|each| {
        let (name, weight) = each.split_once(';').unwrap_or((each, ""));
        let weight = weight.trim().trim_start_matches("q=");
        let is_refused = !weight.is_empty() && weight.chars().all(|c| matches!(c, '0' | '.'));
        name.trim().eq_ignore_ascii_case(encoding) && !is_refused
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_copy_that_is_taken() {
        let asset = Asset { name: "a.js", kind: "", plain: b"plain", brotli: Some(b"b"), gzip: Some(b"gz") };
        for (accepted, encoding) in [
            ("gzip, deflate, br, zstd", Some("br")),
            ("gzip", Some("gzip")),
            ("GZIP;q=0.5", Some("gzip")),
            ("br;q=0, gzip;q=1.0", Some("gzip")),
            ("br;q=0.0,gzip;q=0", None),
            ("", None),
            ("brotli", None),
        ] {
            assert_eq!(asset.chosen(accepted).0, encoding, "{accepted}");
        }
        let asset = Asset { brotli: None, ..asset };
        assert_eq!(asset.chosen("br, gzip"), (Some("gzip"), &b"gz"[..]));
    }
}
