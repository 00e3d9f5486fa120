//! The calls that registration and reconciliation make, and what is read of their answers.

use std::collections::{BTreeMap, BTreeSet};

use secrecy::SecretString;
use serde::Deserialize;
use serde_json::{Value, json};
use time::OffsetDateTime;

use super::plan::{Trigger, name};
use crate::clock::stamp;
use crate::clockify::catalogue;
use crate::clockify::client::{Actor, Answer, Call, Class, Client, Error, Invalid, Target};
use crate::domain::event::EventType;

/// Users on a page of their list.
const USERS: usize = 200;

/// Most pages of users: a list that doesn't end must not keep us for ever.
const USER_PAGES: usize = 50;

/// Entries on a page of a webhook's log.
const LOGS: usize = 50;

/// Most pages of a log that are read at a time.
const LOG_PAGES: usize = 40;

/// A webhook as Clockify shows it. All but the id is optional: versions differ.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Webhook {
    /// Its id.
    pub id: String,
    /// Its name.
    #[serde(default, deserialize_with = "or_default")]
    pub name: String,
    /// Where it leads.
    #[serde(default, deserialize_with = "or_default")]
    pub url: String,
    /// The name of its event.
    #[serde(default, rename = "webhookEvent", deserialize_with = "or_default")]
    pub event: String,
    /// Whether somebody switched it off.
    pub enabled: Option<bool>,
    /// Whether Clockify still delivers.
    pub delivery_enabled: Option<bool>,
    /// Whether the plan includes it.
    pub plan_enabled: Option<bool>,
    /// What its deliveries carry.
    #[serde(default, rename = "authToken", deserialize_with = "token")]
    pub token: Option<SecretString>,
    /// Of which kind the things are that it is set on.
    #[serde(default, rename = "triggerSourceType", deserialize_with = "or_default")]
    pub trigger_kind: String,
    /// Their ids.
    #[serde(default, rename = "triggerSource", deserialize_with = "or_default")]
    pub trigger: BTreeSet<String>,
}

/// What may be null is as good as absent.
fn or_default<'de, T: Deserialize<'de> + Default, D: serde::Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    Ok(Option::<T>::deserialize(from)?.unwrap_or_default())
}

fn token<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<SecretString>, D::Error> {
    let text = Option::<String>::deserialize(from)?;
    Ok(text.filter(|text| !text.is_empty()).map(SecretString::from))
}

impl Webhook {
    /// Whether it delivers this event.
    #[must_use]
    pub fn is_for(&self, event: EventType) -> bool {
        self.event == event.name()
    }
}

/// The webhooks of a workspace, or of an add-on's manifest.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Webhooks {
    #[serde(default)]
    pub(super) workspace_webhook_count: usize,
    #[serde(default)]
    pub(super) webhooks: Vec<Webhook>,
}

/// An attempt to deliver, as Clockify logged it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attempt {
    /// Its id.
    pub id: String,
    /// The delivery that it was an attempt at.
    #[serde(default, deserialize_with = "or_default")]
    pub webhook_event_status_id: String,
    /// What we answered; 0 for nothing.
    #[serde(default, deserialize_with = "or_default")]
    pub status_code: i64,
    /// What was sent.
    #[serde(default, deserialize_with = "or_default")]
    pub request_body: String,
    /// When.
    #[serde(default, deserialize_with = "or_default")]
    pub responded_at: String,
}

/// The API of one installation.
#[derive(Debug)]
pub(super) struct Api<'a> {
    pub(super) client: &'a Client,
    pub(super) target: &'a Target,
    pub(super) actor: Actor,
}

