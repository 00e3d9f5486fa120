//! One attempt.

use std::error::Error as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use http::{HeaderMap, Method};
use time::OffsetDateTime;

use super::answer::{self, Unread};
use super::hosts::Hosts;
use super::request::{self, Built};
use super::{ANSWER_MAX, Again, Answer, Class, Error, Http, Options, Request};
use crate::clockify::guard::Refused;
use crate::config::HttpSteps;
use crate::flows::secrets::Opened;

/// Longer than this nobody is told to wait, whatever a header says.
const FOREVER: Duration = Duration::from_hours(24);

/// What all clones share.
#[derive(Debug)]
pub(super) struct Inner {
    options: Options,
    hosts: Hosts,
}

impl Http {
    /// Which hosts may be called.
    pub(in crate::flows) fn config(&self) -> &HttpSteps {
        &self.inner.options.config
    }

    /// The means to make requests.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self { inner: Arc::new(Inner { options, hosts: Hosts::default() }) }
    }

    /// Makes one attempt. What comes back holds none of these secrets, which have to be all of the workspace.
    pub async fn send(&self, request: &Request, secrets: &Opened) -> Result<Answer, Error> {
        let result = self.inner.attempt(request, secrets).await;
        // What the transport says and what a flow wrote ends up in messages.
        result.map_err(|error| Error { message: secrets.redact(&error.message), ..error })
    }
}

impl Inner {
    async fn attempt(&self, request: &Request, secrets: &Opened) -> Result<Answer, Error> {
        let Options { config, transport, clock } = &self.options;
        let built = request::build(request, secrets, config, clock.now())?;
        transport.guard.check_url(&built.url)?;
        let pass = self.hosts.enter(&request.workspace, &built.host, clock.now()).await?;
        let method = built.method.clone();
        let result = match tokio::time::timeout(config.timeout, self.exchange(built, secrets)).await {
            Ok(result) => result,
            Err(_) => Err(Error::new(
                Class::Timeout,
                unanswered(&method),
                format_args!("no whole answer within {} s{}", config.timeout.as_secs_f32(), caution(&method)),
            )),
        };
        match &result {
            Err(error) if error.class.is_transport() => pass.failed(clock.now()),
            // Whether the host is there wasn't found out.
            Err(error) if error.class == Class::Host => drop(pass),
            _ => pass.answered(),
        }
        result
    }

    async fn exchange(&self, built: Built, secrets: &Opened) -> Result<Answer, Error> {
        let began = Instant::now();
        let Built { method, url, headers, body, .. } = built;
        let mut builder = self.options.transport.http.request(method.clone(), url).headers(headers);
        if let Some(body) = body {
            builder = builder.body(body);
        }
        let response = builder.send().await.map_err(|error| transport(error, &method))?;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = answer::read(response).await;
        if !status.is_success() {
            // What stands in a refusal matters less than that it is one.
            let body = body.map(|body| answer::body(&headers, &body, secrets)).unwrap_or_default();
            return Err(self.refusal(&method, status.as_u16(), &headers, body));
        }
        let body = body.map_err(|unread| match unread {
            Unread::TooLarge => Error {
                status: Some(status.as_u16()),
                ..Error::new(Class::TooLarge, Again::Never, format_args!("the answer has more than {ANSWER_MAX} bytes"))
            },
            Unread::Broken(error) => transport(error, &method),
        })?;
        let (headers, body) = (answer::headers(&headers, secrets), answer::body(&headers, &body, secrets));
        Ok(Answer { status: status.as_u16(), headers, body, latency: began.elapsed() })
    }

    fn refusal(&self, method: &Method, status: u16, headers: &HeaderMap, body: serde_json::Value) -> Error {
        let asked = asked(headers, self.options.clock.now());
        let (class, again) = match status {
            429 => (Class::RateLimited, Again::After(asked)),
            // Before it did anything: it was too early, or it is too busy.
            408 | 425 => (Class::Refused, Again::After(asked)),
            503 => (Class::Upstream, Again::After(asked)),
            500.. => (Class::Upstream, unanswered(method)),
            300..=399 => (Class::Redirect, Again::Never),
            _ => (Class::Refused, Again::Never),
        };
        let body = answer::excerpt(body);
        let mut message = match class {
            Class::Redirect => format!("the other side answered {status}: redirects are not followed"),
            _ => format!("the other side answered {status}"),
        };
        if again == Again::Unknown {
            message.push_str(caution(method));
        }
        Error { status: Some(status), body, ..Error::new(class, again, message) }
    }
}

/// Doing it twice is as good as doing it once.
fn is_idempotent(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::PUT | Method::DELETE)
}

/// What may follow when a request went out and nobody knows what came of it.
fn unanswered(method: &Method) -> Again {
    if is_idempotent(method) { Again::After(None) } else { Again::Unknown }
}

fn caution(method: &Method) -> &'static str {
    if is_idempotent(method) { "" } else { "; it may have been done, and is not repeated" }
}

/// What kept the transport from bringing an answer.
fn transport(error: reqwest::Error, method: &Method) -> Error {
    let mut source = error.source();
    while let Some(reason) = source {
        if let Some(refused) = reason.downcast_ref::<Refused>() {
            return refused.clone().into();
        }
        source = reason.source();
    }
    let error = error.without_url();
    // Without a connection nothing was sent.
    let again = if error.is_connect() { Again::After(None) } else { unanswered(method) };
    if error.is_timeout() {
        return Error::new(Class::Timeout, again, "no connection in time");
    }
    let caution = if again == Again::Unknown { caution(method) } else { "" };
    Error::new(Class::Unreachable, again, format_args!("the host can't be reached: {}{caution}", deepest(&error)))
}

/// The innermost reason, which is the one that says something.
fn deepest(error: &dyn std::error::Error) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}

/// How long the other side wants to be left alone: seconds, or up to a date.
fn asked(headers: &HeaderMap, now: OffsetDateTime) -> Option<Duration> {
    let text = headers.get("retry-after")?.to_str().ok()?.trim();
    let asked = match text.parse() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => {
            let date = OffsetDateTime::from(httpdate::parse_http_date(text).ok()?);
            Duration::try_from(date - now).unwrap_or_default()
        }
    };
    Some(asked.min(FOREVER))
}
