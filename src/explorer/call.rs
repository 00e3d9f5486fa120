//! One call: whether it may be made, what is noted of it before, and what came of it.

use std::borrow::Cow;
use std::time::Duration;

use bytes::Bytes;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::answer::{self, Kind, Next};
use super::asked::{CALL, WORKSPACE};
use super::{Asked, Error, Explorer, Wanted, Who, Whose, Writes, history, record};
use crate::access::NoTarget;
use crate::clockify::catalogue::Operation;
use crate::clockify::client::{self, Actor, Answer, Class, Client, Part, Prepared, Target};
use crate::db::entities::{explorer_call, installation};
use crate::domain::redact;

/// The largest answer that is taken, in bytes, unless a larger one is configured for all calls.
pub const LARGEST_ANSWER: usize = 16 * 1024 * 1024;

/// How long a call waits for its turn among those of the workspace.
const PATIENCE: Duration = Duration::from_secs(10);

/// A call that was answered.
#[derive(Debug, Serialize)]
pub struct Made {
    /// Its key in the history. None: it couldn't be stored.
    pub id: Option<String>,
    /// The operation's name.
    pub operation: String,
    /// With whose right.
    #[serde(rename = "as")]
    pub whose: Whose,
    /// The method.
    pub method: &'static str,
    /// Where it went.
    pub url: String,
    /// Clockify's status.
    pub status: u16,
    /// Its headers.
    pub headers: Map<String, Value>,
    /// What the body is.
    pub kind: Kind,
    /// The body's beginning, if it is text.
    pub text: Option<String>,
    /// Bytes of the whole body.
    pub bytes: usize,
    /// Whether the text is only the beginning.
    pub truncated: bool,
    /// How long it took.
    pub took_ms: u128,
    /// Attempts.
    pub attempts: u32,
    /// The next page.
    pub next: Option<Next>,
    /// What was sent.
    pub sent: Sent,
}

/// What was sent, but for the token.
#[derive(Debug, Serialize)]
pub struct Sent {
    /// The headers that matter.
    pub headers: Map<String, Value>,
    /// The body.
    pub body: Option<String>,
    /// The fields of a form.
    pub form: Option<Vec<Field>>,
}

/// A field of a form.
#[derive(Debug, Serialize)]
pub struct Field {
    name: String,
    value: Option<String>,
    file: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
}

impl Explorer {
    /// Makes a call, with this token of the user where it is made as the user.
    pub async fn call(&self, who: &Who<'_>, token: &SecretString, asked: Asked) -> Result<Made, Error> {
        let catalogue = self.parts.access.catalogue();
        let unknown = || Error::Unknown(asked.operation.chars().take(100).collect());
        let operation = catalogue.get(&asked.operation).ok_or_else(unknown)?;
        let row = self.installation(who.workspace).await?;
        self.permit(who, &row, operation, asked.whose)?;
        let Asked { whose, path, query, body, confirm, .. } = asked;
        let wanted = Wanted { path, query, body };
        let values = wanted.values(operation, Some(&row.addon_id))?;
        if values.path.get(WORKSPACE).is_some_and(|workspace| workspace != who.workspace.as_str()) {
            return Err(Error::Workspace);
        }
        let call = client::Call {
            operation,
            path: values.path,
            query: values.query,
            body: wanted.body.clone(),
            actor: Actor::User(who.user.to_owned()),
        };
        let target = self.way(&row, whose, token)?;
        let client = self.client(whose);
        let prepared = client.prepare(&target, &call).map_err(|error| {
            let unsent = Error::unsent(&error);
            unsent.unwrap_or_else(|| Error::at(CALL, "", error.summary()))
        })?;
        if operation.effect().is_grave() {
            let about = self.target(who.workspace, &call, &prepared).await?;
            if confirm.as_ref() != Some(&about.text) {
                return Err(Error::Confirm(Box::new(about)));
            }
        }
        let kept = wanted.kept();
        let noted = history::row(self.key(), who, whose, operation, &prepared, &kept);
        if !operation.is_read() {
            record::write(self, who, &noted, &kept).await?;
        }
        match client.show(&target, &call).await {
            Ok(answer) => Ok(self.answered(&wanted, noted, prepared, &call, answer, &target).await),
            Err(error) => match Error::unsent(&error) {
                Some(unsent) => Err(unsent),
                None => {
                    let call = noted.id;
                    self.keep(history::failed(noted, &error), &Bytes::new()).await;
                    Err(unanswered(&error, operation, call))
                }
            },
        }
    }

    fn permit(
        &self,
        who: &Who<'_>,
        row: &installation::Model,
        operation: &Operation,
        whose: Whose,
    ) -> Result<(), Error> {
        if whose == Whose::Addon && !who.is_admin {
            return Err(Error::Forbidden("only owners and admins of the workspace may call as the add-on"));
        }
        match self.may_write(who, row) {
            _ if operation.is_read() => Ok(()),
            Writes::Allowed => Ok(()),
            Writes::NoAdmin => Err(Error::Forbidden(Writes::NoAdmin.reason().unwrap_or_default())),
            off @ Writes::Off => Err(Error::Writes(off)),
        }
    }

