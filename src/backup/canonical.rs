//! JSON in one form, so that two texts that mean the same compare equal.
//!
//! PostgreSQL's `jsonb` orders keys, drops repeated ones and writes numbers its own way. Here keys are ordered by their
//! bytes, the last of repeated keys counts, a number is its digits and its exponent, and no blank is left. Numbers are
//! read as text: as binary ones, different numbers would become the same.

/// Deeper than that a text is compared as it is. Our own programs read no deeper.
const DEEPEST: usize = 200;

/// The text in the one form, or as it is where it is no JSON.
pub(super) fn json(text: &str) -> String {
    let mut reader = Reader { rest: text.as_bytes() };
    let mut out = String::with_capacity(text.len());
    match reader.value(&mut out, 0) {
        Some(()) if reader.is_at_end() => out,
        _ => text.to_owned(),
    }
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl Reader<'_> {
    fn blanks(&mut self) {
        while let Some((b' ' | b'\t' | b'\n' | b'\r', rest)) = self.rest.split_first() {
            self.rest = rest;
        }
    }

    fn is_at_end(&mut self) -> bool {
        self.blanks();
        self.rest.is_empty()
    }

    fn take(&mut self, byte: u8) -> bool {
        self.blanks();
        match self.rest.split_first() {
            Some((first, rest)) if *first == byte => {
                self.rest = rest;
                true
            }
            _ => false,
        }
    }

    fn value(&mut self, out: &mut String, depth: usize) -> Option<()> {
        if depth > DEEPEST {
            return None;
        }
        self.blanks();
        match *self.rest.first()? {
            b'{' => self.object(out, depth),
            b'[' => self.array(out, depth),
            b'"' => {
                let text = self.string()?;
                write_string(out, &text);
                Some(())
            }
            b'-' | b'0'..=b'9' => self.number(out),
            _ => ["true", "false", "null"].into_iter().find_map(|word| {
                self.rest = self.rest.strip_prefix(word.as_bytes())?;
                out.push_str(word);
                Some(())
            }),
        }
    }

    fn object(&mut self, out: &mut String, depth: usize) -> Option<()> {
        let mut members = std::collections::BTreeMap::new();
        self.take(b'{');
        if !self.take(b'}') {
            loop {
                self.blanks();
                let key = self.string()?;
                if !self.take(b':') {
                    return None;
                }
                let mut value = String::new();
                self.value(&mut value, depth + 1)?;
                members.insert(key, value);
                if self.take(b'}') {
                    break;
                }
                if !self.take(b',') {
                    return None;
                }
            }
        }
        out.push('{');
        for (index, (key, value)) in members.iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            write_string(out, key);
            out.push(':');
            out.push_str(value);
        }
        out.push('}');
        Some(())
    }

    fn array(&mut self, out: &mut String, depth: usize) -> Option<()> {
        self.take(b'[');
        out.push('[');
        if !self.take(b']') {
            loop {
                self.value(out, depth + 1)?;
                if self.take(b']') {
                    break;
                }
                if !self.take(b',') {
                    return None;
                }
                out.push(',');
            }
        }
        out.push(']');
        Some(())
    }

    /// A string, without its quotes and escapes.
    fn string(&mut self) -> Option<String> {
        if self.rest.first() != Some(&b'"') {
            return None;
        }
        let mut escaped = false;
        let end = self.rest.iter().skip(1).position(|byte| {
            let ends = *byte == b'"' && !escaped;
            escaped = *byte == b'\\' && !escaped;
            ends
        })?;
        let (string, rest) = self.rest.split_at(end + 2);
        self.rest = rest;
        serde_json::from_slice(string).ok()
    }

    fn number(&mut self, out: &mut String) -> Option<()> {
        let part = |byte: &u8| matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9');
        let end = self.rest.iter().position(|byte| !part(byte)).unwrap_or(self.rest.len());
        let (number, rest) = self.rest.split_at(end);
        self.rest = rest;
        out.push_str(&decimal(std::str::from_utf8(number).ok()?)?);
        Some(())
    }
}

fn write_string(out: &mut String, text: &str) {
    out.push_str(&serde_json::Value::from(text).to_string());
}

/// A number as its digits and the power of ten that they are multiplied with.
fn decimal(text: &str) -> Option<String> {
    let (text, negative) = text.strip_prefix('-').map_or((text, false), |rest| (rest, true));
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()?),
        None => (text, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{whole}{fraction}");
    if whole.is_empty() || !all.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digits = all.trim_end_matches('0');
    let dropped = i64::try_from(all.len() - digits.len()).ok()?;
    let exponent = exponent.checked_sub(i64::try_from(fraction.len()).ok()?)?.checked_add(dropped)?;
    let digits = digits.trim_start_matches('0');
    if digits.is_empty() {
        return Some("0".to_owned());
    }
    Some(format!("{}{digits}e{exponent}", if negative { "-" } else { "" }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_the_same_is_the_same() {
        for (one, two) in [
            (r#"{"b": 1, "a": [true, null]}"#, r#"{"a":[true,null],"b":1}"#),
            (r#"{"a":1,"a":2}"#, r#"{"a":2}"#),
            ("1.10", "1.1"),
            ("100", "1e2"),
            ("1E+2", "1e2"),
            ("0.0000001", "1e-7"),
            ("-0", "0"),
            ("-0.0", "0"),
            ("12345678901234567890123", "1.2345678901234567890123e22"),
            (r#""\u00e4\/""#, r#""ä/""#),
            (" [ ] ", "[]"),
        ] {
            assert_eq!(json(one), json(two), "{one} and {two}");
        }
    }

    #[test]
    fn what_means_something_else_is_something_else() {
        for (one, two) in [
            ("1", "-1"),
            ("10", "1"),
            ("12345678901234567890123", "12345678901234567890124"),
            ("\"1\"", "1"),
            ("[1,2]", "[2,1]"),
            ("{}", "[]"),
            ("null", "false"),
            ("\"a b\"", "\"ab\""),
        ] {
            assert_ne!(json(one), json(two), "{one} and {two}");
        }
    }

    #[test]
    fn what_is_no_json_stays_as_it_is() {
        let deep = format!("{}1{}", "[ ".repeat(300), "]".repeat(300));
        for text in ["", "{", "[1,]", "{\"a\" 1}", "nul", "1 2", "\"", "\"\\ud800\"", "1e", "--1", "{,}", &deep] {
            assert_eq!(json(text), text);
        }
    }
}
