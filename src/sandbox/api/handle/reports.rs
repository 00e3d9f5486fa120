//! Reports: sums over what there is, as plain as they can be and still be right.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use time::OffsetDateTime;

use super::{Call, Outcome, Result, created, whole};
use crate::sandbox::api::check::moment;
use crate::sandbox::api::kind::Kind;
use crate::sandbox::api::reply::{Items, List};

/// The range that a report is about. The platform's reports know times without a zone.
fn range(call: &Call<'_>) -> (Option<OffsetDateTime>, Option<OffsetDateTime>) {
    let edge = |name| call.text(name).and_then(moment);
    (edge("dateRangeStart"), edge("dateRangeEnd"))
}

/// The numbers of the entries in the range.
fn entries(call: &Call<'_>) -> Vec<u64> {
    let (from, to) = range(call);
    let mut numbers = call.world.numbers(Kind::TimeEntry);
    numbers.retain(|number| {
        let start = call.world.start_of_entry(*number).and_then(|start| moment(&start));
        start.is_some_and(|start| from.is_none_or(|from| start >= from) && to.is_none_or(|to| start <= to))
    });
    numbers
}

fn seconds(entry: &Value) -> i64 {
    let time = |name: &str| entry["timeInterval"][name].as_str().and_then(moment);
    time("start").zip(time("end")).map_or(0, |(start, end)| (end - start).whole_seconds())
}

pub(super) fn detailed(call: &mut Call<'_>) -> Outcome {
    let numbers = entries(call);
    Outcome::List(List {
        items: Items::Numbers(Kind::TimeEntry, numbers),
        wrap: |entries, count| json!({ "totals": [{ "entriesCount": count }], "timeentries": Value::Array(entries) }),
        shape: |entry| {
            json!({
                "_id": entry["id"],
                "description": entry["description"],
                "userId": entry["userId"],
                "timeInterval": {
                    "start": entry["timeInterval"]["start"],
                    "end": entry["timeInterval"]["end"],
                    "duration": seconds(&entry),
                },
                "billable": entry["billable"],
                "projectId": entry["projectId"],
                "taskId": entry["taskId"],
                "tags": entry["tagIds"].as_array().into_iter().flatten().map(|id| json!({ "id": id })).collect::<Vec<_>>(),
                "approvalRequestId": null,
                "locked": entry["isLocked"],
            })
        },
    })
}

/// Sums of seconds by project.
fn by_project(call: &Call<'_>) -> (Vec<Value>, Value) {
    let (mut sums, mut total, mut billable, mut count) = (BTreeMap::<String, i64>::new(), 0, 0, 0_u64);
    for entry in entries(call).into_iter().filter_map(|number| call.world.get(Kind::TimeEntry, number)) {
        let spent = seconds(&entry);
        *sums.entry(entry["projectId"].as_str().unwrap_or_default().to_owned()).or_default() += spent;
        total += spent;
        billable += if entry["billable"] == true { spent } else { 0 };
        count += 1;
    }
    let groups = sums.into_iter().map(|(id, spent)| {
        let project = call.world.find(Kind::Project, &id).unwrap_or_default();
        json!({
            "_id": id,
            "name": project["name"].as_str().unwrap_or("(Without project)"),
            "clientName": project["clientName"],
            "duration": spent,
            "amount": 0,
            "children": [],
        })
    });
    let totals = json!([{
        "_id": "",
        "totalTime": total,
        "totalBillableTime": billable,
        "entriesCount": count,
        "amounts": [],
    }]);
    (groups.collect(), totals)
}

pub(super) fn summary(call: &mut Call<'_>) -> Outcome {
    let (groups, totals) = by_project(call);
    whole(json!({ "totals": totals, "groupOne": groups, "chart": [] }))
}

pub(super) fn weekly(call: &mut Call<'_>) -> Outcome {
    let (groups, totals) = by_project(call);
    whole(json!({ "totals": totals, "groupOne": groups, "totalsByDay": [], "usersWithoutTime": [] }))
}

