//! Users, groups and the fields that a workspace adds to its entries and people.

use serde_json::{Value, json};

use super::Seed;
use crate::sandbox::api::kind::Kind;
use crate::sandbox::payload::people::settings;
use crate::sandbox::payload::scene::pick;

impl Seed {
    /// A member: most are active, one in twenty was switched off and another one hasn't answered the invitation.
    pub(super) fn user(&self, n: u64) -> Value {
        let person = self.person(n);
        let membership = match n % 20 {
            18 => "PENDING",
            19 => "INACTIVE",
            _ => "ACTIVE",
        };
        json!({
            "id": person.id,
            "email": person.email,
            "name": person.name,
            "memberships": [{
                "userId": person.id,
                "hourlyRate": if n.is_multiple_of(3) { Value::Null } else { json!({ "amount": 5000 + 250 * self.any(Kind::User, n, 0, 20), "currency": "EUR" }) },
                "costRate": Value::Null,
                "targetId": self.workspace.id,
                "membershipType": "WORKSPACE",
                "membershipStatus": membership,
            }],
            "profilePicture": "https://img.example.com/no-picture.png",
            "activeWorkspace": self.workspace.id,
            "defaultWorkspace": self.workspace.id,
            "settings": settings(person.zone),
            "status": if membership == "PENDING" { "PENDING_EMAIL_VERIFICATION" } else { "ACTIVE" },
            "customFields": [],
        })
    }

    pub(super) fn user_group(&self, n: u64) -> Value {
        let members = self.any(Kind::UserGroup, n, 0, 8).min(self.sizes.users);
        let first = self.any(Kind::UserGroup, n, 1, self.sizes.users);
        let members = (0..members).map(|k| self.id(Kind::User, (first + k) % self.sizes.users.max(1)));
        let manager = self.person(0);
        json!({
            "id": self.id(Kind::UserGroup, n),
            "name": format!("Sample group {n}"),
            "workspaceId": self.workspace.id,
            "userIds": members.collect::<Vec<_>>(),
            "teamManagers": if n.is_multiple_of(2) { json!([]) } else { json!([{ "id": manager.id, "name": manager.name }]) },
        })
    }

    pub(super) fn custom_field(&self, n: u64) -> Value {
        let kinds = ["TXT", "NUMBER", "DROPDOWN_SINGLE", "CHECKBOX", "DROPDOWN_MULTIPLE", "LINK"];
        let kind = *pick(&kinds, n);
        let choice = kind.starts_with("DROPDOWN");
        json!({
            "id": self.id(Kind::CustomField, n),
            "workspaceId": self.workspace.id,
            "name": format!("Field {n}"),
            "description": "Made up for the sandbox.",
            "placeholder": "",
            "type": kind,
            "entityType": if n % 4 == 3 { "USER" } else { "TIMEENTRY" },
            "allowedValues": if choice { json!(["A", "B", "C"]) } else { json!([]) },
            "workspaceDefaultValue": Value::Null,
            "onlyAdminCanEdit": n % 5 == 4,
            "required": false,
            "status": if n % 6 == 5 { "INACTIVE" } else { "VISIBLE" },
            "projectDefaultValues": [],
        })
    }
}
