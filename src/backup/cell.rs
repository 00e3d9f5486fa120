//! The values of a line, found where they stand: nothing is copied that needn't be.

use std::borrow::Cow;

use memchr::{memchr, memchr2};

/// A value of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cell<'a> {
    Null,
    Bool(bool),
    /// A number, as it is written.
    Number(&'a str),
    /// A string in which nothing is escaped.
    Plain(&'a str),
    /// A string as it is written, between its quotes.
    Escaped(&'a str),
}

/// A part of a string.
#[derive(Clone, Copy, Debug)]
pub(super) enum Piece<'a> {
    Text(&'a str),
    /// What was written with a backslash.
    Char(char),
}

impl<'a> Cell<'a> {
    /// The text of a string.
    pub(super) fn string(self) -> Option<Cow<'a, str>> {
        match self {
            Self::Plain(text) => Some(text.into()),
            _ => {
                let mut plain = Vec::new();
                self.append_to(&mut plain)?;
                Some(String::from_utf8(plain).ok()?.into())
            }
        }
    }

    /// Adds the text of a string.
    pub(super) fn append_to(self, out: &mut Vec<u8>) -> Option<()> {
        match self {
            Self::Plain(text) => out.extend_from_slice(text.as_bytes()),
            Self::Escaped(text) => pieces(text, |piece| match piece {
                Piece::Text(text) => out.extend_from_slice(text.as_bytes()),
                Piece::Char(char) => out.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes()),
            })?,
            _ => return None,
        }
        Some(())
    }

    /// The text of a string or a number.
    pub(super) fn text(self) -> Option<Cow<'a, str>> {
        if let Self::Number(text) = self { Some(text.into()) } else { self.string() }
    }
}

/// Hands on the values of a line, which is an array without blanks as we write it. Returns how many there are.
pub(super) fn each<'a>(
    line: &'a [u8],
    mut take: impl FnMut(usize, Cell<'a>) -> Result<(), String>,
) -> Result<usize, String> {
    let odd = || "it is no array of values".to_owned();
    let line = std::str::from_utf8(line).map_err(|_| "it is no UTF-8".to_owned())?;
    let mut rest = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).ok_or_else(odd)?;
    let mut count = 0;
    while !rest.is_empty() || count > 0 {
        let (cell, after) = first(rest).ok_or_else(odd)?;
        take(count, cell)?;
        count += 1;
        if after.is_empty() {
            return Ok(count);
        }
        rest = after.strip_prefix(',').ok_or_else(odd)?;
    }
    Ok(count)
}

/// One of the values.
pub(super) fn one(line: &[u8], column: usize) -> Result<Option<Cell<'_>>, String> {
    let mut found = None;
    each(line, |index, cell| {
        if index == column {
            found = Some(cell);
        }
        Ok(())
    })?;
    Ok(found)
}

/// The first value, and what follows it.
fn first(text: &str) -> Option<(Cell<'_>, &str)> {
    if let Some(string) = text.strip_prefix('"') {
        let mut end = memchr2(b'"', b'\\', string.as_bytes())?;
        if string.as_bytes()[end] == b'"' {
            return Some((Cell::Plain(&string[..end]), &string[end + 1..]));
        }
        loop {
            // What follows a backslash belongs to it.
            let from = end + 2;
            end = from + memchr2(b'"', b'\\', string.as_bytes().get(from..)?)?;
            if string.as_bytes()[end] == b'"' {
                return Some((Cell::Escaped(&string[..end]), &string[end + 1..]));
            }
        }
    }
    let (word, rest) = text.split_at(memchr(b',', text.as_bytes()).unwrap_or(text.len()));
    let cell = match word {
        "null" => Cell::Null,
        "true" => Cell::Bool(true),
        "false" => Cell::Bool(false),
        number if !number.is_empty() && number.bytes().all(|byte| b"0123456789-+.eE".contains(&byte)) => {
            Cell::Number(number)
        }
        _ => return None,
    };
    Some((cell, rest))
}

/// Hands on the parts of a string. Nothing if an escape has no meaning.
pub(super) fn pieces(text: &str, mut take: impl FnMut(Piece<'_>)) -> Option<()> {
    let mut rest = text;
    while let Some(at) = memchr(b'\\', rest.as_bytes()) {
        if at > 0 {
            take(Piece::Text(&rest[..at]));
        }
        let mut after = rest[at + 1..].chars();
        let char = match after.next()? {
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let digits = rest.get(at + 2..at + 6)?;
                let unit = u16::from_str_radix(digits, 16).ok()?;
                after = rest[at + 6..].chars();
                match char::from_u32(u32::from(unit)) {
                    Some(char) => char,
                    None => {
                        // The other half of a pair follows.
                        let digits = after.as_str().strip_prefix("\\u")?.get(..4)?;
                        let low = u16::from_str_radix(digits, 16).ok()?;
                        after = after.as_str()[6..].chars();
                        char::decode_utf16([unit, low]).next()?.ok()?
                    }
                }
            }
            plain @ ('"' | '\\' | '/') => plain,
            _ => return None,
        };
        take(Piece::Char(char));
        rest = after.as_str();
    }
    if !rest.is_empty() {
        take(Piece::Text(rest));
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cells(line: &str) -> Result<Vec<Cell<'_>>, String> {
        let mut cells = Vec::new();
        each(line.as_bytes(), |_, cell| {
            cells.push(cell);
            Ok(())
        })?;
        Ok(cells)
    }

    #[test]
    fn values_are_found() {
        let found = cells(r#"[null,true,false,-12,"","a,b]","x\"y\\"]"#).unwrap();
        let expected = [
            Cell::Null,
            Cell::Bool(true),
            Cell::Bool(false),
            Cell::Number("-12"),
            Cell::Plain(""),
            Cell::Plain("a,b]"),
            Cell::Escaped(r#"x\"y\\"#),
        ];
        assert_eq!(found, expected);
        assert_eq!(found[6].string().unwrap(), "x\"y\\");
        assert_eq!(cells("[]").unwrap(), []);
        assert_eq!(one(b"[1,2]", 1), Ok(Some(Cell::Number("2"))));
        assert_eq!(one(b"[1,2]", 2), Ok(None));
    }

    #[test]
    fn what_is_no_line_is_refused() {
        for line in [
            "",
            "[",
            "]",
            "[1",
            "1]",
            "[1,]",
            "[,1]",
            "[\"]",
            "[\"\\\"]",
            "[\"\\",
            "[1 2]",
            "[null null]",
            "[tea]",
            "[{}]",
        ] {
            assert!(cells(line).is_err(), "{line}");
        }
        for string in ["\\", "\\x", "\\u12", "\\ud800", "\\ud800\\u0020", "\\udc00"] {
            assert!(Cell::Escaped(string).string().is_none(), "{string}");
        }
        assert!(each(&[b'[', b'"', 0xff, b'"', b']'], |_, _| Ok(())).is_err());
    }

    proptest! {
        #[test]
        fn a_string_reads_as_another_reader_reads_it(text in any::<String>(), ascii in any::<bool>()) {
            let mut written = serde_json::to_string(&text).unwrap();
            if ascii {
                // The longest way to write it.
                let units = text.encode_utf16().map(|unit| format!("\\u{unit:04X}"));
                written = format!("\"{}\"", units.collect::<String>());
            }
            let line = format!("[{written}]");
            let found = cells(&line).unwrap();
            prop_assert_eq!(found[0].string().unwrap(), text);
        }
    }
}
