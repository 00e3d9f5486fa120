//! Invoices and their payments.

use serde_json::{Value, json};

use super::{Call, Outcome, Refusal, Reply, Result, build, created, filter, whole};
use crate::sandbox::api::check::moment;
use crate::sandbox::api::kind::Kind;
use crate::sandbox::api::reply::{Items, List};
use crate::sandbox::api::seed::moment as written;

pub(super) fn invoices(call: &mut Call<'_>) -> Outcome {
    let numbers = filter::apply(call, Kind::Invoice, call.world.numbers(Kind::Invoice));
    listed(numbers)
}

pub(super) fn search(call: &mut Call<'_>) -> Outcome {
    let statuses = call.body["statuses"].as_array().cloned().unwrap_or_default();
    let number = call.text("invoiceNumber").unwrap_or_default();
    let passes = |invoice: &Value| {
        (statuses.is_empty() || statuses.contains(&invoice["status"]))
            && invoice["number"].as_str().is_some_and(|text| text.contains(number))
    };
    let numbers = call.world.numbers(Kind::Invoice).into_iter();
    listed(numbers.filter(|n| call.world.get(Kind::Invoice, *n).as_ref().is_some_and(passes)).collect())
}

/// A list shows less of an invoice.
fn listed(numbers: Vec<u64>) -> Outcome {
    Outcome::List(List {
        items: Items::Numbers(Kind::Invoice, numbers),
        wrap: |invoices, total| json!({ "total": total, "invoices": Value::Array(invoices) }),
        shape: |mut invoice| {
            if let Some(fields) = invoice.as_object_mut() {
                fields.retain(|name, _| LISTED.contains(&name.as_str()));
            }
            invoice
        },
    })
}

/// What a list shows of an invoice.
const LISTED: [&str; 12] = [
    "id",
    "number",
    "clientId",
    "clientName",
    "billFrom",
    "issuedDate",
    "dueDate",
    "amount",
    "balance",
    "paid",
    "currency",
    "status",
];

pub(super) fn invoice(call: &mut Call<'_>) -> Result {
    let (_, client) = call.entity(Kind::Client, call.text("clientId").unwrap_or_default())?;
    let invoice = json!({
        "id": "", "number": call.body["number"], "status": "UNSENT", "issuedDate": call.body["issuedDate"],
        "dueDate": call.body["dueDate"], "clientId": client["id"], "clientName": client["name"],
        "clientAddress": client["address"], "companyId": call.world.seed.other("company", 0),
        "billFrom": call.world.seed.workspace.name, "currency": call.body["currency"], "subject": "", "note": "",
        "userId": call.caller.user, "subtotal": 0, "discount": 0, "discountAmount": 0, "tax": 0, "taxAmount": 0,
        "tax2": 0, "tax2Amount": 0, "taxType": "SIMPLE", "amount": 0, "paid": 0, "balance": 0, "items": [],
        "visibleZeroFields": [], "calculationType": "INVOICE_BASED", "containsImportedTimes": false,
        "containsImportedExpenses": false,
    });
    Ok(created(call.add(Kind::Invoice, invoice)))
}

pub(super) fn update(call: &mut Call<'_>) -> Result {
    // What the body leaves out is reset to this.
    let names = [
        ("clientId", "clientId", Value::Null),
        ("companyId", "companyId", Value::Null),
        ("currency", "currency", Value::Null),
        ("discountPercent", "discount", 0.into()),
        ("dueDate", "dueDate", Value::Null),
        ("issuedDate", "issuedDate", Value::Null),
        ("note", "note", "".into()),
        ("number", "number", Value::Null),
        ("subject", "subject", "".into()),
        ("taxPercent", "tax", 0.into()),
        ("tax2Percent", "tax2", 0.into()),
        ("taxType", "taxType", "SIMPLE".into()),
        ("visibleZeroFields", "visibleZeroFields", json!([])),
    ];
    let body = call.body;
    build::references(call, body)?;
    let client = body["clientId"].as_str().map(|id| call.entity(Kind::Client, id)).transpose()?;
    rewrite(call, |invoice| {
        for (from, to, usual) in names {
            invoice[to] = if body[from].is_null() { usual } else { body[from].clone() };
        }
        invoice["clientName"] = client.map_or(Value::Null, |(_, client)| client["name"].clone());
    })
}