impl Api<'_> {
    /// The webhooks of the workspace. Under which type those appear that an add-on sets up isn't documented, so the
    /// list of add-ons' webhooks is read too.
    pub(super) async fn webhooks(&self) -> Result<Webhooks, Error> {
        let mut found: Webhooks = self.call("getWebhooks", &[], &[], None).await?.json()?;
        found.workspace_webhook_count = found.workspace_webhook_count.max(found.webhooks.len());
        match self.call("getWebhooks", &[], &[("type", "ADDON".to_owned())], None).await {
            Ok(answer) => {
                let known: BTreeSet<_> = found.webhooks.iter().map(|webhook| webhook.id.clone()).collect();
                let more = answer.json::<Webhooks>()?.webhooks.into_iter();
                found.webhooks.extend(more.filter(|webhook| !known.contains(&webhook.id)));
            }
            Err(error) if matches!(error.class(), Class::Refused | Class::Scope | Class::Plan | Class::NotFound) => {}
            Err(error) => return Err(error),
        }
        Ok(found)
    }

    /// The webhooks of the add-on's manifest.
    pub(super) async fn of_manifest(&self, addon: &str) -> Result<Webhooks, Error> {
        self.call("getAddonWebhooks", &[("addonId", addon)], &[], None).await?.json()
    }

    pub(super) async fn create(&self, event: EventType, trigger: &Trigger, url: &str) -> Result<Webhook, Error> {
        self.call("createWebhook", &[], &[], Some(body(event, &name(event), trigger, url))).await?.json()
    }

    /// Replaces a webhook's data, which also makes Clockify deliver again. Its name stays.
    pub(super) async fn update(
        &self,
        event: EventType,
        webhook: &Webhook,
        trigger: &Trigger,
        url: &str,
    ) -> Result<Webhook, Error> {
        let own = name(event);
        let name = if webhook.name.chars().count() < 2 { &own } else { &webhook.name };
        let body = body(event, name, trigger, url);
        self.call("updateWebhook", &[("webhookId", &webhook.id)], &[], Some(body)).await?.json()
    }

    /// Gives a webhook a new token; the old one is dead.
    pub(super) async fn rotate(&self, id: &str) -> Result<Webhook, Error> {
        self.call("generateNewToken", &[("webhookId", id)], &[], None).await?.json()
    }

    pub(super) async fn remove(&self, id: &str) -> Result<(), Error> {
        self.call("deleteWebhook", &[("webhookId", id)], &[], None).await.map(|_| ())
    }

    /// The ids of all users of the workspace.
    pub(super) async fn users(&self) -> Result<BTreeSet<String>, Error> {
        #[derive(Deserialize)]
        struct User {
            id: String,
        }
        let mut ids = BTreeSet::new();
        for page in 1..=USER_PAGES {
            let query =
                [("page", page.to_string()), ("page-size", USERS.to_string()), ("include-roles", "false".to_owned())];
            let answer = self.call("getUsersOfWorkspace", &[], &query, None).await?;
            let users: Vec<User> = answer.json()?;
            let known = ids.len();
            let got = users.len();
            ids.extend(users.into_iter().map(|user| user.id));
            if answer.last_page.unwrap_or(got < USERS) || ids.len() == known {
                break;
            }
        }
        Ok(ids)
    }

    /// The attempts to deliver a webhook that ended in this way since a time, the oldest first.
    pub(super) async fn attempts(
        &self,
        id: &str,
        status: &str,
        from: OffsetDateTime,
        to: OffsetDateTime,
    ) -> Result<Vec<Attempt>, Error> {
        let body = json!({ "from": stamp(from), "to": stamp(to), "sortByNewest": false, "status": status });
        let mut attempts: Vec<Attempt> = Vec::new();
        for page in 0..LOG_PAGES {
            let query = [("page", page.to_string()), ("size", LOGS.to_string())];
            let answer = self.call("getLogsForWebhook", &[("webhookId", id)], &query, Some(body.clone())).await?;
            let found: Vec<Attempt> = answer.json()?;
            let got = found.len();
            let repeats = found.first().is_some_and(|first| attempts.iter().any(|known| known.id == first.id));
            if !repeats {
                attempts.extend(found);
            }
            if got < LOGS || repeats {
                break;
            }
        }
        Ok(attempts)
    }

    async fn call(
        &self,
        operation: &str,
        path: &[(&str, &str)],
        query: &[(&str, String)],
        body: Option<Value>,
    ) -> Result<Answer, Error> {
        let missing = || Error::Invalid {
            operation: operation.to_owned(),
            wrong: Invalid::Template("the catalogue has no such operation".to_owned()),
        };
        let operation = catalogue::builtin().get(operation).ok_or_else(missing)?;
        let pairs = path.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let path: BTreeMap<_, _> = pairs.collect();
        let query = query.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        self.client.call(self.target, &Call { operation, path, query, body, actor: self.actor.clone() }).await
    }
}

fn body(event: EventType, name: &str, trigger: &Trigger, url: &str) -> Value {
    json!({
        "name": name,
        "url": url,
        "webhookEvent": event.name(),
        "triggerSourceType": trigger.kind,
        "triggerSource": trigger.ids,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_is_in_the_catalogue() {
        for name in [
            "getWebhooks",
            "getAddonWebhooks",
            "createWebhook",
            "updateWebhook",
            "generateNewToken",
            "deleteWebhook",
            "getUsersOfWorkspace",
            "getLogsForWebhook",
        ] {
            assert!(catalogue::builtin().get(name).is_some(), "{name}");
        }
    }

    #[test]
    fn what_is_null_or_missing_is_no_mistake() {
        let text = r#"{"workspaceWebhookCount":2,"webhooks":[{"id":"1","authToken":"","name":null,"triggerSource":null},
            {"id":"2","authToken":"x","deliveryEnabled":false,"triggerSource":["a"],"webhookEvent":"NEW_TAG"}]}"#;
        let found: Webhooks = serde_json::from_str(text).unwrap();
        let [one, other] = &found.webhooks[..] else { panic!("{found:?}") };
        assert!(one.token.is_none() && one.delivery_enabled.is_none() && one.name.is_empty());
        assert!(other.token.is_some() && other.delivery_enabled == Some(false) && other.is_for(EventType::NewTag));
        assert!(!format!("{found:?}").contains("\"x\""), "a token is never shown");
    }
}
