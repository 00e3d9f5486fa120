//! Documents from elsewhere: exports, flows as they are, and flows of the Python system.

use serde_json::{Map, Value};

use super::legacy::{self, Converted};
use super::transfer;
use crate::domain::flow::Problem;

/// Makes a document of whatever kind into one of ours, to be read and checked like any other.
pub fn import(document: &Value, inputs: &Map<String, Value>) -> Result<Converted, Vec<Problem>> {
    let is_legacy = document.get("schema").is_none() && document.get("actions").is_some();
    if !is_legacy {
        return transfer::import(document, inputs).map(|document| Converted { document, notes: Vec::new() });
    }
    if !inputs.is_empty() {
        return Err(vec![Problem::new("/inputs", "a flow of the Python system has no inputs")]);
    }
    legacy::convert(document)
}
