//! From what a flow says to what is sent.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use secrecy::SecretString;
use time::OffsetDateTime;
use url::Url;

use super::{BODY_MAX, Request};
use crate::config::HttpSteps;
use crate::config::http_steps::HOSTS;
use crate::domain::flow::definition::is_reserved;
use crate::domain::scheme::{self, Scheme};
use crate::flows::secrets::Opened;

/// What the requests' headers say of us.
const AGENT: &str = concat!("clockify-addons/", env!("CARGO_PKG_VERSION"));

const ACCEPTED: &str = "application/json, */*;q=0.5";

/// The most bytes of a URL with its query.
const URL_MAX: usize = 8 * 1024;

/// The most headers, and the most bytes of one.
const HEADERS: usize = 50;
const HEADER_MAX: usize = 8 * 1024;

/// What a secret begins with whose rest is base64.
const PREFIX: &str = "whsec_";

/// What a secret that is to sign has to be like.
const SIGNING: &str = "`whsec_` and 24 to 64 bytes in base64, or 24 to 64 characters";

/// Why a request isn't sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    /// The method isn't one of the five.
    #[error("the method must be GET, POST, PUT, PATCH or DELETE")]
    Method,
    /// The URL can't be read.
    #[error("the URL can't be read: {0}")]
    Url(url::ParseError),
    /// The URL isn't one of HTTP.
    #[error("the URL must begin with https://")]
    Scheme,
    /// The URL holds a user or a password.
    #[error("the URL must not hold a user or a password; a header `authorization` with a secret is the place for them")]
    Login,
    /// The URL is too long.
    #[error("the URL has more than {URL_MAX} bytes")]
    UrlLength,
    /// The host may not be called.
    #[error("{0}")]
    Host(String),
    /// A text can't be the name of a header.
    #[error("`{0}` is not the name of a header")]
    HeaderName(String),
    /// A value can't stand in a header.
    #[error("the value of the header `{0}` has a line break or another character that has no place there")]
    HeaderValue(String),
    /// A header is too long.
    #[error("the header `{0}` has more than {HEADER_MAX} bytes")]
    HeaderLength(String),
    /// There are too many headers.
    #[error("there are more than {HEADERS} headers")]
    Headers,
    /// A header isn't for flows to set.
    #[error("the header `{0}` can't be set by a flow")]
    Forbidden(String),
    /// The body is too large.
    #[error("the body has {0} bytes; {BODY_MAX} are allowed")]
    Body(usize),
    /// A request of this method has no body.
    #[error("a request with GET has no body")]
    NoBody,
    /// The secret doesn't exist or can't be opened.
    #[error("there is no secret named `{0}` that could sign")]
    NoSecret(String),
    /// The secret can't sign.
    #[error("the secret `{0}` can't sign; it must be {SIGNING}")]
    Secret(String),
}

/// A request as it is sent.
pub(super) struct Built {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) host: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Option<Bytes>,
}

pub(super) fn build(
    request: &Request,
    secrets: &Opened,
    config: &HttpSteps,
    now: OffsetDateTime,
) -> Result<Built, Invalid> {
    let method = match request.method.as_str() {
        "GET" => Method::GET,
        "POST" => Method::POST,
        "PUT" => Method::PUT,
        "PATCH" => Method::PATCH,
        "DELETE" => Method::DELETE,
        _ => return Err(Invalid::Method),
    };
    let (url, host) = url(request, config)?;
    let body = match &request.body {
        Some(_) if method == Method::GET => return Err(Invalid::NoBody),
        Some(body) => Some(Bytes::from(body.to_string())),
        None => None,
    };
    if let Some(long) = body.as_ref().map(Bytes::len).filter(|length| *length > BODY_MAX) {
        return Err(Invalid::Body(long));
    }
    let mut headers = headers(request, body.is_some())?;
    if let Some(name) = &request.sign {
        sign(&mut headers, name, secrets, body.as_deref().unwrap_or_default(), &request.id, now)?;
    }
    Ok(Built { method, url, host, headers, body })
}

fn url(request: &Request, config: &HttpSteps) -> Result<(Url, String), Invalid> {
    if request.url.len() > URL_MAX {
        return Err(Invalid::UrlLength);
    }
    let mut url = Url::parse(&request.url).map_err(Invalid::Url)?;
    let host = match (url.scheme(), url.host_str()) {
        ("https" | "http", Some(host)) => host.trim_end_matches('.').to_owned(),
        _ => return Err(Invalid::Scheme),
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Invalid::Login);
    }
    if !config.allows(&host) {
        return Err(Invalid::Host(format!("{host} is not one of the hosts that may be called ({HOSTS})")));
    }
    if url.scheme() == "http" && !config.allows_plain(&host) {
        return Err(Invalid::Scheme);
    }
    url.set_fragment(None);
    if !request.query.is_empty() {
        url.query_pairs_mut().extend_pairs(&request.query);
    }
    if url.as_str().len() > URL_MAX {
        return Err(Invalid::UrlLength);
    }
    Ok((url, host))
}

fn headers(request: &Request, has_body: bool) -> Result<HeaderMap, Invalid> {
    if request.headers.len() > HEADERS {
        return Err(Invalid::Headers);
    }
    let mut headers = HeaderMap::with_capacity(request.headers.len() + 6);
    headers.insert(ACCEPT, HeaderValue::from_static(ACCEPTED));
    headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
    if has_body {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    for (name, value) in &request.headers {
        // A name may come from data too; it is repeated only once it is known to be one.
        let parsed = HeaderName::try_from(name.as_str());
        let name =
            parsed.map_err(|_| Invalid::HeaderName(name.chars().filter(|c| !c.is_control()).take(40).collect()))?;
        let text = name.as_str();
        let signs = request.sign.is_some() && text.starts_with("webhook-");
        if is_reserved(text) || signs {
            return Err(Invalid::Forbidden(text.to_owned()));
        }
        if value.len() > HEADER_MAX {
            return Err(Invalid::HeaderLength(text.to_owned()));
        }
        let mut value = HeaderValue::from_str(value).map_err(|_| Invalid::HeaderValue(text.to_owned()))?;
        value.set_sensitive(true);
        headers.insert(name, value);
    }
    Ok(headers)
}

/// Signs by the rules of Standard Webhooks. A secret without the prefix is a key as it is, letter by letter.
fn sign(
    headers: &mut HeaderMap,
    name: &str,
    secrets: &Opened,
    body: &[u8],
    id: &str,
    now: OffsetDateTime,
) -> Result<(), Invalid> {
    let secret = secrets.get(name).ok_or_else(|| Invalid::NoSecret(name.to_owned()))?;
    let key = if secret.starts_with(PREFIX) { secret.to_owned() } else { STANDARD.encode(secret) };
    for (header, value) in scheme::sign(&Scheme::StandardWebhooks, &SecretString::from(key), body, now, id) {
        let header = HeaderName::try_from(header.as_str()).map_err(|_| Invalid::HeaderName(header))?;
        let value = HeaderValue::from_str(&value).map_err(|_| Invalid::HeaderValue(header.to_string()))?;
        headers.insert(header, value);
    }
    if headers.contains_key("webhook-signature") { Ok(()) } else { Err(Invalid::Secret(name.to_owned())) }
}
