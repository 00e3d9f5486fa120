//! Text that is looked for in events, as people type it: in whatever case, wherever it stands.
//!
//! A body is bytes, and mostly JSON, where one text can be written in several ways. So the text is brought into the few
//! forms in which it may stand there, and the database looks for those: it need not understand the body.

use std::collections::BTreeSet;
use std::str::FromStr;

use sea_orm::Condition;
use sea_orm::sea_query::{Expr, SimpleExpr};

use crate::db::Engine;

/// Longest text, in characters.
const LONGEST: usize = 200;

/// A text that is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text(String);

/// It is empty, or too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a text has 1 to {LONGEST} characters")]
pub struct BadText;

impl FromStr for Text {
    type Err = BadText;

    fn from_str(text: &str) -> Result<Self, BadText> {
        let text = text.trim();
        let fits = !text.is_empty() && text.chars().count() <= LONGEST && !text.contains('\0');
        if fits { Ok(Self(text.to_owned())) } else { Err(BadText) }
    }
}

impl Text {
    /// Whether it stands in a text of ours.
    #[must_use]
    pub fn is_in(&self, text: &str) -> bool {
        text.to_lowercase().contains(&self.0.to_lowercase())
    }

    /// Whether it stands in the body of an event, or in its names.
    pub(in crate::db) fn in_event(&self, engine: Engine) -> Condition {
        let body = match engine {
            // Only plain characters are left of a body by this, whatever bytes it has, so nothing of it can be refused.
            Engine::Postgres => "strpos(lower(encode(body, 'escape') COLLATE \"C\"), $1) > 0",
            Engine::Sqlite => "instr(lower(CAST(body AS TEXT)), ?) > 0",
        };
        let mut any = Condition::any();
        for form in self.forms() {
            any = any.add(Expr::cust_with_values(body, [in_bytes(engine, &form)]));
        }
        for column in ["event_type", "custom_source", "entity_id"] {
            any = any.add(plain(engine, column, &self.0.to_ascii_lowercase()));
        }
        any
    }

    /// Whether it stands in a column of JSON that we wrote.
    pub(in crate::db) fn in_json(&self, engine: Engine, column: &str) -> Condition {
        let forms = self.forms();
        forms.iter().fold(Condition::any(), |any, form| any.add(plain(engine, column, form)))
    }

    /// The forms in which it may stand in JSON, ASCII letters small.
    fn forms(&self) -> BTreeSet<String> {
        let cases = [self.0.clone(), self.0.to_lowercase(), self.0.to_uppercase()];
        let written = |text: &String| [text.clone(), escaped(text, false), escaped(text, true)];
        cases.iter().flat_map(written).map(|form| form.to_ascii_lowercase()).collect()
    }
}

fn plain(engine: Engine, column: &str, form: &str) -> SimpleExpr {
    let sql = match engine {
        Engine::Postgres => format!("strpos(lower({column} COLLATE \"C\"), $1) > 0"),
        Engine::Sqlite => format!("instr(lower({column}), ?) > 0"),
    };
    Expr::cust_with_values(sql, [form])
}

/// The text as it stands between the quotes of a JSON string, where everything but ASCII may be escaped too.
fn escaped(text: &str, to_ascii: bool) -> String {
    let json = serde_json::Value::from(text).to_string();
    let inner = json.get(1..json.len() - 1).unwrap_or_default();
    if !to_ascii {
        return inner.to_owned();
    }
    let mut plain = String::new();
    for c in inner.chars() {
        if c.is_ascii() {
            plain.push(c);
        } else {
            let mut units = [0; 2];
            plain.extend(c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    plain
}

/// A form as the database shows it of bytes.
fn in_bytes(engine: Engine, form: &str) -> String {
    if engine == Engine::Sqlite {
        return form.to_owned();
    }
    let shown = |byte: u8| match byte {
        b'\\' => "\\\\".to_owned(),
        0x80.. => format!("\\{byte:03o}"),
        _ => char::from(byte).to_string(),
    };
    form.bytes().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(text: &str) -> Vec<String> {
        text.parse::<Text>().unwrap().forms().into_iter().collect()
    }

    #[test]
    fn a_plain_text_has_one_form() {
        assert_eq!(forms(" Fix The Door "), ["fix the door"]);
    }

    #[test]
    fn a_text_is_found_however_it_is_written() {
        assert_eq!(forms("a\"b"), ["a\"b", "a\\\"b"]);
        let forms = forms("Émile");
        for form in ["émile", "Émile", "\\u00e9mile", "\\u00c9mile"] {
            assert!(forms.contains(&form.to_ascii_lowercase()), "{form}: {forms:?}");
        }
    }

    #[test]
    fn bytes_are_shown_as_the_engine_shows_them() {
        assert_eq!(in_bytes(Engine::Postgres, "é\\n"), "\\303\\251\\\\n");
        assert_eq!(in_bytes(Engine::Sqlite, "é\\n"), "é\\n");
    }

    #[test]
    fn what_is_too_much_is_none() {
        for text in ["", "   ", "a\0b", &"x".repeat(201)] {
            assert_eq!(text.parse::<Text>(), Err(BadText));
        }
    }
}
