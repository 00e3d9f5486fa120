//! What Clockify says when it says no.
//!
//! Bodies of errors are `{"message", "code"}`, or empty. The code is Clockify's own and finer than the status, which
//! isn't always the one that HTTP has for it: a missing entity is 400 with code 501, a missing scope 401.

use std::fmt;
use std::time::Duration;

use serde::Deserialize;

use super::{Call, Class};
use crate::clockify::catalogue::Operation;
use crate::domain::redact;

/// Most characters of a message that are kept.
const LONGEST: usize = 200;

/// Shorter values of a call are too common to be masked wherever they stand.
const SHORTEST_VALUE: usize = 3;

/// Most values of a call that are looked for in a message.
const MOST_VALUES: usize = 200;

/// An answer that is no success.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Refusal {
    /// The status.
    pub status: u16,
    /// What kind of refusal it is.
    pub class: Class,
    /// Clockify's own code.
    pub code: Option<i64>,
    /// What Clockify said, cut, without the values that it repeated.
    pub message: String,
    /// The scope that is missing, where that is the reason.
    pub scope: Option<String>,
    /// How long Clockify wants to be left alone.
    pub retry_after: Option<Duration>,
    /// Whether the call may be made again.
    pub again: bool,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Clockify answered {}", self.status)?;
        if let Some(code) = self.code {
            write!(f, " (code {code})")?;
        }
        match (&self.scope, self.message.as_str()) {
            (Some(scope), _) => write!(f, ": the add-on lacks the scope {scope}"),
            (None, "") => Ok(()),
            (None, message) => write!(f, ": {message}"),
        }
    }
}

/// The body of an error.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Body {
    message: Option<String>,
    code: Option<i64>,
}

/// Reads an answer that is no success.
pub(super) fn read(status: u16, body: &[u8], retry_after: Option<Duration>, call: &Call<'_>, token: &str) -> Refusal {
    let Body { message, code } = serde_json::from_slice(body).unwrap_or_default();
    let raw = message.unwrap_or_default();
    let scope = matches!(status, 401 | 403).then(|| scope(&raw, call.operation)).flatten();
    let class = class(status, code, &raw, scope.is_some());
    // A 429 says that nothing was done. What failed inside may have been done before it failed.
    let again = class == Class::RateLimited || (status >= 500 && call.operation.method.is_idempotent());
    Refusal { status, class, code, message: safe(&raw, call, token), scope, retry_after, again }
}

fn class(status: u16, code: Option<i64>, message: &str, scope: bool) -> Class {
    match (status, code) {
        _ if scope => Class::Scope,
        (429, _) => Class::RateLimited,
        (500.., _) => Class::Upstream,
        // No or two credentials, an unknown key, a bad add-on token.
        (_, Some(1000 | 4003 | 4017)) => Class::Unauthorized,
        (402, _) => Class::Plan,
        (400..=403, _) if about_plan(message) => Class::Plan,
        (401, _) => Class::Unauthorized,
        (404 | 410, _) => Class::NotFound,
        // Domain validation has this code; what it says of entities that are gone is always said like this.
        (400, Some(501)) if message.contains("doesn't belong to") => Class::NotFound,
        (400..=499, _) => Class::Refused,
        // Redirects are not followed: where they lead was never checked.
        _ => Class::Upstream,
    }
}

/// Whether a message is about what the workspace has paid for.
fn about_plan(message: &str) -> bool {
    let message = message.to_ascii_lowercase();
    let words = |word: &str| message.split(|c: char| !c.is_ascii_alphanumeric()).any(|part| part == word);
    ["plan", "subscription", "upgrade", "premium"].into_iter().any(words)
}

/// The scope that a message says is missing: the one it names, or else the operation's own if it speaks of scopes.
fn scope(message: &str, operation: &Operation) -> Option<String> {
    let is_scope = |word: &&str| {
        let name = word.strip_suffix("_READ").or_else(|| word.strip_suffix("_WRITE"));
        name.is_some_and(|name| !name.is_empty() && name.chars().all(|c| c.is_ascii_uppercase() || c == '_'))
    };
    let mut words = message.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let named = words.find(is_scope).filter(|name| name.len() <= 40).map(str::to_owned);
    let speaks = || message.to_ascii_lowercase().contains("scope");
    named.or_else(|| operation.scope.clone().filter(|_| speaks()))
}

