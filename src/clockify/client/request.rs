//! From a call to a request: everything that can be wrong with a call is found here, before anything is sent.

use std::borrow::Cow;
use std::collections::BTreeMap;

use bytes::Bytes;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

use super::{Call, form};
use crate::clockify::catalogue::{Operation, Place};
use crate::domain::ids::WorkspaceId;

/// Everything but letters, digits and the four marks that mean nothing anywhere in a URL (RFC 3986, section 2.3).
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The path parameter that every operation of a workspace has.
const WORKSPACE: &str = "workspaceId";

/// Longest value of a path parameter; ids have 24 characters.
const LONGEST: usize = 256;

/// What doesn't fit between a call and its operation.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    /// A parameter is needed.
    #[error("the parameter {0} is missing")]
    Missing(String),
    /// The operation doesn't take such a parameter.
    #[error("there is no parameter {0}")]
    Unknown(String),
    /// A path parameter that is empty, too long, a step to another path, or not text.
    #[error("the parameter {0} can't stand in a path")]
    Path(String),
    /// Another workspace than the token's.
    #[error("workspaceId is not the workspace of the installation")]
    Workspace,
    /// The body is needed.
    #[error("the body is missing")]
    NoBody,
    /// The operation takes no body.
    #[error("there must be no body")]
    Body,
    /// The operation takes a body of a type that can't be made.
    #[error("bodies of the type {0} can't be sent")]
    MediaType(String),
    /// A file that isn't one.
    #[error("the field {0} is a file: an object of its `name`, its `type` and its bytes in `base64`")]
    File(String),
    /// The operation's own path can't be used.
    #[error("the path of the operation can't be used: {0}")]
    Template(String),
}

/// A request as it is sent.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Request {
    pub(super) url: Url,
    pub(super) body: Option<Bytes>,
    /// What the body is.
    pub(super) content_type: Cow<'static, str>,
}

/// The type of nearly all bodies.
const JSON: &str = "application/json";

/// Makes the request of a call.
pub(super) fn build(base: &Url, workspace: &WorkspaceId, call: &Call<'_>) -> Result<Request, Invalid> {
    let Call { operation, path, query, .. } = call;
    let path = fill(operation, path, workspace)?;
    check_query(operation, query)?;
    let (body, content_type) = body(call)?;
    let mut url = base.clone();
    let whole = format!("{}{path}", base.path().trim_end_matches('/'));
    url.set_path(&whole);
    // The parser resolves steps like `..`; there must have been none.
    if url.path() != whole {
        return Err(Invalid::Template(operation.path.clone()));
    }
    if !query.is_empty() {
        let pair = |(name, value): &(String, String)| format!("{}={}", escaped(name), escaped(value));
        url.set_query(Some(&query.iter().map(pair).collect::<Vec<_>>().join("&")));
    }
    Ok(Request { url, body, content_type })
}

/// The operation's path with its parameters in it.
fn fill(operation: &Operation, values: &BTreeMap<String, String>, workspace: &WorkspaceId) -> Result<String, Invalid> {
    let mut path = String::with_capacity(operation.path.len() + 64);
    let mut used = Vec::new();
    let mut rest = operation.path.as_str();
    while let Some((before, after)) = rest.split_once('{') {
        let template = || Invalid::Template(operation.path.clone());
        let (name, after) = after.split_once('}').ok_or_else(template)?;
        let value = match values.get(name) {
            Some(value) if name == WORKSPACE && value != workspace.as_str() => return Err(Invalid::Workspace),
            Some(value) => value,
            None if name == WORKSPACE => workspace.as_str(),
            None => return Err(Invalid::Missing(name.to_owned())),
        };
        if value.is_empty()
            || value.len() > LONGEST
            || value == "."
            || value == ".."
            || value.contains(char::is_control)
        {
            return Err(Invalid::Path(name.to_owned()));
        }
        path.push_str(before);
        path.push_str(&escaped(value));
        used.push(name);
        rest = after;
    }
    path.push_str(rest);
    match values.keys().find(|name| !used.contains(&name.as_str())) {
        Some(name) => Err(Invalid::Unknown(name.clone())),
        None => Ok(path),
    }
}

