//! What we know of Clockify itself: how its tokens are made, and how to tell a true one from a forged one.

pub mod jwks;
pub mod token;
