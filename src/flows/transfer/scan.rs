//! Finding what belongs to a workspace or a person in a text.

use crate::flows::inputs::Kind;

/// What was found.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) at: usize,
    pub(super) length: usize,
    pub(super) is_email: bool,
}

/// Hexadecimal digits of an id.
const ID: usize = 24;

/// The first id or e-mail address in a text.
pub(super) fn find(text: &str) -> Option<Found> {
    let id = id(text).map(|at| Found { at, length: ID, is_email: false });
    let email = email(text).map(|(at, length)| Found { at, length, is_email: true });
    match (id, email) {
        (Some(id), Some(email)) => Some(if id.at < email.at { id } else { email }),
        (id, email) => id.or(email),
    }
}

fn id(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut start = 0;
    while start < bytes.len() {
        let word = bytes[start..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        if word == ID && bytes[start..start + ID].iter().all(u8::is_ascii_hexdigit) {
            return Some(start);
        }
        start += word.max(1);
    }
    None
}

fn email(text: &str) -> Option<(usize, usize)> {
    text.match_indices('@').find_map(|(at, _)| {
        let local = |c: char| c.is_ascii_alphanumeric() || "._%+-".contains(c);
        let before = text[..at].chars().rev().take_while(|c| local(*c)).count();
        let host = |c: &char| c.is_ascii_alphanumeric() || "-.".contains(*c);
        let after: String = text[at + 1..].chars().take_while(host).collect();
        let after = after.trim_end_matches(['.', '-']);
        let is_one = before > 0 && after.contains('.') && !after.starts_with('.');
        is_one.then(|| (at - before, before + 1 + after.len()))
    })
}

/// What an id is the id of, by the nearest name that tells.
pub(super) fn kind(before: &str, name: &str, operation: &str) -> Kind {
    [before, name, operation].into_iter().find_map(named).unwrap_or(Kind::Id)
}

fn named(text: &str) -> Option<Kind> {
    const NAMES: [(&str, Kind); 10] = [
        ("usergroup", Kind::Group),
        ("group", Kind::Group),
        ("project", Kind::Project),
        ("task", Kind::Task),
        ("tag", Kind::Tag),
        ("client", Kind::Client),
        ("user", Kind::User),
        ("assignee", Kind::User),
        ("member", Kind::User),
        ("workspace", Kind::Workspace),
    ];
    let lower = text.to_lowercase();
    // The last one is the nearest; of two at one place the longer.
    let found = NAMES.iter().filter_map(|(name, kind)| Some((lower.rfind(name)? + name.len(), name.len(), *kind)));
    found.max_by_key(|(end, length, _)| (*end, *length)).map(|(_, _, kind)| kind)
}

/// Whether a reference, in small letters, leads to somebody's name.
pub(super) fn is_person(reference: &str) -> bool {
    let path = reference.split('|').next().unwrap_or_default().trim();
    let names =
        ["username", "user.name", "owner.name", "inviter.name", "creator.name", "assignee.name", "item.username"];
    names.iter().any(|name| path.ends_with(name)) || path.contains("user['name']")
}

/// Whether a header or a parameter of this name carries a credential.
pub(super) fn is_credential(name: &str) -> bool {
    let lower = name.to_lowercase();
    ["auth", "token", "key", "secret", "password", "signature", "cookie", "credential"]
        .iter()
        .any(|part| lower.contains(part))
}

/// How inputs of a kind are called.
pub(super) const fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Project => "project",
        Kind::Task => "task",
        Kind::Tag => "tag",
        Kind::Client => "client",
        Kind::User => "user",
        Kind::Group => "group",
        Kind::Workspace => "workspace",
        Kind::Email => "email",
        Kind::Text => "person",
        Kind::Url => "address",
        Kind::Credential => "credential",
        _ => "id",
    }
}
