//! An HTTP call as a value.
//!
//! Between "what Clockify would send" and "sending it" stands this type, so that the same call can go to a
//! router inside a test, over a socket by the [`Driver`](super::Driver), or be changed on the way to see what
//! happens. Its fields are open for that reason.

use bytes::Bytes;
use http::Method;

use super::Error;

/// A call that is not yet made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// Path and query, with a leading slash; the host is the sender's business.
    pub path: String,
    /// Headers in the order of sending; a name may occur twice.
    pub headers: Vec<(&'static str, String)>,
    /// The body, byte for byte.
    pub body: Bytes,
}

impl Request {
    /// A `POST` of JSON.
    pub(super) fn post(path: String, body: Bytes) -> Self {
        Self { method: Method::POST, path, headers: vec![("content-type", "application/json".to_owned())], body }
    }

    /// Adds a header.
    #[must_use]
    pub fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Takes every header of that name away.
    #[must_use]
    pub fn without_header(mut self, name: &str) -> Self {
        self.headers.retain(|(header, _)| !header.eq_ignore_ascii_case(name));
        self
    }

    /// Replaces every header of that name by one.
    #[must_use]
    pub fn replacing_header(self, name: &'static str, value: impl Into<String>) -> Self {
        self.without_header(name).with_header(name, value)
    }

    /// The first header of that name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| header.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The same call for a router; fails if the path or a header value can't stand in an HTTP request.
    pub fn into_http<B: From<Bytes>>(self) -> Result<http::Request<B>, Error> {
        let mut builder = http::Request::builder().method(self.method).uri(self.path);
        for (name, value) in self.headers {
            builder = builder.header(name, value);
        }
        Ok(builder.body(B::from(self.body))?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conversion_keeps_everything() {
        let request =
            Request::post("/a?b=c".into(), Bytes::from_static(b"{}")).with_header("x", "1").with_header("x", "2");
        assert_eq!(request.header("Content-Type"), Some("application/json"));
        let http: http::Request<Bytes> = request.clone().into_http().unwrap();
        assert_eq!((http.method(), http.uri().to_string().as_str()), (&Method::POST, "/a?b=c"));
        assert_eq!(http.headers().get_all("x").iter().count(), 2);
        assert_eq!(http.body().as_ref(), b"{}");
        assert_eq!(request.replacing_header("X", "3").header("x"), Some("3"));
    }
}
