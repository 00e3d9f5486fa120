//! The filters of lists that a bootstrap or a person would use. Sorting is not played: lists have one order.

use serde_json::Value;
use time::{Duration, OffsetDateTime};

use super::Call;
use crate::sandbox::api::check::moment;
use crate::sandbox::api::kind::Kind;

/// A filter: the parameter, and whether an entity passes with this value.
type Filter = (&'static str, fn(&Value, &str) -> bool);

/// The numbers that pass every filter of the query.
pub(super) fn apply(call: &Call<'_>, kind: Kind, mut numbers: Vec<u64>) -> Vec<u64> {
    if kind == Kind::TimeEntry {
        numbers.retain(|number| in_window(call, *number));
    }
    let strict = call.param("strict-name-search") == Some("true");
    let filters: Vec<_> =
        of(kind).iter().filter_map(|(name, passes)| Some((call.param(name)?, *name, *passes))).collect();
    let excluded = call.params("excluded-ids");
    if filters.is_empty() && excluded.is_empty() {
        return numbers;
    }
    numbers.retain(|number| {
        call.world.get(kind, *number).is_some_and(|entity| {
            let named = |name: &str, value: &str| name == "name" && strict && entity["name"] != value;
            filters.iter().all(|(value, name, passes)| passes(&entity, value) && !named(name, value))
                && !excluded.iter().any(|id| entity["id"] == *id)
        })
    });
    numbers
}

fn of(kind: Kind) -> &'static [Filter] {
    match kind {
        Kind::Client | Kind::Tag | Kind::ExpenseCategory => &[("name", name), ("archived", archived)],
        Kind::Project => &[
            ("name", name),
            ("archived", archived),
            ("billable", |entity, value| is(&entity["billable"], value)),
            ("is-template", |entity, value| is(&entity["template"], value)),
            ("clients", |entity, value| among(&entity["clientId"], value)),
            ("access", |entity, value| is(&entity["public"], if value == "PUBLIC" { "true" } else { "false" })),
            ("users", |entity, value| {
                entity["memberships"].as_array().is_some_and(|all| all.iter().any(|one| among(&one["userId"], value)))
            }),
        ],
        Kind::Task => {
            &[("name", name), ("is-active", |entity, value| (entity["status"] == "ACTIVE") == (value == "true"))]
        }
        Kind::User => &[
            ("name", name),
            ("email", |entity, value| contains(&entity["email"], value)),
            ("status", |entity, value| value == "ALL" || entity["memberships"][0]["membershipStatus"] == value),
        ],
        Kind::TimeEntry => &[
            ("description", |entity, value| contains(&entity["description"], value)),
            ("project", |entity, value| entity["projectId"] == value),
            ("task", |entity, value| entity["taskId"] == value),
            ("tags", |entity, value| {
                entity["tagIds"].as_array().is_some_and(|tags| tags.iter().any(|tag| among(tag, value)))
            }),
            ("project-required", |entity, value| value != "true" || !entity["projectId"].is_null()),
            ("task-required", |entity, value| value != "true" || !entity["taskId"].is_null()),
            ("in-progress", |entity, value| entity["timeInterval"]["end"].is_null() == (value == "true")),
        ],
        Kind::CustomField => &[
            ("name", name),
            ("status", |entity, value| entity["status"] == value),
            ("entity-type", |entity, value| among(&entity["entityType"], value)),
        ],
        Kind::UserGroup => &[("name", name)],
        Kind::TimeOffPolicy => &[
            ("name", name),
            ("status", |entity, value| value == "ALL" || (entity["archived"] == true) == (value == "ARCHIVED")),
        ],
        Kind::Expense => &[("user-id", |entity, value| entity["userId"] == value)],
        Kind::Invoice => &[("statuses", |entity, value| among(&entity["status"], value))],
        Kind::ApprovalRequest => &[("status", |entity, value| entity["status"]["state"] == value)],
        Kind::Assignment => &[
            ("name", |entity, value| contains(&entity["projectName"], value) || contains(&entity["userName"], value)),
            ("start", |entity, value| !before(&entity["period"]["end"], value)),
            ("end", |entity, value| !after(&entity["period"]["start"], value)),
        ],
        Kind::Holiday => &[("assigned-to", |entity, value| {
            entity["everyoneIncludingNew"] == true
                || entity["userIds"].as_array().is_some_and(|all| all.iter().any(|user| user == value))
        })],
        Kind::Payment | Kind::TimeOffRequest | Kind::Webhook | Kind::SharedReport => &[],
    }
}

fn name(entity: &Value, value: &str) -> bool {
    contains(&entity["name"], value)
}

fn archived(entity: &Value, value: &str) -> bool {
    is(&entity["archived"], value)
}

fn is(field: &Value, value: &str) -> bool {
    field.as_bool() == Some(value == "true")
}

fn contains(field: &Value, value: &str) -> bool {
    field.as_str().is_some_and(|text| text.to_lowercase().contains(&value.to_lowercase()))
}

fn among(field: &Value, values: &str) -> bool {
    field.as_str().is_some_and(|text| values.split(',').any(|value| value == text))
}

/// Whether a field lies before a time. What is no time lies nowhere.
fn before(field: &Value, value: &str) -> bool {
    times(field, value).is_some_and(|(field, value)| field < value)
}

fn after(field: &Value, value: &str) -> bool {
    times(field, value).is_some_and(|(field, value)| field > value)
}

fn times(field: &Value, value: &str) -> Option<(OffsetDateTime, OffsetDateTime)> {
    Some((moment(field.as_str()?)?, moment(value)?))
}

/// Whether an entry begins in the window of the query.
///
/// The platform reads the window as wall clock of the account's time zone, whatever zone it is written in.
fn in_window(call: &Call<'_>, number: u64) -> bool {
    let edge = |name| Some(moment(call.param(name)?)? - Duration::seconds(call.world.zone));
    let (from, to) = (edge("start"), edge("end"));
    if from.is_none() && to.is_none() {
        return true;
    }
    let start = call.world.start_of_entry(number).and_then(|start| moment(&start));
    start.is_some_and(|start| from.is_none_or(|from| start >= from) && to.is_none_or(|to| start <= to))
}
