use std::collections::HashSet;

use super::*;

fn workspace() -> Workspace {
    Workspace::default()
}

/// Visits every field of a body with the field's name; list items are visited under the list's name.
fn walk<'a>(name: &'a str, value: &'a Value, visit: &mut dyn FnMut(&str, &Value)) {
    visit(name, value);
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| walk(name, value, visit)),
        Value::Array(items) => items.iter().for_each(|value| walk(name, value, visit)),
        _ => {}
    }
}

fn is_id(text: &str) -> bool {
    text.len() == 24 && text.bytes().all(|c| c.is_ascii_hexdigit())
}

#[test]
fn every_event_has_a_body_and_every_id_the_right_form() {
    for event in EventType::ALL {
        for sequence in (0..60).chain([u64::MAX]) {
            let body = of(event, &workspace(), sequence);
            assert!(body.as_object().is_some_and(|fields| fields.len() >= 3), "{event}");
            walk("", &body, &mut |name, value| {
                if let (true, Some(text)) =
                    (name == "id" || name.ends_with("Id") || name.ends_with("Ids"), value.as_str())
                {
                    // An expense without a receipt has an empty text there.
                    assert!(is_id(text) || (name == "fileId" && text.is_empty()), "{event} {sequence} {name}: {text}");
                }
            });
        }
    }
}

#[test]
fn the_workspace_is_named_by_the_right_events() {
    for event in EventType::ALL {
        for sequence in 0..20 {
            let named = of(event, &workspace(), sequence);
            let expected = names_workspace(event).then_some(workspace().id);
            assert_eq!(named.get("workspaceId").and_then(Value::as_str), expected.as_deref(), "{event}");
            walk("", &named, &mut |name, value| {
                assert!(name != "workspaceId" || value.as_str() == Some(workspace().id.as_str()), "{event}");
            });
        }
    }
    assert_eq!(EventType::ALL.into_iter().filter(|e| !names_workspace(*e)).count(), 11);
}

#[test]
fn bodies_are_reproducible_and_differ_by_sequence() {
    for event in EventType::ALL {
        let bodies: HashSet<_> = (0..200).map(|n| of(event, &workspace(), n).to_string()).collect();
        assert_eq!(bodies.len(), 200, "{event}");
        for body in (0..20).map(|n| of(event, &workspace(), n).to_string()) {
            assert!(bodies.contains(&body), "{event}");
        }
        assert_ne!(of(event, &workspace(), 1), of(event, &Workspace::numbered(9), 1), "{event}");
    }
}

#[test]
fn entities_are_never_shared_between_sequences() {
    for event in EventType::ALL {
        let ids: Vec<_> = (0..500).filter_map(|n| entity(&of(event, &workspace(), n))).collect();
        let distinct: HashSet<_> = ids.iter().collect();
        assert_eq!(distinct.len(), ids.len(), "{event}");
        let without = matches!(
            event,
            EventType::UsersInvitedToWorkspace | EventType::LimitedUsersAddedToWorkspace | EventType::BalanceUpdated
        );
        assert_eq!(ids.len(), if without { 0 } else { 500 }, "{event}");
    }
}

fn entity(body: &Value) -> Option<String> {
    let id =
        ["/id", "/expenseId", "/assignmentId", "/modifiedEntity/targetId"].iter().find_map(|at| body.pointer(at))?;
    Some(id.as_str()?.to_owned())
}

#[test]
fn one_sequence_is_one_story() {
    for events in [
        [EventType::NewProject, EventType::ProjectUpdated, EventType::ProjectDeleted],
        [EventType::NewTask, EventType::TaskUpdated, EventType::TaskDeleted],
        [EventType::NewTimerStarted, EventType::TimerStopped, EventType::TimeEntryDeleted],
        [EventType::ExpenseCreated, EventType::ExpenseUpdated, EventType::ExpenseRestored],
    ] {
        let ids: HashSet<_> = events.into_iter().map(|event| entity(&of(event, &workspace(), 3))).collect();
        assert_eq!(ids.len(), 1, "{events:?}");
    }
}

#[test]
fn optional_parts_are_sometimes_missing() {
    let entries: Vec<_> = (0..60).map(|n| of(EventType::TimeEntryUpdated, &workspace(), n)).collect();
    for (at, what) in [
        ("/project", "a project"),
        ("/task", "a task"),
        ("/tags/0", "a tag"),
        ("/timeInterval/end", "an end"),
        ("/hourlyRate", "a rate"),
        ("/kioskId", "a kiosk"),
    ] {
        let missing = entries.iter().filter(|e| e.pointer(at).is_none_or(Value::is_null)).count();
        assert!((1..60).contains(&missing), "{what}: missing in {missing} of 60");
    }
    let started = of(EventType::NewTimerStarted, &workspace(), 1);
    assert!(started["timeInterval"]["end"].is_null() && started["timeInterval"]["duration"].is_null());
    let deleted = of(EventType::TimeEntryDeleted, &workspace(), 1);
    assert!(deleted.get("taskId").is_none() && deleted.get("tagIds").is_none());
    assert!(of(EventType::TimeEntryDeleted, &workspace(), 0).get("taskId").is_some());
}
