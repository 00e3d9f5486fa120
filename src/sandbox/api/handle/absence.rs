//! Holidays, requests for time off, balances.

use serde_json::{Value, json};

use super::{Call, Outcome, Refusal, Reply, Result, filter, listed, whole};
use crate::sandbox::api::check::moment;
use crate::sandbox::api::kind::Kind;
use crate::sandbox::api::reply::{Items, List};
use crate::sandbox::api::seed::moment as written;

pub(super) fn in_period(call: &mut Call<'_>) -> Outcome {
    let day = |name| call.param(name).and_then(|text: &str| text.get(..10)).unwrap_or_default().to_owned();
    let (start, end) = (day("start"), day("end"));
    let numbers = filter::apply(call, Kind::Holiday, call.world.numbers(Kind::Holiday));
    let holidays = numbers.into_iter().filter(|number| {
        call.world.get(Kind::Holiday, *number).is_some_and(|holiday| {
            let date = |name: &str| holiday["datePeriod"][name].as_str().unwrap_or_default().to_owned();
            date("startDate") <= end && date("endDate") >= start
        })
    });
    let numbers = holidays.collect();
    listed(Items::Numbers(Kind::Holiday, numbers))
}

pub(super) fn policy_status(call: &mut Call<'_>) -> Result {
    let archived = call.text("status") == Some("ARCHIVED");
    let id = call.last().to_owned();
    call.change(Kind::TimeOffPolicy, &id, |policy| policy["archived"] = archived.into()).map(whole)
}

/// For oneself, or for the user in the path.
pub(super) fn request(call: &mut Call<'_>) -> Result {
    let (policy_number, policy) = call.entity(Kind::TimeOffPolicy, call.id(0))?;
    let user = if call.ids.len() > 1 { call.id(1).to_owned() } else { call.caller.user.clone() };
    let (user_number, user) = call.entity(Kind::User, &user)?;
    let period = &call.body["timeOffPeriod"];
    let time = |name: &str| period["period"][name].as_str().and_then(moment);
    let start = time("start").ok_or_else(|| Refusal::domain("timeOffPeriod.period.start is required"))?;
    let days = period["period"]["days"].as_i64();
    let end = time("end").unwrap_or(start + time::Duration::days(days.unwrap_or(1)));
    let days = days.unwrap_or_else(|| (end - start).whole_days().max(1));
    let (_, requester) = call.entity(Kind::User, &call.caller.user)?;
    let approves = policy["approve"]["requiresApproval"] == true;
    let request = json!({
        "id": "",
        "workspaceId": call.world.seed.workspace.id,
        "policyId": policy["id"],
        "policyName": policy["name"],
        "userId": user["id"],
        "userName": user["name"],
        "userEmail": user["email"],
        "userTimeZone": user["settings"]["timeZone"],
        "requesterUserId": requester["id"],
        "requesterUserName": requester["name"],
        "timeUnit": policy["timeUnit"],
        "timeOffPeriod": {
            "period": { "start": written(start), "end": written(end) },
            "halfDay": period["isHalfDay"].as_bool().unwrap_or_default(),
            "halfDayPeriod": period["halfDayPeriod"].as_str().unwrap_or("NOT_DEFINED"),
            "halfDayHours": null,
        },
        "status": {
            "statusType": if approves { "PENDING" } else { "APPROVED" },
            "changedByUserId": null,
            "changedByUserName": null,
            "changedForUserName": null,
            "changedAt": null,
            "note": null,
        },
        "note": call.body["note"],
        "balance": call.world.balance(policy_number, user_number)["balance"],
        "balanceDiff": days,
        "createdAt": written(call.now),
    });
    Ok(whole(call.add(Kind::TimeOffRequest, request)))
}

pub(super) fn decide(call: &mut Call<'_>) -> Result {
    let (_, manager) = call.entity(Kind::User, &call.caller.user)?;
    let status = call.text("status").ok_or_else(|| Refusal::domain("status is required"))?.to_owned();
    let (note, now, id) = (call.body["note"].clone(), written(call.now), call.last().to_owned());
    let request = call.change(Kind::TimeOffRequest, &id, |request| {
        request["status"] = json!({
            "statusType": status,
            "changedByUserId": manager["id"],
            "changedByUserName": manager["name"],
            "changedForUserName": request["userName"],
            "changedAt": now,
            "note": note,
        });
    })?;
    Ok(whole(request))
}

pub(super) fn requests(call: &mut Call<'_>) -> Outcome {
    let among = |list: &Value, value: &Value| {
        list.as_array().is_none_or(|all| all.is_empty() || all.contains(value) || all.contains(&json!("ALL")))
    };
    let time = |value: &Value| value.as_str().and_then(moment);
    let (start, end) = (time(&call.body["start"]), time(&call.body["end"]));
    let passes = |number: &u64| {
        call.world.get(Kind::TimeOffRequest, *number).is_some_and(|request| {
            let period = &request["timeOffPeriod"]["period"];
            among(&call.body["statuses"], &request["status"]["statusType"])
                && among(&call.body["users"], &request["userId"])
                && start.is_none_or(|start| time(&period["end"]).is_some_and(|end| end >= start))
                && end.is_none_or(|end| time(&period["start"]).is_some_and(|start| start <= end))
        })
    };
    let numbers = call.world.numbers(Kind::TimeOffRequest).into_iter().filter(passes).collect();
    let wrap = |requests, count| json!({ "count": count, "requests": Value::Array(requests) });
    Outcome::List(List { wrap, ..List::of(Items::Numbers(Kind::TimeOffRequest, numbers)) })
}

pub(super) fn balances_of_policy(call: &mut Call<'_>) -> Result {
    let policy = call.number(Kind::TimeOffPolicy, call.id(0))?;
    let users = call.world.numbers(Kind::User).into_iter();
    Ok(balances(users.map(|user| call.world.balance(policy, user)).collect()))
}

pub(super) fn balances_of_user(call: &mut Call<'_>) -> Result {
    let user = call.number(Kind::User, call.id(0))?;
    let policies = call.world.numbers(Kind::TimeOffPolicy).into_iter();
    Ok(balances(policies.map(|policy| call.world.balance(policy, user)).collect()))
}

fn balances(values: Vec<Value>) -> Outcome {
    let wrap = |balances, count| json!({ "balances": Value::Array(balances), "count": count });
    Outcome::List(List { wrap, ..List::of(Items::Values(values)) })
}

pub(super) fn adjust(call: &mut Call<'_>) -> Result {
    let policy = call.number(Kind::TimeOffPolicy, call.id(0))?;
    let ids: Vec<_> = call.body["userIds"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let users = ids.iter().map(|id| call.number(Kind::User, id)).collect::<Result<Vec<_>>>()?;
    let by = call.body["value"].as_f64().unwrap_or_default();
    for user in users {
        call.world.adjust(policy, user, by);
        // The change is told about, though a balance is no entity of its own.
        let mut balance = call.world.balance(policy, user);
        balance["note"] = call.body["note"].clone();
        balance["updatedBy"] = call.caller.user.as_str().into();
        let change = super::Change { kind: Kind::TimeOffPolicy, before: Some(Value::Null), after: Some(balance) };
        call.changes.push(change);
    }
    Ok(Outcome::Whole(Reply::empty(204)))
}