/// Changes the invoice of the path's first value and adds it up again.
fn rewrite(call: &mut Call<'_>, with: impl FnOnce(&mut Value)) -> Result {
    let id = call.id(0).to_owned();
    let invoice = call.change(Kind::Invoice, &id, |invoice| {
        with(invoice);
        add_up(invoice);
    })?;
    Ok(whole(invoice))
}

#[expect(clippy::cast_possible_truncation, reason = "rounded amounts of an invented invoice")]
fn add_up(invoice: &mut Value) {
    let items = invoice["items"].as_array().into_iter().flatten();
    let subtotal: f64 = items.filter_map(|item| item["amount"].as_f64()).sum();
    let share = |name: &str| invoice[name].as_f64().unwrap_or_default() / 100.0 * subtotal;
    let (discount, tax, tax2) = (share("discount"), share("tax"), share("tax2"));
    let amount = subtotal - discount + tax + tax2;
    let paid = invoice["paid"].as_f64().unwrap_or_default();
    for (name, value) in [
        ("subtotal", subtotal),
        ("discountAmount", discount),
        ("taxAmount", tax),
        ("tax2Amount", tax2),
        ("amount", amount),
        ("balance", amount - paid),
    ] {
        invoice[name] = (value.round() as i64).into();
    }
}

pub(super) fn duplicate(call: &mut Call<'_>) -> Result {
    let (_, mut invoice) = call.entity(Kind::Invoice, call.id(0))?;
    invoice["number"] = format!("{}-copy", invoice["number"].as_str().unwrap_or_default()).into();
    invoice["status"] = "UNSENT".into();
    invoice["paid"] = 0.into();
    Ok(created(call.add(Kind::Invoice, invoice)))
}

pub(super) fn export(call: &mut Call<'_>) -> Result {
    let (_, invoice) = call.entity(Kind::Invoice, call.id(0))?;
    let text = format!("%PDF-1.4\n% An invented invoice: {}\n%%EOF\n", invoice["number"].as_str().unwrap_or_default());
    Ok(Outcome::Whole(Reply::raw("application/pdf", text)))
}

/// Unit prices come in hundredths of the minor unit.
pub(super) fn add_item(call: &mut Call<'_>) -> Result {
    let body = call.body;
    let (quantity, price) =
        (body["quantity"].as_i64().unwrap_or_default(), body["unitPrice"].as_i64().unwrap_or_default());
    rewrite(call, |invoice| {
        if let Some(items) = invoice["items"].as_array_mut() {
            items.push(json!({
                "order": items.len(),
                "quantity": quantity,
                "description": body["description"],
                "unitPrice": price,
                "amount": quantity.saturating_mul(price) / 100,
                "itemType": body["itemType"],
                "importType": "NOT_IMPORTED",
                "applyTaxes": body["applyTaxes"],
                "timeEntryIds": [],
                "expenseIds": [],
            }));
        }
    })
}

pub(super) fn drop_item(call: &mut Call<'_>) -> Result {
    let order = call.id(1).parse::<u64>().map_err(|_| Refusal::malformed("order"))?;
    rewrite(call, |invoice| {
        if let Some(items) = invoice["items"].as_array_mut() {
            items.retain(|item| item["order"].as_u64() != Some(order));
        }
    })
}

