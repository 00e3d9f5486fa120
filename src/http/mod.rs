//! The inbound world. axum appears here and above, nowhere below.
//!
//! A request comes in through [`Entry`], which gives it a normalised path and a request id, and is
//! routed by the files of `routes`. What a handler needs to be sure of, it asks for in its arguments: the
//! extractors of [`extract`] verify, and a forged request never reaches a handler.

mod entry;
mod error;
pub mod extract;
mod hours;
pub mod openapi;
mod rate;
mod readers;
mod routes;
mod state;

pub use entry::Entry;
pub use error::Problem;
pub use readers::Cut;
pub use state::AppState;