    /// Where the workspace's API is, and with which right it is called.
    fn way(&self, row: &installation::Model, whose: Whose, token: &SecretString) -> Result<Target, Error> {
        if row.status == installation::Status::Inactive {
            return Err(Error::State("the add-on is switched off in this workspace"));
        }
        let target = match whose {
            Whose::Me => self.parts.access.visit(row, token.clone()),
            Whose::Addon if row.refused_since.is_some() => {
                return Err(Error::State("Clockify refuses the add-on's token; install the add-on again"));
            }
            Whose::Addon => self.parts.access.target(row),
        };
        target.map_err(|error| match error {
            NoTarget::Host(why) => Error::Host(why.to_string()),
            NoTarget::NoToken | NoTarget::Unreadable | NoTarget::Sealed(_) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "the explorer can't call the API");
                Error::State("the add-on's token can't be used; install the add-on again")
            }
        })
    }

    fn client(&self, whose: Whose) -> Client {
        let client = self.parts.client.taking(LARGEST_ANSWER).with_patience(PATIENCE);
        // Whoever looks wants to see what came, and can make it again.
        let client = client.with_retries(0);
        if whose == Whose::Me { client.visiting() } else { client }
    }

    async fn answered(
        &self,
        wanted: &Wanted,
        noted: explorer_call::Model,
        prepared: Prepared,
        call: &client::Call<'_>,
        answer: Answer,
        target: &Target,
    ) -> Made {
        let kind = Kind::of(&answer);
        let headers = answer::headers(&answer.headers);
        let masked = masked(kind, &answer.body, target);
        let (id, as_addon) = (noted.id, noted.as_addon);
        let is_kept = self.keep(history::answered(noted, &answer, kind, &headers), &masked).await;
        // What the add-on may see isn't all meant for those who call as it.
        let shown = if as_addon { &masked } else { &answer.body };
        let text = matches!(kind, Kind::Json | Kind::Text).then(|| answer::beginning(shown));
        Made {
            id: is_kept.then(|| id.simple().to_string()),
            operation: call.operation.id.clone(),
            whose: Whose::of(as_addon),
            method: call.operation.method.name(),
            url: prepared.url.to_string(),
            status: answer.status,
            headers,
            kind,
            truncated: text.is_some_and(|(_, is_cut)| is_cut),
            text: text.map(|(text, _)| text.replace(target.token.expose_secret(), redact::MASK)),
            bytes: answer.body.len(),
            took_ms: answer.latency.as_millis(),
            attempts: answer.attempts,
            next: answer::next(call.operation, wanted, &answer),
            sent: sent(call, prepared),
        }
    }
}

/// A body as it may be kept.
fn masked(kind: Kind, body: &Bytes, target: &Target) -> Bytes {
    let (Kind::Json | Kind::Text, Ok(text)) = (kind, std::str::from_utf8(body)) else { return body.clone() };
    let token = target.token.expose_secret();
    let text = if text.contains(token) { Cow::Owned(text.replace(token, redact::MASK)) } else { Cow::Borrowed(text) };
    match (redact::body(&text), &text) {
        (Cow::Borrowed(_), Cow::Borrowed(_)) => body.clone(),
        (masked, _) => Bytes::from(masked.into_owned()),
    }
}

fn sent(call: &client::Call<'_>, prepared: Prepared) -> Sent {
    let mut headers = Map::new();
    headers.insert("accept".to_owned(), prepared.accept.into());
    let form = call.operation.body.as_ref().filter(|_| call.body.is_some());
    let form = form.filter(|body| body.media_type.as_deref() == Some("multipart/form-data"));
    if let Some(body) = form {
        let value = call.body.as_ref().unwrap_or(&Value::Null);
        let parts = client::parts(value, &body.schema).unwrap_or_default();
        return Sent { headers, body: None, form: Some(parts.into_iter().map(Field::from).collect()) };
    }
    if let Some(kind) = prepared.content_type {
        headers.insert("content-type".to_owned(), kind.into());
    }
    let body = prepared.body.map(|body| String::from_utf8_lossy(&body).into_owned());
    Sent { headers, body, form: None }
}

impl From<Part> for Field {
    fn from(part: Part) -> Self {
        match part.file {
            Some((file, kind)) => Self { name: part.name, value: None, file: Some(file), kind: Some(kind) },
            None => {
                let value = Some(String::from_utf8_lossy(&part.value).into_owned());
                Self { name: part.name, value, file: None, kind: None }
            }
        }
    }
}

/// That there is no answer, and what that means for what was asked.
fn unanswered(error: &client::Error, operation: &Operation, call: Uuid) -> Error {
    let class = error.class();
    let mut text = error.summary();
    let nobody_knows = matches!(class, Class::Timeout | Class::Unreachable | Class::TooLarge) && !operation.is_read();
    if nobody_knows {
        text.push_str("; it may have been done all the same, so look before you make it again");
    }
    Error::Upstream { text, is_late: class == Class::Timeout, call }
}
