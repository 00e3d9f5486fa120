//! Holidays and time off.

use serde_json::{Value, json};

use super::{Seed, signed};
use crate::sandbox::api::kind::Kind;

/// Minutes of a day.
const DAY: i64 = 24 * 60;

impl Seed {
    pub(super) fn holiday(&self, n: u64) -> Value {
        let day = 27 * signed(n) - 60;
        json!({
            "id": self.id(Kind::Holiday, n),
            "name": format!("Invented holiday {n}"),
            "workspaceId": self.workspace.id,
            "datePeriod": { "startDate": self.date(day), "endDate": self.date(day + signed(n % 3)) },
            "occursAnnually": n.is_multiple_of(2),
            "everyoneIncludingNew": n % 4 != 3,
            "userIds": if n % 4 == 3 { json!([self.id(Kind::User, 0)]) } else { json!([]) },
            "userGroupIds": [],
            "projectId": Value::Null,
            "taskId": Value::Null,
            "automaticTimeEntryCreation": false,
        })
    }

    pub(super) fn policy(&self, n: u64) -> Value {
        json!({
            "id": self.id(Kind::TimeOffPolicy, n),
            "name": format!("Sample policy {n}"),
            "workspaceId": self.workspace.id,
            "timeUnit": self.unit_of_policy(n),
            "allowHalfDay": n.is_multiple_of(2),
            "allowNegativeBalance": n.is_multiple_of(3),
            "approve": { "requiresApproval": true, "specificMembers": false, "teamManagers": n % 2 == 1, "userIds": [] },
            "archived": n % 6 == 5,
            "automaticAccrual": if n.is_multiple_of(2) { json!({ "amount": 2, "period": "MONTH", "timeUnit": "DAYS" }) } else { Value::Null },
            "automaticTimeEntryCreation": Value::Null,
            "negativeBalance": Value::Null,
            "everyoneIncludingNew": true,
            "projectId": Value::Null,
            "userIds": [],
            "userGroupIds": [],
        })
    }

    fn unit_of_policy(&self, n: u64) -> &'static str {
        if self.any(Kind::TimeOffPolicy, n, 0, 3) == 2 { "HOURS" } else { "DAYS" }
    }

    pub(super) fn request(&self, n: u64) -> Value {
        let kind = Kind::TimeOffRequest;
        let policy = self.any(kind, n, 0, self.sizes.policies);
        let person = self.person(self.any(kind, n, 1, self.sizes.users));
        let manager = self.person(0);
        let status = ["PENDING", "APPROVED", "APPROVED", "REJECTED"][usize::try_from(n % 4).unwrap_or_default()];
        let decided = status != "PENDING";
        let (first, days) = (signed(self.any(kind, n, 2, 180)) - 60, 1 + signed(self.any(kind, n, 3, 10)));
        json!({
            "id": self.id(kind, n),
            "workspaceId": self.workspace.id,
            "policyId": self.id(Kind::TimeOffPolicy, policy),
            "policyName": format!("Sample policy {policy}"),
            "userId": person.id,
            "userName": person.name,
            "userEmail": person.email,
            "userTimeZone": person.zone,
            "requesterUserId": person.id,
            "requesterUserName": person.name,
            "timeUnit": self.unit_of_policy(policy),
            "timeOffPeriod": {
                "period": { "start": self.moment(DAY * first), "end": self.moment(DAY * (first + days)) },
                "halfDay": false,
                "halfDayPeriod": "NOT_DEFINED",
                "halfDayHours": Value::Null,
            },
            "status": {
                "statusType": status,
                "changedByUserId": decided.then_some(&manager.id),
                "changedByUserName": decided.then_some(&manager.name),
                "changedForUserName": Value::Null,
                "changedAt": decided.then(|| self.moment(DAY * (first - 5))),
                "note": Value::Null,
            },
            "note": if n.is_multiple_of(2) { Value::Null } else { "Away".into() },
            "balance": 25 - days,
            "balanceDiff": days,
            "createdAt": self.moment(DAY * (first - 10)),
        })
    }
}
