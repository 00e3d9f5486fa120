//! One operation of Clockify's API, as data.
//!
//! Everything that acts on the API reads these facts instead of knowing an address: the client, the bootstrap, the
//! flows, the page and the simulated Clockify.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Effect, Merge, Subject};
use crate::domain::event::EventType;

/// What there is to know of one operation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Operation {
    /// Name, unique in the catalogue: `getClients`.
    pub id: String,
    /// HTTP method.
    pub method: Method,
    /// Path below the host, with `{name}` for each path parameter: `/v1/workspaces/{workspaceId}/clients`.
    pub path: String,
    /// Group of operations: `Client`.
    pub tag: String,
    /// What it does, in a few words of our own.
    pub summary: String,
    /// Which of Clockify's hosts serves it.
    #[serde(default, skip_serializing_if = "Host::is_regular")]
    pub host: Host,
    /// Path, query and header parameters.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<Parameter>,
    /// What it takes as its body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Body>,
    /// How its answer is cut into pages. None: it comes whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paging: Option<Paging>,
    /// What kind of answer a successful call gives.
    #[serde(default, skip_serializing_if = "Answer::is_other")]
    pub answer: Answer,
    /// Type of the entities that it gives a bootstrap, as the cache names them: `client`. None: a bootstrap has no use
    /// for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity: Option<String>,
    /// Field with an entity's id, with dots where it lies deeper. None: `id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity_id: Option<String>,
    /// It only asks, though its method is not GET: it may be made again like one.
    #[serde(default, skip_serializing_if = "is_false")]
    pub reads: bool,
    /// The add-on scope that it needs: `CLIENT_READ`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// Expensive upstream: reports, exports.
    #[serde(default, skip_serializing_if = "is_false")]
    pub heavy: bool,
    /// Announced to go away.
    #[serde(default, skip_serializing_if = "is_false")]
    pub deprecated: bool,
    /// The events that a successful call may cause.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub raises: Vec<EventType>,
    /// Where the id stands that those events carry as their entity. None: they carry none, or one that can't be known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raises_id: Option<Subject>,
    /// How what it changes is read before. None: that isn't known, or not needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merge: Option<Merge>,
    /// Where the ids stand of the things that it is about, where one call can be about many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub many: Option<Subject>,
    /// What it does, where that isn't what its method says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub does: Option<Effect>,
}

/// An HTTP method that the API uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// Reads.
    Get,
    /// Creates, or asks with a body.
    Post,
    /// Replaces the whole entity: what the body leaves out is reset.
    Put,
    /// Changes what the body names.
    Patch,
    /// Removes.
    Delete,
}

impl Method {
    /// The method's name in a request line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }

    /// Whether the same call may be made again without harm (RFC 9110, section 9.2.2).
    #[must_use]
    pub const fn is_idempotent(self) -> bool {
        matches!(self, Self::Get | Self::Put | Self::Delete)
    }
}

impl std::str::FromStr for Method {
    type Err = UnknownMethod;

    fn from_str(name: &str) -> Result<Self, UnknownMethod> {
        let all = [Self::Get, Self::Post, Self::Put, Self::Patch, Self::Delete];
        let found = all.into_iter().find(|method| method.name().eq_ignore_ascii_case(name));
        found.ok_or_else(|| UnknownMethod(name.to_owned()))
    }
}

/// A method that the API doesn't use.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is none of GET, POST, PUT, PATCH and DELETE")]
pub struct UnknownMethod(pub String);

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One of Clockify's hosts. Their addresses come from an installation's claims.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Host {
    /// `backendUrl`.
    #[default]
    Regular,
    /// `reportsUrl`.
    Reports,
}

impl Host {
    /// Whether it is the one that most operations use.
    #[must_use]
    pub const fn is_regular(&self) -> bool {
        matches!(self, Self::Regular)
    }
}

/// A parameter outside of the body.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Parameter {
    /// Its name as it travels.
    pub name: String,
    /// Where it travels.
    #[serde(rename = "in")]
    pub place: Place,
    /// Whether a call without it is refused.
    #[serde(default, skip_serializing_if = "is_false")]
    pub required: bool,
    /// What it may be.
    pub schema: Schema,
    /// Where a bootstrap takes the value from, when nobody is there to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fill: Option<Fill>,
}

/// Where a parameter travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Place {
    /// In the path, percent-encoded.
    Path,
    /// In the query, repeated for an array.
    Query,
    /// In a header.
    Header,
}

