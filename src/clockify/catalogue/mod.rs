//! The catalogue: every operation of Clockify's API that we know, as a table.
//!
//! The program carries a table of its own (`operations.json`), so that nothing has to be fetched to start. It is
//! compact facts and no prose: what to send where, how an answer is cut, what a call may cause.

pub mod import;

mod effect;
mod operation;
mod overlay;
mod search;
mod table;

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

pub use effect::{Changed, Effect, Merge, Source, Subject};
pub use import::load;
pub use operation::{
    Answer, Body, Field, Fill, Host, Kind, Method, Operation, Paging, PagingPlace, Parameter, Place, Schema,
    UnknownMethod,
};
pub use table::Error as TableError;

/// The operations, by name.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    operations: Vec<Operation>,
    index: HashMap<String, usize>,
}

impl Catalogue {
    /// A catalogue of these, sorted. Two of one name: the name, and no catalogue.
    pub fn new(mut operations: Vec<Operation>) -> Result<Self, Duplicate> {
        operations.sort_by(|a, b| (&a.tag, &a.path, a.method.name()).cmp(&(&b.tag, &b.path, b.method.name())));
        let mut index = HashMap::with_capacity(operations.len());
        for (at, operation) in operations.iter().enumerate() {
            if index.insert(operation.id.clone(), at).is_some() {
                return Err(Duplicate(operation.id.clone()));
            }
        }
        Ok(Self { operations, index })
    }

    /// All of them, by tag and path.
    #[must_use]
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// The operation of this name.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Operation> {
        self.index.get(id).and_then(|at| self.operations.get(*at))
    }

    /// The operations that every word of the query is found in, the best first. Upper and lower case are the same;
    /// an empty query finds all, in their order.
    #[must_use]
    pub fn search(&self, query: &str) -> Vec<&Operation> {
        search::search(&self.operations, query)
    }

    /// The table as text, one operation a line.
    pub fn to_table(&self) -> Result<String, TableError> {
        table::write(&self.operations)
    }

    /// The catalogue that such a text holds.
    pub fn from_table(text: &str) -> Result<Self, TableError> {
        table::read(text)
    }
}

/// Two operations of this name.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("two operations are called {0}")]
pub struct Duplicate(pub String);

/// The catalogue that the program carries.
#[must_use]
pub fn builtin() -> &'static Arc<Catalogue> {
    // The table is checked by the tests; a program whose own table can't be read would know no operation.
    static BUILTIN: LazyLock<Arc<Catalogue>> =
        LazyLock::new(|| Arc::new(Catalogue::from_table(include_str!("operations.json")).unwrap_or_default()));
    &BUILTIN
}

#[cfg(test)]
mod tests;
