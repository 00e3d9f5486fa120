//! Events of which nobody's write is the cause: they tell of what the API has.

use std::collections::BTreeSet;

use super::*;

/// The kinds of entities that events without a cause tell of.
const KINDS: [(EventType, K); 12] = [
    (EventType::TimerStopped, K::TimeEntry),
    (EventType::NewTimeEntry, K::TimeEntry),
    (EventType::TimeEntryUpdated, K::TimeEntry),
    (EventType::NewProject, K::Project),
    (EventType::ProjectUpdated, K::Project),
    (EventType::NewTask, K::Task),
    (EventType::TaskUpdated, K::Task),
    (EventType::NewClient, K::Client),
    (EventType::ClientUpdated, K::Client),
    (EventType::NewTag, K::Tag),
    (EventType::TagUpdated, K::Tag),
    (EventType::NewTimerStarted, K::TimeEntry),
];

#[tokio::test]
async fn what_an_event_tells_of_is_there() {
    let sandbox = Sandbox::small().await;
    let api = &sandbox.api;
    for (event, kind) in KINDS {
        let ids = api.ids(kind);
        let count = u64::try_from(ids.len()).unwrap();
        let mut told = BTreeSet::new();
        for round in 0..count + 3 {
            let Some(payload) = api.about(event, 1_800_000_000, round) else {
                // Past the last one; of time entries one in a few is told of, and few of them run.
                assert!(round >= count || kind == K::TimeEntry, "{event} {round}");
                continue;
            };
            let id = payload["id"].as_str().unwrap().to_owned();
            let entity = api.entity(kind, &id).unwrap_or_else(|| panic!("{event} tells of {id}"));
            assert_eq!(payload["name"], entity["name"], "{event}");
            assert_eq!(payload["timeInterval"], entity["timeInterval"], "{event}");
            assert!(told.insert(id), "{event} tells of one twice");
        }
        assert!(!told.is_empty() || event == EventType::NewTimerStarted, "{event}");
    }
    // What is gone can't be asked for, and what is of other kinds is made up.
    for event in [EventType::ProjectDeleted, EventType::TimeEntryDeleted, EventType::NewInvoice] {
        assert_eq!(api.about(event, 0, 0), None);
    }
    sandbox.finish().await;
}
