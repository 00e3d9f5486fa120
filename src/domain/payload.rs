//! What the log needs to know of a body: is it a JSON object, whose is it, and what is it about.
//!
//! Bodies are parsed leniently. Fields come, go and change their type between Clockify's versions, so a
//! field of an unexpected type is passed over rather than refused; only a body that isn't a JSON object is.
//! One pass over the text, and nothing is copied but the few ids.

use serde::Deserialize;
use serde::de::{self, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;

use super::event::EventType;

/// The facts of a body that are stored beside it.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Facts {
    /// `workspaceId`, where the body names one.
    pub workspace_id: Option<String>,
    /// The entity that the event is about.
    pub entity_id: Option<String>,
    /// The user that the event is about. The platform doesn't tell who acted.
    pub user_id: Option<String>,
    /// The project that the event belongs to.
    pub project_id: Option<String>,
    /// `event_type` or `eventType`, which senders other than Clockify put into the body.
    pub event_type: Option<String>,
}

/// Why a body can't be taken.
#[derive(Debug, thiserror::Error)]
pub enum Malformed {
    /// The bytes aren't UTF-8.
    #[error("the body must be UTF-8 text")]
    Encoding,
    /// The text isn't JSON, or isn't an object. Line and column help the sender; the text itself isn't repeated.
    #[error("the body must be a JSON object (line {line}, column {column})")]
    Json {
        /// Line of the first mistake, from 1.
        line: usize,
        /// Column of the first mistake, from 1.
        column: usize,
    },
}

/// Reads the facts of a Clockify event.
pub fn facts(event: EventType, body: &[u8]) -> Result<Facts, Malformed> {
    let top = parse(body)?;
    let name = event.name();
    let about_user = name.starts_with("USER_") && !name.starts_with("USER_GROUP");
    let about_project = name == "NEW_PROJECT" || name.starts_with("PROJECT_");
    let entity_id = top.id.clone().or(top.expense_id).or(top.assignment_id).or(top.modified_target_id);
    let nested_user = top.owner_user_id.or(top.modified_user_id).or(top.inviter_id);
    Ok(Facts {
        workspace_id: top.workspace_id,
        user_id: if about_user { top.id.clone() } else { top.user_id.or(nested_user) },
        project_id: if about_project { top.id } else { top.project_id.or(top.nested_project_id) },
        entity_id,
        event_type: top.event_type,
    })
}

/// Reads the facts of a body from a sender other than Clockify, of which nothing is known but that it is JSON.
pub fn custom_facts(body: &[u8]) -> Result<Facts, Malformed> {
    let top = parse(body)?;
    Ok(Facts { entity_id: top.id, event_type: top.event_type, ..Facts::default() })
}

fn parse(body: &[u8]) -> Result<Top, Malformed> {
    let text = std::str::from_utf8(body).map_err(|_| Malformed::Encoding)?;
    serde_json::from_str(text).map_err(|error| Malformed::Json { line: error.line(), column: error.column() })
}

#[derive(Default)]
struct Top {
    id: Option<String>,
    workspace_id: Option<String>,
    user_id: Option<String>,
    project_id: Option<String>,
    expense_id: Option<String>,
    assignment_id: Option<String>,
    event_type: Option<String>,
    nested_project_id: Option<String>,
    owner_user_id: Option<String>,
    inviter_id: Option<String>,
    modified_user_id: Option<String>,
    modified_target_id: Option<String>,
}

// Hand-written, because a derived reader refuses repeated keys and values of another type.
impl<'de> Deserialize<'de> for Top {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TopVisitor;

        impl<'de> Visitor<'de> for TopVisitor {
            type Value = Top;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Top, A::Error> {
                let mut top = Top::default();
                while let Some(Key(key)) = map.next_key()? {
                    match key {
                        Field::Id => top.id = map.next_value::<Text>()?.0,
                        Field::WorkspaceId => top.workspace_id = map.next_value::<Text>()?.0,
                        Field::UserId => top.user_id = map.next_value::<Text>()?.0,
                        Field::ProjectId => top.project_id = map.next_value::<Text>()?.0,
                        Field::ExpenseId => top.expense_id = map.next_value::<Text>()?.0,
                        Field::AssignmentId => top.assignment_id = map.next_value::<Text>()?.0,
                        Field::EventType => top.event_type = map.next_value::<Text>()?.0,
                        Field::Project => top.nested_project_id = map.next_value::<Nested>()?.id,
                        Field::Owner => top.owner_user_id = map.next_value::<Nested>()?.user_id,
                        Field::Inviter => top.inviter_id = map.next_value::<Nested>()?.id,
                        Field::ModifiedEntity => {
                            let nested = map.next_value::<Nested>()?;
                            (top.modified_user_id, top.modified_target_id) = (nested.user_id, nested.target_id);
                        }
                        Field::TargetId | Field::Other => _ = map.next_value::<IgnoredAny>()?,
                    }
                }
                Ok(top)
            }
        }

