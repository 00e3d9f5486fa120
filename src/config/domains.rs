//! The hosts that outbound calls to Clockify may use.
//!
//! A token goes along with every such call, so the list is short, and an entry outside clockify.me is
//! worth a warning. The Python system took a JSON list only and crashed at start on a comma list;
//! both forms are read here.

/// The domain that Clockify's own hosts are under.
const CLOCKIFY: &str = "clockify.me";

/// Reads a comma list or a JSON list of host names, each with an optional `*.` before it.
pub(super) fn parse(text: &str) -> Result<Vec<String>, String> {
    let text = text.trim();
    let entries = match text.strip_prefix('[') {
        Some(list) => {
            let list = list.strip_suffix(']').ok_or("is a JSON list without its end")?.trim();
            let strings = list.split(',').filter(|_| !list.is_empty());
            strings.map(json_string).collect::<Option<Vec<_>>>().ok_or("is not a JSON list of strings")?
        }
        None => text.split(',').collect(),
    };
    let entries: Vec<String> = entries
        .into_iter()
        .map(|entry| entry.trim().trim_end_matches('.').to_ascii_lowercase())
        .filter(|entry| !entry.is_empty())
        .collect();
    if entries.is_empty() {
        return Err("names no host".to_owned());
    }
    if entries.iter().all(|entry| is_host(entry.strip_prefix("*.").unwrap_or(entry))) {
        Ok(entries)
    } else {
        Err("contains something that is not a host name".to_owned())
    }
}

/// Whether an entry lets calls leave Clockify's own domain.
pub(super) fn is_foreign(entry: &str) -> bool {
    !matches(&format!("*.{CLOCKIFY}"), entry.strip_prefix("*.").unwrap_or(entry))
}

/// Whether an entry covers a host; `*.x` covers the hosts under x and x itself.
pub(super) fn matches(entry: &str, host: &str) -> bool {
    match entry.strip_prefix("*.") {
        Some(domain) => host == domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.')),
        None => host == entry,
    }
}

/// The text between the quotes of a JSON string. Host names need no escapes, so there may be none.
fn json_string(text: &str) -> Option<&str> {
    let inside = text.trim().strip_prefix('"')?.strip_suffix('"')?;
    (!inside.contains(['"', '\\'])).then_some(inside)
}

fn is_host(text: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty() && !label.starts_with('-') && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    text.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists() {
        for (text, expected) in [
            ("clockify.me,*.clockify.me", Some(vec!["clockify.me", "*.clockify.me"])),
            (" API.Clockify.me. , ", Some(vec!["api.clockify.me"])),
            ("[\"*.clockify.me\", \"api.clockify.me\"]", Some(vec!["*.clockify.me", "api.clockify.me"])),
            ("[]", None),
            (",", None),
            ("[\"a.me\"", None),
            ("[a.me]", None),
            ("[\"a.me\",]", None),
            ("*", None),
            ("*.", None),
            ("a.*.me", None),
            ("https://a.me", None),
            ("a.me:443", None),
            ("a.me/x", None),
            ("a..me", None),
        ] {
            let expected = expected.map(|list| list.into_iter().map(str::to_owned).collect::<Vec<_>>());
            assert_eq!(parse(text).ok(), expected, "{text}");
        }
    }

    #[test]
    fn matching() {
        for (entry, host, expected) in [
            ("clockify.me", "clockify.me", true),
            ("clockify.me", "api.clockify.me", false),
            ("*.clockify.me", "clockify.me", true),
            ("*.clockify.me", "api.clockify.me", true),
            ("*.clockify.me", "a.b.clockify.me", true),
            ("*.clockify.me", "evilclockify.me", false),
            ("*.clockify.me", "clockify.me.evil.com", false),
        ] {
            assert_eq!(matches(entry, host), expected, "{entry} {host}");
        }
        for (entry, foreign) in
            [("*.clockify.me", false), ("api.clockify.me", false), ("*.clockify.com", true), ("*.me", true)]
        {
            assert_eq!(is_foreign(entry), foreign, "{entry}");
        }
    }
}
