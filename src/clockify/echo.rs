//! What comes back of our own writes: the entities that the webhooks of a write will be about.
//!
//! Which events a write may cause stands in the [catalogue](super::catalogue::Operation::raises); webhooks don't say who
//! acted, so a program tells its own doing by event and entity. Some events carry no id of an entity (a changed balance,
//! an invitation), and those of entities that a write touches besides (the tasks of a deleted project) carry ids that it
//! doesn't know.

use serde_json::Value;

use super::catalogue::Subject;
use super::client::Call;
use crate::domain::ids::WorkspaceId;

/// The ids that the events of a call carry as their entity, as far as they are known: those of creations with the
/// answer only, which is `None` as long as there is none.
#[must_use]
pub fn entities(workspace: &WorkspaceId, call: &Call<'_>, answer: Option<&Value>) -> Vec<String> {
    let Some(subject) = &call.operation.raises_id else { return Vec::new() };
    subjects(subject, workspace, call, answer)
}

/// The ids of the things that one call is about, where it can be about many. Empty where that can't be said.
#[must_use]
pub fn many(workspace: &WorkspaceId, call: &Call<'_>) -> Vec<String> {
    let subject = call.operation.many.as_ref();
    subject.map(|subject| subjects(subject, workspace, call, None)).unwrap_or_default()
}

fn subjects(subject: &Subject, workspace: &WorkspaceId, call: &Call<'_>, answer: Option<&Value>) -> Vec<String> {
    let found = match subject {
        Subject::Path(name) => match call.path.get(name) {
            Some(value) => vec![value.clone()],
            None if name == "workspaceId" => vec![workspace.as_str().to_owned()],
            None => Vec::new(),
        },
        Subject::Query(name) => {
            let given = call.query.iter().filter(|(given, _)| given == name);
            given.flat_map(|(_, value)| value.split(',')).map(str::to_owned).collect()
        }
        Subject::Body(path) => call.body.as_ref().map(|body| each(body, path)).unwrap_or_default(),
        Subject::Answer(path) => answer.map(|answer| each(answer, path)).unwrap_or_default(),
    };
    found.into_iter().filter(|id| !id.is_empty()).collect()
}

/// The texts at a path with dots, where `[]` stands for each item of a list.
fn each(value: &Value, path: &str) -> Vec<String> {
    let Some((front, rest)) = path.split_once("[]") else {
        let found = if path.is_empty() { Some(value) } else { super::merge::at(value, path) };
        return found.and_then(Value::as_str).map(str::to_owned).into_iter().collect();
    };
    let list = if front.is_empty() { Some(value) } else { super::merge::at(value, front) };
    let items = list.and_then(Value::as_array).into_iter().flatten();
    items.flat_map(|item| each(item, rest.trim_start_matches('.'))).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::clockify::catalogue::builtin;
    use crate::clockify::client::Actor;

    const WORKSPACE: &str = "64a1f0c2e4b0a1b2c3d4e5f6";

    #[test]
    fn ids_are_found_where_the_catalogue_says() {
        let (none, one) = (json!(null), json!({ "id": "a", "projectId": "p" }));
        for (id, path, query, body, answer, expected) in [
            ("updateTag", &[("id", "t")][..], &[][..], &none, &none, &["t"][..]),
            ("createNewTag", &[], &[], &none, &one, &["a"]),
            ("createNewTag", &[], &[], &one, &none, &[]),
            ("setHourlyRateForUser", &[("userId", "u")], &[], &none, &none, &[WORKSPACE]),
            (
                "deleteMany",
                &[("userId", "u")],
                &[("time-entry-ids", "a,b"), ("time-entry-ids", "c")],
                &none,
                &none,
                &["a", "b", "c"],
            ),
            ("updateInvoicedStatus", &[], &[], &json!({ "timeEntryIds": ["a", "", 5, "b"] }), &none, &["a", "b"]),
            ("replaceMany", &[], &[], &json!([{ "id": "a" }, {}, { "id": "b" }]), &none, &["a", "b"]),
            ("createRecurring", &[], &[], &none, &json!([{ "id": "a" }, { "id": "b" }]), &["a", "b"]),
            ("createHoliday", &[], &[], &none, &one, &[]),
        ] {
            let pair = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
            let call = Call {
                operation: builtin().get(id).unwrap(),
                path: path.iter().map(pair).collect(),
                query: query.iter().map(pair).collect(),
                body: (!body.is_null()).then(|| body.clone()),
                actor: Actor::Flow,
            };
            let answer = (!answer.is_null()).then_some(answer);
            assert_eq!(entities(&WorkspaceId::new(WORKSPACE).unwrap(), &call, answer), expected, "{id}");
        }
    }
}