        deserializer.deserialize_map(TopVisitor)
    }
}

#[derive(Clone, Copy)]
enum Field {
    Id,
    WorkspaceId,
    UserId,
    ProjectId,
    ExpenseId,
    AssignmentId,
    EventType,
    Project,
    Owner,
    Inviter,
    ModifiedEntity,
    TargetId,
    Other,
}

struct Key(Field);

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;

        impl Visitor<'_> for KeyVisitor {
            type Value = Key;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }

            fn visit_str<E>(self, key: &str) -> Result<Key, E> {
                Ok(Key(match key {
                    "id" => Field::Id,
                    "workspaceId" => Field::WorkspaceId,
                    "userId" => Field::UserId,
                    "projectId" => Field::ProjectId,
                    "expenseId" => Field::ExpenseId,
                    "assignmentId" => Field::AssignmentId,
                    "event_type" | "eventType" => Field::EventType,
                    "project" => Field::Project,
                    "owner" => Field::Owner,
                    "inviter" => Field::Inviter,
                    "modifiedEntity" => Field::ModifiedEntity,
                    "targetId" => Field::TargetId,
                    _ => Field::Other,
                }))
            }
        }

        deserializer.deserialize_str(KeyVisitor)
    }
}

/// A short string; anything else is passed over.
struct Text(Option<String>);

/// The ids of an object one level down; anything else is passed over.
#[derive(Default)]
struct Nested {
    id: Option<String>,
    user_id: Option<String>,
    target_id: Option<String>,
}

/// Longer than any id; what is longer is no id, and isn't copied.
const LONGEST_ID: usize = 100;

/// Implements reading a value of any type, of which only some types carry something.
macro_rules! lenient {
    ($type:ty, $empty:expr, { $($method:item)* }) => {
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Lenient;

                impl<'de> Visitor<'de> for Lenient {
                    type Value = $type;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str("any value")
                    }
                    fn visit_bool<E>(self, _: bool) -> Result<$type, E> {
                        Ok($empty)
                    }
                    fn visit_i64<E>(self, _: i64) -> Result<$type, E> {
                        Ok($empty)
                    }
                    fn visit_u64<E>(self, _: u64) -> Result<$type, E> {
                        Ok($empty)
                    }
                    fn visit_f64<E>(self, _: f64) -> Result<$type, E> {
                        Ok($empty)
                    }
                    fn visit_unit<E>(self) -> Result<$type, E> {
                        Ok($empty)
                    }
                    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<$type, A::Error> {
                        while seq.next_element::<IgnoredAny>()?.is_some() {}
                        Ok($empty)
                    }
                    $($method)*
                }

                deserializer.deserialize_any(Lenient)
            }
        }
    };
}

lenient!(Text, Text(None), {
    fn visit_str<E>(self, text: &str) -> Result<Text, E> {
        let fits = !text.is_empty() && text.len() <= LONGEST_ID && !text.contains(char::is_control);
        Ok(Text(fits.then(|| text.to_owned())))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Text, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Text(None))
    }
});

