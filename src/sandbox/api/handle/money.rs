//! Expenses and their categories.

use serde_json::{Value, json};

use super::{Call, Outcome, Reply, Result, build, created, filter, whole};
use crate::sandbox::api::kind::Kind;
use crate::sandbox::api::reply::{Items, List};

/// With the totals of the page's days beside it.
pub(super) fn expenses(call: &mut Call<'_>) -> Outcome {
    let numbers = filter::apply(call, Kind::Expense, call.world.numbers(Kind::Expense));
    let wrap = |expenses: Vec<Value>, count| {
        let mut days: Vec<(String, i64)> = Vec::new();
        for expense in &expenses {
            let day = expense["date"].as_str().and_then(|date| date.get(..10)).unwrap_or_default();
            let total = expense["total"].as_i64().unwrap_or_default();
            match days.iter_mut().find(|(known, _)| known == day) {
                Some((_, sum)) => *sum += total,
                None => days.push((day.to_owned(), total)),
            }
        }
        let days: Vec<_> = days.iter().map(|(date, total)| json!({ "date": date, "total": total })).collect();
        json!({
            "expenses": { "expenses": Value::Array(expenses), "count": count },
            "dailyTotals": days,
            "weeklyTotals": [],
        })
    };
    Outcome::List(List { wrap, ..List::of(Items::Numbers(Kind::Expense, numbers)) })
}

pub(super) fn spend(call: &mut Call<'_>) -> Result {
    let expense = expense(call)?;
    Ok(created(call.add(Kind::Expense, expense)))
}

pub(super) fn correct(call: &mut Call<'_>) -> Result {
    let (number, before) = call.target(Kind::Expense)?;
    let (new, mut after) = (expense(call)?, before.clone());
    // Only what the form says to have changed is.
    let changed = call.body["changeFields"].as_array().into_iter().flatten().filter_map(Value::as_str);
    for field in changed.filter_map(|name| CHANGED.iter().find(|(known, _)| *known == name)).map(|(_, field)| field) {
        after[*field] = new[*field].clone();
    }
    Ok(whole(call.put(Kind::Expense, number, before, after)))
}

/// What a form calls the fields of an expense that it changes.
const CHANGED: [(&str, &str); 9] = [
    ("USER", "userId"),
    ("DATE", "date"),
    ("PROJECT", "projectId"),
    ("TASK", "taskId"),
    ("CATEGORY", "categoryId"),
    ("NOTES", "notes"),
    ("AMOUNT", "total"),
    ("BILLABLE", "billable"),
    ("FILE", "fileId"),
];

/// The expense that a form describes. Amounts come in the currency's major unit and are kept in its minor one.
#[expect(clippy::cast_possible_truncation, reason = "rounded, and bounded by the operation's own maximum")]
fn expense(call: &Call<'_>) -> Result<Value> {
    let body = call.body;
    let total = (body["amount"].as_f64().unwrap_or_default() * 100.0).round() as i64;
    let file = body["file"].as_str().map_or_else(String::new, |name| call.world.seed.other(name, 0));
    let expense = json!({
        "id": "",
        "workspaceId": call.world.seed.workspace.id,
        "userId": body["userId"].as_str().unwrap_or(&call.caller.user),
        "date": body["date"],
        "projectId": body["projectId"],
        "taskId": body["taskId"],
        "categoryId": body["categoryId"],
        "notes": body["notes"].as_str().unwrap_or_default(),
        "quantity": 1,
        "billable": body["billable"].as_bool().unwrap_or_default(),
        "fileId": file,
        "total": total,
        "isLocked": false,
        "locked": false,
    });
    build::references(call, &expense)?;
    Ok(expense)
}

/// The smallest picture there is.
pub(super) fn receipt(call: &mut Call<'_>) -> Result {
    call.number(Kind::Expense, call.id(0))?;
    Ok(Outcome::Whole(Reply::raw("image/gif", &b"GIF89a\x01\0\x01\0\0\0\0;"[..])))
}

pub(super) fn categories(call: &mut Call<'_>) -> Outcome {
    let kind = Kind::ExpenseCategory;
    let numbers = filter::apply(call, kind, call.world.numbers(kind));
    let wrap = |categories, count| json!({ "categories": Value::Array(categories), "count": count });
    Outcome::List(List { wrap, ..List::of(Items::Numbers(kind, numbers)) })
}

pub(super) fn category_status(call: &mut Call<'_>) -> Result {
    let (archived, id) = (call.body["archived"] == true, call.id(0).to_owned());
    call.change(Kind::ExpenseCategory, &id, |category| category["archived"] = archived.into()).map(whole)
}
