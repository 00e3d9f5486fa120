//! How much one request may bring, and how much one manifest may hold.
//!
//! `API_CALL_MAX_PAYLOAD_BYTES`, `WEBHOOK_MAX_PAYLOAD_BYTES`, `CLOCKIFY_ADDONS_MANIFEST_WEBHOOKS`.

use super::entry::Entry;
use super::reader::Reader;

/// Below this no real request fits; above it one request could take the memory of many.
const BODY: std::ops::RangeInclusive<usize> = 1024..=64 * 1024 * 1024;

/// Upper bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes in the body of a request that is not a webhook.
    pub api_body: usize,
    /// Bytes in the body of a webhook.
    pub webhook_body: usize,
    /// Webhooks in a manifest. The platform takes at most 20; the rest are registered through its API.
    pub manifest_webhooks: usize,
}

impl Limits {
    /// Reads the section.
    pub fn read(reader: &mut Reader<'_>) -> Self {
        reader.section("Limits");
        let api = Entry::new("API_CALL_MAX_PAYLOAD_BYTES", "Largest body of a request that is not a webhook");
        let webhook = Entry::new("WEBHOOK_MAX_PAYLOAD_BYTES", "Largest body of a webhook");
        let help = "Webhooks in the manifest, the most used events first; the platform takes at most 20";
        let manifest = Entry::new("CLOCKIFY_ADDONS_MANIFEST_WEBHOOKS", help);
        Self {
            api_body: reader.number(api, "bytes", &BODY, 1_048_576),
            webhook_body: reader.number(webhook, "bytes", &BODY, 5_242_880),
            manifest_webhooks: reader.number(manifest, "whole number", &(0..=51), 20),
        }
    }
}
