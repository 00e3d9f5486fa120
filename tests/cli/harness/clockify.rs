//! The Clockify that the servers under test trust.

use std::sync::LazyLock;

use bytes::Bytes;
use clockify_addons::clock::{Clock, System};
use clockify_addons::config::addon::variables;
use clockify_addons::domain::addon::Addon;
use clockify_addons::domain::event::EventType;
use clockify_addons::sandbox::{Installation, Key, Request, Workspace, payload};
use serde_json::json;
use time::OffsetDateTime;

use super::Server;

/// One key for all tests, because making one takes a while.
pub(crate) static KEY: LazyLock<Key> = LazyLock::new(|| Key::generate().unwrap());

/// Signing takes a while too, and there are 51 webhooks.
static UNIVERSAL_WEBHOOK: LazyLock<Installation> = LazyLock::new(|| {
    let webhooks = EventType::ALL.map(|event| (event, event.path().to_owned()));
    Installation::new(&KEY, variables(Addon::UniversalWebhook).default_key, &Workspace::default(), 1, &webhooks)
});

pub(crate) fn now() -> OffsetDateTime {
    System.now()
}

/// Now, as documents write it.
pub(crate) fn stamp() -> String {
    clockify_addons::clock::stamp(now())
}

/// Universal Webhook in a workspace of the sandbox.
pub(crate) fn installation() -> &'static Installation {
    &UNIVERSAL_WEBHOOK
}

/// Installs it at the server.
pub(crate) fn installed(server: &Server) -> &'static Installation {
    let installation = installation();
    let reply = server.connect().send(&installation.installed(now())).unwrap();
    assert_eq!(reply.status, 200, "{}", reply.body);
    installation
}

/// An event as Clockify delivers it.
pub(crate) fn delivery(event: EventType, sequence: u64) -> Request {
    let installation = installation();
    installation.delivery(event, &payload::of(event, &installation.workspace, sequence))
}

/// A `NEW_TAG` about the tag of this id.
pub(crate) fn tag(id: &str) -> Request {
    let installation = installation();
    let body = json!({ "id": id, "name": format!("Tag {id}"), "workspaceId": installation.workspace.id });
    installation.delivery_raw(EventType::NewTag, Bytes::from(body.to_string()))
}