lenient!(Nested, Nested::default(), {
    fn visit_str<E>(self, _: &str) -> Result<Nested, E> {
        Ok(Nested::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Nested, A::Error> {
        let mut nested = Nested::default();
        while let Some(Key(key)) = map.next_key()? {
            match key {
                Field::Id => nested.id = map.next_value::<Text>()?.0,
                Field::UserId => nested.user_id = map.next_value::<Text>()?.0,
                Field::TargetId => nested.target_id = map.next_value::<Text>()?.0,
                _ => _ = map.next_value::<IgnoredAny>()?,
            }
        }
        Ok(nested)
    }
});

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(event: &str, body: &str) -> [Option<String>; 4] {
        let facts = facts(event.parse().unwrap(), body.as_bytes()).unwrap();
        [facts.workspace_id, facts.entity_id, facts.user_id, facts.project_id]
    }

    fn some(ids: [&str; 4]) -> [Option<String>; 4] {
        ids.map(|id| (!id.is_empty()).then(|| id.to_owned()))
    }

    #[test]
    fn each_family_gives_its_ids() {
        for (event, body, expected) in [
            (
                "TIMER_STOPPED",
                r#"{"id":"e","userId":"u","workspaceId":"w","projectId":"p","user":{"id":"x"}}"#,
                ["w", "e", "u", "p"],
            ),
            (
                "TIME_ENTRY_DELETED",
                r#"{"id":"e","userId":"u","workspaceId":"w","project":{"id":"p"}}"#,
                ["w", "e", "u", "p"],
            ),
            ("NEW_PROJECT", r#"{"id":"p","workspaceId":"w"}"#, ["w", "p", "", "p"]),
            ("NEW_TASK", r#"{"id":"t","projectId":"p"}"#, ["", "t", "", "p"]),
            ("USER_UPDATED", r#"{"id":"u","email":"x"}"#, ["", "u", "u", ""]),
            ("USER_GROUP_CREATED", r#"{"id":"g","workspaceId":"w","userIds":["u"]}"#, ["w", "g", "", ""]),
            (
                "EXPENSE_DELETED",
                r#"{"expenseId":"x","userId":"u","projectId":"p","workspaceId":"w"}"#,
                ["w", "x", "u", "p"],
            ),
            (
                "ASSIGNMENT_CREATED",
                r#"{"assignmentId":"a","userId":"u","projectId":"p","workspaceId":"w"}"#,
                ["w", "a", "u", "p"],
            ),
            ("NEW_APPROVAL_REQUEST", r#"{"id":"r","workspaceId":"w","owner":{"userId":"u"}}"#, ["w", "r", "u", ""]),
            (
                "COST_RATE_UPDATED",
                r#"{"workspaceId":"w","modifiedEntity":{"userId":"u","targetId":"t"}}"#,
                ["w", "t", "u", ""],
            ),
            ("BALANCE_UPDATED", r#"{"workspaceId":"w","userId":"u","value":"3"}"#, ["w", "", "u", ""]),
            ("USERS_INVITED_TO_WORKSPACE", r#"{"workspaceId":"w","inviter":{"id":"u"}}"#, ["w", "", "u", ""]),
        ] {
            assert_eq!(ids(event, body), some(expected), "{event}");
        }
    }

    #[test]
    fn odd_values_are_passed_over() {
        for body in [
            r#"{"id":5,"workspaceId":null,"userId":[1,{"a":2}],"projectId":{"id":"x"},"project":"p","owner":true}"#,
            r#"{"id":""}"#,
            r#"{"id":1.5e9,"project":[],"owner":null,"modifiedEntity":-3}"#,
        ] {
            assert_eq!(ids("TIMER_STOPPED", body), some(["", "", "", ""]), "{body}");
        }
        assert_eq!(ids("TIMER_STOPPED", r#"{"id":"a","id":"b"}"#), some(["", "b", "", ""]), "the last of two wins");
        let long = format!(r#"{{"id":"{}"}}"#, "x".repeat(101));
        assert_eq!(ids("TIMER_STOPPED", &long), some(["", "", "", ""]));
    }

    #[test]
    fn what_is_no_object_is_refused() {
        for body in ["", "[]", "1", "null", "\"x\"", "{", "{\"id\":}", "{} {}", "\u{feff}{}", "{'a':1}", "{\"a\":1,}"] {
            assert!(matches!(facts(EventType::NewTag, body.as_bytes()), Err(Malformed::Json { .. })), "{body:?}");
        }
        assert!(matches!(facts(EventType::NewTag, b"{\"id\":\"\xff\"}"), Err(Malformed::Encoding)));
    }

    #[test]
    fn depth_has_no_effect_on_the_stack() {
        let deep = format!("{{\"x\":{}1{}}}", "[".repeat(200_000), "]".repeat(200_000));
        // Whether such a text is taken or refused is serde_json's limit; that it returns at all is ours.
        _ = facts(EventType::NewTag, deep.as_bytes());
        let nested = format!("{}1{}", "{\"project\":".repeat(100_000), "}".repeat(100_000));
        _ = facts(EventType::NewTag, nested.as_bytes());
    }
}