/// How a parameter gets its value when a program calls the operation by itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Fill {
    /// The workspace that is being fetched.
    Workspace,
    /// The id of each cached entity of this type in turn, so that this type has to be fetched first.
    Each(String),
    /// Where the window of time begins.
    WindowStart,
    /// Where it ends.
    WindowEnd,
    /// Always this.
    Value(serde_json::Value),
}

/// What a body has to be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Body {
    /// Whether a call without one is refused.
    #[serde(default, skip_serializing_if = "is_false")]
    pub required: bool,
    /// `application/json` unless it says otherwise (`multipart/form-data`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// Its shape.
    pub schema: Schema,
}

/// The shape of a value: what forms, validation and examples need, and no more.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Schema {
    /// What kind of value it is.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// `date-time`, `date`, `int32`, `binary`, …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// The values that are allowed.
    #[serde(rename = "enum", skip_serializing_if = "Vec::is_empty")]
    pub allowed: Vec<serde_json::Value>,
    /// What counts when nothing is given.
    #[serde(rename = "default", skip_serializing_if = "Option::is_none")]
    pub preset: Option<serde_json::Value>,
    /// Smallest number, shortest text, fewest items.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    /// Largest number, longest text, most items.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
    /// Whether null is a value.
    #[serde(skip_serializing_if = "is_false")]
    pub nullable: bool,
    /// What an array holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub items: Option<Box<Schema>>,
    /// The fields of an object, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Field>,
}

/// A field of an object.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Whether an object without it is refused.
    #[serde(default, skip_serializing_if = "is_false")]
    pub required: bool,
    /// What it may be.
    #[serde(flatten)]
    pub schema: Schema,
}

/// A kind of JSON value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// Whatever it is.
    #[default]
    Any,
    /// Text.
    String,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// True or false.
    Boolean,
    /// A list.
    Array,
    /// An object.
    Object,
}

/// How a list is cut into pages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Paging {
    /// Parameter with the number of the page; in a body with dots where it lies deeper.
    pub page: String,
    /// Parameter with the number of items on a page, likewise.
    pub size: String,
    /// Number of the first page: 1, and 0 for a few.
    pub first: u32,
    /// Items on a page to ask for; the largest that is known to be allowed.
    pub ask: u32,
    /// Whether the header `Last-Page` tells the end. If not, a page that is not full does.
    #[serde(default, skip_serializing_if = "is_false")]
    pub last_page: bool,
    /// Where the two parameters travel. In a body they are fields of it.
    #[serde(default, skip_serializing_if = "PagingPlace::is_query")]
    pub place: PagingPlace,
}

/// Where the page's number travels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PagingPlace {
    /// In the query.
    #[default]
    Query,
    /// In the body.
    Body,
}

impl PagingPlace {
    /// Whether it is where it mostly is.
    #[must_use]
    pub const fn is_query(&self) -> bool {
        matches!(self, Self::Query)
    }
}

/// What a successful call answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Answer {
    /// A list.
    List,
    /// An object, one of whose fields is the list: its name, with dots where it lies deeper.
    Envelope(String),
    /// One entity.
    One,
    /// Something else, or nothing.
    #[default]
    Other,
}

impl Answer {
    /// Whether it is not known to be entities.
    #[must_use]
    pub const fn is_other(&self) -> bool {
        matches!(self, Self::Other)
    }
}

impl Schema {
    /// The field of an object.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Self> {
        self.fields.iter().find(|field| field.name == name).map(|field| &field.schema)
    }
}

impl Operation {
    /// Whether it changes nothing.
    #[must_use]
    pub const fn is_read(&self) -> bool {
        self.reads || matches!(self.method, Method::Get)
    }

    /// What a call does.
    #[must_use]
    pub const fn effect(&self) -> Effect {
        match (self.does, self.method, &self.many) {
            (Some(does), _, _) => does,
            _ if self.is_read() => Effect::Read,
            (None, Method::Delete, _) => Effect::Destroy,
            (None, _, Some(_)) => Effect::Bulk,
            (None, _, None) => Effect::Write,
        }
    }

    /// Whether the same call may be made again without harm.
    #[must_use]
    pub const fn is_repeatable(&self) -> bool {
        self.reads || self.method.is_idempotent()
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_false(value: &bool) -> bool {
    !value
}
