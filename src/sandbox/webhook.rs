//! The deliveries of an installation.
//!
//! A delivery is less than it seems: the body isn't signed, the signature header is the same text every time,
//! and the `idempotency-key` changes with every attempt. An add-on that looks for more than that here would
//! look in vain on the platform too.

use std::borrow::Cow;

use bytes::Bytes;
use serde_json::Value;
use uuid::{Builder, Uuid};

use super::installation::Webhook;
use super::{Installation, Request, id};
use crate::domain::event::EventType;

/// The header with the webhook's token.
pub(super) const SIGNATURE: &str = "clockify-signature";
/// The header with the name of the event.
pub(super) const EVENT: &str = "clockify-webhook-event-type";
/// The header that differs with every attempt.
pub(super) const IDEMPOTENCY: &str = "idempotency-key";

impl Installation {
    /// Delivers an event.
    ///
    /// An event that isn't registered goes to its usual path with a token that the add-on never saw, and is to
    /// be refused.
    #[must_use]
    pub fn delivery(&self, event: EventType, payload: &Value) -> Request {
        self.delivery_raw(event, Bytes::from(payload.to_string()))
    }

    /// Delivers these bytes, whatever they are.
    #[must_use]
    pub fn delivery_raw(&self, event: EventType, body: Bytes) -> Request {
        let webhook = self.webhook(event);
        Request::post(self.at(&webhook.path), body)
            .with_header(SIGNATURE, webhook.token.as_str())
            .with_header(EVENT, event.name())
            .with_header(IDEMPOTENCY, random().to_string())
    }

    /// The webhook that delivers the event, registered or not.
    pub(super) fn webhook(&self, event: EventType) -> Cow<'_, Webhook> {
        let registered = self.webhooks.iter().find(|webhook| webhook.event == event);
        registered.map_or_else(|| Cow::Owned(self.register(event, event.path())), Cow::Borrowed)
    }

    pub(super) fn register(&self, event: EventType, path: &str) -> Webhook {
        Webhook { event, path: path.to_owned(), token: self.key.sign(&self.webhook_claims(event)) }
    }

    pub(super) fn webhook_id(&self, event: EventType) -> String {
        id::of(&self.addon_id, event.name(), 0)
    }
}

/// A delivery of a webhook that was registered through the API: its token is no JSON web token.
pub(super) fn opaque(path: String, event: EventType, token: &str, payload: &Value) -> Request {
    Request::post(path, Bytes::from(payload.to_string()))
        .with_header(SIGNATURE, token)
        .with_header(EVENT, event.name())
        .with_header(IDEMPOTENCY, random().to_string())
}

/// The next attempt of the same delivery: nothing differs but the `idempotency-key`.
pub(super) fn repeated(request: &Request) -> Request {
    request.clone().replacing_header(IDEMPOTENCY, random().to_string())
}

/// A random identifier: unlike the other ids of the sandbox, this one must not be predictable or ordered.
pub(super) fn random() -> Uuid {
    let mut bytes = [0; 16];
    if aws_lc_rs::rand::fill(&mut bytes).is_err() {
        tracing::warn!("no randomness for an idempotency key; it is all zeros");
    }
    Builder::from_random_bytes(bytes).into_uuid()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::sandbox::{Key, Workspace};

    #[test]
    fn attempts_differ_in_one_header_only() {
        let hooks = [(EventType::NewTag, "webhooks/tag".to_owned())];
        let installation = Installation::new(&Key::generate().unwrap(), "demo", &Workspace::default(), 1, &hooks);
        let first = installation.delivery(EventType::NewTag, &json!({ "id": "x" }));
        let second = repeated(&first);
        assert_eq!(first.path, "/webhooks/tag");
        assert_eq!(first.header(SIGNATURE), Some(installation.webhooks[0].token.as_str()));
        assert_eq!(first.header(EVENT), Some("NEW_TAG"));
        assert_ne!(first.header(IDEMPOTENCY), second.header(IDEMPOTENCY));
        assert_eq!(first.without_header(IDEMPOTENCY), second.without_header(IDEMPOTENCY));
    }
}