fn check_query(operation: &Operation, query: &[(String, String)]) -> Result<(), Invalid> {
    let mut known = operation.parameters.iter().filter(|parameter| parameter.place == Place::Query);
    if let Some((name, _)) = query.iter().find(|(name, _)| !known.clone().any(|parameter| parameter.name == *name)) {
        return Err(Invalid::Unknown(name.clone()));
    }
    let given = |wanted: &str| query.iter().any(|(name, _)| name == wanted);
    match known.find(|parameter| parameter.required && !given(&parameter.name)) {
        Some(parameter) => Err(Invalid::Missing(parameter.name.clone())),
        None => Ok(()),
    }
}

fn body(call: &Call<'_>) -> Result<(Option<Bytes>, Cow<'static, str>), Invalid> {
    let json = Cow::Borrowed(JSON);
    match (&call.operation.body, &call.body) {
        (None, Some(_)) => Err(Invalid::Body),
        (Some(expected), None) if expected.required => Err(Invalid::NoBody),
        (_, None) => Ok((None, json)),
        (Some(expected), Some(value)) => match expected.media_type.as_deref() {
            None | Some(JSON) => Ok((Some(Bytes::from(value.to_string())), json)),
            Some("multipart/form-data") => {
                let (body, content_type) = form::write(value, &expected.schema)?;
                Ok((Some(body), content_type.into()))
            }
            Some(other) => Err(Invalid::MediaType(other.to_owned())),
        },
    }
}

