//! One call: attempts, each with its place in line, until there is an answer or no hope of one.

use std::error::Error as _;
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use http::header::{ACCEPT, CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderValue};
use secrecy::ExposeSecret;

use super::health::Health;
use super::request::{self, Request};
use super::{Actor, Answer, Call, Class, Client, Error, Options, Prepared, Record, Retry, Target, refusal, retry};
use crate::clockify::catalogue::Method;
use crate::clockify::guard::Refused;

/// What the calls' headers say of us.
const AGENT: &str = concat!("clockify-addons/", env!("CARGO_PKG_VERSION"));

/// Files come as what they are; everything else shall be JSON.
const ACCEPTED: &str = "application/json, */*;q=0.5";

/// What all clones of a client share.
#[derive(Debug)]
pub(super) struct Inner {
    options: Options,
    health: Health,
}

/// What became of the attempts of a call.
#[derive(Default)]
struct Attempts {
    made: u32,
    latency: Duration,
    bytes: u64,
    /// The last answer that was a refusal, where those are wanted.
    refusal: Option<Answer>,
    wanted: bool,
}

impl Client {
    /// A client.
    #[must_use]
    pub fn new(options: Options) -> Self {
        let health = Health::new(options.unauthorized.clone());
        let (retries, largest) = (options.outbound.retries, options.outbound.response_max);
        let inner = std::sync::Arc::new(Inner { options, health });
        Self { inner, pace: None, retries, patience: None, largest, visiting: false }
    }

    /// Makes a call. Waits for its turn before each attempt, and repeats what may be repeated.
    pub async fn call(&self, target: &Target, call: &Call<'_>) -> Result<Answer, Error> {
        let mut attempts = Attempts::default();
        let result = self.attempts(target, call, &mut attempts).await;
        self.settle(target, call, &attempts, &result);
        result
    }

    /// Makes a call for somebody who looks at the answer, whatever it is: one that says no comes back as it came. Only
    /// where there is none at all is it an error.
    pub async fn show(&self, target: &Target, call: &Call<'_>) -> Result<Answer, Error> {
        let mut attempts = Attempts { wanted: true, ..Attempts::default() };
        let result = self.attempts(target, call, &mut attempts).await;
        self.settle(target, call, &attempts, &result);
        let (latency, made) = (attempts.latency, attempts.made);
        match (result, attempts.refusal) {
            (Err(Error::Refused(_)), Some(answer)) => Ok(Answer { latency, attempts: made, ..answer }),
            (result, _) => result,
        }
    }

    /// What would be sent. Everything that can be wrong with a call is found here.
    pub fn prepare(&self, target: &Target, call: &Call<'_>) -> Result<Prepared, Error> {
        let Request { url, body, content_type } = self.request(target, call)?;
        let content_type = body.is_some().then(|| content_type.into_owned());
        Ok(Prepared { url, accept: ACCEPTED, body, content_type })
    }

    fn request(&self, target: &Target, call: &Call<'_>) -> Result<Request, Error> {
        let options = &self.inner.options;
        let base = target.hosts.of(call.operation.host, &options.clockify)?;
        options.transport.guard.check_url(base)?;
        request::build(base, &target.workspace, call)
            .map_err(|wrong| Error::Invalid { operation: call.operation.id.clone(), wrong })
    }

    async fn attempts(&self, target: &Target, call: &Call<'_>, attempts: &mut Attempts) -> Result<Answer, Error> {
        let options = &self.inner.options;
        let request = self.request(target, call)?;
        loop {
            self.turn(target).await.map_err(|wait| Error::Busy { wait })?;
            attempts.made += 1;
            let begun = Instant::now();
            let result = self.attempt(target, call, &request, attempts).await;
            attempts.latency = begun.elapsed();
            let error = match result {
                Ok(answer) => return Ok(Answer { latency: attempts.latency, attempts: attempts.made, ..answer }),
                Err(error) => error,
            };
            let Retry::After(asked) = error.retry() else { return Err(error) };
            if let Some(asked) = asked.filter(|asked| *asked <= retry::PATIENCE) {
                // Whoever else calls this workspace would only hear the same.
                options.limiter.hold(target.workspace.as_str(), asked);
            }
            if attempts.made > self.retries || asked.is_some_and(|asked| asked > retry::PATIENCE) {
                return Err(error);
            }
            options.metrics.api_retries.increment(1);
            options.pause.wait(retry::wait(attempts.made, asked, options.pause.share())).await;
        }
    }

    /// Waits for a place in line: first at the narrower bucket, so that the wider one isn't held meanwhile.
    ///
    /// With little patience it may end without one; then it says when there would have been one.
    async fn turn(&self, target: &Target) -> Result<(), Duration> {
        let options = &self.inner.options;
        let lines = self.pace.map(|(name, rps)| (format!("{}:{name}", target.workspace), rps));
        for (key, rps) in lines.into_iter().chain([(target.workspace.to_string(), options.rps)]) {
            match self.patience {
                Some(patience) => options.limiter.acquire_within(&key, rps, patience).await?,
                None => options.limiter.acquire(&key, rps).await,
            }
        }
        Ok(())
    }

    async fn attempt(
        &self,
        target: &Target,
        call: &Call<'_>,
        request: &Request,
        attempts: &mut Attempts,
    ) -> Result<Answer, Error> {
        let after = self.inner.options.outbound.timeout;
        let again = call.operation.method.is_idempotent();
        match tokio::time::timeout(after, self.exchange(target, call, request, attempts)).await {
            Ok(result) => result,
            Err(_) => Err(Error::Timeout { after, again }),
        }
    }

