//! Webhooks: those that were registered through the API, and those of manifests.

use serde_json::{Value, json};

use super::{Call, Outcome, Refusal, Reply, Result, created, listed, whole};
use crate::domain::event::EventType;
use crate::sandbox::api::check::moment;
use crate::sandbox::api::hooks::{self, token};
use crate::sandbox::api::kind::Kind;
use crate::sandbox::api::reply::Items;

const KIND: Kind = Kind::Webhook;

pub(super) fn list(call: &mut Call<'_>) -> Outcome {
    let webhooks: Vec<_> = match call.param("type") {
        Some("ADDON") => call.installs.values().flat_map(hooks::of_manifest).collect(),
        Some("SYSTEM") => Vec::new(),
        _ => call.world.numbers(KIND).into_iter().filter_map(|number| shown(call, number)).collect(),
    };
    whole(json!({ "workspaceWebhookCount": call.world.count(KIND), "webhooks": webhooks }))
}

/// A webhook as it stands under the workspace's plan.
fn shown(call: &Call<'_>, number: u64) -> Option<Value> {
    hooks::shown(call.world, call.plan, number)
}

fn known(call: &Call<'_>, id: &str) -> Result<Value> {
    let number = call.number(KIND, id)?;
    shown(call, number).ok_or_else(|| Refusal::foreign(KIND.title()))
}

pub(super) fn one(call: &mut Call<'_>) -> Result {
    known(call, call.id(0)).map(whole)
}

pub(super) fn create(call: &mut Call<'_>) -> Result {
    let mut webhook = described(call)?;
    let numbers = call.world.numbers(KIND);
    let own =
        |number: &&u64| call.world.get(KIND, **number).is_some_and(|one| one["userId"] == call.caller.user.as_str());
    let (all, of_user) = (numbers.len(), numbers.iter().filter(own).count());
    let (per_user, per_workspace) = call.plan.webhooks();
    if all >= per_workspace || of_user >= per_user {
        return Err(Refusal::domain("Webhook limit for the workspace's plan is reached"));
    }
    webhook["authToken"] = token().into();
    Ok(created(call.add(KIND, webhook)))
}

pub(super) fn update(call: &mut Call<'_>) -> Result {
    let new = described(call)?;
    let id = call.id(0).to_owned();
    call.change(KIND, &id, |webhook| {
        for name in ["name", "url", "webhookEvent", "triggerSource", "triggerSourceType"] {
            webhook[name] = new[name].clone();
        }
        // Whoever mends a webhook wants it to be tried again.
        webhook["deliveryEnabled"] = true.into();
    })?;
    call.hooks.mended(&id);
    known(call, &id).map(whole)
}

/// The webhook that a body describes. An add-on may leave the name out.
fn described(call: &Call<'_>) -> Result<Value> {
    let body = call.body;
    let url = call.text("url").unwrap_or_default();
    if !reqwest::Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https")) {
        return Err(Refusal::domain("Webhook URL is not valid"));
    }
    let event = call.text("webhookEvent").unwrap_or_default();
    let event: EventType =
        event.parse().map_err(|_| Refusal::shape("webhookEvent is not one of the values accepted"))?;
    let source = body["triggerSource"].as_array().cloned().unwrap_or_default();
    let of_users = matches!(event, EventType::UserEmailChanged | EventType::UserUpdated);
    if of_users && (body["triggerSourceType"] != "USER_ID" || source.is_empty()) {
        return Err(Refusal::domain("This event needs users as its source"));
    }
    Ok(json!({
        "id": "",
        "name": call.text("name").unwrap_or_default(),
        "url": url,
        "workspaceId": call.world.seed.workspace.id,
        "userId": call.caller.user,
        "webhookEvent": event.name(),
        "triggerSourceType": body["triggerSourceType"],
        "triggerSource": source,
        "authToken": "",
        "enabled": true,
        "deliveryEnabled": true,
        "planEnabled": true,
    }))
}

pub(super) fn remove(call: &mut Call<'_>) -> Result {
    let id = call.id(0).to_owned();
    call.remove(KIND, &id)?;
    call.hooks.forget(&id);
    Ok(Outcome::Whole(Reply::empty(200)))
}

/// The old token is dead from now on.
pub(super) fn rotate(call: &mut Call<'_>) -> Result {
    let id = call.id(0).to_owned();
    call.change(KIND, &id, |webhook| webhook["authToken"] = token().into())?;
    known(call, &id).map(whole)
}

pub(super) fn logs(call: &mut Call<'_>) -> Result {
    let id = call.id(0);
    let of_manifest = || call.installs.values().flat_map(hooks::of_manifest).any(|webhook| webhook["id"] == id);
    if call.world.number(KIND, id).is_none() && !of_manifest() {
        return Err(Refusal::foreign(KIND.title()));
    }
    let edge = |name| call.text(name).and_then(moment);
    let (from, to) = (edge("from"), edge("to"));
    let status = call.text("status").unwrap_or("ALL");
    let logs = call.hooks.logs(id).filter(|log| {
        let succeeded = log["statusCode"].as_u64().is_some_and(|status| (200..300).contains(&status));
        let at = log["respondedAt"].as_str().and_then(moment);
        at.is_some_and(|at| from.is_none_or(|from| at >= from) && to.is_none_or(|to| at <= to))
            && (status == "ALL" || succeeded == (status == "SUCCEEDED"))
    });
    let mut logs: Vec<_> = logs.cloned().collect();
    if call.body["sortByNewest"] == true {
        logs.reverse();
    }
    Ok(listed(Items::Values(logs)))
}

/// An add-on sees its own.
pub(super) fn of_addon(call: &mut Call<'_>) -> Result {
    let install = call.installs.get(call.id(0)).filter(|_| call.id(0) == call.caller.addon_id);
    let install = install.ok_or_else(|| Refusal::foreign("Addon"))?;
    let webhooks = hooks::of_manifest(install);
    Ok(whole(json!({ "workspaceWebhookCount": webhooks.len(), "webhooks": webhooks })))
}