fn escaped(text: &str) -> String {
    utf8_percent_encode(text, ESCAPED).to_string()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::clockify::client::Actor;

    const WORKSPACE_ID: &str = "64a1f0c2e4b0a1b2c3d4e5f6";

    fn operation() -> Operation {
        serde_json::from_value(json!({
            "id": "getThings", "method": "GET", "tag": "Thing", "summary": "Lists things",
            "path": "/v1/workspaces/{workspaceId}/things/{thingId}",
            "parameters": [
                { "name": "workspaceId", "in": "path", "required": true, "schema": { "type": "string" } },
                { "name": "thingId", "in": "path", "required": true, "schema": { "type": "string" } },
                { "name": "from", "in": "query", "required": true, "schema": { "type": "string" } },
                { "name": "ids", "in": "query", "schema": { "type": "array" } },
            ],
        }))
        .unwrap()
    }

    fn make(
        operation: &Operation,
        path: &[(&str, &str)],
        query: &[(&str, &str)],
        body: Option<serde_json::Value>,
    ) -> Result<Request, Invalid> {
        let pair = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let (path, query) = (path.iter().map(pair).collect(), query.iter().map(pair).collect());
        let call = Call { operation, path, query, body, actor: Actor::Flow };
        let base = Url::parse("https://api.clockify.me/api").unwrap();
        build(&base, &WorkspaceId::new(WORKSPACE_ID).unwrap(), &call)
    }

    fn url(path: &[(&str, &str)], query: &[(&str, &str)]) -> Result<String, Invalid> {
        make(&operation(), path, query, None).map(|request| request.url.to_string())
    }

    /// Values that would lead elsewhere if they were put in as they are.
    #[test]
    fn a_value_stays_one_segment() {
        for (value, segment) in [
            ("abc", Some("abc")),
            ("../users", Some("..%2Fusers")),
            ("..%2fusers", Some("..%252fusers")),
            ("%2e%2e", Some("%252e%252e")),
            ("%2E%2e/", Some("%252E%252e%2F")),
            ("a/b", Some("a%2Fb")),
            ("a\\b", Some("a%5Cb")),
            ("a?b=c", Some("a%3Fb%3Dc")),
            ("a#b", Some("a%23b")),
            ("a;b", Some("a%3Bb")),
            ("a b+c", Some("a%20b%2Bc")),
            ("ä", Some("%C3%A4")),
            ("@evil.example", Some("%40evil.example")),
            ("a:b", Some("a%3Ab")),
            ("...", Some("...")),
            ("{workspaceId}", Some("%7BworkspaceId%7D")),
            (".", None),
            ("..", None),
            ("", None),
            ("a\nb", None),
            ("a\0", None),
        ] {
            let expected = match segment {
                Some(segment) => {
                    Ok(format!("https://api.clockify.me/api/v1/workspaces/{WORKSPACE_ID}/things/{segment}?from=1"))
                }
                None => Err(Invalid::Path("thingId".to_owned())),
            };
            assert_eq!(url(&[("thingId", value)], &[("from", "1")]), expected, "{value:?}");
        }
    }

    #[test]
    fn what_does_not_fit_is_said_before_anything_is_sent() {
        let (thing, from) = (("thingId", "1"), ("from", "1"));
        let missing = |name: &str| Err(Invalid::Missing(name.to_owned()));
        let unknown = |name: &str| Err(Invalid::Unknown(name.to_owned()));
        assert_eq!(url(&[], &[from]), missing("thingId"));
        assert_eq!(url(&[thing], &[]), missing("from"));
        assert_eq!(url(&[thing, ("other", "1")], &[from]), unknown("other"));
        assert_eq!(url(&[thing], &[from, ("other", "1")]), unknown("other"));
        assert_eq!(
            url(&[thing], &[from, ("thingId", "1")]),
            unknown("thingId"),
            "a path parameter is none of the query"
        );
        assert_eq!(url(&[thing, ("workspaceId", "another")], &[from]), Err(Invalid::Workspace));
        assert_eq!(url(&[thing, ("workspaceId", WORKSPACE_ID)], &[from]), url(&[thing], &[from]));
        let mut broken = operation();
        broken.path = "/v1/../{thingId}".to_owned();
        assert_eq!(make(&broken, &[thing], &[from], None).err(), Some(Invalid::Template(broken.path.clone())));
        broken.path = "/v1/{thingId".to_owned();
        assert!(matches!(make(&broken, &[thing], &[from], None), Err(Invalid::Template(_))));
    }

    #[test]
    fn queries_are_escaped_and_arrays_repeated() {
        let found = url(&[("thingId", "1")], &[("from", "a&b=c#d e+f"), ("ids", "1"), ("ids", "2")]).unwrap();
        assert!(found.ends_with("?from=a%26b%3Dc%23d%20e%2Bf&ids=1&ids=2"), "{found}");
    }

    #[test]
    fn bodies() {
        let parameters = (&[("thingId", "1")][..], &[("from", "1")][..]);
        for (expected, given, wanted) in [
            (json!(null), None, Ok(None)),
            (json!(null), Some(json!({})), Err(Invalid::Body)),
            (json!({ "required": true, "schema": {} }), None, Err(Invalid::NoBody)),
            (json!({ "schema": {} }), None, Ok(None)),
            (json!({ "schema": {} }), Some(json!({ "a": 1 })), Ok(Some(Bytes::from_static(b"{\"a\":1}")))),
            (
                json!({ "schema": {}, "mediaType": "text/csv" }),
                Some(json!({})),
                Err(Invalid::MediaType("text/csv".to_owned())),
            ),
        ] {
            let mut operation = operation();
            operation.body = serde_json::from_value(expected).unwrap();
            let made = make(&operation, parameters.0, parameters.1, given);
            assert_eq!(made.map(|request| request.body), wanted);
        }
    }

    proptest! {
        /// Whatever a value is, the request stays at its host and below its path, and the server gets the value back.
        #[test]
        fn no_value_leads_elsewhere(value in "\\PC{1,40}", other in "\\PC{0,40}") {
            let Ok(found) = url(&[("thingId", &value)], &[("from", &other)]) else {
                prop_assert!(value == "." || value == "..");
                return Ok(());
            };
            let found = Url::parse(&found).unwrap();
            prop_assert_eq!(found.host_str(), Some("api.clockify.me"));
            let segments: Vec<_> = found.path_segments().unwrap().collect();
            prop_assert_eq!(segments.len(), 6);
            let last = percent_encoding::percent_decode_str(segments[5]).decode_utf8().unwrap();
            prop_assert_eq!(last.as_ref(), value.as_str());
            let query: Vec<_> = found.query_pairs().collect();
            prop_assert_eq!(query, vec![("from".into(), other.as_str().into())]);
            prop_assert!(found.fragment().is_none());
        }
    }
}
