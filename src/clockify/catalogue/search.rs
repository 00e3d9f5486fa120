//! Finding an operation by words.

use std::borrow::Cow;

use super::Operation;

pub(super) fn search<'a>(operations: &'a [Operation], query: &str) -> Vec<&'a Operation> {
    let words: Vec<_> = query.split_whitespace().map(str::to_lowercase).collect();
    let mut found: Vec<_> = operations
        .iter()
        .filter_map(|operation| {
            let texts = Texts::of(operation);
            let scores: Option<Vec<_>> = words.iter().map(|word| texts.score(word)).collect();
            Some((scores?.into_iter().sum::<u32>(), operation))
        })
        .collect();
    // Stable: what is equally good stays in the catalogue's order.
    found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    found.into_iter().map(|(_, operation)| operation).collect()
}

/// What is searched of an operation, in small letters. Words are what camel case, blanks and signs divide.
struct Texts {
    id: String,
    summary: String,
    path: String,
    others: String,
}

impl Texts {
    fn of(operation: &Operation) -> Self {
        let parameters = operation.parameters.iter().map(|parameter| parameter.name.as_str());
        let fields = operation.body.iter().flat_map(|body| &body.schema.fields).map(|field| field.name.as_str());
        let others: Vec<_> = parameters.chain(fields).chain([operation.tag.as_str()]).collect();
        Self {
            id: divided(&operation.id),
            summary: divided(&operation.summary),
            path: divided(&operation.path),
            others: divided(&others.join(" ")),
        }
    }

    /// How well the word fits; None: not at all.
    fn score(&self, word: &str) -> Option<u32> {
        // Signs alone would be found everywhere.
        if plain(word).is_empty() {
            return None;
        }
        let weights = [(&self.id, 8), (&self.summary, 6), (&self.path, 4), (&self.others, 1)];
        let best = weights.iter().filter_map(|(text, weight)| Some(fit(text, word)? * weight)).max();
        if plain(&self.id) == plain(word) { Some(100) } else { best }
    }
}

/// 3 for a whole word, 2 for the beginning of one, 1 for anything else that is found.
fn fit(text: &str, word: &str) -> Option<u32> {
    let is_whole = |part: &str| part == word || singular(part) == word || part == singular(word);
    if text.split(' ').any(is_whole) {
        Some(3)
    } else if text.split(' ').any(|part| part.starts_with(word)) {
        Some(2)
    } else {
        // `timeEntry`, `time-entries` and `/v1/workspaces/{workspaceId}` as somebody copies them.
        plain(text).contains(&plain(word)).then_some(1)
    }
}

/// `entries` and `entry` are the same to whoever looks for them.
fn singular(word: &str) -> Cow<'_, str> {
    match word.strip_suffix("ies") {
        Some(stem) => Cow::Owned(format!("{stem}y")),
        None => Cow::Borrowed(word.strip_suffix('s').unwrap_or(word)),
    }
}

/// In small letters, with blanks where a word ends.
fn divided(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if c.is_uppercase() && !out.ends_with(' ') {
            out.push(' ');
        }
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.trim().to_owned()
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}
