//! Webhooks beyond their records: which of them may deliver, to whom, and what came of it.

use std::collections::{BTreeMap, VecDeque};

use serde_json::{Value, json};
use time::OffsetDateTime;
use uuid::Uuid;

use super::auth::Install;
use super::kind::Kind;
use super::options::Plan;
use super::seed::moment;
use super::world::World;
use crate::domain::event::EventType;
use crate::sandbox::driver::Answered;
use crate::sandbox::{id, webhook};

/// Log entries that are kept for each webhook.
const KEPT: usize = 500;

/// Logs and failures of webhooks.
#[derive(Debug, Default)]
pub(super) struct Hooks {
    logs: BTreeMap<String, VecDeque<Value>>,
    /// Deliveries given up, one after the other.
    failures: BTreeMap<String, u32>,
    written: u64,
}

impl Hooks {
    /// The log of a webhook, the oldest first.
    pub(super) fn logs(&self, id: &str) -> impl Iterator<Item = &Value> {
        self.logs.get(id).into_iter().flatten()
    }

    /// Writes an attempt down.
    pub(super) fn log(
        &mut self,
        hook: &str,
        delivery: u64,
        request: &[u8],
        answer: Option<&Answered>,
        at: OffsetDateTime,
    ) {
        self.written += 1;
        let entry = json!({
            "id": id::of(hook, "webhook-log", self.written),
            "webhookId": hook,
            "webhookEventStatusId": id::of(hook, "webhook-event-status", delivery),
            "statusCode": answer.map_or(0, |answer| answer.status),
            "requestBody": String::from_utf8_lossy(request),
            "responseBody": answer.map_or("", |answer| answer.body.as_str()),
            "respondedAt": moment(at),
        });
        let log = self.logs.entry(hook.to_owned()).or_default();
        if log.len() == KEPT {
            log.pop_front();
        }
        log.push_back(entry);
    }

    /// Notes how a delivery ended; gives how many were given up in a row.
    pub(super) fn ended(&mut self, hook: &str, taken: bool) -> u32 {
        let failures = self.failures.entry(hook.to_owned()).or_default();
        *failures = if taken { 0 } else { *failures + 1 };
        *failures
    }

    pub(super) fn mended(&mut self, hook: &str) {
        self.failures.remove(hook);
    }

    pub(super) fn forget(&mut self, hook: &str) {
        self.failures.remove(hook);
        self.logs.remove(hook);
    }
}

/// A new token of 32 characters.
pub(super) fn token() -> String {
    Uuid::simple(webhook::random()).to_string()
}

/// A registered webhook as it stands under a plan: on the free one only the three oldest deliver.
pub(super) fn shown(world: &World, plan: Plan, number: u64) -> Option<Value> {
    let mut hook = world.get(Kind::Webhook, number)?;
    let older = world.numbers(Kind::Webhook).into_iter().filter(|other| *other < number).count();
    hook["planEnabled"] = (plan != Plan::Free || older < plan.webhooks().1).into();
    Some(hook)
}

/// The webhooks of an add-on's manifest, as the API shows them.
pub(super) fn of_manifest(install: &Install) -> Vec<Value> {
    let installation = &install.installation;
    let shown = |hook: &crate::sandbox::installation::Webhook| {
        json!({
            "id": installation.webhook_id(hook.event),
            "name": "",
            "url": format!("{}/{}", installation.base_url(), hook.path.trim_start_matches('/')),
            "workspaceId": installation.workspace.id,
            "userId": installation.addon_user(),
            "webhookEvent": hook.event.name(),
            "triggerSourceType": "WORKSPACE_ID",
            "triggerSource": [installation.workspace.id],
            "authToken": hook.token,
            "enabled": true,
            "deliveryEnabled": true,
            "planEnabled": true,
        })
    };
    installation.webhooks.iter().map(shown).collect()
}

/// Whether a registered webhook delivers this event.
pub(super) fn wants(hook: &Value, event: EventType, payload: &Value) -> bool {
    let on = |name: &str| hook[name] == true;
    on("enabled")
        && on("deliveryEnabled")
        && on("planEnabled")
        && hook["webhookEvent"] == event.name()
        && is_source(hook, event, payload)
}

/// Whether the payload is about one of the things that the webhook is set on.
fn is_source(hook: &Value, event: EventType, payload: &Value) -> bool {
    let (field, own) = match hook["triggerSourceType"].as_str() {
        Some("PROJECT_ID") => ("projectId", "PROJECT"),
        Some("USER_ID") => ("userId", "USER"),
        Some("TASK_ID") => ("taskId", "TASK"),
        Some("TAG_ID") => ("tagIds", "TAG"),
        Some("ASSIGNMENT_ID") => ("assignmentId", "ASSIGNMENT"),
        Some("EXPENSE_ID") => ("expenseId", "EXPENSE"),
        _ => return true,
    };
    let sources = hook["triggerSource"].as_array().map_or(&[][..], Vec::as_slice);
    let itself = event.name().contains(own) && sources.contains(&payload["id"]);
    itself
        || match &payload[field] {
            Value::Array(all) => all.iter().any(|one| sources.contains(one)),
            one => sources.contains(one),
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_webhook_may_be_about_some_things_only() {
        let hook = |kind: &str, source: &[&str]| {
            json!({
                "enabled": true, "deliveryEnabled": true, "planEnabled": true, "webhookEvent": "NEW_TASK",
                "triggerSourceType": kind, "triggerSource": source,
            })
        };
        let payload = json!({ "id": "t", "projectId": "p" });
        for (kind, source, wanted) in [
            ("WORKSPACE_ID", &["w"][..], true),
            ("PROJECT_ID", &["q", "p"], true),
            ("PROJECT_ID", &["q"], false),
            ("TASK_ID", &["t"], true),
            ("USER_ID", &["t"], false),
        ] {
            assert_eq!(wants(&hook(kind, source), EventType::NewTask, &payload), wanted, "{kind} {source:?}");
        }
        assert!(!wants(&hook("WORKSPACE_ID", &[]), EventType::NewTag, &payload));
        let mut off = hook("WORKSPACE_ID", &[]);
        off["deliveryEnabled"] = false.into();
        assert!(!wants(&off, EventType::NewTask, &payload));
    }

    #[test]
    fn tokens_are_opaque_and_new() {
        let (one, other) = (token(), token());
        assert_eq!((one.len(), one == other), (32, false));
    }
}
