//! From what the client says of a call to what it means for a step.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;
use time::OffsetDateTime;

use super::{Failed, Reply, Trouble};
use crate::clockify::client::{self, Class, Retry};
use crate::flows::http::{self, Again};

/// An answer as later steps see it.
pub(in crate::flows) fn reply(answer: &client::Answer, is_repeatable: bool) -> Result<Reply, Trouble> {
    let body = if answer.body.is_empty() {
        Ok(Value::Null)
    } else if answer.content_type.as_deref().is_some_and(|kind| kind.contains("json")) {
        answer.json()
    } else {
        Ok(Value::String(String::from_utf8_lossy(&answer.body).into_owned()))
    };
    let body = body.map_err(|error| {
        Trouble::Failed(Failed {
            class: error.class().label().to_owned(),
            message: error.summary(),
            status: Some(answer.status),
            again: is_repeatable.then_some(Duration::ZERO),
            // It was done; only what was said of it is lost.
            is_unknown: !is_repeatable,
        })
    })?;
    let mut headers = BTreeMap::new();
    if let Some(kind) = &answer.content_type {
        headers.insert("content-type".to_owned(), kind.clone());
    }
    if let Some(last) = answer.last_page {
        headers.insert("last-page".to_owned(), last.to_string());
    }
    Ok(Reply { status: answer.status, headers, body })
}

/// What a failed call means for the step.
pub(in crate::flows) fn trouble(error: &client::Error, is_repeatable: bool, now: OffsetDateTime) -> Trouble {
    if let client::Error::Busy { wait } = error {
        return Trouble::Later { due: now + *wait, reason: "waits for the rate limit".to_owned() };
    }
    let class = error.class();
    if class == Class::Unauthorized {
        return Trouble::Unauthorized(error.summary());
    }
    let sent = !matches!(class, Class::Invalid | Class::Host);
    let again = match error.retry() {
        Retry::After(least) => Some(least.unwrap_or_default()),
        Retry::Never => None,
    };
    let has_answer = matches!(error, client::Error::Refused(_));
    Trouble::Failed(Failed {
        class: class.label().to_owned(),
        message: error.summary(),
        status: error.status(),
        is_unknown: sent && !is_repeatable && !has_answer && again.is_none(),
        again,
    })
}

/// An answer of another system.
pub(in crate::flows) fn outside_reply(answer: http::Answer) -> Reply {
    let text = |value: Value| match value {
        Value::String(text) => text,
        other => other.to_string(),
    };
    let headers = answer.headers.into_iter().map(|(name, value)| (name, text(value))).collect();
    Reply { status: answer.status, headers, body: answer.body }
}

/// What a failed request to another system means for the step.
pub(in crate::flows) fn outside_trouble(error: http::Error, now: OffsetDateTime) -> Trouble {
    let http::Error { class, again, status, message, .. } = error;
    let again = match again {
        Again::Snooze(wait) => return Trouble::Later { due: now + wait, reason: message },
        Again::After(least) => Some(least.unwrap_or_default()),
        Again::Never | Again::Unknown => None,
    };
    let is_unknown = matches!(error.again, Again::Unknown);
    Trouble::Failed(Failed { class: class.label().to_owned(), message, status, again, is_unknown })
}

/// What a step is told that would call another system where the operator wants none to.
pub(super) const SWITCHED_OFF: &str = "HTTP steps are switched off (UW_ENABLE_GENERIC_HTTP_ACTIONS)";

/// The operator wants no such requests.
pub(in crate::flows) fn switched_off() -> Trouble {
    Trouble::Failed(Failed {
        class: "disabled".to_owned(),
        message: SWITCHED_OFF.to_owned(),
        status: None,
        again: None,
        is_unknown: false,
    })
}
