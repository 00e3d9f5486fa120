//! When a flow starts by itself.

use std::time::Duration;

/// A schedule. Times of day are those of its zone, also where the clocks are changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Schedule {
    /// At every multiple of this since 1970, at least a minute.
    Every(Duration),
    /// Once a day.
    Daily {
        /// When.
        at: TimeOfDay,
        /// The zone's IANA name. None: the workspace's.
        zone: Option<String>,
    },
    /// On some days of the week.
    Weekly {
        /// Which, from 1 for Monday to 7 for Sunday, rising.
        days: Vec<u8>,
        /// When.
        at: TimeOfDay,
        /// The zone's IANA name. None: the workspace's.
        zone: Option<String>,
    },
}

/// Hour and minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimeOfDay {
    /// From 0 to 23.
    pub hour: u8,
    /// From 0 to 59.
    pub minute: u8,
}
