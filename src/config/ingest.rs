//! How much may wait between a socket and the database.
//!
//! `CLOCKIFY_ADDONS_INGEST_QUEUE`, `CLOCKIFY_ADDONS_INGEST_MEMORY_BYTES`, `CLOCKIFY_ADDONS_DEDUPE_SECONDS`.
//!
//! Both bounds exist because either alone can be beaten: many small bodies fill the queue, few large
//! ones the memory.

use std::time::Duration;

use super::entry::Entry;
use super::limits::Limits;
use super::reader::Reader;

/// The most that fits the address space of every platform we build for.
const MEMORY_MAX: usize = 2 * 1024 * 1024 * 1024 - 1;

/// Bounds of each add-on's intake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ingest {
    /// Requests that may wait for the writer.
    pub queue: usize,
    /// Bytes of bodies that may be in flight.
    pub memory: usize,
    /// How long a delivery is remembered, to recognise that it comes again; zero turns it off.
    pub dedupe_window: Duration,
}

impl Ingest {
    /// Reads the section. The memory must hold at least one body of the largest size that is let in.
    pub fn read(reader: &mut Reader<'_>, limits: &Limits) -> Self {
        reader.section("Ingest");
        let queue = Entry::new("CLOCKIFY_ADDONS_INGEST_QUEUE", "Requests that may wait for the writer, per add-on");
        let help = "Memory for bodies in flight, per add-on; at least WEBHOOK_MAX_PAYLOAD_BYTES";
        let memory = Entry::new("CLOCKIFY_ADDONS_INGEST_MEMORY_BYTES", help);
        let help = "How long a repeated delivery is recognised; 0 turns it off";
        let dedupe = Entry::new("CLOCKIFY_ADDONS_DEDUPE_SECONDS", help);
        let read = Self {
            queue: reader.number(queue, "requests", &(1..=1_000_000), 4096),
            memory: reader.number(memory, "bytes", &(1024..=MEMORY_MAX), 67_108_864),
            dedupe_window: reader.seconds(dedupe, &(0..=86_400), 600),
        };
        if read.memory < limits.webhook_body {
            let wrong = format!(
                "is less than WEBHOOK_MAX_PAYLOAD_BYTES ({}); no webhook of that size could pass",
                limits.webhook_body
            );
            reader.problem(memory.name, wrong);
        }
        read
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Source;

    #[test]
    fn memory_holds_the_largest_webhook() {
        for (pairs, good) in [
            (vec![("CLOCKIFY_ADDONS_INGEST_MEMORY_BYTES", "5242880")], true),
            (vec![("CLOCKIFY_ADDONS_INGEST_MEMORY_BYTES", "5242879")], false),
            (vec![("WEBHOOK_MAX_PAYLOAD_BYTES", "67108864")], true),
            (vec![("WEBHOOK_MAX_PAYLOAD_BYTES", "67108865")], true),
        ] {
            let source = Source::from_pairs(pairs.clone());
            let mut reader = Reader::new(&source);
            let limits = Limits::read(&mut Reader::new(&source));
            Ingest::read(&mut reader, &limits);
            let error = reader.finish().err().map(|error| error.to_string()).unwrap_or_default();
            assert_eq!(error.is_empty(), good, "{pairs:?}: {error}");
            assert_eq!(error.contains("WEBHOOK_MAX_PAYLOAD_BYTES"), !good);
        }
    }
}
