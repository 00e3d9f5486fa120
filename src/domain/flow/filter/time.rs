//! Points in time and durations, as Clockify writes them: RFC 3339 and ISO 8601.
//!
//! A zone is named as in the IANA database, which is built in; where a filter isn't told one it takes the
//! workspace's, and UTC where that isn't known. Days of a duration are days of the calendar when they are added to a
//! date, and 24 hours when they are counted.

use std::borrow::Cow;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, SpanRelativeTo, Timestamp, ZonedDateTime};
use serde_json::Value;

use super::{Gives, NUMBER, Output, Spec, TEXT, number, optional, owned, param, spec, text_of};
use crate::domain::flow::fault::Fault;
use crate::domain::flow::kind::{Kind, show};
use crate::domain::flow::scope::Scope;

const IS_TEXT: Gives = Gives::Always(Kind::Text);
const IS_NUMBER: Gives = Gives::Always(Kind::Number);

pub(super) const FILTERS: &[Spec] = &[
    Spec {
        check: |arguments| {
            format(text_of(arguments.first()))?;
            check_zone(arguments.get(1))
        },
        ..spec("date", TEXT, &[param("format", TEXT), optional("zone", TEXT)], IS_TEXT, |value, arguments, scope| {
            date(&value, arguments, scope)
        })
    },
    Spec {
        check: |arguments| check_zone(arguments.first()),
        ..spec("weekday", TEXT, &[optional("zone", TEXT)], IS_TEXT, |value, arguments, scope| {
            owned(zoned(&value, arguments.first(), scope)?.strftime("%A").to_string())
        })
    },
    Spec {
        check: |arguments| {
            span(text_of(arguments.first())).ok_or("the duration has to be as in PT1H30M or -P1D")?;
            check_zone(arguments.get(1))
        },
        ..spec(
            "add_duration",
            TEXT,
            &[param("duration", TEXT), optional("zone", TEXT)],
            IS_TEXT,
            |value, arguments, scope| add(&value, arguments, scope),
        )
    },
    spec("duration_hours", TEXT, &[], IS_NUMBER, |value, _, _| count(&value, 3_600.0)),
    spec("duration_seconds", TEXT, &[], IS_NUMBER, |value, _, _| count(&value, 1.0)),
    spec("iso_duration", NUMBER, &[], IS_TEXT, |value, _, _| {
        // Longer than any that Clockify knows, and short enough to be exact.
        let seconds = value.as_f64().filter(|seconds| seconds.abs() <= 1e12);
        let duration = seconds.and_then(|seconds| SignedDuration::try_from_secs_f64(seconds).ok());
        match duration {
            Some(duration) => owned(duration.to_string()),
            None => Err(Fault::Unusable(format!("{} is no duration in seconds", show(&value)))),
        }
    }),
];

/// The letters that can follow `%`.
const LETTERS: &str = "YymdjeHIMSpAaBbuVGFTRzZ%";

fn format(format: &str) -> Result<(), String> {
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        if c == '%' {
            let letter = chars.next().and_then(|c| if c == '-' { chars.next() } else { Some(c) });
            if !letter.is_some_and(|letter| LETTERS.contains(letter)) {
                return Err(format!("after % stands one of {LETTERS}"));
            }
        }
    }
    Ok(())
}

fn check_zone(argument: Option<&Value>) -> Result<(), String> {
    argument.map_or(Ok(()), |name| zone(text_of(Some(name))).map(drop).map_err(|fault| fault.to_string()))
}

/// The zone of that name.
pub(in crate::domain::flow) fn zone(name: &str) -> Result<TimeZone, Fault> {
    if name.len() > 64 {
        return Err(Fault::Unusable("there is no such time zone".to_owned()));
    }
    TimeZone::get(name).map_err(|_| Fault::Unusable(format!("there is no time zone '{name}'")))
}

fn zone_of(argument: Option<&Value>, scope: &Scope<'_>) -> Result<TimeZone, Fault> {
    argument.and_then(Value::as_str).or_else(|| scope.zone()).map_or(Ok(TimeZone::UTC), zone)
}

/// The point in time that a text names. A date alone is its first moment in the zone.
pub(in crate::domain::flow) fn instant(
    text: &str,
    zone: impl FnOnce() -> Result<TimeZone, Fault>,
) -> Result<Timestamp, Fault> {
    let text = text.trim();
    let unusable =
        || Fault::Unusable(format!("{} is no date-time as in 2026-03-29T01:30:00Z", show(&Value::from(text))));
    if text.len() > 64 || text.contains('[') {
        return Err(unusable());
    }
    if text.len() == 10 {
        let date: Date = text.parse().map_err(|_| unusable())?;
        return date.to_zoned_datetime(zone()?).map(|zoned| zoned.timestamp()).map_err(|_| unusable());
    }
    text.parse().map_err(|_| unusable())
}

fn zoned(value: &Value, argument: Option<&Value>, scope: &Scope<'_>) -> Result<ZonedDateTime, Fault> {
    let zone = zone_of(argument, scope)?;
    Ok(instant(text_of(Some(value)), || Ok(zone.clone()))?.to_zoned_datetime(zone))
}

fn date<'s>(value: &Value, arguments: &[Value], scope: &Scope<'s>) -> Output<'s> {
    let zoned = zoned(value, arguments.get(1), scope)?;
    let format = text_of(arguments.first());
    let text = jiff::fmt::strtime::format(format, &zoned);
    text.map_or_else(|_| Err(Fault::Unusable("the date can't be written so".to_owned())), owned)
}

fn add<'s>(value: &Value, arguments: &[Value], scope: &Scope<'s>) -> Output<'s> {
    let zoned = zoned(value, arguments.get(1), scope)?;
    let sum = span(text_of(arguments.first())).and_then(|span| zoned.checked_add(span).ok());
    let sum = sum.ok_or_else(|| Fault::Unusable("the result is no date".to_owned()))?;
    owned(sum.timestamp().to_string())
}

/// A duration of ISO 8601, with its units as they are written.
fn span(text: &str) -> Option<Span> {
    let text = text.trim();
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    // The library reads `1 hour` too; Clockify doesn't.
    if !unsigned.starts_with('P') || text.len() > 64 { None } else { text.parse().ok() }
}

/// How long a duration is; days are 24 hours. Years and months have no length.
pub(in crate::domain::flow) fn duration(text: &str) -> Result<SignedDuration, Fault> {
    let length = span(text).and_then(|span| span.to_duration(SpanRelativeTo::days_are_24_hours()).ok());
    length.ok_or_else(|| Fault::Unusable(format!("{} is no duration as in PT1H30M", show(&Value::from(text)))))
}

fn count<'s>(value: &Value, unit: f64) -> Output<'s> {
    let counted = duration(text_of(Some(value)))?.as_secs_f64() / unit;
    number::whole(counted).map_or_else(|| Ok(Some(Cow::Owned(number::fraction(counted)?))), owned)
}