/// The message without what the call brought, without what looks like a secret or stands in quotes, on one line and cut.
fn safe(message: &str, call: &Call<'_>, token: &str) -> String {
    let mut text = message.replace(token, redact::MASK);
    for value in values(call) {
        text = text.replace(value, redact::MASK);
    }
    let text: String = redact::text(&text).chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let text = unquoted(&text);
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// The texts that a call brings, the longest first, so that none is left over in part.
fn values<'a>(call: &'a Call<'_>) -> Vec<&'a str> {
    let mut values: Vec<&str> = call.query.iter().map(|(_, value)| value.as_str()).collect();
    let mut open: Vec<&serde_json::Value> = call.body.iter().collect();
    while let Some(value) = open.pop() {
        match value {
            serde_json::Value::String(text) => values.push(text),
            serde_json::Value::Array(items) => open.extend(items),
            serde_json::Value::Object(fields) => open.extend(fields.values()),
            _ => {}
        }
        if values.len() >= MOST_VALUES {
            break;
        }
    }
    values.retain(|value| value.len() >= SHORTEST_VALUE);
    values.sort_unstable_by_key(|value| std::cmp::Reverse(value.len()));
    values
}

/// The text with what stands between quotes masked: a message quotes what somebody wrote.
fn unquoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['"', '\'', '`', '“']) {
        let (before, from) = rest.split_at(at);
        let open = from.chars().next().unwrap_or('"');
        let close = if open == '“' { '”' } else { open };
        let inside = &from[open.len_utf8()..];
        out.push_str(before);
        out.push(open);
        // An apostrophe stands within a word.
        let begins = !before.ends_with(char::is_alphanumeric);
        match inside.find(close).filter(|_| begins) {
            Some(end) => {
                out.push_str(redact::MASK);
                out.push(close);
                rest = &inside[end + close.len_utf8()..];
            }
            None => rest = inside,
        }
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::clockify::client::Actor;

    fn operation(method: &str) -> Operation {
        serde_json::from_value(json!({
            "id": "x", "method": method, "path": "/v1/x", "tag": "X", "summary": "x", "scope": "PROJECT_READ",
        }))
        .unwrap()
    }

    fn refusal(method: &str, status: u16, body: &serde_json::Value) -> Refusal {
        let operation = operation(method);
        let call = Call {
            operation: &operation,
            path: [].into(),
            query: vec![("name".to_owned(), "Acme Ltd".to_owned())],
            body: Some(json!({ "user": { "note": "a canary sings" }, "n": 1 })),
            actor: Actor::Flow,
        };
        read(status, body.to_string().as_bytes(), None, &call, "token-canary")
    }

    #[test]
    fn codes_and_statuses() {
        let said = |message: &str, code: i64| json!({ "message": message, "code": code });
        for (status, body, class, scope) in [
            (401, said("Multiple or none auth tokens present", 1000), Class::Unauthorized, None),
            (401, said("Api key does not exist", 4003), Class::Unauthorized, None),
            (401, said("Token is not valid", 4017), Class::Unauthorized, None),
            (401, json!({}), Class::Unauthorized, None),
            (401, said("Addon x does not have permission PROJECT_WRITE", 4017), Class::Scope, Some("PROJECT_WRITE")),
            (403, said("Addon x does not have permission TIME_ENTRY_READ.", 0), Class::Scope, Some("TIME_ENTRY_READ")),
            (403, said("Insufficient scope", 0), Class::Scope, Some("PROJECT_READ")),
            (403, said("Access denied", 0), Class::Refused, None),
            (403, said("You can't edit an approved entry", 4005), Class::Refused, None),
            (403, said("Forced timer", 4030), Class::Refused, None),
            (403, said("Entity is locked", 1003), Class::Refused, None),
            (403, said("Upgrade to use expenses", 0), Class::Plan, None),
            (400, said("Feature is not part of your subscription", 501), Class::Plan, None),
            (402, json!({}), Class::Plan, None),
            (400, said("Project doesn't belong to Workspace", 501), Class::NotFound, None),
            (400, said("Name already exists", 501), Class::Refused, None),
            (400, said("The explanation is planned", 501), Class::Refused, None),
            (404, json!({}), Class::NotFound, None),
            (405, said("Method not supported", 3000), Class::Refused, None),
            (429, said("Too many requests", 0), Class::RateLimited, None),
            (500, json!({}), Class::Upstream, None),
            (503, said("Upgrade in progress", 0), Class::Upstream, None),
            (302, json!({}), Class::Upstream, None),
        ] {
            let found = refusal("GET", status, &body);
            assert_eq!((found.class, found.scope.as_deref()), (class, scope), "{status} {body}");
        }
    }

    #[test]
    fn what_may_be_made_again() {
        for (method, status, again) in [
            ("GET", 429, true),
            ("POST", 429, true),
            ("PATCH", 429, true),
            ("GET", 500, true),
            ("PUT", 503, true),
            ("DELETE", 502, true),
            ("POST", 500, false),
            ("PATCH", 503, false),
            ("GET", 400, false),
            ("GET", 401, false),
            ("GET", 302, false),
        ] {
            assert_eq!(refusal(method, status, &json!({})).again, again, "{method} {status}");
        }
    }

    #[test]
    fn messages_are_cut_and_hold_no_values() {
        for (message, expected) in [
            ("Name can't be empty", "Name can't be empty"),
            ("Project with name 'Secret plan' isn't here", "Project with name '***' isn't here"),
            ("\"a canary sings\" is too long", "\"***\" is too long"),
            ("a canary sings too long", "*** too long"),
            ("Client Acme Ltd exists", "Client *** exists"),
            ("Client “Other” exists", "Client “***” exists"),
            ("Bad token token-canary", "Bad token ***"),
            ("Bad eyJhbGciOi.eyJpc3Mi.c2ln", "Bad ***"),
            ("jo@example.com is taken", "*** is taken"),
            ("two\nlines\u{1b}[0m", "two lines [0m"),
        ] {
            let found = refusal("POST", 400, &json!({ "message": message }));
            assert_eq!(found.message, expected);
            assert_eq!(found.to_string(), format!("Clockify answered 400: {expected}"));
        }
        let long = refusal("POST", 400, &json!({ "message": "ä ".repeat(300) })).message;
        assert_eq!(long.chars().count(), LONGEST + 1);
        assert_eq!(refusal("POST", 400, &json!("nonsense")).to_string(), "Clockify answered 400");
        assert_eq!(
            refusal("GET", 401, &json!({ "message": "needs TAG_READ", "code": 4017 })).to_string(),
            "Clockify answered 401 (code 4017): the add-on lacks the scope TAG_READ"
        );
    }
}
