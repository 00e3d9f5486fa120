//! Whether an add-on runs flows, and how many at a time.
//!
//! `UW_ENABLE_FLOWS`, `UW_ENABLE_GENERIC_HTTP_ACTIONS`, `CLOCKIFY_ADDONS_FLOW_SLOTS`.

use super::entry::Entry;
use super::names::variables;
use super::reader::Reader;
use crate::domain::addon::Addon as Id;

/// What an operator says of flows. An add-on that has none by its spec has none, whatever is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flows {
    /// Whether events start flows, and workers run them.
    pub enabled: bool,
    /// Whether flows may call other systems.
    pub http_steps: bool,
    /// Runs that are worked on at a time, by each process.
    pub slots: usize,
}

impl Flows {
    /// Reads what one add-on counts by.
    pub(super) fn read(reader: &mut Reader<'_>, addon: Id) -> Self {
        let names = &variables(addon).flows;
        reader.section("Flows");
        let slots = Entry::new("CLOCKIFY_ADDONS_FLOW_SLOTS", "Flow runs that are worked on at a time, per add-on");
        let mut read = Self { enabled: true, http_steps: false, slots: reader.number(slots, "runs", &(1..=1024), 64) };
        reader.section(variables(addon).title);
        if let Some(name) = names.enabled {
            let entry = Entry::new(name, "Whether flows run; what is waiting when this is turned off waits on");
            read.enabled = reader.boolean(entry.only(addon), read.enabled);
        }
        if let Some(name) = names.http_steps {
            let entry = Entry::new(name, "Whether flows may call systems other than Clockify");
            read.http_steps = reader.boolean(entry.only(addon), read.http_steps);
        }
        read
    }
}
