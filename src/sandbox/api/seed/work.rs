//! Clients, projects, tasks and tags.

use serde_json::{Value, json};

use super::Seed;
use crate::sandbox::api::kind::Kind;
use crate::sandbox::payload::scene::{duration, pick};

const COLORS: [&str; 6] = ["#03A9F4", "#8BC34A", "#FF9800", "#9C27B0", "#F44336", "#607D8B"];

impl Seed {
    pub(super) fn client(&self, n: u64) -> Value {
        json!({
            "id": self.id(Kind::Client, n),
            "name": format!("Example client {n}"),
            "workspaceId": self.workspace.id,
            "archived": n % 10 == 9,
            "address": if n.is_multiple_of(3) { Value::Null } else { format!("{n} Sample Street\n00000 Anytown").into() },
            "note": if n.is_multiple_of(4) { Value::Null } else { "Made up for the sandbox.".into() },
            "email": if n.is_multiple_of(2) { Value::Null } else { format!("client-{n}@example.com").into() },
            "ccEmails": [],
            "currencyId": self.other("currency", 0),
            "currencyCode": "EUR",
        })
    }

    pub(super) fn project(&self, n: u64) -> Value {
        let client = (n % 7 != 6 && self.sizes.clients > 0).then(|| self.any(Kind::Project, n, 0, self.sizes.clients));
        let members = 1 + self.any(Kind::Project, n, 1, 4).min(self.sizes.users);
        let memberships = (0..members).map(|k| {
            let user = (self.any(Kind::Project, n, 2, self.sizes.users) + k) % self.sizes.users.max(1);
            json!({
                "userId": self.id(Kind::User, user),
                "hourlyRate": Value::Null,
                "costRate": Value::Null,
                "targetId": self.id(Kind::Project, n),
                "membershipType": "PROJECT",
                "membershipStatus": "ACTIVE",
            })
        });
        json!({
            "id": self.id(Kind::Project, n),
            "name": format!("Sample project {n}"),
            "workspaceId": self.workspace.id,
            "clientId": client.map_or_else(String::new, |client| self.id(Kind::Client, client)),
            "clientName": client.map_or_else(String::new, |client| format!("Example client {client}")),
            "hourlyRate": if n % 4 == 3 { Value::Null } else { json!({ "amount": 6000 + 500 * self.any(Kind::Project, n, 3, 12), "currency": "EUR" }) },
            "costRate": Value::Null,
            "billable": n % 5 != 4,
            "color": pick(&COLORS, self.any(Kind::Project, n, 4, 6)),
            "estimate": { "estimate": duration(60 * self.any(Kind::Project, n, 5, 200)), "type": if n.is_multiple_of(2) { "AUTO" } else { "MANUAL" } },
            "archived": n % 8 == 7,
            "memberships": memberships.collect::<Vec<_>>(),
            "duration": duration(self.any(Kind::Project, n, 6, 20_000)),
            "note": if n.is_multiple_of(2) { "" } else { "Made up for the sandbox." },
            "public": n.is_multiple_of(3),
            "template": n % 40 == 39,
            "timeEstimate": { "estimate": duration(2400), "type": "AUTO", "resetOption": Value::Null, "active": n.is_multiple_of(2), "includeNonBillable": true },
            "budgetEstimate": Value::Null,
        })
    }

    pub(super) fn task(&self, n: u64) -> Value {
        let assignee = if n % 3 == 2 { None } else { self.some(Kind::User, Kind::Task, n, 0) };
        let group = if n % 6 == 5 { self.some(Kind::UserGroup, Kind::Task, n, 1) } else { None };
        json!({
            "id": self.id(Kind::Task, n),
            "name": format!("Step {n}"),
            "projectId": self.id(Kind::Project, self.project_of_task(n)),
            "assigneeIds": assignee.iter().collect::<Vec<_>>(),
            "assigneeId": assignee,
            "userGroupIds": group.iter().collect::<Vec<_>>(),
            "estimate": duration(60 * self.any(Kind::Task, n, 2, 40)),
            "status": if self.any(Kind::Task, n, 3, 4) == 0 { "DONE" } else { "ACTIVE" },
            "budgetEstimate": 0,
            "duration": duration(self.any(Kind::Task, n, 4, 1200)),
            "billable": n % 4 != 3,
            "hourlyRate": Value::Null,
            "costRate": Value::Null,
        })
    }

    pub(super) fn tag(&self, n: u64) -> Value {
        json!({
            "id": self.id(Kind::Tag, n),
            "name": format!("label-{n}"),
            "workspaceId": self.workspace.id,
            "archived": n % 12 == 11,
        })
    }

    /// Which project a task belongs to.
    pub(super) fn project_of_task(&self, n: u64) -> u64 {
        self.tasks.parent(n)
    }
}
