//! Invoices, expenses and rates. Amounts are whole numbers of the currency's minor unit.

use serde_json::{Value, json};

use super::scene::Scene;
use crate::domain::event::EventType;

/// An invoice. It names no workspace.
pub(super) fn invoice(event: EventType, scene: Scene<'_>) -> Value {
    let items: Vec<_> = (0..=scene.sequence % 3).map(|order| item(scene, order)).collect();
    let subtotal: u64 = items.iter().filter_map(|item| item["amount"].as_u64()).sum();
    let tax = subtotal / 5;
    let client = scene.pooled(4);
    json!({
        "id": scene.id("invoice"),
        "number": format!("S-{:04}", scene.sequence),
        "status": if event == EventType::NewInvoice { "UNSENT" } else { "SENT" },
        "issuedDate": scene.time(0),
        "dueDate": scene.time(14 * 24 * 60),
        "subtotal": subtotal,
        "discount": 0,
        "tax": 20,
        "tax2": 0,
        "discountAmount": 0,
        "taxAmount": tax,
        "tax2Amount": 0,
        "amount": subtotal + tax,
        "currency": "EUR",
        "subject": if scene.every(2) { "" } else { "Services" },
        "note": "",
        "clientId": client.id("client"),
        "clientName": format!("Example client {}", client.sequence),
        "clientAddress": if scene.every(3) { Value::Null } else { "1 Sample Street\n00000 Anytown".into() },
        "userId": scene.manager().id,
        "items": items,
    })
}

fn item(scene: Scene<'_>, order: u64) -> Value {
    let (quantity, price) = (1 + scene.any(40), 4500 + 500 * order);
    json!({
        "order": order,
        "quantity": quantity,
        "description": format!("Position {}", order + 1),
        "unitPrice": price,
        "amount": quantity * price,
        "itemType": if order == 0 { Value::Null } else { "Service".into() },
        "timeEntryIds": if scene.every(2) { Vec::new() } else { vec![scene.id("time-entry")] },
    })
}

/// An expense in full: created or restored.
pub(super) fn expense(event: EventType, scene: Scene<'_>) -> Value {
    let mut expense = expense_reference(scene);
    if let Some(fields) = expense.as_object_mut() {
        fields.remove("expenseId");
    }
    let quantity = 1 + scene.any(9);
    let details = [
        ("id", json!(scene.id("expense"))),
        ("date", json!(scene.time(0))),
        ("notes", json!(if scene.every(2) { "" } else { "Train to the workshop" })),
        ("quantity", json!(quantity)),
        ("billable", json!(!scene.every(3))),
        ("fileId", if scene.every(4) { json!("") } else { json!(scene.id("file")) }),
        ("total", json!(quantity * 1250)),
    ];
    for (name, value) in details {
        expense[name] = value;
    }
    if event == EventType::ExpenseRestored {
        expense["locked"] = false.into();
    } else {
        expense["taskId"] = if scene.every(3) { Value::Null } else { scene.pooled(8).id("task").into() };
    }
    expense
}

/// An expense as its changed and deleted events show it: ids only, and its own under another name.
pub(super) fn expense_reference(scene: Scene<'_>) -> Value {
    json!({
        "workspaceId": scene.workspace.id,
        "userId": scene.actor().id,
        "projectId": scene.pooled(8).id("project"),
        "expenseId": scene.id("expense"),
        "categoryId": scene.pooled(3).id("expense-category"),
    })
}

/// A changed rate: what a project member's time is sold for, or what it costs.
pub(super) fn rate(event: EventType, scene: Scene<'_>) -> Value {
    let amount = 3000 + 250 * scene.any(30);
    let new = json!({ "amount": amount, "currency": "EUR" });
    let billable = event == EventType::BillableRateUpdated;
    json!({
        "workspaceId": scene.workspace.id,
        "rateChangeSource": "PROJECT_MEMBER",
        "modifiedEntity": {
            "userId": scene.actor().id,
            "hourlyRate": if billable { new.clone() } else { Value::Null },
            "costRate": if billable { Value::Null } else { new },
            "targetId": scene.id("project"),
            "membershipType": "PROJECT",
            "membershipStatus": "ACTIVE",
        },
        "currency": { "id": scene.numbered(0).id("currency"), "code": "EUR" },
        "amount": amount,
        "since": if scene.every(2) { Value::Null } else { scene.time(0).into() },
    })
}
