//! Which workspaces have the add-on, and who else may deliver to them.
//!
//! Clockify tells of installs, ends, switches and settings by lifecycle calls ([`lifecycle`]). Operators
//! register other systems ([`sources`]). Both are changed in the database, and read, on the webhook path, from
//! memory alone ([`view`]).

pub mod lifecycle;
pub mod sources;
pub mod view;
