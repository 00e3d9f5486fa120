//! The words of the domain: pure types and rules, no I/O, no async.
//!
//! Everything here can be understood, tested and fuzzed without a server, a database or a clock.
//! The layers above translate between these types and the outside world; nothing here knows them.

pub mod actor;
pub mod addon;
pub mod event;
pub mod flow;
pub mod ids;
pub mod keep;
pub mod manifest;
pub mod payload;
pub mod recipients;
pub mod redact;
pub mod scheme;
pub mod settings;
