//! Where a request enters: path, request id, what log lines say of it, headers of every answer.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::Router;
use axum::body::Body;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Request, Response, Uri, header};
use tower::Service;
use uuid::Uuid;

use super::routes;
use super::state::AppState;
use crate::app::App;
use crate::telemetry::request::Request as About;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// One add-on as a service. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Entry {
    app: Arc<App>,
    router: Router,
}

impl Entry {
    /// The service of an add-on.
    #[must_use]
    pub fn new(app: Arc<App>) -> Self {
        let router = routes::router(&app).with_state(AppState::new(Arc::clone(&app)));
        Self { app, router }
    }

    /// The add-on behind it.
    #[must_use]
    pub fn app(&self) -> &Arc<App> {
        &self.app
    }
}

impl Service<Request<Body>> for Entry {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, mut request: Request<Body>) -> Self::Future {
        if let Some(uri) = normalize(request.uri(), self.app.base_path()) {
            *request.uri_mut() = uri;
        }
        let id = request_id(&request);
        let about = About::new(self.app.spec.addon.name(), id.clone(), request.method().clone(), request.uri().clone());
        let secure = self.app.config.base_url.starts_with("https://");
        let routed = self.router.call(request);
        Box::pin(about.scope(async move {
            let mut response = match routed.await {
                Ok(response) => response,
                Err(never) => match never {},
            };
            tracing::debug!(status = response.status().as_u16(), "answered");
            complete(response.headers_mut(), id, secure);
            Ok(response)
        }))
    }
}

/// Headers that every answer carries.
fn complete(headers: &mut HeaderMap, id: HeaderValue, secure: bool) {
    headers.insert(REQUEST_ID, id);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if secure {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
}

/// The caller's request id where it is short and plain, otherwise one of ours.
fn request_id(request: &Request<Body>) -> HeaderValue {
    let plain = |value: &&HeaderValue| {
        let bytes = value.as_bytes();
        !bytes.is_empty() && bytes.len() <= 64 && bytes.iter().all(|c| c.is_ascii_alphanumeric() || b"-_.".contains(c))
    };
    match request.headers().get(REQUEST_ID).filter(plain) {
        Some(id) => id.clone(),
        None => {
            let mut text = Uuid::encode_buffer();
            let text = Uuid::now_v7().simple().encode_lower(&mut text);
            HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static("none"))
        }
    }
}

/// The address with repeated slashes collapsed, a trailing one cut, and the base URL's own path cut off.
///
/// Clockify joins base URL and path with a slash of its own, so `//webhooks/x` is what arrives. `None`: as it was.
fn normalize(uri: &Uri, base_path: &str) -> Option<Uri> {
    let path = uri.path();
    let inside = match path.strip_prefix(base_path) {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => rest,
        _ => path,
    };
    let clean = inside == "/" || (!inside.contains("//") && !inside.ends_with('/') && !inside.is_empty());
    if clean && inside.len() == path.len() {
        return None;
    }
    let mut joined =
        inside.split('/').filter(|part| !part.is_empty()).fold(String::new(), |all, part| all + "/" + part);
    if joined.is_empty() {
        joined.push('/');
    }
    if let Some(query) = uri.query() {
        joined = joined + "?" + query;
    }
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(joined).ok()?);
    Uri::from_parts(parts).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_normalised() {
        for (path, base, expected) in [
            ("/webhooks/time/new", "", "/webhooks/time/new"),
            ("//webhooks/time/new", "", "/webhooks/time/new"),
            ("/webhooks//time///new/", "", "/webhooks/time/new"),
            ("/studio//webhooks/time/new", "/studio", "/webhooks/time/new"),
            ("/studio", "/studio", "/"),
            ("/studios/x", "/studio", "/studios/x"),
            ("/", "", "/"),
            ("//", "", "/"),
            ("/ui/?auth_token=x", "", "/ui?auth_token=x"),
        ] {
            let uri: Uri = path.parse().unwrap();
            let normal = normalize(&uri, base).unwrap_or(uri);
            assert_eq!(normal.path_and_query().unwrap().as_str(), expected, "{path} under {base:?}");
        }
    }
}
