//! The one HTTP error: a problem document (RFC 9457) with a stable code.
//!
//! Clockify keeps what a webhook answers and shows it to workspace admins, so a problem names the field or
//! header at fault and nothing of the inside.

use std::borrow::Cow;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::bootstrap;
use crate::db;
use crate::domain::flow;
use crate::domain::payload::Malformed;
use crate::explorer;
use crate::flows::{self, replay, retry, secrets};
use crate::ingest::Unavailable;
use crate::installs::sources;
use crate::retention;

/// What went wrong, for the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    detail: Cow<'static, str>,
    /// What it says beyond what every problem says.
    more: Option<Box<(&'static str, Value)>>,
    /// After how many seconds to come again.
    again: Option<u32>,
}

impl Problem {
    fn new(status: StatusCode, code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { status, code, detail: detail.into(), more: None, again: None }
    }

    /// The status that it is answered with.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        self.status
    }

    /// 400: the request's body or a header is wrong; the detail names which.
    pub fn bad_request(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_request", detail)
    }

    /// 401: the caller didn't prove who it is.
    pub fn unauthorized(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized", detail)
    }

    /// 403: switched off.
    pub fn disabled(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "disabled", detail)
    }

    /// 403: the installation is at a host that may not be called; the detail names the setting.
    pub fn host(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "host_not_allowed", detail)
    }

    /// 403: the user is neither owner nor admin of the workspace.
    #[must_use]
    pub fn forbidden() -> Self {
        let text = "only owners and admins of the workspace may do this";
        Self::new(StatusCode::FORBIDDEN, "forbidden", text)
    }

    /// 403: only for some.
    fn reserved(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", detail)
    }

    /// 404: there is no such thing.
    pub fn not_found(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", detail)
    }

    /// 405: the path is right, the method is not.
    #[must_use]
    pub fn method() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "this path takes another method")
    }

    /// 408: the body didn't arrive in time.
    #[must_use]
    pub fn slow() -> Self {
        Self::new(StatusCode::REQUEST_TIMEOUT, "timeout", "the body did not arrive in time")
    }

    /// 409: it can't be done as things are.
    pub fn conflict(code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::CONFLICT, code, detail)
    }

    /// 413: the body is larger than the limit.
    #[must_use]
    pub fn too_large(limit: usize) -> Self {
        let detail = format!("the body is larger than {limit} bytes");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", detail)
    }

    /// 415: the body is not JSON.
    #[must_use]
    pub fn media_type() -> Self {
        let text = "`content-type` must be application/json";
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", text)
    }

    /// 422: the body can be read and can't be used; `errors` says everything that is wrong, each with its place.
    pub fn invalid(detail: impl Into<Cow<'static, str>>, errors: &[flow::Problem]) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", detail).with("errors", json!(errors))
    }

    /// 429: too many calls; come again after so many seconds.
    #[must_use]
    pub fn busy(seconds: u32) -> Self {
        let text = "too many calls at once; come again later";
        Self { again: Some(seconds), ..Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", text) }
    }

    /// 500: a mistake of ours.
    #[must_use]
    pub fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "the request could not be handled")
    }

    /// 503: come again.
    #[must_use]
    pub fn unavailable() -> Self {
        let text = "not stored; send it again";
        Self { again: Some(2), ..Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", text) }
    }

    /// Says more, under a name of its own.
    #[must_use]
    pub fn with(self, name: &'static str, value: Value) -> Self {
        Self { more: Some(Box::new((name, value))), ..self }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut document = json!({
            "type": "about:blank",
            "title": self.status.canonical_reason().unwrap_or_default(),
            "status": self.status.as_u16(),
            "code": self.code,
            "detail": self.detail,
        });
        if let Some((name, value)) = self.more.map(|more| *more) {
            document[name] = value;
        }
        let mut response = (self.status, Json(document)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = self.again {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl From<Unavailable> for Problem {
    fn from(_: Unavailable) -> Self {
        Self::unavailable()
    }
}

impl From<Malformed> for Problem {
    fn from(error: Malformed) -> Self {
        Self::bad_request(error.to_string())
    }
}

impl From<db::Error> for Problem {
    fn from(error: db::Error) -> Self {
        tracing::error!(error = &error as &dyn std::error::Error, "the database refused");
        Self::unavailable()
    }
}

impl From<bootstrap::Refused> for Problem {
    fn from(error: bootstrap::Refused) -> Self {
        let text = error.to_string();
        match error {
            bootstrap::Refused::Running | bootstrap::Refused::Nothing | bootstrap::Refused::Inactive => {
                Self::conflict("state", text)
            }
            bootstrap::Refused::NotInstalled => Self::not_found(text),
            bootstrap::Refused::Database(error) => error.into(),
        }
    }
}

impl From<bootstrap::Error> for Problem {
    fn from(error: bootstrap::Error) -> Self {
        match error {
            bootstrap::Error::Database(error) => error.into(),
            other => bootstrap::Refused::from(other).into(),
        }
    }
}

impl From<flows::Error> for Problem {
    fn from(error: flows::Error) -> Self {
        let text = error.to_string();
        match error {
            flows::Error::Absent | flows::Error::NoVersion(_) => Self::not_found(text),
            flows::Error::Taken(_) => Self::conflict("taken", text),
            flows::Error::TooMany => Self::conflict("limit", text),
            flows::Error::Conflict { current } => Self::conflict("conflict", text).with("version", current.into()),
            flows::Error::TooLarge(_) => Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", text),
            flows::Error::Invalid(problems) => Self::invalid("the definition can't be used", &problems),
            flows::Error::Database(error) => error.into(),
        }
    }
}

impl From<explorer::Error> for Problem {
    fn from(error: explorer::Error) -> Self {
        use explorer::Error as E;

        let text = error.to_string();
        match error {
            E::Unknown(_) => Self::bad_request(text),
            E::Absent(_) => Self::not_found(text),
            E::Gone => Self::new(StatusCode::GONE, "gone", text),
            E::Invalid { problems, .. } => Self::invalid(text, &problems),
            E::Workspace => Self::new(StatusCode::FORBIDDEN, "workspace", text),
            E::Forbidden(_) => Self::reserved(text),
            E::Writes(_) => Self::disabled(text),
            E::State(_) => Self::conflict("state", text),
            E::Host(_) => Self::host(text),
            E::Confirm(target) => {
                Self::new(StatusCode::PRECONDITION_REQUIRED, "confirm", text).with("target", json!(target))
            }
            E::Busy { seconds } => Self::busy(seconds),
            E::Upstream { is_late, call, .. } => {
                let status = if is_late { StatusCode::GATEWAY_TIMEOUT } else { StatusCode::BAD_GATEWAY };
                Self::new(status, "upstream", text).with("call", call.simple().to_string().into())
            }
            E::Taken(_) => Self::conflict("taken", text),
            E::TooMany => Self::conflict("limit", text),
            E::Database(error) => error.into(),
        }
    }
}

impl From<secrets::Error> for Problem {
    fn from(error: secrets::Error) -> Self {
        let text = error.to_string();
        match error {
            secrets::Error::Name(_) | secrets::Error::Length(_) | secrets::Error::Nul => Self::invalid(text, &[]),
            secrets::Error::TooMany => Self::conflict("limit", text),
            secrets::Error::Absent(_) => Self::not_found(text),
            secrets::Error::Database(error) => error.into(),
        }
    }
}

impl From<retry::Error> for Problem {
    fn from(error: retry::Error) -> Self {
        let text = error.to_string();
        match error {
            retry::Error::Absent => Self::not_found(text),
            retry::Error::NotFailed(_) | retry::Error::Ended(_) => Self::conflict("state", text),
            retry::Error::NoFlow | retry::Error::Disabled => Self::conflict("flow", text),
            retry::Error::Database(error) => error.into(),
        }
    }
}

impl From<replay::Error> for Problem {
    fn from(error: replay::Error) -> Self {
        let text = error.to_string();
        match error {
            replay::Error::NoEvent | replay::Error::NoReplay => Self::not_found(text),
            replay::Error::NoFlow(_) | replay::Error::Unrestricted | replay::Error::Filter(_) | replay::Error::Rate => {
                Self::invalid(text, &[])
            }
            replay::Error::Ended => Self::conflict("state", text),
            replay::Error::TooMany => Self::conflict("limit", text),
            replay::Error::Database(error) => error.into(),
        }
    }
}

impl From<sources::Error> for Problem {
    fn from(error: sources::Error) -> Self {
        let text = error.to_string();
        let at = |path: &str| flow::Problem::new(path, text.clone());
        match error {
            sources::Error::Name(_) => Self::invalid("the source can't be registered like this", &[at("/name")]),
            sources::Error::Secret(_) => Self::invalid("the secret can't be used", &[at("/secret")]),
            sources::Error::Taken(_) => Self::conflict("taken", text),
            sources::Error::TooMany => Self::conflict("limit", text),
            sources::Error::Absent(_) => Self::not_found(text),
            sources::Error::Database(error) => error.into(),
        }
    }
}

impl From<retention::Error> for Problem {
    fn from(error: retention::Error) -> Self {
        match error {
            retention::Error::Database(error) => error.into(),
            error => {
                tracing::error!(error = &error as &dyn std::error::Error, "what is kept can't be changed");
                Self::unavailable()
            }
        }
    }
}
