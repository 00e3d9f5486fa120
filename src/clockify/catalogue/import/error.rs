//! Why a file gives no catalogue.

use std::io;
use std::path::PathBuf;

use super::budget::Exceeded;
use super::{MAX_BYTES, pointer};
use crate::clockify::catalogue::{Duplicate, TableError};

/// Why a file gives no catalogue.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file can't be read.
    #[error("can't read {}", path.display())]
    Read {
        /// Which file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// The file is larger than any such file should be.
    #[error("the file is larger than {} MiB", MAX_BYTES >> 20)]
    TooLarge,
    /// It is neither JSON nor YAML.
    #[error("line {line}, column {column}: {message}")]
    Syntax {
        /// Where, counted from 1.
        line: usize,
        /// Where in the line, counted from 1.
        column: usize,
        /// What is wrong.
        message: String,
    },
    /// It is larger inside than any such file should be.
    #[error(transparent)]
    Exceeded(#[from] Exceeded),
    /// It is something else.
    #[error("this is no OpenAPI 3 file: {0}")]
    NotOpenApi(String),
    /// Something in it can't be used.
    #[error("{pointer}: {problem}")]
    At {
        /// Where it stands: a JSON pointer (RFC 6901).
        pointer: String,
        /// What is wrong with it.
        #[source]
        problem: Problem,
    },
    /// It is a table of ours, but a broken one.
    #[error(transparent)]
    Table(#[from] TableError),
    /// Two operations have one name.
    #[error(transparent)]
    Duplicate(#[from] Duplicate),
}

/// What is wrong with a part of a file.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// It refers to what isn't there.
    #[error("there is no `{}` in the file", pointer::shown(.0))]
    Unresolved(String),
    /// It refers to another file.
    #[error("`{}` lies outside of the file; only references that begin with #/ are followed", pointer::shown(.0))]
    Remote(String),
    /// References that lead to each other and to nothing else.
    #[error("the references lead in a circle")]
    Circular,
    /// Schemas made of schemas made of schemas.
    #[error("schemas are put together from others more than {0} deep")]
    Nested(usize),
    /// It has to be of another type.
    #[error("this has to be {0}")]
    Type(&'static str),
    /// It is required and missing.
    #[error("`{0}` is missing")]
    Missing(&'static str),
    /// An operation of a method that HTTP or we don't know.
    #[error("`{}` is no HTTP method that is known here", pointer::shown(.0))]
    Method(String),
    /// An operation's name that another one has.
    #[error("`{}` is the name of an operation already, at {}", pointer::shown(id), other)]
    Duplicate {
        /// The name.
        id: String,
        /// Where the other one stands.
        other: String,
    },
    /// More of something than any operation has.
    #[error("there are more than {0} of them")]
    TooMany(usize),
    /// No path of an API.
    #[error("this is no path: {0}")]
    Path(&'static str),
    /// A name that is empty, too long or holds control characters.
    #[error("this is no name: at most {0} characters and no control characters")]
    Name(usize),
}
