//! A simulated Clockify: the other side of the conversation, without an account and without the network.
//!
//! An add-on spends its life answering calls that only the platform can make: it is installed, switched
//! off, sent webhooks, sent the same webhook again, and now and then it is sent a forgery. None of that can
//! be tried by hand, because every call carries a token that only the platform can sign. The sandbox owns an
//! RSA [`Key`] of its own and makes those calls itself. An add-on trusts that key only while it is told to
//! run with the sandbox; the public key of the real platform has no part in it.
//!
//! There are two layers, and the lower one does no I/O at all:
//!
//! * [`Installation`] turns identities into [`Request`]s: a [`Request`] is the description of an HTTP call,
//!   complete to the last header, so a test can hand it to a router and never open a socket. [`payload`] has a
//!   body for each of the 51 events and [`forge`] has the requests that must be refused.
//! * [`Driver`] sends those requests to a running add-on on this machine and repeats them like the platform
//!   does; [`play`](play()) lets several drivers run a show.
//!
//! Beside them stand the [`Api`], the REST API of the simulated Clockify over a workspace of its own, and the [`Host`],
//! a page like Clockify's that has the add-ons' pages in it.
//!
//! What the sandbox sends is reproducible. Ids come from numbers ([`id`]), payloads from an event and a
//! sequence number, tokens from the key and the ids; time is handed in. The one exception is the
//! `idempotency-key` header, which on the platform differs for every attempt and so does here.

pub mod api;
pub mod delivery;
pub mod driver;
mod error;
pub mod forge;
pub mod host;
pub mod id;
pub mod installation;
#[cfg(test)]
mod judge;
mod key;
mod lifecycle;
pub mod manifest;
pub mod payload;
mod pem;
pub mod play;
mod request;
#[cfg(test)]
mod stand_in;
mod token;
mod webhook;
mod workspace;

pub use api::Api;
pub use delivery::Delivery;
pub use driver::Driver;
pub use error::Error;
pub use forge::Forgery;
pub use host::Host;
pub use installation::Installation;
pub use key::Key;
pub use play::play;
pub use request::Request;
pub use token::Viewer;
pub use workspace::Workspace;
