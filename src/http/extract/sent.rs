//! What a caller of the JSON API sent: a body, a part of the path, a query. Whatever isn't expected is refused by name.

use std::collections::BTreeMap;
use std::str::FromStr;

use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use memchr::memmem;
use serde::de::DeserializeOwned;
use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use url::form_urlencoded;

use super::{body, single};
use crate::http::{AppState, Problem};

/// A body of JSON. None at all counts as an empty object.
#[derive(Debug)]
pub struct Sent<T>(pub T);

impl<T: DeserializeOwned> FromRequest<AppState> for Sent<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &AppState) -> Result<Self, Problem> {
        json(request, app, app.limits.api_body).await.map(Self)
    }
}

/// What paths are sent that need nothing. What is sent all the same would be about something else, so it is refused.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// A body of JSON of at most so many bytes.
pub async fn json<T: DeserializeOwned>(request: Request, app: &AppState, limit: usize) -> Result<T, Problem> {
    let (parts, body) = request.into_parts();
    let bytes = body::read(body, limit, app.body_timeout).await?;
    if !bytes.is_empty() && !is_json(&parts.headers) {
        return Err(Problem::media_type());
    }
    let text = if bytes.is_empty() { b"{}".as_slice() } else { &bytes };
    // A list would be taken for the members of a struct, in the order in which they happen to stand.
    if !text.trim_ascii_start().starts_with(b"{") {
        return Err(Problem::bad_request("the body must be a JSON object"));
    }
    let wrong = |error| Problem::bad_request(format!("the body is not what this path takes: {error}"));
    if memmem::find(text, b"\\u0000").is_some() && has_nul(&serde_json::from_slice(text).map_err(wrong)?) {
        return Err(Problem::bad_request("the body must not hold the character NUL"));
    }
    serde_json::from_slice(text).map_err(wrong)
}

/// Whether a text somewhere in it holds the one character that PostgreSQL has no texts with.
fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(has_nul),
        Value::Object(members) => members.iter().any(|(name, value)| name.contains('\0') || has_nul(value)),
        _ => false,
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = single(headers, &header::CONTENT_TYPE).and_then(|value| value.split(';').next());
    kind.is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

/// Parts of the path. What can't be one is no path of ours.
#[derive(Debug)]
pub struct At<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<AppState> for At<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Problem> {
        // PostgreSQL can't even look for a text with the character NUL.
        let has_nul = parts.uri.path().contains("%00");
        let path = Path::<T>::from_request_parts(parts, app).await.ok().filter(|_| !has_nul);
        path.map(|Path(found)| Self(found)).ok_or_else(|| Problem::not_found("there is nothing at this path"))
    }
}

/// The parameters behind the `?`, to be taken one by one.
#[derive(Debug)]
pub struct Asked(BTreeMap<String, String>);

impl FromRequestParts<AppState> for Asked {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Problem> {
        let mut all = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes()) {
            // No database holds it, and one of them refuses to look for it.
            if name.contains('\0') || value.contains('\0') {
                return Err(Problem::bad_request("the query must not hold the character NUL"));
            }
            if all.insert(name.clone().into_owned(), value.into_owned()).is_some() {
                return Err(Problem::bad_request(format!("`{name}` is there twice in the query")));
            }
        }
        Ok(Self(all))
    }
}

impl Asked {
    /// A parameter, if it is there.
    pub fn take<T: FromStr>(&mut self, name: &str, what: &str) -> Result<Option<T>, Problem> {
        let Some(text) = self.0.remove(name) else { return Ok(None) };
        text.parse().map(Some).map_err(|_| Problem::bad_request(format!("`{name}` of the query must be {what}")))
    }

    /// A parameter that must be there.
    pub fn require<T: FromStr>(&mut self, name: &str, what: &str) -> Result<T, Problem> {
        let found = self.take(name, what)?;
        found.ok_or_else(|| Problem::bad_request(format!("`{name}` of the query is missing: {what}")))
    }

    /// A time.
    pub fn time(&mut self, name: &str) -> Result<Option<OffsetDateTime>, Problem> {
        let Some(text) = self.0.remove(name) else { return Ok(None) };
        let wrong = |_| Problem::bad_request(format!("`{name}` of the query must be a time like 2026-01-31T12:00:00Z"));
        OffsetDateTime::parse(&text, &Rfc3339).map(Some).map_err(wrong)
    }

    /// How many a page has: at most so many, and otherwise 50.
    pub fn limit(&mut self, most: u64) -> Result<u64, Problem> {
        let limit = self.take("limit", "a number")?.unwrap_or(50.min(most));
        let fits = (1..=most).contains(&limit);
        if fits { Ok(limit) } else { Err(Problem::bad_request(format!("`limit` of the query must be 1 to {most}"))) }
    }

    /// Refuses what nobody took: a filter that is misspelt would show everything.
    pub fn end(self) -> Result<(), Problem> {
        match self.0.into_keys().next() {
            None => Ok(()),
            Some(name) => {
                let name: String = name.chars().take(40).collect();
                Err(Problem::bad_request(format!("`{name}` is no parameter of this path")))
            }
        }
    }
}
