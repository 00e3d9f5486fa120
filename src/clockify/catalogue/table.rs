//! The catalogue as a file: JSON with one operation a line, so that a newer table differs by lines.

use serde::Deserialize;
use serde_json::Value;

use super::{Catalogue, Duplicate, Operation};

/// How every such file names itself, whatever its version.
pub(super) const FAMILY: &str = "clockify-addons/catalogue/";
/// What a file of this version says that it is.
const FORMAT: &str = "clockify-addons/catalogue/v1";

/// Why a file is no table.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It is no JSON of this shape.
    #[error("this is no table of operations")]
    Json(#[from] serde_json::Error),
    /// It is of another format.
    #[error("the table is of format {0}, and this version reads {FORMAT}; import the OpenAPI file again")]
    Format(String),
    /// An operation stands in it twice.
    #[error(transparent)]
    Duplicate(#[from] Duplicate),
}

#[derive(Deserialize)]
struct Table {
    schema: String,
    operations: Vec<Operation>,
}

impl Table {
    fn catalogue(self) -> Result<Catalogue, Error> {
        if self.schema != FORMAT {
            return Err(Error::Format(self.schema));
        }
        Ok(Catalogue::new(self.operations)?)
    }
}

pub(super) fn write(operations: &[Operation]) -> Result<String, Error> {
    let lines: Result<Vec<_>, _> = operations.iter().map(serde_json::to_string).collect();
    Ok(format!("{{\"schema\":\"{FORMAT}\",\"operations\":[\n{}\n]}}\n", lines?.join(",\n")))
}

pub(super) fn read(text: &str) -> Result<Catalogue, Error> {
    serde_json::from_str::<Table>(text)?.catalogue()
}

/// The catalogue of a table that is read already.
pub(super) fn of(document: Value) -> Result<Catalogue, Error> {
    serde_json::from_value::<Table>(document)?.catalogue()
}
