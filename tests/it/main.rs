//! Everything with a database or a request, in one binary, so that it links once.
//!
//! Each case runs on both engines through the real router and the real writer; see `harness`.

mod addons; // manifests, routes, what differs between the three
mod harness;
mod webhooks; // what Clockify delivers