    async fn exchange(
        &self,
        target: &Target,
        call: &Call<'_>,
        request: &Request,
        attempts: &mut Attempts,
    ) -> Result<Answer, Error> {
        let options = &self.inner.options;
        let failed = |error| transport(error, call.operation.method, options.outbound.connect_timeout);
        let token = target.token.expose_secret();
        let mut builder = self
            .inner
            .options
            .transport
            .http
            .request(method(call.operation.method), request.url.clone())
            .headers(headers(token));
        if let Some(body) = &request.body {
            builder = builder.header(CONTENT_TYPE, request.content_type.as_ref()).body(body.clone());
        }
        let response = builder.send().await.map_err(failed)?;
        let status = response.status();
        let text = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
        let last_page = text("last-page").and_then(|text| text.trim().parse().ok());
        let content_type = text("content-type").map(str::to_owned);
        let asked = retry::asked(response.headers(), options.clock.now());
        let headers = response.headers().clone();
        let body = read(response, self.largest, failed).await;
        let body = match body {
            Ok(body) => body,
            // What stands in a refusal matters less than that it is one.
            Err(_) if !status.is_success() => Bytes::new(),
            Err(error) => return Err(error),
        };
        attempts.bytes = u64::try_from(body.len()).unwrap_or(u64::MAX);
        let (latency, status) = (Duration::ZERO, status.as_u16());
        let answer = Answer { status, headers, last_page, body, content_type, latency, attempts: 0 };
        if !(200..300).contains(&status) {
            let refusal = refusal::read(status, &answer.body, asked, call, token);
            attempts.refusal = attempts.wanted.then_some(answer);
            return Err(Box::new(refusal).into());
        }
        Ok(answer)
    }

    /// Counts and records a call that has ended.
    fn settle(&self, target: &Target, call: &Call<'_>, attempts: &Attempts, result: &Result<Answer, Error>) {
        let options = &self.inner.options;
        let class = result.as_ref().err().map(Error::class);
        options.metrics.api_call(call.actor.kind(), class.map_or("ok", Class::label));
        if attempts.made > 0 {
            options.metrics.api_seconds.record(attempts.latency);
        }
        let token = target.token.expose_secret();
        match (class, result.as_ref().map_or_else(Error::status, |answer| Some(answer.status))) {
            _ if self.visiting => {}
            // Whoever looks into refusals need not be told of those that it meets.
            (Some(Class::Unauthorized), _) if matches!(call.actor, Actor::Registration | Actor::Reconciliation) => {}
            (Some(Class::Unauthorized), _) => self.inner.health.refused(&target.workspace, token),
            // A failure inside says nothing of the token.
            (Some(Class::Upstream), _) | (_, None) => {}
            _ => self.inner.health.accepted(&target.workspace, token),
        }
        // What wasn't made for want of patience will be made later.
        if class == Some(Class::Busy) && attempts.made == 0 {
            return;
        }
        options.audit.record(Record {
            workspace: target.workspace.clone(),
            operation: call.operation.id.clone(),
            method: call.operation.method,
            actor: call.actor.clone(),
            status: result.as_ref().map_or_else(Error::status, |answer| Some(answer.status)),
            error: class,
            latency: attempts.latency,
            attempts: attempts.made,
            bytes: attempts.bytes,
            at: options.clock.now(),
        });
    }
}

const fn method(method: Method) -> http::Method {
    match method {
        Method::Get => http::Method::GET,
        Method::Post => http::Method::POST,
        Method::Put => http::Method::PUT,
        Method::Patch => http::Method::PATCH,
        Method::Delete => http::Method::DELETE,
    }
}

fn headers(token: &str) -> HeaderMap {
    let mut headers = HeaderMap::with_capacity(4);
    headers.insert(ACCEPT, HeaderValue::from_static(ACCEPTED));
    headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
    // A token that can't stand in a header was never one; Clockify will say so.
    if let Ok(mut token) = HeaderValue::from_str(token) {
        token.set_sensitive(true);
        headers.insert("x-addon-token", token);
    }
    headers
}

/// Reads a body and stops as soon as it is larger than the limit.
async fn read(
    mut response: reqwest::Response,
    limit: usize,
    failed: impl Fn(reqwest::Error) -> Error,
) -> Result<Bytes, Error> {
    let announced = response.content_length().unwrap_or(0);
    if usize::try_from(announced).map_or(true, |announced| announced > limit) {
        return Err(Error::TooLarge { limit });
    }
    let mut body = BytesMut::new();
    while let Some(chunk) = response.chunk().await.map_err(&failed)? {
        if body.len() + chunk.len() > limit {
            return Err(Error::TooLarge { limit });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

/// What kept the transport from bringing an answer.
fn transport(error: reqwest::Error, method: Method, connect_timeout: Duration) -> Error {
    let mut source = error.source();
    while let Some(reason) = source {
        if let Some(refused) = reason.downcast_ref::<Refused>() {
            return refused.clone().into();
        }
        source = reason.source();
    }
    let again = method.is_idempotent();
    if error.is_timeout() {
        return Error::Timeout { after: connect_timeout, again };
    }
    Error::Unreachable { again, source: error.without_url() }
}
