//! Approvals, assignments, shared reports, and webhooks that somebody else registered.

use serde_json::{Value, json};

use super::{Seed, signed};
use crate::sandbox::api::kind::Kind;
use crate::sandbox::payload::scene::pick;

/// Minutes of a day.
const DAY: i64 = 24 * 60;

impl Seed {
    pub(super) fn approval(&self, n: u64) -> Value {
        let kind = Kind::ApprovalRequest;
        let (owner, manager) = (self.person(self.any(kind, n, 0, self.sizes.users)), self.person(0));
        let state = ["PENDING", "APPROVED", "APPROVED", "REJECTED", "WITHDRAWN_APPROVAL"];
        let week = 7 * signed(n % 8);
        json!({
            "id": self.id(kind, n),
            "workspaceId": self.workspace.id,
            "dateRange": { "start": self.moment(DAY * (-week - 7)), "end": self.moment(-DAY * week) },
            "owner": { "userId": owner.id, "userName": owner.name, "timeZone": owner.zone, "startOfWeek": "MONDAY" },
            "status": {
                "state": pick(&state, n),
                "updatedBy": manager.id,
                "updatedByUserName": manager.name,
                "updatedAt": self.moment(-DAY * week),
                "note": if n % 3 == 2 { "Please add the missing day".into() } else { Value::Null },
            },
            "creator": { "userId": owner.id, "userName": owner.name, "userEmail": owner.email },
        })
    }

    pub(super) fn assignment(&self, n: u64) -> Value {
        let kind = Kind::Assignment;
        let project = self.any(kind, n, 0, self.sizes.projects);
        let of = self.project(project);
        let person = self.person(self.any(kind, n, 1, self.sizes.users));
        let first = signed(self.any(kind, n, 2, 80)) - 40;
        json!({
            "id": self.id(kind, n),
            "workspaceId": self.workspace.id,
            "userId": person.id,
            "userName": person.name,
            "projectId": of["id"],
            "projectName": of["name"],
            "projectColor": of["color"],
            "projectArchived": of["archived"],
            "projectBillable": of["billable"],
            "clientId": of["clientId"],
            "clientName": of["clientName"],
            "taskId": Value::Null,
            "taskName": Value::Null,
            "period": { "start": self.moment(DAY * first), "end": self.moment(DAY * (first + 5)) },
            "startTime": Value::Null,
            "hoursPerDay": 2 + self.any(kind, n, 3, 6),
            "billable": n.is_multiple_of(2),
            "published": n % 3 != 2,
            "note": "",
            "recurring": { "repeat": false, "seriesId": Value::Null, "weeks": 0 },
            "includeNonWorkingDays": false,
            "excludeDays": [],
        })
    }

    pub(super) fn shared_report(&self, n: u64) -> Value {
        let kinds = ["SUMMARY", "DETAILED", "WEEKLY"];
        let id = self.id(Kind::SharedReport, n);
        json!({
            "id": id,
            "name": format!("Sample report {n}"),
            "link": format!("https://reports.example.com/shared/{id}"),
            "isPublic": n.is_multiple_of(2),
            "fixedDate": n.is_multiple_of(3),
            "type": pick(&kinds, n),
            "reportAuthor": self.person(n % 5).name,
            "visibleToUsers": [],
            "visibleToUserGroups": [],
        })
    }

    /// A webhook of some other tool. It leads nowhere that answers.
    pub(super) fn webhook(&self, n: u64) -> Value {
        let events = ["NEW_PROJECT", "NEW_TIME_ENTRY", "NEW_CLIENT"];
        json!({
            "id": self.id(Kind::Webhook, n),
            "name": format!("Other tool {n}"),
            "url": format!("https://other-tool.example.com/hooks/{n}"),
            "workspaceId": self.workspace.id,
            "userId": self.id(Kind::User, n % self.sizes.users.max(1)),
            "webhookEvent": pick(&events, n),
            "triggerSourceType": "WORKSPACE_ID",
            "triggerSource": [self.workspace.id],
            "authToken": format!("{:032}", self.any(Kind::Webhook, n, 0, u64::MAX)),
            "enabled": true,
            "deliveryEnabled": true,
            "planEnabled": true,
        })
    }
}
