//! How the first fetch of a workspace's data goes, for each add-on.
//!
//! All: `BOOTSTRAP_MAX_RPS`, `BOOTSTRAP_MAX_PAGES`, `BOOTSTRAP_BATCH_SIZE`, `BOOTSTRAP_MAX_RETRIES`.
//! One: `API_STUDIO_BOOTSTRAP_*`, `UW_BOOTSTRAP_*`, `AUTO_BOOTSTRAP_ON_INSTALL`. Settings of a workspace win over these.

use super::entry::Entry;
use super::names::variables;
use super::reader::Reader;
use crate::domain::addon::Addon as Id;

/// The bounds of a bootstrap, and what it fetches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bootstrap {
    /// Calls per second.
    pub rps: u32,
    /// Pages of one list.
    pub max_pages: u32,
    /// Lists that are fetched at once.
    pub batch: usize,
    /// How often a call is tried again.
    pub retries: u32,
    /// Whether an install is followed by a run.
    pub on_install: bool,
    /// Whether expensive operations are called too.
    pub heavy: bool,
    /// Whether the time entries of each user are fetched.
    pub time_entries: bool,
    /// How many days around the present count for what is fetched by time.
    pub days: u32,
}

impl Bootstrap {
    /// Reads what one add-on counts by.
    pub(super) fn read(reader: &mut Reader<'_>, addon: Id) -> Self {
        let names = &variables(addon).bootstrap;
        reader.section("Bootstrap");
        let rps = Entry::new("BOOTSTRAP_MAX_RPS", "Calls per second of a bootstrap, within RATE_LIMIT_RPS");
        let pages = Entry::new("BOOTSTRAP_MAX_PAGES", "Pages of one list; reaching it ends in a warning");
        let batch = Entry::new("BOOTSTRAP_BATCH_SIZE", "Lists that a bootstrap fetches at once, under the rate");
        let retries = Entry::new("BOOTSTRAP_MAX_RETRIES", "How often a bootstrap tries a call again");
        let mut read = Self {
            rps: reader.number(rps, "calls per second", &(1..=50), 25),
            max_pages: reader.number(pages, "pages", &(1..=1_000_000), 1000),
            batch: reader.number(batch, "lists", &(1..=100), 10),
            retries: reader.number(retries, "repeats", &(0..=20), 3),
            on_install: true,
            heavy: false,
            time_entries: false,
            days: 30,
        };
        reader.section(variables(addon).title);
        if let Some(name) = names.rps {
            let entry = Entry::new(name, "The same as BOOTSTRAP_MAX_RPS, for this add-on").only(addon);
            read.rps = reader.number(entry, "calls per second", &(1..=50), read.rps);
        }
        if let Some(name) = names.pages {
            let entry = Entry::new(name, "The same as BOOTSTRAP_MAX_PAGES, for this add-on").only(addon);
            read.max_pages = reader.number(entry, "pages", &(1..=1_000_000), 200);
        }
        if let Some(name) = names.on_install {
            let entry = Entry::new(name, "Whether an install is followed by a bootstrap").only(addon);
            read.on_install = reader.boolean(entry, read.on_install);
        }
        if let Some(name) = names.heavy {
            let entry = Entry::new(name, "Whether a bootstrap also calls expensive operations: reports").only(addon);
            read.heavy = reader.boolean(entry, read.heavy);
        }
        if let Some(name) = names.time_entries {
            let entry = Entry::new(name, "Whether a bootstrap fetches the time entries of each user").only(addon);
            read.time_entries = reader.boolean(entry, read.time_entries);
        }
        if let Some(name) = names.days {
            let help = "How many days before and after the present a bootstrap fetches what is listed by time";
            read.days = reader.number(Entry::new(name, help).only(addon), "days", &(1..=365), read.days);
        }
        read
    }
}