/// One position for all the time in the range.
pub(super) fn import(call: &mut Call<'_>) -> Result {
    let (from, to) = (call.body["from"].clone(), call.body["to"].clone());
    rewrite(call, |invoice| {
        invoice["containsImportedTimes"] = true.into();
        if let Some(items) = invoice["items"].as_array_mut() {
            let text = format!("Time from {} to {}", from.as_str().unwrap_or("?"), to.as_str().unwrap_or("?"));
            items.push(json!({
                "order": items.len(), "quantity": 100, "description": text, "unitPrice": 750_000, "amount": 7500,
                "itemType": "Service", "importType": "TIME_ENTRY_IMPORT", "applyTaxes": "NONE", "timeEntryIds": [],
                "expenseIds": [],
            }));
        }
    })
}

pub(super) fn pay(call: &mut Call<'_>) -> Result {
    let (_, invoice) = call.entity(Kind::Invoice, call.id(0))?;
    let (_, author) = call.entity(Kind::User, &call.caller.user)?;
    let amount = call.body["amount"].as_i64().unwrap_or_default();
    let date = call.text("paymentDate").and_then(moment).unwrap_or(call.now);
    let payment = json!({
        "id": "",
        "invoiceId": invoice["id"],
        "amount": amount,
        "author": author["name"],
        "date": written(date),
        "note": call.text("note").unwrap_or_default(),
    });
    call.add(Kind::Payment, payment);
    paid(call, amount, 201)
}

pub(super) fn unpay(call: &mut Call<'_>) -> Result {
    let id = call.last().to_owned();
    let payment = call.remove(Kind::Payment, &id)?;
    paid(call, -payment["amount"].as_i64().unwrap_or_default(), 200)
}

fn paid(call: &mut Call<'_>, amount: i64, status: u16) -> Result {
    let outcome = rewrite(call, |invoice| {
        let paid = invoice["paid"].as_i64().unwrap_or_default().saturating_add(amount);
        invoice["paid"] = paid.into();
        let all = invoice["amount"].as_i64().unwrap_or_default();
        invoice["status"] = if paid >= all { "PAID" } else { "PARTIALLY_PAID" }.into();
    })?;
    Ok(match outcome {
        Outcome::Whole(reply) => Outcome::Whole(Reply { status, ..reply }),
        list @ Outcome::List(_) => list,
    })
}

pub(super) fn status(call: &mut Call<'_>) -> Result {
    let status = call.text("invoiceStatus").ok_or_else(|| Refusal::domain("invoiceStatus is required"))?.to_owned();
    rewrite(call, |invoice| invoice["status"] = status.into())?;
    Ok(Outcome::Whole(Reply::empty(200)))
}

pub(super) fn settings(call: &mut Call<'_>) -> Outcome {
    let usual = || {
        json!({
            "defaults": { "subject": "", "notes": "", "dueDays": 14, "taxType": "SIMPLE", "taxPercent": 20, "tax2Percent": 0 },
            "exportFields": { "itemType": true, "quantity": true, "unitPrice": true, "rtl": false, "tax": true, "tax2": false },
            "labels": {
                "amount": "AMOUNT", "billFrom": "FROM", "billTo": "TO", "description": "DESCRIPTION",
                "discount": "DISCOUNT", "dueDate": "DUE", "issueDate": "ISSUED", "itemType": "TYPE", "notes": "NOTES",
                "paid": "PAID", "quantity": "QUANTITY", "subtotal": "SUBTOTAL", "tax": "TAX", "tax2": "TAX 2",
                "total": "TOTAL", "totalAmount": "TOTAL DUE", "unitPrice": "PRICE",
            },
        })
    };
    whole(call.world.invoice_settings.clone().unwrap_or_else(usual))
}

pub(super) fn set_settings(call: &mut Call<'_>) -> Outcome {
    let mut settings = call.body.clone();
    // It is read by another name than it is written.
    if let Some(labels) = settings["labels"].as_object_mut()
        && let Some(total) = labels.remove("totalAmountDue")
    {
        labels.insert("totalAmount".to_owned(), total);
    }
    call.world.invoice_settings = Some(settings);
    Outcome::Whole(Reply::empty(200))
}
