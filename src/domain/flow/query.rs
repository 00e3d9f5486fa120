//! Paths that may find several values: wildcards, slices, lists of names and one filter of RFC 9535.
//!
//! The engine is `jsonpath-rust`, which sees only what [`super::path`] has let through: no descent, which makes results
//! larger than their input, and no nesting that costs more than it says. What is searched is measured first, because a
//! wildcard costs as much as what it looks at.

use jsonpath_rust::parser::model::JpQuery;
use jsonpath_rust::parser::parse_json_path;
use jsonpath_rust::query::js_path_process;
use serde_json::Value;

use super::fault::Fault;
use super::limits::{self, Size};
use super::reference::ReferenceError;

/// A compiled path.
#[derive(Debug, Clone)]
pub(super) struct Query(Box<JpQuery>);

impl Query {
    /// Compiles the part of a path that follows its root, which the profile has let through.
    pub(super) fn compile(path: &str) -> Result<Self, ReferenceError> {
        parse_json_path(&format!("${path}")).map(|query| Self(Box::new(query))).map_err(|_| ReferenceError::Syntax)
    }

    /// The values that the path finds, as a list.
    pub(super) fn find(&self, value: &Value) -> Result<Value, Fault> {
        let allowed = Size { bytes: limits::SEARCHED, values: limits::SEARCHED_VALUES, depth: limits::DEPTH };
        limits::measure(value, allowed)?;
        let found =
            js_path_process(&self.0, value).map_err(|_| Fault::Unusable("the path can't be followed".into()))?;
        if found.len() > limits::FOUND {
            return Err(Fault::TooLarge { what: "values found", limit: limits::FOUND });
        }
        let mut bytes = 2;
        for each in &found {
            bytes += limits::output(each.val)?.bytes + 1;
            limits::fits(bytes)?;
        }
        Ok(Value::Array(found.into_iter().map(|each| each.val.clone()).collect()))
    }
}
