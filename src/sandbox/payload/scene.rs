//! What all payloads of one sequence number share: ids, people, times.

use time::macros::datetime;
use time::{Duration, OffsetDateTime};

use crate::sandbox::{Workspace, id};

/// Start of sequence number 0: a Monday morning.
const START: OffsetDateTime = datetime!(2026-01-05 08:00 UTC);
/// Time between two sequence numbers.
const STEP_MINUTES: u64 = 37;
/// Sequence numbers after which the times begin again, so that no number leads out of the calendar.
const WRAP: u64 = 40_000;

/// Names for the people of a workspace.
const NAMES: [&str; 6] =
    ["Robin Sample", "Alex Placeholder", "Kim Example", "Sam Specimen", "Zoë Muster", "Tarō Mihon"];

/// Time zones without summer time, so that an offset is right on every day of the year.
const ZONES: [(&str, i64); 3] = [("Africa/Lagos", 3600), ("Etc/UTC", 0), ("Asia/Kolkata", 19_800)];

/// A workspace at one sequence number.
#[derive(Clone, Copy)]
pub(in crate::sandbox) struct Scene<'a> {
    pub(in crate::sandbox) workspace: &'a Workspace,
    pub(in crate::sandbox) sequence: u64,
}

/// A user of the workspace.
pub(in crate::sandbox) struct Person {
    pub(in crate::sandbox) id: String,
    pub(in crate::sandbox) name: String,
    pub(in crate::sandbox) email: String,
    pub(in crate::sandbox) zone: &'static str,
    pub(in crate::sandbox) offset_seconds: i64,
}

impl Scene<'_> {
    /// The same workspace at another sequence number.
    pub(in crate::sandbox) fn numbered(self, sequence: u64) -> Self {
        Self { sequence, ..self }
    }

    /// Member `sequence % size` of a pool that all sequence numbers draw from.
    pub(in crate::sandbox) fn pooled(self, size: u64) -> Self {
        self.numbered(self.sequence % size)
    }

    /// Id of this sequence number's thing of a kind.
    pub(in crate::sandbox) fn id(self, kind: &str) -> String {
        id::of(&self.workspace.id, kind, self.sequence)
    }

    /// True on every `n`-th sequence number; not on the first ones, which have all their parts.
    pub(in crate::sandbox) fn every(self, n: u64) -> bool {
        self.sequence % n == n - 1
    }

    /// This sequence number's own user.
    pub(in crate::sandbox) fn person(self) -> Person {
        let name = pick(&NAMES, self.sequence);
        let suffix = if self.sequence < 6 { String::new() } else { format!(" {}", self.sequence) };
        let (zone, offset_seconds) = *pick(&ZONES, self.sequence);
        Person {
            id: self.workspace.user(self.sequence),
            name: format!("{name}{suffix}"),
            email: format!("person-{}@example.com", self.sequence),
            zone,
            offset_seconds,
        }
    }

    /// One of the few people who do things; on different numbers, different ones.
    pub(in crate::sandbox) fn actor(self) -> Person {
        self.pooled(6).person()
    }

    /// The one who manages and approves: the owner.
    pub(in crate::sandbox) fn manager(self) -> Person {
        self.numbered(0).person()
    }

    /// A time, in minutes from this sequence number's own, in UTC.
    pub(in crate::sandbox) fn time(self, minutes: u64) -> String {
        format!("{}Z", self.local(minutes, 0))
    }

    /// The same as wall clock of a zone, without an offset.
    pub(in crate::sandbox) fn local(self, minutes: u64, offset_seconds: i64) -> String {
        let since_start = (self.sequence % WRAP) * STEP_MINUTES + minutes;
        let since_start = i64::try_from(since_start).unwrap_or_default();
        let at = START + Duration::minutes(since_start) + Duration::seconds(offset_seconds);
        let (date, clock) = (at.date(), at.time());
        format!("{date}T{:02}:{:02}:{:02}", clock.hour(), clock.minute(), clock.second())
    }

    /// A whole number below `range` that looks arbitrary.
    pub(in crate::sandbox) fn any(self, range: u64) -> u64 {
        self.sequence.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(32) % range
    }
}

/// The item of a list for a number of any size.
pub(in crate::sandbox) fn pick<T>(list: &[T], number: u64) -> &T {
    let index = number % list.len() as u64;
    &list[usize::try_from(index).unwrap_or_default()]
}

/// An ISO-8601 duration as Clockify writes it.
pub(in crate::sandbox) fn duration(minutes: u64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, m) => format!("PT{m}M"),
        (h, 0) => format!("PT{h}H"),
        (h, m) => format!("PT{h}H{m}M"),
    }
}
