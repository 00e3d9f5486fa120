//! Requests that are rendered once and made unique by overwriting digits.
//!
//! A body has to differ from every other, or it would count as a repeat. Its id is 24 hexadecimal digits, and a count
//! written over the last 16 of them makes it another entry's. The idempotency key differs in the same way.

use clockify_addons::domain::event::EventType;
use clockify_addons::sandbox::{Installation, payload};
use serde_json::Value;

use crate::suite::http;

/// The event of the load: a timer that stopped, with all that an entry carries.
pub(crate) const EVENT: EventType = EventType::TimerStopped;

/// How many different bodies there are before the ids.
const TEMPLATES: u64 = 64;

/// Digits of the count.
const DIGITS: usize = 16;

/// An endless row of different requests.
#[derive(Debug, Clone)]
pub(crate) struct Requests {
    templates: Vec<Template>,
    body_bytes: usize,
    request_bytes: usize,
    count: usize,
}

#[derive(Debug, Clone)]
struct Template {
    bytes: Vec<u8>,
    /// Where the count is written.
    places: [usize; 2],
}

impl Requests {
    pub(crate) fn new(installation: &Installation) -> anyhow::Result<Self> {
        let mut requests = Self { templates: Vec::new(), body_bytes: 0, request_bytes: 0, count: 0 };
        for sequence in 0..TEMPLATES {
            let body = payload::of(EVENT, &installation.workspace, sequence);
            let call = installation.delivery(EVENT, &body);
            let bytes = http::render(&call);
            let id = body.get("id").and_then(Value::as_str).unwrap_or_default();
            let key = call.header("idempotency-key").unwrap_or_default();
            let places = [end_of(&bytes, id)?, end_of(&bytes, &key[key.len().saturating_sub(12)..])?];
            requests.body_bytes += call.body.len();
            requests.request_bytes += bytes.len();
            requests.templates.push(Template { bytes, places });
        }
        Ok(requests)
    }

    /// The next request.
    pub(super) fn next(&mut self) -> &[u8] {
        self.count += 1;
        let position = self.count % self.templates.len();
        let template = &mut self.templates[position];
        for (place, digits) in template.places.into_iter().zip([DIGITS, 12]) {
            overwrite(&mut template.bytes[place - digits..place], self.count);
        }
        &template.bytes
    }

    /// Mean size of a body and of a whole request.
    pub(crate) fn mean_bytes(&self) -> (usize, usize) {
        let count = self.templates.len().max(1);
        (self.body_bytes / count, self.request_bytes / count)
    }
}

/// The position after the first occurrence of a text that is long enough for the count.
fn end_of(bytes: &[u8], text: &str) -> anyhow::Result<usize> {
    let found = bytes.windows(text.len().max(1)).position(|window| window == text.as_bytes());
    let end = found.map(|start| start + text.len()).filter(|end| *end >= DIGITS);
    end.ok_or_else(|| anyhow::anyhow!("a request without `{text}`"))
}

fn overwrite(digits: &mut [u8], mut number: usize) {
    for digit in digits.iter_mut().rev() {
        *digit = b"0123456789abcdef"[number & 15];
        number >>= 4;
    }
}
