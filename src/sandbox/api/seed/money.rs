//! Expenses and invoices. Amounts are whole numbers of the currency's minor unit.

use serde_json::{Value, json};

use super::{Seed, signed};
use crate::sandbox::api::kind::Kind;
use crate::sandbox::payload::scene::pick;

/// Minutes of a day.
const DAY: i64 = 24 * 60;

impl Seed {
    pub(super) fn category(&self, n: u64) -> Value {
        let priced = n % 3 == 1;
        json!({
            "id": self.id(Kind::ExpenseCategory, n),
            "name": format!("Sample category {n}"),
            "workspaceId": self.workspace.id,
            "hasUnitPrice": priced,
            "priceInCents": if priced { 40 } else { 0 },
            "unit": if priced { "km" } else { "" },
            "archived": n % 9 == 8,
        })
    }

    pub(super) fn expense(&self, n: u64) -> Value {
        let kind = Kind::Expense;
        let quantity = 1 + self.any(kind, n, 0, 9);
        json!({
            "id": self.id(kind, n),
            "workspaceId": self.workspace.id,
            "userId": self.some(Kind::User, kind, n, 1),
            "date": self.moment(-DAY * signed(n % 60)),
            "projectId": self.some(Kind::Project, kind, n, 2),
            "taskId": Value::Null,
            "categoryId": self.some(Kind::ExpenseCategory, kind, n, 3),
            "notes": if n.is_multiple_of(2) { "" } else { "Train to the workshop" },
            "quantity": quantity,
            "billable": n % 3 != 2,
            "fileId": if n % 4 == 3 { self.other("file", n) } else { String::new() },
            "total": quantity * 1250,
            "isLocked": false,
            "locked": false,
        })
    }

    pub(super) fn invoice(&self, n: u64) -> Value {
        let kind = Kind::Invoice;
        let statuses = ["UNSENT", "SENT", "PAID", "PARTIALLY_PAID", "VOID", "OVERDUE"];
        let client = self.any(kind, n, 0, self.sizes.clients);
        let items: Vec<_> = (0..=self.any(kind, n, 1, 3)).map(|order| self.item(n, order)).collect();
        let subtotal: u64 = items.iter().filter_map(|item| item["amount"].as_u64()).sum();
        let tax = subtotal / 5;
        let paid = if n % 6 == 2 { subtotal + tax } else { 0 };
        json!({
            "id": self.id(kind, n),
            "number": format!("S-{n:04}"),
            "status": pick(&statuses, n),
            "issuedDate": self.moment(-DAY * signed(n % 90)),
            "dueDate": self.moment(DAY * (14 - signed(n % 90))),
            "clientId": self.id(Kind::Client, client),
            "clientName": format!("Example client {client}"),
            "clientAddress": if n % 3 == 2 { Value::Null } else { "1 Sample Street\n00000 Anytown".into() },
            "companyId": self.other("company", 0),
            "billFrom": "Sandbox workspace",
            "currency": "EUR",
            "subject": if n.is_multiple_of(2) { "" } else { "Services" },
            "note": "",
            "userId": self.id(Kind::User, 0),
            "subtotal": subtotal,
            "discount": 0,
            "discountAmount": 0,
            "tax": 20,
            "taxAmount": tax,
            "tax2": 0,
            "tax2Amount": 0,
            "taxType": "SIMPLE",
            "amount": subtotal + tax,
            "paid": paid,
            "balance": subtotal + tax - paid,
            "items": items,
            "visibleZeroFields": [],
            "calculationType": "INVOICE_BASED",
            "containsImportedTimes": false,
            "containsImportedExpenses": false,
        })
    }

    fn item(&self, n: u64, order: u64) -> Value {
        let (quantity, price) = (1 + self.any(Kind::Invoice, n, 2 + order, 40), 4500 + 500 * order);
        json!({
            "order": order,
            "quantity": quantity,
            "description": format!("Position {}", order + 1),
            "unitPrice": price,
            "amount": quantity * price,
            "itemType": if order == 0 { Value::Null } else { "Service".into() },
            "importType": "NOT_IMPORTED",
            "applyTaxes": "TAX1",
            "timeEntryIds": [],
            "expenseIds": [],
        })
    }

    pub(super) fn payment(&self, n: u64) -> Value {
        json!({
            "id": self.id(Kind::Payment, n),
            "invoiceId": self.some(Kind::Invoice, Kind::Payment, n, 0),
            "amount": 100 * (1 + self.any(Kind::Payment, n, 1, 500)),
            "author": self.person(0).name,
            "date": self.moment(-DAY * signed(n % 60)),
            "note": if n.is_multiple_of(2) { "" } else { "By transfer" },
        })
    }
}
