//! Requests that an add-on must refuse, one for each way to go wrong.
//!
//! Every forgery starts from a delivery that would be accepted and changes one thing, so that a refusal can have
//! only one reason. Many of them are signed with the genuine key: the platform's tokens all look alike, so a
//! valid signature proves no more than that somebody somewhere got a token. What binds a token to a webhook is
//! that the add-on was given exactly this text for exactly this path.
//!
//! Blanks around a header value are not among the forgeries. HTTP drops them on the way, so over a socket such
//! a request is the genuine one.

use std::sync::OnceLock;

use aws_lc_rs::hmac;
use bytes::Bytes;
use serde_json::Value;
use time::{Duration, OffsetDateTime};

use super::webhook::{EVENT, SIGNATURE};
use super::{Installation, Key, Request, Workspace, id, payload, token};
use crate::domain::event::EventType;

/// Declares the forgeries and their names in one list.
macro_rules! forgeries {
    ($($(#[$doc:meta])* $variant:ident $name:literal,)*) => {
        /// A way to forge a delivery.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Forgery { $($(#[$doc])* $variant,)* }

        impl Forgery {
            /// Every forgery.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// Its name on the command line and in log lines.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

forgeries! {
    /// No signature header.
    MissingSignature "missing-signature",
    /// A signature header without a value.
    EmptySignature "empty-signature",
    /// The right signature in two headers.
    TwoSignatures "two-signatures",
    /// The right signature twice in one header, joined as a proxy joins headers.
    JoinedSignatures "joined-signatures",
    /// A text that is no token at all.
    Garbage "garbage",
    /// The right claims with algorithm `none` and no signature.
    AlgorithmNone "algorithm-none",
    /// The right claims with HS256, the public key's text as the secret.
    PublicKeyAsSecret "public-key-as-secret",
    /// The right claims, signed by somebody else's key.
    OtherKey "other-key",
    /// Another issuer.
    WrongIssuer "wrong-issuer",
    /// Another add-on as the subject.
    WrongSubject "wrong-subject",
    /// Another token type.
    WrongType "wrong-type",
    /// An expiry that has passed.
    Expired "expired",
    /// The token of the same webhook in a workspace where the add-on is not installed.
    OtherWorkspace "other-workspace",
    /// The id of an installation that doesn't exist.
    UnknownInstallation "unknown-installation",
    /// The token of another webhook of the same installation.
    OtherEventsToken "other-events-token",
    /// The name of another event in the event header.
    OtherEventsHeader "other-events-header",
    /// No event header.
    MissingEvent "missing-event",
    /// The token of a viewer, as the add-on's page gets it.
    UserToken "user-token",
    /// The token of the installation.
    InstallationToken "installation-token",
    /// The token of a lifecycle call.
    LifecycleToken "lifecycle-token",
    /// The right signature with a body that names another workspace.
    ForeignBody "foreign-body",
    /// A signed token of more than 4 KiB.
    Oversize "oversize",
    /// Claims without `workspaceId`.
    NoWorkspace "no-workspace",
    /// Claims without `addonId`.
    NoInstallation "no-installation",
    /// The right signature under a header name that is in circulation but wrong.
    WrongHeader "wrong-header",
    /// The right signature with its last character altered in the bits that a lenient decoder ignores.
    AlteredEnd "altered-end",
}

/// Forges a delivery of the event to the installation. `key` is the one that the add-on trusts.
#[must_use]
pub fn request(forgery: Forgery, key: &Key, target: &Installation, event: EventType, now: OffsetDateTime) -> Request {
    let body = payload::of(event, &target.workspace, 0);
    let genuine = target.delivery(event, &body);
    let right = target.webhook(event).token.clone();
    match forgery {
        Forgery::MissingSignature => genuine.without_header(SIGNATURE),
        Forgery::TwoSignatures => genuine.with_header(SIGNATURE, right),
        Forgery::WrongHeader => genuine.without_header(SIGNATURE).with_header("x-clockify-signature", right),
        Forgery::MissingEvent => genuine.without_header(EVENT),
        Forgery::OtherEventsHeader => genuine.replacing_header(EVENT, other_event(target, event).name()),
        Forgery::ForeignBody => Request { body: foreign(body), ..genuine },
        _ => genuine.replacing_header(SIGNATURE, signature(forgery, key, target, event, now)),
    }
}

/// The value of the signature header, for the forgeries that only replace it.
fn signature(forgery: Forgery, key: &Key, target: &Installation, event: EventType, now: OffsetDateTime) -> String {
    let right = target.webhook(event).token.clone();
    let claims = target.webhook_claims(event);
    let changed = |name: &str, value: Value| key.sign(&token::with(claims.clone(), name, value));
    match forgery {
        Forgery::EmptySignature => String::new(),
        Forgery::JoinedSignatures => format!("{right}, {right}"),
        Forgery::Garbage => "this is not a token".to_owned(),
        Forgery::AlgorithmNone => token::compact(r#"{"alg":"none","typ":"JWT"}"#, &claims, |_| Vec::new()),
        Forgery::PublicKeyAsSecret => symmetric(key.public_pem(), &claims),
        Forgery::OtherKey => stranger(&claims),
        Forgery::WrongIssuer => changed("iss", "somebody-else".into()),
        Forgery::WrongSubject => changed("sub", "another-add-on".into()),
        Forgery::WrongType => changed("type", "user".into()),
        Forgery::Expired => changed("exp", (now - Duration::hours(1)).unix_timestamp().into()),
        Forgery::OtherWorkspace => key.sign(&elsewhere(target).webhook_claims(event)),
        Forgery::UnknownInstallation => changed("addonId", id::of("nowhere", "addon", 0).into()),
        Forgery::OtherEventsToken => target.webhook(other_event(target, event)).token.clone(),
        Forgery::UserToken => target.user_token(&target.workspace.owner, "OWNER", now),
        Forgery::InstallationToken => target.installation_token(),
        Forgery::LifecycleToken => target.lifecycle_token(now),
        Forgery::Oversize => changed("padding", "x".repeat(5000).into()),
        Forgery::NoWorkspace => key.sign(&without(claims, "workspaceId")),
        Forgery::NoInstallation => key.sign(&without(claims, "addonId")),
        Forgery::AlteredEnd => altered_end(&right),
        // These change something else than the token, and `request` has dealt with them.
        Forgery::MissingSignature
        | Forgery::TwoSignatures
        | Forgery::WrongHeader
        | Forgery::MissingEvent
        | Forgery::OtherEventsHeader
        | Forgery::ForeignBody => right,
    }
}

fn without(mut claims: Value, name: &str) -> Value {
    if let Some(claims) = claims.as_object_mut() {
        claims.remove(name);
    }
    claims
}

/// Another event of the installation, or any other if this is its only one.
fn other_event(target: &Installation, event: EventType) -> EventType {
    let registered = target.webhooks.iter().map(|webhook| webhook.event);
    registered.chain(EventType::ALL).find(|other| *other != event).unwrap_or(event)
}

/// The add-on in a workspace that nobody uses.
fn elsewhere(target: &Installation) -> Installation {
    Installation::new(&target.key, &target.addon_key, &Workspace::numbered(u64::MAX), u64::MAX, &[])
}

fn foreign(body: Value) -> Bytes {
    Bytes::from(token::with(body, "workspaceId", Workspace::numbered(u64::MAX).id).to_string())
}

/// What a verifier accepts that lets the token choose the algorithm.
fn symmetric(secret: &str, claims: &Value) -> String {
    let secret = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    token::compact(r#"{"alg":"HS256","typ":"JWT"}"#, claims, |text| hmac::sign(&secret, text).as_ref().to_vec())
}

/// Signs with a key that nobody trusts. One is enough for the whole process, and it takes a while to make.
fn stranger(claims: &Value) -> String {
    static KEY: OnceLock<Option<Key>> = OnceLock::new();
    let noise = || token::compact(r#"{"alg":"RS256","typ":"JWT"}"#, claims, |_| vec![0x5a; 256]);
    KEY.get_or_init(|| Key::generate().ok()).as_ref().map_or_else(noise, |key| key.sign(claims))
}

/// Another text with the same signature bytes: a signature of 2048 bits leaves four bits of its last character
/// unused, and only a strict decoder or a comparison of texts notices a change there.
fn altered_end(token: &str) -> String {
    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut altered = token.to_owned();
    if let Some(at) = altered.pop().and_then(|last| ALPHABET.find(last)) {
        altered.extend(ALPHABET.chars().nth(at ^ 1));
    }
    altered
}

#[cfg(test)]
mod tests;
