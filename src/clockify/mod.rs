//! What we know of Clockify itself: how its tokens are made and told from forged ones, what its API offers, and how to
//! talk to it.
//!
//! A call goes through [`client::Client::call`]: its request is built from the [`catalogue`], its place in line is
//! waited for at [`limit`], and [`guard`] decides at connect time whether the address may be called at all.

pub mod catalogue;
pub mod client;
pub mod echo;
pub mod guard;
pub mod jwks;
pub mod limit;
pub mod merge;
pub mod token;
