//! The `.env` file, read the way the Python deployment read it.
//!
//! Files that people already have must work as they are, and three of their habits break `dotenvy`
//! alone: unquoted values with blanks (it stops at `ADDON_NAME=Clockify Python Addon`), names with an
//! underscore inside `$NAME` and any other dollar sign in a password (it substitutes those too), and
//! substitution from the real process environment, which a test or another source must not see. Its
//! errors also quote the whole line, which may hold a password.
//!
//! So this file finds the extent of each value, expands `${NAME}` itself, and hands `dotenvy` one
//! fully quoted assignment at a time. What is left to `dotenvy` is what it does well: `export`, the
//! rules for names, and taking the quotes off.

use std::collections::BTreeMap;

use super::error::{Error, Problem};

/// Reads the text of a `.env` file; `known` is the environment, which wins over earlier lines in `${NAME}`.
///
/// A later line for the same name replaces an earlier one. Every line that can't be read is an error
/// with its number and never with its text.
pub(super) fn read(
    file: &str,
    text: &str,
    known: impl Fn(&str) -> Option<String>,
) -> Result<BTreeMap<String, String>, Error> {
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    let mut values = BTreeMap::new();
    let mut problems = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let number = at + 1;
        at += 1;
        if line.trim().is_empty() || line.trim_start().starts_with('#') {
            continue;
        }
        let lookup = |name: &str| known(name).filter(|text| !text.is_empty()).or_else(|| values.get(name).cloned());
        match assignment(&lines[number - 1..], lookup) {
            Ok(Assignment { name, value, lines }) => {
                at += lines - 1;
                values.insert(name, value);
            }
            Err(wrong) => problems.push(Problem { name: format!("{file} line {number}"), wrong: wrong.to_owned() }),
        }
    }
    Error::unless_empty(problems)?;
    Ok(values)
}

/// One assignment, and how many lines it took.
struct Assignment {
    name: String,
    value: String,
    lines: usize,
}

/// Reads the assignment that begins in the first of these lines.
fn assignment(lines: &[&str], lookup: impl Fn(&str) -> Option<String>) -> Result<Assignment, &'static str> {
    let first = lines.first().copied().unwrap_or_default();
    let (name, raw) = first.split_once('=').ok_or("there is no `=`; expected NAME=value")?;
    let value = raw.trim_start();
    let (text, taken) = match value.chars().next() {
        Some(quote @ ('"' | '\'')) => {
            let (inside, taken) = quoted(value, &lines[1..], quote)?;
            (if quote == '"' { decode(&inside, true, lookup) } else { inside }, taken)
        }
        _ => (decode(unquoted(raw), false, lookup), 1),
    };
    let (name, value) = unquote(name, &text).ok_or("the name is not valid; expected letters, digits and `_`")?;
    Ok(Assignment { name, value, lines: taken })
}

/// An unquoted value is all up to a comment; `#` begins one only after a blank, since passwords contain it.
fn unquoted(raw: &str) -> &str {
    let comment = raw.char_indices().zip(raw.chars().skip(1)).find(|((_, c), next)| c.is_whitespace() && *next == '#');
    comment.map_or(raw, |((at, _), _)| &raw[..at]).trim()
}

/// What stands between the quotes, over as many lines as it takes, and how many those are.
fn quoted(first: &str, more: &[&str], quote: char) -> Result<(String, usize), &'static str> {
    let mut inside = String::new();
    let mut escaped = false;
    for (index, line) in std::iter::once(&first[1..]).chain(more.iter().copied()).enumerate() {
        if index > 0 {
            inside.push('\n');
        }
        for (at, c) in line.char_indices() {
            if c == quote && !escaped {
                let rest = line[at + 1..].trim_start();
                let clean = rest.is_empty() || rest.starts_with('#');
                return if clean { Ok((inside, index + 1)) } else { Err("there is text after the closing quote") };
            }
            escaped = quote == '"' && c == '\\' && !escaped;
            inside.push(c);
        }
        escaped = false;
    }
    Err("the quote that opens here is never closed")
}

/// Expands `${NAME}` and `${NAME:-default}`; in double quotes also takes backslashes away.
///
/// A dollar sign that begins neither stays: generated passwords contain them.
fn decode(text: &str, escapes: bool, lookup: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        if escapes && c == '\\' {
            let next = after.chars().next();
            match next {
                Some('n') => out.push('\n'),
                Some('r') => out.push('\r'),
                Some('t') => out.push('\t'),
                Some(kept @ ('\\' | '"' | '\'' | '$')) => out.push(kept),
                Some(other) => out.extend(['\\', other]),
                None => out.push('\\'),
            }
            rest = &after[next.map_or(0, char::len_utf8)..];
        } else if let Some((value, tail)) = expansion(rest, &lookup) {
            out.push_str(&value);
            rest = tail;
        } else {
            out.push(c);
            rest = after;
        }
    }
    out
}

