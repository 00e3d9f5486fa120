//! Makes a catalogue of an OpenAPI 3 file, JSON or YAML.
//!
//! What is taken over are facts: names, places, types, bounds. No sentence of the file is. The file may be anybody's,
//! so everything about it is bounded: its size, its depth, what aliases blow it up to, and the work that references
//! cause. What can't be used is refused with the place where it stands.

mod budget;
mod error;
mod json;
mod operations;
mod pointer;
mod resolve;
mod schema;
pub(super) mod yaml;

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use serde_json::Value;

use super::{Catalogue, overlay, table};
pub use error::{Error, Problem};

/// The largest file that is read.
pub const MAX_BYTES: u64 = 50 << 20;

/// The catalogue that the file holds: an OpenAPI file, or a table that an import wrote.
pub fn load(path: &Path) -> Result<Catalogue, Error> {
    let read = |source| Error::Read { path: path.to_owned(), source };
    let mut bytes = Vec::new();
    File::open(path).map_err(read)?.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(read)?;
    import(&bytes)
}

/// The catalogue that the bytes of such a file hold.
pub fn import(bytes: &[u8]) -> Result<Catalogue, Error> {
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Error::TooLarge);
    }
    let document = parse(bytes)?;
    if document.get("schema").and_then(Value::as_str).is_some_and(|schema| schema.starts_with(table::FAMILY)) {
        return Ok(table::of(document)?);
    }
    let mut operations = operations::read(&document)?;
    overlay::apply(&mut operations);
    Ok(Catalogue::new(operations)?)
}

/// The document of either language. JSON begins with a brace, and so does no YAML file of this kind in practice.
fn parse(bytes: &[u8]) -> Result<Value, Error> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        let line = before.split(|byte| *byte == b'\n').count();
        let column = before.rsplit(|byte| *byte == b'\n').next().map_or(0, <[u8]>::len) + 1;
        Error::Syntax { line, column, message: "the text is no UTF-8".to_owned() }
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim_start().starts_with('{') { json::parse(text) } else { yaml::parse(text) }
}

#[cfg(test)]
mod tests;
