//! The way to a server that speaks S3: our own HTTP client, with its times and its TLS, beneath the library's protocol.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use http::StatusCode;
use http_body_util::{BodyExt, Limited};
use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::client::{
    ClientConfigKey, HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpResponseBody,
    HttpService,
};
use object_store::{BackoffConfig, ClientOptions, Error as StoreError, RetryConfig};
use reqwest::redirect;
use secrecy::ExposeSecret;

use super::super::Error;
use super::Store;
use crate::clock::Clock;
use crate::config::S3;
use crate::config::backup::BUCKET;

/// Longest that is waited for a connection, and between two signs of life.
const CONNECT: Duration = Duration::from_secs(5);
const SILENCE: Duration = Duration::from_secs(30);

/// Longest that a request takes which sends something: a part over a slow line.
const SEND: Duration = Duration::from_mins(5);

/// Longest that one request is tried again.
const TRYING: Duration = Duration::from_mins(5);
const PAUSE: Duration = Duration::from_secs(10);

/// Longest answer to a refused request that is looked at.
const LONGEST: usize = 64 * 1024;

impl Store {
    /// Backups at `s3://bucket/prefix`. Nothing is asked of the server yet.
    pub fn connect(address: &str, settings: &S3, scratch: PathBuf, clock: Arc<dyn Clock>) -> Result<Self, Error> {
        let shown = address.trim_end_matches('/').to_owned();
        let failed = |source| Error::store(shown.clone(), "to be connected to", Box::new(source));
        let (bucket, prefix) = shown.strip_prefix(BUCKET).and_then(split).ok_or(Error::Address)?;
        let plain = settings.endpoint.as_deref().is_some_and(|endpoint| endpoint.starts_with("http://"));
        let backoff = BackoffConfig { max_backoff: PAUSE, ..BackoffConfig::default() };
        let retry = RetryConfig { backoff, max_retries: settings.retries.into(), retry_timeout: TRYING };
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(bucket)
            .with_region(&settings.region)
            .with_allow_http(plain)
            .with_retry(retry)
            // Not every server knows how to remove many at once.
            .with_disable_bulk_delete(true)
            .with_http_connector(Connector);
        let secrets = [
            (AmazonS3ConfigKey::AccessKeyId, &settings.access_key),
            (AmazonS3ConfigKey::SecretAccessKey, &settings.secret_key),
            (AmazonS3ConfigKey::Token, &settings.session_token),
        ];
        for (key, secret) in secrets {
            if let Some(secret) = secret {
                builder = builder.with_config(key, secret.expose_secret().trim());
            }
        }
        let texts = [
            (AmazonS3ConfigKey::Endpoint, &settings.endpoint),
            (AmazonS3ConfigKey::RoleArn, &settings.role),
            (AmazonS3ConfigKey::WebIdentityTokenFile, &settings.web_identity_token_file),
            (AmazonS3ConfigKey::ContainerCredentialsRelativeUri, &settings.container_relative),
            (AmazonS3ConfigKey::ContainerCredentialsFullUri, &settings.container_full),
            (AmazonS3ConfigKey::ContainerAuthorizationTokenFile, &settings.container_token_file),
        ];
        for (key, text) in texts {
            if let Some(text) = text {
                builder = builder.with_config(key, text);
            }
        }
        let store = Arc::new(builder.build().map_err(failed)?);
        Ok(Self::over(store, prefix, shown.clone(), scratch, clock))
    }
}

/// The bucket and the prefix.
fn split(text: &str) -> Option<(&str, &str)> {
    let (bucket, prefix) = text.split_once('/').unwrap_or((text, ""));
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    (!bucket.is_empty() && bucket.chars().all(fits)).then_some((bucket, prefix))
}

/// Makes clients for the library.
#[derive(Debug)]
struct Connector;

impl HttpConnector for Connector {
    fn connect(&self, options: &ClientOptions) -> object_store::Result<HttpClient> {
        let plain = options.get_config_value(&ClientConfigKey::AllowHttp).is_some_and(|allowed| allowed == "true");
        let client = reqwest::Client::builder()
            .https_only(!plain)
            .connect_timeout(CONNECT)
            .read_timeout(SILENCE)
            .redirect(redirect::Policy::none())
            .build()
            .map_err(|error| StoreError::Generic { store: "S3", source: Box::new(error) })?;
        Ok(HttpClient::new(Client(client)))
    }
}

#[derive(Debug)]
struct Client(reqwest::Client);

#[async_trait]
impl HttpService for Client {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let (parts, body) = request.into_parts();
        let url =
            parts.uri.to_string().parse().map_err(|error| HttpError::new(HttpErrorKind::Unknown, UrlError(error)))?;
        let sends = body.content_length() > 0;
        let mut request = reqwest::Request::new(parts.method, url);
        *request.headers_mut() = parts.headers;
        *request.body_mut() = Some(body.collect().await?.to_bytes().into());
        if sends {
            *request.timeout_mut() = Some(SEND);
        }
        let response: http::Response<reqwest::Body> = self.0.execute(request).await.map_err(failed)?.into();
        if [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN].contains(&response.status()) {
            return Err(HttpError::new(HttpErrorKind::Unknown, Refused::of(response).await));
        }
        let (parts, body) = response.into_parts();
        Ok(HttpResponse::from_parts(parts, HttpResponseBody::new(body.map_err(failed))))
    }
}

/// The server doesn't know us, or doesn't let us. The library tells this of some requests only, so we do.
#[derive(Debug, thiserror::Error)]
#[error("it answered {status} {code}")]
struct Refused {
    status: StatusCode,
    code: String,
}

impl Refused {
    async fn of(response: http::Response<reqwest::Body>) -> Self {
        let status = response.status();
        let body = Limited::new(response.into_body(), LONGEST).collect().await;
        let text = body.map(|body| String::from_utf8_lossy(&body.to_bytes()).into_owned()).unwrap_or_default();
        let code = text.split_once("<Code>").and_then(|(_, rest)| rest.split_once("</Code>"));
        let code = code.map(|(code, _)| code.chars().filter(char::is_ascii_alphanumeric).take(64).collect());
        Self { status, code: code.unwrap_or_default() }
    }
}

/// Whether an error means that the server doesn't let us.
pub(in super::super) fn is_refused(error: &StoreError) -> bool {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if error.is::<Refused>() {
            return true;
        }
        cause = error.source();
    }
    false
}

/// An address that can't be understood.
#[derive(Debug, thiserror::Error)]
#[error("the address of the server can't be understood: {0}")]
struct UrlError(url::ParseError);

/// What it means for another try that a request failed.
fn failed(error: reqwest::Error) -> HttpError {
    let kind = match () {
        () if error.is_connect() => HttpErrorKind::Connect,
        () if error.is_timeout() => HttpErrorKind::Timeout,
        () if error.is_builder() => HttpErrorKind::Unknown,
        () => HttpErrorKind::Interrupted,
    };
    HttpError::new(kind, error.without_url())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_bucket_and_perhaps_a_prefix() {
        assert_eq!(split("bucket"), Some(("bucket", "")));
        assert_eq!(split("bucket/a/b"), Some(("bucket", "a/b")));
        assert_eq!(split("/a"), None);
        assert_eq!(split("key:secret@bucket/a"), None);
    }
}