/// The value of a `${…}` that stands right here, and what follows it.
fn expansion(text: &str, lookup: impl Fn(&str) -> Option<String>) -> Option<(String, &str)> {
    let (inside, tail) = text.strip_prefix("${")?.split_once('}')?;
    let (name, default) = inside.split_once(":-").unwrap_or((inside, ""));
    let valid = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    valid.then(|| (lookup(name).filter(|value| !value.is_empty()).unwrap_or_else(|| default.to_owned()), tail))
}

/// Has `dotenvy` read one assignment in the one form that it takes without surprises.
fn unquote(name: &str, value: &str) -> Option<(String, String)> {
    let mut line = format!("{name}=\"");
    for c in value.chars() {
        if matches!(c, '\\' | '"' | '$') {
            line.push('\\');
        }
        line.push(c);
    }
    line.push('"');
    dotenvy::from_read_iter(line.as_bytes()).next()?.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> BTreeMap<String, String> {
        read(".env", text, |name| (name == "OUTSIDE").then(|| "from-outside".to_owned())).unwrap()
    }

    #[test]
    fn lines_are_read_as_people_mean_them() {
        for (line, expected) in [
            ("X=plain", "plain"),
            ("X=Clockify Python Addon Boilerplate", "Clockify Python Addon Boilerplate"),
            ("X=two words # and a comment", "two words"),
            ("X= # Generate with openssl", ""),
            ("X=", ""),
            ("X=#FF0000", "#FF0000"),
            ("X=a#b", "a#b"),
            ("  X = spaced  ", "spaced"),
            ("export X=exported", "exported"),
            ("X=\"double # kept\" # comment", "double # kept"),
            ("X='single $HOME ${OUTSIDE} \\n'", "single $HOME ${OUTSIDE} \\n"),
            ("X=\"a\\nb\\\"c\\\\d\\$e\\q\"", "a\nb\"c\\d$e\\q"),
            ("X=\"first\nsecond # kept\"\r\n", "first\nsecond # kept"),
            ("X=pa$word$1", "pa$word$1"),
            ("X=back\\slash", "back\\slash"),
            ("X=it's", "it's"),
            ("X=say \"hi\"", "say \"hi\""),
            ("X=${OUTSIDE}/x", "from-outside/x"),
            ("X=\"${OUTSIDE}\"", "from-outside"),
            ("X=\"\\${OUTSIDE}\"", "${OUTSIDE}"),
            ("OUTSIDE=inside\nX=${OUTSIDE}", "from-outside"),
            ("A_B=one\nX=${A_B}-${A_B}", "one-one"),
            ("X=${MISSING}", ""),
            ("X=${MISSING:-clockify}", "clockify"),
            ("X=${not closed", "${not closed"),
            ("X=a=b==", "a=b=="),
            ("X=one\nX=two", "two"),
            ("\u{feff}X=mark", "mark"),
            ("# comment\n\n   # other\nX=1", "1"),
        ] {
            assert_eq!(values(line).get("X").map(String::as_str), Some(expected), "{line}");
        }
    }

    #[test]
    fn urls_of_the_old_file_are_expanded() {
        let text = "POSTGRES_USER=clockify\nPOSTGRES_PASSWORD=aB3/+x==\n\
            DATABASE_URL=postgresql+asyncpg://${POSTGRES_USER}:${POSTGRES_PASSWORD}@postgres:5432/clockify_addon";
        assert_eq!(values(text)["DATABASE_URL"], "postgresql+asyncpg://clockify:aB3/+x==@postgres:5432/clockify_addon");
    }

    #[test]
    fn bad_lines_are_all_named_by_number_and_never_quoted() {
        let text = "OK=1\ncanary\nA=\"canary\n1X=canary\nB='c' canary\nmy name=canary";
        let error = read(".env", text, |_| None).unwrap_err();
        let names: Vec<&str> = error.problems().iter().map(|problem| problem.name.as_str()).collect();
        assert_eq!(names, [".env line 2", ".env line 3", ".env line 4", ".env line 5", ".env line 6"]);
        assert!(!format!("{error} {error:?}").contains("canary"));
    }
}
