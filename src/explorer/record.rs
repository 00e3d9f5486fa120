//! What stands in the audit: that somebody asked for a call that changes something, before it is sent, and what becomes
//! of the requests that a workspace keeps.

use sea_orm::ActiveValue::Set;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Error, Explorer, Wanted, Who, Whose};
use crate::clock::ms;
use crate::db::entities::{audit_entry, explorer_call};

/// Largest body that stands in the audit, in bytes of JSON. Of a larger one its size does.
const LARGEST_BODY: usize = 16 * 1024;

/// Notes a call that is about to be sent. What comes of it stands in the history under the same id, and in `api_call`.
pub(super) async fn write(explorer: &Explorer, call: &explorer_call::Model, wanted: &Wanted) -> Result<(), Error> {
    let Wanted { body, .. } = wanted.kept();
    let body = body.map(|body| match body.to_string().len() {
        0..=LARGEST_BODY => body,
        bytes => json!({ "bytes": bytes }),
    });
    let after = json!({
        "call": call.id.simple().to_string(),
        "as": Whose::of(call.as_addon),
        "method": call.method,
        "url": call.url,
        "body": body,
    });
    let row =
        entry(explorer, &call.workspace_id, &call.user_id, "explorer.call", format!("operation:{}", call.operation));
    let row = audit_entry::ActiveModel { after: Set(Some(after.to_string())), ..row };
    audit_entry::Entity::insert(row).exec_without_returning(&explorer.parts.db.writer()).await?;
    Ok(())
}

/// Notes what becomes of a request that is kept, in the transaction of the change.
pub(super) async fn request(
    explorer: &Explorer,
    connection: &impl ConnectionTrait,
    who: &Who<'_>,
    action: &'static str,
    id: Uuid,
    (before, after): (Option<Value>, Option<Value>),
) -> Result<(), DbErr> {
    let subject = format!("request:{}", id.simple());
    let row = entry(explorer, who.workspace.as_str(), who.user, action, subject);
    let text = |value: Option<Value>| Set(value.map(|value| value.to_string()));
    let row = audit_entry::ActiveModel { before: text(before), after: text(after), ..row };
    audit_entry::Entity::insert(row).exec_without_returning(connection).await.map(drop)
}

fn entry(
    explorer: &Explorer,
    workspace: &str,
    user: &str,
    action: &'static str,
    subject: String,
) -> audit_entry::ActiveModel {
    audit_entry::ActiveModel {
        id: Set(explorer.key()),
        workspace_id: Set(workspace.to_owned()),
        actor: Set(format!("user:{user}")),
        action: Set(action.to_owned()),
        subject: Set(subject),
        before: Set(None),
        after: Set(None),
        at_ms: Set(ms(explorer.parts.clock.now())),
    }
}
