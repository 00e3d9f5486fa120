//! A point in time as lines have it: in UTC, to the microsecond, always of the same length.

use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use time::parsing::Parsed;
use time::{OffsetDateTime, PrimitiveDateTime, UtcOffset};

use super::row::write_plain;

const TIME: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:6]Z");

pub(super) fn write(out: &mut Vec<u8>, value: OffsetDateTime) -> Result<(), String> {
    let text = value.to_offset(UtcOffset::UTC).format(TIME).map_err(|error| error.to_string())?;
    write_plain(out, &text);
    Ok(())
}

/// A point in time as an engine writes it in UTC, if it is one of the usual forms: `2026-11-27 00:27:06.5+00` and its like.
/// Whether there is such a time is not looked at where `trusted`, and where it isn't, odd ones are left to others.
pub(super) fn write_text(out: &mut Vec<u8>, text: &str, trusted: bool) -> bool {
    let bytes = text.as_bytes();
    let Some((head, tail)) = bytes.split_at_checked(19) else { return false };
    let form = head.iter().zip(b"0000-00-00T00:00:00").all(|(byte, form)| match form {
        b'0' => byte.is_ascii_digit(),
        b'T' => matches!(byte, b'T' | b' '),
        other => byte == other,
    });
    let zone = ["Z", "+00", "+00:00"].iter().find_map(|zone| tail.strip_suffix(zone.as_bytes()));
    let fraction = match zone {
        Some([b'.', fraction @ ..]) => fraction,
        Some([]) => &[],
        _ => return false,
    };
    let digits = fraction.iter().all(u8::is_ascii_digit) && fraction.len() <= 6;
    let number = |at: usize| (head[at] - b'0') * 10 + (head[at + 1] - b'0');
    let usual = |form: bool| {
        form && matches!(number(5), 1..=12)
            && matches!(number(8), 1..=28)
            && number(11) < 24
            && number(14) < 60
            && number(17) < 60
    };
    if !digits || !form || !(trusted || usual(form)) {
        return false;
    }
    out.push(b'"');
    out.extend_from_slice(&head[..10]);
    out.push(b'T');
    out.extend_from_slice(&head[11..]);
    out.push(b'.');
    out.extend_from_slice(fraction);
    out.extend_from_slice(&b"000000"[fraction.len()..]);
    out.extend_from_slice(b"Z\"");
    true
}

/// Every other form in which SQLite's functions, its users and drivers write a point in time.
const ODD: &[BorrowedFormatItem<'_>] = format_description!(
    version = 2,
    "[year]-[month]-[day][first [T][ ]][hour]:[minute][optional [:[second][optional [.[subsecond]]]]]\
     [optional [Z]][optional [[offset_hour sign:mandatory][optional [:[offset_minute]]]]]"
);

/// Reads such a form. Without an offset it is UTC.
pub(super) fn parse(text: &str) -> Option<OffsetDateTime> {
    let mut parsed = Parsed::new();
    if !parsed.parse_items(text.as_bytes(), ODD).ok()?.is_empty() {
        return None;
    }
    let hours = parsed.offset_hour().unwrap_or(0);
    let offset = UtcOffset::from_hms(hours, parsed.offset_minute_signed().unwrap_or(0), 0).ok()?;
    Some(PrimitiveDateTime::try_from(parsed).ok()?.assume_offset(offset))
}

/// Whether a text is a point in time as a line has it.
pub(super) fn is_time(text: &str) -> bool {
    let form = b"0000-00-00T00:00:00.000000Z";
    let fits = |(byte, form): (u8, &u8)| if *form == b'0' { byte.is_ascii_digit() } else { byte == *form };
    text.len() == form.len() && text.bytes().zip(form).all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_both_engines_have_one_form() {
        let written = |text: &str, trusted| {
            let mut out = Vec::new();
            write_text(&mut out, text, trusted).then(|| String::from_utf8(out).unwrap())
        };
        for (text, expected) in [
            ("2026-11-27 00:27:06+00", Some("2026-11-27T00:27:06.000000Z")),
            ("2026-11-27 00:27:06.5+00", Some("2026-11-27T00:27:06.500000Z")),
            ("2026-11-27 00:27:06.123456+00", Some("2026-11-27T00:27:06.123456Z")),
            ("2026-11-27T00:27:06.123Z", Some("2026-11-27T00:27:06.123000Z")),
            ("2026-11-27T00:27:06+00:00", Some("2026-11-27T00:27:06.000000Z")),
            ("2026-11-27 00:27:06+02", None),
            ("2026-11-27 00:27:06.1234567+00", None),
            ("2026-11-27 00:27:06x+00", None),
            ("2026-11-27 00:27:061+00", None),
            ("12026-11-27 00:27:06+00", None),
            ("infinity", None),
            ("0044-03-15 00:00:00+00 BC", None),
            ("", None),
        ] {
            for trusted in [true, false] {
                let expected = expected.map(|text| format!("\"{text}\""));
                assert_eq!(written(text, trusted), expected, "{text}");
            }
            assert!(expected.is_none_or(is_time), "{text}");
        }
        for odd in ["2026-13-27T00:27:06Z", "2026-02-30T00:27:06Z", "2026-11-27T24:27:06Z", "2026-11-27T00:27:60Z"] {
            assert_eq!(written(odd, false), None, "{odd}");
        }
        assert!(!is_time("2026-11-27T00:27:06Z"));
    }

    #[test]
    fn odd_forms_are_read() {
        for (text, expected) in [
            ("2026-11-30T00:27:06.123Z", Some("2026-11-30T00:27:06.123000Z")),
            ("2026-11-30 00:27:06", Some("2026-11-30T00:27:06.000000Z")),
            ("2026-11-30 00:27", Some("2026-11-30T00:27:00.000000Z")),
            ("2026-11-30T00:27:06.1234567+00:00", Some("2026-11-30T00:27:06.123456Z")),
            ("2026-11-27 00:27:06.5+02", Some("2026-11-26T22:27:06.500000Z")),
            ("2026-11-27T00:27:06-03:30", Some("2026-11-27T03:57:06.000000Z")),
            ("2026-02-30T00:27:06Z", None),
            ("2026-11-27T24:27:06Z", None),
            ("2026-11-27", None),
            ("2026-11-27T00:27:06Zx", None),
            ("1764203226", None),
            ("", None),
        ] {
            let found = parse(text).map(|at| {
                let mut out = Vec::new();
                write(&mut out, at).unwrap();
                String::from_utf8(out).unwrap()
            });
            assert_eq!(found, expected.map(|text| format!("\"{text}\"")), "{text}");
        }
    }
}