pub(super) fn attendance(call: &mut Call<'_>) -> Outcome {
    let mut sums: BTreeMap<(String, String), i64> = BTreeMap::new();
    for entry in entries(call).into_iter().filter_map(|number| call.world.get(Kind::TimeEntry, number)) {
        let day = entry["timeInterval"]["start"].as_str().and_then(|start| start.get(..10)).unwrap_or_default();
        let user = entry["userId"].as_str().unwrap_or_default();
        *sums.entry((user.to_owned(), day.to_owned())).or_default() += seconds(&entry);
    }
    let days = sums.into_iter().map(|((user, day), spent)| {
        json!({
            "userId": user,
            "userName": call.world.find(Kind::User, &user).map(|user| user["name"].clone()),
            "date": day,
            "totalDuration": spent,
            "capacity": 28_800,
            "remainingCapacity": (28_800 - spent).max(0),
            "overtime": (spent - 28_800).max(0),
            "break": 0,
            "timeOff": 0,
            "hasRunningEntry": false,
        })
    });
    let wrap = |entities, _| json!({ "entities": Value::Array(entities) });
    Outcome::List(List { wrap, ..List::of(Items::Values(days.collect())) })
}

pub(super) fn expenses(call: &mut Call<'_>) -> Outcome {
    let (from, to) = range(call);
    let mut numbers = call.world.numbers(Kind::Expense);
    numbers.retain(|number| {
        let date = call.world.get(Kind::Expense, *number).and_then(|expense| moment(expense["date"].as_str()?));
        date.is_some_and(|date| from.is_none_or(|from| date >= from) && to.is_none_or(|to| date <= to))
    });
    let wrap = |expenses, count| json!({ "expenses": Value::Array(expenses), "totals": { "expensesCount": count } });
    Outcome::List(List { wrap, ..List::of(Items::Numbers(Kind::Expense, numbers)) })
}

pub(super) fn shared(call: &mut Call<'_>) -> Outcome {
    let numbers = call.world.numbers(Kind::SharedReport);
    let wrap = |reports, count| json!({ "reports": Value::Array(reports), "count": count });
    Outcome::List(List { wrap, ..List::of(Items::Numbers(Kind::SharedReport, numbers)) })
}

pub(super) fn share(call: &mut Call<'_>) -> Result {
    let report = json!({
        "id": "",
        "name": call.text("name").unwrap_or_default(),
        "link": "https://reports.example.com/shared",
        "isPublic": call.body["isPublic"].as_bool().unwrap_or_default(),
        "fixedDate": call.body["fixedDate"].as_bool().unwrap_or_default(),
        "type": call.text("type").unwrap_or("SUMMARY"),
        "reportAuthor": call.entity(Kind::User, &call.caller.user)?.1["name"],
        "visibleToUsers": [],
        "visibleToUserGroups": [],
        "filter": call.body["filter"],
    });
    Ok(created(call.add(Kind::SharedReport, report)))
}

pub(super) fn update(call: &mut Call<'_>) -> Result {
    let (id, body) = (call.id(0).to_owned(), call.body);
    let named = |field: &str, kind| {
        let ids = body[field].as_array().into_iter().flatten().filter_map(Value::as_str);
        let known = ids.map(|id| call.entity(kind, id));
        known.map(|one| one.map(|(_, one)| json!({ "id": one["id"], "name": one["name"] }))).collect::<Result<Value>>()
    };
    let (users, groups) = (named("visibleToUsers", Kind::User)?, named("visibleToUserGroups", Kind::UserGroup)?);
    let report = call.change(Kind::SharedReport, &id, |report| {
        report["name"] = body["name"].clone();
        for name in ["isPublic", "fixedDate"] {
            report[name] = (body[name] == true).into();
        }
        report["visibleToUsers"] = users;
        report["visibleToUserGroups"] = groups;
    })?;
    Ok(whole(report))
}

/// A shared report is the summary of everything.
pub(super) fn open(call: &mut Call<'_>) -> Result {
    call.target(Kind::SharedReport)?;
    Ok(summary(call))
}
