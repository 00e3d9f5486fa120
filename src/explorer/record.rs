//! What stands in the audit: that somebody asked for a call that changes something, before it is sent, and what becomes
//! of the requests that a workspace keeps.

use sea_orm::{ConnectionTrait, DbErr};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Error, Explorer, Wanted, Who, Whose};
use crate::db::entities::explorer_call;
use crate::db::trail::Entry;
use crate::domain::actor::Actor;

/// Largest body that stands in the audit, in bytes of JSON. Of a larger one its size does.
const LARGEST_BODY: usize = 16 * 1024;

/// Notes a call that is about to be sent, with what may be kept of it. What comes of it stands in the history under the
/// same id, and in `api_call`.
pub(super) async fn write(
    explorer: &Explorer,
    who: &Who<'_>,
    call: &explorer_call::Model,
    kept: &Wanted,
) -> Result<(), Error> {
    let body = kept.body.as_ref().map(|body| match body.to_string().len() {
        0..=LARGEST_BODY => body.clone(),
        bytes => json!({ "bytes": bytes }),
    });
    let after = json!({
        "call": call.id.simple().to_string(),
        "as": Whose::of(call.as_addon),
        "method": call.method,
        "url": call.url,
        "body": body,
    });
    let subject = format!("operation:{}", call.operation);
    let writer = explorer.parts.db.writer();
    Ok(record(explorer, &writer, who, "explorer.call", subject, (None, Some(after))).await?)
}

/// Notes what becomes of a request that is kept, in the transaction of the change.
pub(super) async fn request(
    explorer: &Explorer,
    connection: &impl ConnectionTrait,
    who: &Who<'_>,
    action: &'static str,
    id: Uuid,
    change: (Option<Value>, Option<Value>),
) -> Result<(), DbErr> {
    record(explorer, connection, who, action, format!("request:{}", id.simple()), change).await
}

async fn record(
    explorer: &Explorer,
    connection: &impl ConnectionTrait,
    who: &Who<'_>,
    action: &'static str,
    subject: String,
    (before, after): (Option<Value>, Option<Value>),
) -> Result<(), DbErr> {
    let actor = Actor::User(who.user.to_owned());
    let entry = Entry { workspace: who.workspace, actor: &actor, action, subject, before, after };
    entry.record(connection, explorer.key(), explorer.parts.clock.now()).await
}
