//! A point in time as lines have it: in UTC, to the microsecond, always of the same length.

use std::io::Write as _;
use std::ops::Range;

use time::format_description::BorrowedFormatItem;
use time::macros::{date, format_description};
use time::parsing::Parsed;
use time::{Date, Duration, Month, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset};

/// The day that PostgreSQL counts from.
const POSTGRES: Date = date!(2000 - 01 - 01);

const DAY: i64 = 86_400_000_000;

/// Writes a point in time. The error says that there is no form for it.
pub(super) fn write(out: &mut Vec<u8>, value: OffsetDateTime) -> Result<(), String> {
    let value = value.checked_to_utc().filter(|value| (0..=9999).contains(&value.year()));
    let value = value.ok_or("it is no time of our calendar")?;
    let (date, time) = (value.date(), value.time());
    let (year, month, day) = date.to_calendar_date();
    let (hour, minute, second, micro) = time.as_hms_micro();
    let month = u8::from(month);
    // Writing into memory doesn't fail.
    _ = write!(out, "\"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{micro:06}Z\"");
    Ok(())
}

/// A point in time that PostgreSQL counts in microseconds, if it is in our era.
pub(super) fn of_micros(micros: i64) -> Option<OffsetDateTime> {
    let at = POSTGRES.midnight().assume_utc().checked_add(Duration::microseconds(micros))?;
    (at.year() > 0).then_some(at)
}

/// The microseconds that PostgreSQL counts to a point in time of a line, if there is such a one.
pub(super) fn micros(text: &str) -> Option<i64> {
    if !is_time(text) {
        return None;
    }
    let number = |at: Range<usize>| text[at].parse::<u32>().ok();
    let part = |at| u8::try_from(number(at)?).ok();
    let month = Month::try_from(part(5..7)?).ok()?;
    let date = Date::from_calendar_date(number(0..4)?.try_into().ok()?, month, part(8..10)?).ok()?;
    let time = Time::from_hms_micro(part(11..13)?, part(14..16)?, part(17..19)?, number(20..26)?).ok()?;
    let days = i64::from(date.to_julian_day() - POSTGRES.to_julian_day());
    let (hour, minute, second, micro) = time.as_hms_micro();
    let seconds = (i64::from(hour) * 60 + i64::from(minute)) * 60 + i64::from(second);
    Some(days * DAY + seconds * 1_000_000 + i64::from(micro))
}

/// A point in time as SQLite usually has it, in UTC: `2026-11-27T00:27:06.5+00:00` and its like. Whatever else may be one is
/// left to [`parse`].
pub(super) fn write_text(out: &mut Vec<u8>, text: &str) -> bool {
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
    if !digits || !usual(form) {
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
        let written = |text: &str| {
            let mut out = Vec::new();
            write_text(&mut out, text).then(|| String::from_utf8(out).unwrap())
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
            assert_eq!(written(text), expected.map(|text| format!("\"{text}\"")), "{text}");
            assert!(expected.is_none_or(is_time), "{text}");
        }
        for odd in ["2026-13-27T00:27:06Z", "2026-02-30T00:27:06Z", "2026-11-27T24:27:06Z", "2026-11-27T00:27:60Z"] {
            assert_eq!(written(odd), None, "{odd}");
        }
        assert!(!is_time("2026-11-27T00:27:06Z"));
    }

    #[test]
    fn postgresql_counts_from_the_year_2000_on() {
        for (text, count) in [
            ("2000-01-01T00:00:00.000000Z", 0),
            ("1999-12-31T23:59:59.999999Z", -1),
            ("2026-11-27T00:27:06.123456Z", 849_054_426_123_456),
            ("0001-01-01T00:00:00.000000Z", -63_082_281_600_000_000),
            ("9999-12-31T23:59:59.999999Z", 252_455_615_999_999_999),
        ] {
            assert_eq!(micros(text), Some(count), "{text}");
            let mut out = Vec::new();
            write(&mut out, of_micros(count).unwrap()).unwrap();
            assert_eq!(String::from_utf8(out).unwrap(), format!("\"{text}\""));
        }
        for text in ["2026-02-30T00:00:00.000000Z", "2026-13-01T00:00:00.000000Z", "2026-11-27T24:00:00.000000Z", "x"] {
            assert_eq!(micros(text), None, "{text}");
        }
        for count in [i64::MIN, i64::MAX, -63_082_281_600_000_001, 252_455_616_000_000_000] {
            assert_eq!(of_micros(count), None, "{count}");
        }
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
